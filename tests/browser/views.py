"""Every view of the console once: who opens it, where, and what shows that it stands. Matrices of tests go over this list."""

from typing import NamedTuple

from app.console.serve import ENTRIES, ROOT


class View(NamedTuple):
    """`path` is filled with a customer's id; `ready` is a selector that is seen once the view is drawn."""

    name: str
    role: str
    path: str
    ready: str


_ALL = (
    View("customers", "agent", "/console", ".q"),
    View("customers", "agent", "/console/customers/{id}", ".row"),
    View("audit", "auditor", "/console/audit", "h1"),
    View("audit", "auditor", "/console/audit/{id}", ".ev"),
    View("figures", "lead", "/console/figures", ".fc svg"),
)  # fmt: skip


def _stands(name: str) -> bool:
    """Whether the page is there, and draws something already."""
    return name in ENTRIES and (ROOT / ENTRIES[name].module).stat().st_size > 1_000


VIEWS = tuple(view for view in _ALL if _stands(view.name))
WIDTHS = {"desk": (1440, 900), "tablet": (1024, 768), "phone": (390, 844)}
