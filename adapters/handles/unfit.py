"""The table of handles unfit to link anybody: what we know, and what a shop adds to it."""

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from adapters.handles.reading import ascii_digits

KNOWN_FILE = Path(__file__).with_name("unfit.toml")
_LISTS = (
    "withheld_words", "withheld_numbers", "switchboards", "role_mailboxes", "placeholder_mailboxes", "placeholder_domains",
    "relays", "fit",
)  # fmt: skip
_FILLING = re.compile(r"[\s._\-:*]+")


class UnfitTable(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked up. Numbers of `withheld_numbers` are digits, those of `switchboards` as the shop writes them."""

    withheld_words: frozenset[str]
    withheld_numbers: frozenset[str]
    switchboards: tuple[str, ...]
    role_mailboxes: frozenset[str]
    placeholder_mailboxes: frozenset[str]
    placeholder_domains: re.Pattern[str]
    relays: re.Pattern[str]

    def names_nobody(self, text: str) -> bool:
        """Whether a sender says that it does not know or does not show whose this is."""
        if len(text) > 64:  # no word is longer
            return False
        word = _FILLING.sub(" ", text.lower()).strip()
        return not word or word in self.withheld_words

    def is_withheld_number(self, text: str) -> bool:
        """Whether these are digits that a carrier puts where a number is not shown."""
        if len(text) > 40:
            return False
        return re.sub(r"\D", "", ascii_digits(text)) in self.withheld_numbers

    @classmethod
    def read(cls, *texts: str) -> "UnfitTable":
        """The lists of several files, together. Raises ValueError (the end of a sentence) where one is not such a file."""
        lists: dict[str, list[str]] = {name: [] for name in _LISTS}
        for text in texts:
            for name, entries in _checked(text).items():
                lists[name] += [entry.strip().lower() for entry in entries]
        fit = set(lists["fit"])
        kept = {name: [entry for entry in entries if entry not in fit] for name, entries in lists.items()}
        return cls(
            withheld_words=frozenset(_FILLING.sub(" ", word).strip() for word in kept["withheld_words"]),
            withheld_numbers=frozenset(re.sub(r"\D", "", number) for number in kept["withheld_numbers"]),
            switchboards=tuple(kept["switchboards"]), role_mailboxes=frozenset(kept["role_mailboxes"]),
            placeholder_mailboxes=frozenset(kept["placeholder_mailboxes"]),
            placeholder_domains=_domains(kept["placeholder_domains"]), relays=_domains(kept["relays"]))  # fmt: skip


@lru_cache(maxsize=64)  # asked for by everybody who reads handles; a shop has one file
def known_table(extra: str = "") -> UnfitTable:
    """The table we ship, and the text of a shop's own file after it."""
    return UnfitTable.read(KNOWN_FILE.read_text("utf-8"), extra)


def _checked(text: str) -> dict[str, list[str]]:
    try:
        lists: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"is not TOML: {error}.") from None
    for name, entries in lists.items():
        if name not in _LISTS:
            raise ValueError(f"has a list {name!r} that means nothing here: {', '.join(_LISTS)}.")
        if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
            raise ValueError(f"must have texts in brackets under {name}.")
    return lists


def _domains(patterns: Iterable[str]) -> re.Pattern[str]:
    """These domains and all below them; a final star stands for one or two last labels, as in com and co.uk."""
    ways = [
        re.escape(each).removesuffix(r"\*") + (r"[a-z0-9-]+(?:\.[a-z]{2,3})?" if each.endswith("*") else "")
        for each in patterns
    ]
    return re.compile(rf"(?:.+\.)?(?:{'|'.join(ways)})" if ways else r"(?!)")
