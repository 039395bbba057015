"""Where something holds: in the shops, on the web, in one shop."""

import re

from domain.memory.contradicting.likeness import same_name
from domain.memory.listed import listed

IN_STORE, WEB = "in_store", "web"
_STORES = listed("in_store instore store stores shop shops salon salony stacjonarnie retail pos offline")
_WEBS = listed("web online internet www app ecommerce e-commerce shop_online sklep_internetowy aplikacja site website")
_WEB_WORDS = re.compile(
    r"\b(?:online|w internecie|przez internet|(?:w )?sklep\w* internetow\w+|on (?:the|our) (?:web)?site|na stronie|in the app|w aplikacji)\b",
    re.IGNORECASE,
)
_STORE_WORDS = re.compile(
    r"\b(?:w (?:naszych )?(?:salonach|sklepach(?! internet)(?: stacjonarn\w+)?|salonie|sklepie(?! internet)(?: stacjonarn\w+)?)|stacjonarnie|in[- ]stores?|"
    r"in (?:all |any )?(?:of )?(?:our |the )?(?:stores?|shops?))\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:[Ww]e?|[Ii]n|[Aa]t)\s+(?:(?:the|our|naszym)\s+)?(?:(?:salonie|sklepie|magazynie|filii|store|shop|branch|warehouse)\s+)?(?:w |we |in |at )?"
    r"(?P<name>[A-ZŁŚŻŹĆ][\w-]{2,}(?: [A-ZŁŚŻŹĆ][\w-]+){0,2})"
)  # fmt: skip


def channels_in(text: str) -> frozenset[str]:
    """Where a clause says that it holds."""
    found = {WEB} if _WEB_WORDS.search(text) else set[str]()
    return frozenset(found | ({IN_STORE} if _STORE_WORDS.search(text) else set()))


def place_in(text: str) -> str:
    """The one shop or warehouse that a clause names, or the web; empty when it names none."""
    named = _NAMED.search(text)
    return named["name"] if named else WEB if _WEB_WORDS.search(text) else ""


def place_first(text: str) -> int:
    """Where a clause goes on behind the shop that it begins with ("W Krakowie namiotu …"); 0 where it begins otherwise."""
    named = _NAMED.match(text.lstrip())
    return len(text) - len(text.lstrip()) + named.end() if named else 0


def read_channels(value: object) -> frozenset[str]:
    """A sender's list of channels in our words; what is none of ours stays as it is."""
    if not isinstance(value, list | tuple):
        return frozenset()
    words = [each.strip().lower().replace(" ", "_") for each in value if isinstance(each, str)]  # pyright: ignore[reportUnknownVariableType]
    return frozenset(IN_STORE if each in _STORES else WEB if each in _WEBS else each for each in words)


def holds_together(one: frozenset[str], one_channel: str, other: frozenset[str], other_channel: str) -> bool:
    """Whether two statements can hold at one place. One without channels holds where it was said, if that is a shop floor
    or a marketplace, else anywhere: who answers a chat may speak of the shops.
    """
    if one and other:
        return not one.isdisjoint(other)
    stated, said = (one, other_channel) if one else (other, one_channel)
    return not stated or said not in (IN_STORE, "marketplace") or said in stated


def same_place(one: str, other: str) -> bool:
    """Whether two names of places mean one; where neither names any, they do."""
    return one == other or (bool(one) and bool(other) and same_name(one, other))
