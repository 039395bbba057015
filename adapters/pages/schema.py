"""The tables of `pages.db`. The whole file may be deleted at any time: it is made again from the log.

In clear stand ids, times and bits that say what sort of entry an item is; all that was said is sealed. A row's `id` is
its page's number and its own number on that page, so that neighbours lie side by side.
"""

# Of tables and blobs; a file of another format is thrown away. What folds is in each page's stamp (app/stamp.py).
FORMAT = 3
BITS = 32  # of an id, for the number on the page

SCHEMA = """
CREATE TABLE IF NOT EXISTS page (
  page_id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, stream TEXT NOT NULL, stamp TEXT NOT NULL, version INTEGER NOT NULL,
  hash BLOB NOT NULL, items INTEGER NOT NULL, facts INTEGER NOT NULL, state BLOB, UNIQUE (tenant, stream));
CREATE TABLE IF NOT EXISTS item (
  id INTEGER PRIMARY KEY, page_id INTEGER NOT NULL, item_id TEXT NOT NULL, interaction_id TEXT,
  changed INTEGER NOT NULL, marks INTEGER NOT NULL, sealed BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS item_by_id ON item (page_id, item_id);
CREATE INDEX IF NOT EXISTS item_interaction ON item (page_id, interaction_id);
CREATE INDEX IF NOT EXISTS item_changed ON item (page_id, changed);
CREATE INDEX IF NOT EXISTS item_marks ON item (page_id, marks);
CREATE TABLE IF NOT EXISTS fact (
  id INTEGER PRIMARY KEY, page_id INTEGER NOT NULL, fact_id TEXT NOT NULL, sealed BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS fact_by_id ON fact (page_id, fact_id);
"""


def span(page_id: int, start: int, stop: int) -> tuple[int, int]:
    """Ids of a page's rows by number: from, and up to but without."""
    return (page_id << BITS) + start, (page_id << BITS) + stop


def number(row_id: int) -> int:
    """A row's number on its page."""
    return row_id & ((1 << BITS) - 1)
