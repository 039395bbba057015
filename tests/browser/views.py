"""Every view of the console once: who opens it, where, and what shows that it stands. Matrices of tests go over this list."""

from collections.abc import Iterator
from typing import NamedTuple

from playwright.sync_api import Page

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
    View("figures", "lead", "/console/figures", ".kp:not([aria-busy]) .fc svg"),
)  # fmt: skip


def _stands(name: str) -> bool:
    """Whether the page is there, and draws something already."""
    return name in ENTRIES and (ROOT / ENTRIES[name].module).stat().st_size > 1_000


VIEWS = tuple(view for view in _ALL if _stands(view.name))
WIDTHS = {"desk": (1440, 900), "tablet": (1024, 768), "phone": (390, 844)}


def in_every_look(page: Page, *widths: str) -> Iterator[str]:
    """One page at these widths (all, if none is named) in both themes, one after the other; says which it is now."""
    for width in widths or WIDTHS:
        across, down = WIDTHS[width]
        page.set_viewport_size({"width": across, "height": down})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            yield f"{width} {theme}"
