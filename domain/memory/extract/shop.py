"""What a shop says of itself so that its customers are understood: the shapes of its numbers, the names of its products."""

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from functools import cached_property

import msgspec

from domain.memory.extract.cores import Words

_SIGNS = {"#": r"\d", "@": "[A-Z]", "?": "[A-Z0-9]"}
_MANY = {"#": r"\d{3,12}", "@": "[A-Z]{1,4}", "?": "[A-Z0-9]{3,16}"}
_SHAPE = re.compile(r"[#@?]\+|.")


class Shop(msgspec.Struct, frozen=True, dict=True):
    """`numbers`: shapes of each numbered key ("PL-#####"); `products`: what a product is called, and its norm.

    In a shape `#` is a digit, `@` a capital, `?` either of them, a plus behind it some of them; anything else is itself.
    """

    numbers: Mapping[str, tuple[str, ...]] = {}
    products: Mapping[str, str] = {}

    @cached_property
    def shapes(self) -> dict[str, re.Pattern[str]]:
        """One pattern for each key; none backtracks, for its parts are of bounded length."""
        return {key: re.compile("|".join(map(_pattern, shapes))) for key, shapes in self.numbers.items() if shapes}

    @cached_property
    def shaped(self) -> re.Pattern[str] | None:
        """Numbers that need no word beside them: shapes with letters or signs of their own."""
        told = [shape for shapes in self.numbers.values() for shape in shapes if _telling(shape)]
        return re.compile(rf"(?<![\w-])(?:{'|'.join(map(_pattern, told))})(?![\w-])") if told else None

    @cached_property
    def catalogue(self) -> dict[str, list[tuple[tuple[str, ...], str]]]:
        """The products by the first word of their name, longest names first."""
        found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, norm in self.products.items():
            first, *rest = Words(name).lows or [""]
            found.setdefault(first, []).append((tuple(rest), norm))
        for each in found.values():
            each.sort(key=lambda one: -len(one[0]))
        return found

    def key_of(self, core: str) -> str:
        """Whose shape a number has; empty when none or several."""
        keys = [key for key, shape in self.shapes.items() if shape.fullmatch(core)]
        return keys[0] if len(keys) == 1 else ""


PLAIN = Shop()


class Told(msgspec.Struct, frozen=True):
    """What is known of a text beside its words: when and in which shop it was said, which keys were told or owed before it.

    `called` are words by which whoever speaks is known already, in small letters: of their name, of their e-mail address.
    """

    at: datetime | None = None
    zone: tzinfo | None = None
    shop: Shop = PLAIN
    recent: tuple[str, ...] = ()
    owed: tuple[str, ...] = ()
    called: frozenset[str] = frozenset()


BARELY = Told()


def _pattern(shape: str) -> str:
    return "".join(
        _MANY[part[0]] if len(part) == 2 else _SIGNS.get(part) or re.escape(part) for part in _SHAPE.findall(shape)
    )


def _telling(shape: str) -> bool:
    return any(not sign.isdigit() and sign not in "#?+" for sign in shape)
