"""The shapes of a shop's own numbers, as they stand in its settings: read here, looked for by domain/memory/extract/shop.py."""

from collections.abc import Iterable

NUMBERED = ("order_no", "account_no", "customer_no")


def shapes_of(settings: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Shapes by key from settings like "order_no=PL-#####". Raises ValueError for another key or a shape too short to tell."""
    found: dict[str, tuple[str, ...]] = {}
    for setting in settings:
        key, _, shape = (part.strip() for part in setting.partition("="))
        if key not in NUMBERED or len(shape) < 4 or len(shape) > 40:
            raise ValueError(f"not a shape of {', '.join(NUMBERED)}: {setting}")
        found[key] = (*found.get(key, ()), shape)
    return found
