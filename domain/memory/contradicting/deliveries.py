"""What delivery costs, by the way it goes: a courier's price says nothing of a locker's, nor a fast one's of the usual."""

import re
from collections.abc import Iterator

from domain.memory.contradicting.amounts import MONEY, amount_of
from domain.memory.listed import has_one

_SPEAKS = ("dostaw", "wysył", "przesył", "kurier", "paczkomat", "delivery", "shipping", "postage", "click")
_WAYS = (
    ("courier", r"kurier\w*|by courier|courier"), ("locker", r"(?:do )?paczkoma\w+|(?:to a )?(?:parcel )?lockers?"),
    ("fast", r"express\w*|ekspres\w*|next[- ]day|same[- ]day|priority"), ("usual", r"standard\w*|zwykł\w+|economy"),
    ("abroad", r"international|overseas|abroad|zagranic\w*|za granicę"), ("store", r"do (?:salonu|sklepu)|to (?:the |a )?(?:store|shop)"
               r"|click (?:and|&) collect"),
)  # fmt: skip
_WAY = "|".join(f"(?P<{name}>{words})" for name, words in _WAYS)
_DELIVERY = r"(?:dostawa|wysyłka|przesyłka|koszt (?:dostawy|wysyłki|przesyłki)|(?:delivery|shipping|postage)(?: cost)?)"
_COSTS = re.compile(
    rf"^\W*(?:(?:tak|yes|nasza|our|the)\b\W*)*(?:(?:{_WAY})\W*)?(?:{_DELIVERY})?(?: (?:{_WAY.replace('(?P<', '(?P<b_')}))?"
    r" (?:kosztuje|costs?|is|to|wynosi)(?: u nas| just| only| tylko| you)? *$",
    re.IGNORECASE,
)
_PAID = re.compile(
    rf"^\W*(?:za|for) (?:{_DELIVERY}|dostawę|wysyłkę|przesyłkę)?\W*(?:{_WAY})? ?(?:{_DELIVERY})? ?(?:(?:płaci|zapłaci)(?: się| pani?)*"
    rf"|you(?:'ll| will)? pay|we charge) *$",
    re.IGNORECASE,
)


def delivery_costs(text: str, low: str) -> Iterator[tuple[str, str]]:
    """The topic, with the way where one is named, and the sum."""
    money = MONEY.search(text) if has_one(low, _SPEAKS) else None
    if money is None or text[money.end() :].strip(" .!"):
        return
    found = _COSTS.search(text[: money.start()]) or _PAID.search(text[: money.start()])
    if found is not None:
        way = next((name.removeprefix("b_") for name, said in found.groupdict().items() if said), "")
        if way or not _is_bare(found[0]):
            yield f"delivery_cost {way if way != 'usual' else ''}".rstrip(), amount_of(money)


def _is_bare(said: str) -> bool:
    """Whether nothing names a delivery: "it costs"."""
    return re.search(_DELIVERY + "|dostawę|wysyłkę|przesyłkę", said, re.IGNORECASE) is None
