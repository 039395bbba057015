"""What something costs after its price went down: "reduced to £199", "obniżona do 199 zł"."""

import re
from typing import NamedTuple

from domain.memory.contradicting.naming import IN_HAND, Name, name_before, name_in

_ONLY = r"(?: just| only| now| tylko| równo)?"
_DOWN = r"(?:reduced|marked down|discounted|lowered|cut|dropped|down|slashed)"
_THING = r"(?P<name>[^.,;:!?()]{3,60}?)"
_TO_THING = re.compile(
    rf"\b(?:we(?:'ve| have)?(?: just| now)?|has|have) (?:reduced|marked(?: down)?|discounted|lowered|cut|dropped|brought) {_THING}(?: down)? to{_ONLY} $"
    rf"|\b(?:obniżyliśmy|przeceniliśmy|zmniejszyliśmy|zeszliśmy z)(?: teraz| dziś| właśnie)? (?P<name2>[^.,;:!?()]{{3,60}}?) (?:do|na){_ONLY} $",
    re.IGNORECASE,
)
_IS_DOWN = re.compile(
    rf"(?:'s|\b(?:is|are|was|were|has|have|went|came|got))?(?: now| just| currently| been| already)* (?:{_DOWN}|gone down|went down|came down)"
    rf"(?: in price)?(?: to){_ONLY} $"
    r"|(?: (?:jest|są|została?y?|zostało|mamy|spadła|spadły))?(?: teraz| obecnie| już| właśnie| została?)* (?:przecenion\w+|obniżon\w+|zmniejszon\w+|"
    rf"potaniał\w*|spadł\w*|staniał\w*|obniżk\w+) (?:do|na){_ONLY} $",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r" (?:po (?:obniżce|przecenie|promocji|rabacie)|w promocji|na wyprzedaży|after (?:the )?(?:reduction|markdown)|in (?:the|our) sale|on sale)"
    r"(?: (?:jest|są|to|is|are))? (?:kosztuj[eą]|za|to|costs?|is|are|at|for|comes? to)(?: teraz| just| only)? $",
    re.IGNORECASE,
)
_PRICE_OF = re.compile(r"^\W*(?:the |our )?(?:price|cost|cen[aęy]|koszt) ?(?:of |for |on |za )?", re.IGNORECASE)
_FROM = re.compile(r" (?:down )?(?:from|z|ze) $", re.IGNORECASE)
_BETWEEN = re.compile(r" (?:to|do|na)(?: just| only)? ", re.IGNORECASE)
# What is not for everybody, or no price of a thing at all.
_APART = re.compile(
    r"\b(?:codes?|kod\w*|coupon|kupon\w*|voucher|fees?|shipping|delivery|dostaw\w*|wysyłk\w*|opłat\w*|rat[aęy]?|balance|saldo|total|minimum|limit\w*|"
    r"members?|klub\w*|student\w*|próg|progu|threshold|kar[aęy]|kaucj\w*|not|nie|never)\b|n't\b",
    re.IGNORECASE,
)


class Reduced(NamedTuple):
    """Of what, the sum that holds now, and the one before where it is said."""

    name: Name
    money: re.Match[str]
    former: re.Match[str] | None


def reduced_in(text: str, found: list[re.Match[str]]) -> Reduced | None:
    """The price to which a clause says that something went down; of "from 249 to 199" the later sum."""
    if not found or len(found) > 2 or _APART.search(text):
        return None
    before = text[: found[0].start()]
    if len(found) == 2:
        cut, between = _FROM.search(before), _BETWEEN.fullmatch(text, found[0].end(), found[1].start())
        if cut is None or between is None:
            return None
        before = before[: cut.start()] + between[0]
    name = _of_what(before[-120:])
    return Reduced(name, found[-1], found[0] if len(found) == 2 else None) if name is not None else None


def _of_what(before: str) -> Name | None:
    done = _TO_THING.search(before)
    if done is not None:
        return _named(_PRICE_OF.sub("", done["name"] or done["name2"]))
    down = _IS_DOWN.search(before) or _AFTER.search(before)
    if down is None:
        return None
    head = before[: down.start()].rstrip()
    price = _PRICE_OF.match(head)
    return _named(head[price.end() :]) if price is not None else name_before(head) if head else IN_HAND


def _named(words: str) -> Name | None:
    return name_in(words) if words.strip() else IN_HAND
