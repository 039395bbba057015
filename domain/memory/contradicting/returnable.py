"""Whether a kind of goods may be given back at all: "bielizny nie przyjmujemy z powrotem", "underwear can be returned"."""

import re
from collections.abc import Iterator

from domain.memory.contradicting.naming import Name, name_before, name_in
from domain.memory.listed import has_one

_WORDS = ("zwr", "przyjm", "odda", "return", "take back", "back")
_NAME = r"(?P<name>[^.,;:!?()]{3,50}?)"
_REFUSED = re.compile(
    rf"^\W*(?:(?:niestety|przykro mi|unfortunately|sorry|i'm afraid)\b\W*)*{_NAME} (?:(?:niestety|u nas) )*(?:nie (?:przyjmujemy (?:z powrotem"
    rf"|zwrotów|do zwrotu)"
    r"|można (?:u nas )?(?:zwrócić|oddać|zwracać)|podlega\w* zwrotowi)|(?:can(?:not|'t| not)|may not) be returned|(?:is|are) (?:not "
    r"|non-?)returnable|(?:aren't|isn't) returnable)\s*$"
    rf"|^\W*(?:nie (?:przyjmujemy zwrotów|można (?:zwrócić|oddać))|we (?:don't|do not|can't|cannot) (?:take back|accept returns (?:on|of))"
    rf"|you (?:can't|cannot) return) (?:the |any )?(?P<name2>[^.,;:!?()]{{3,50}}?)\s*$",
    re.IGNORECASE,
)
_TAKEN = re.compile(
    rf"^\W*(?:(?:tak|yes|oczywiście|of course)\b\W*)*{_NAME} (?:(?:też|także|również|u nas) )*(?:(?:można|może (?:pani?|państwo))(?: u nas"
    rf"| też| normalnie)* (?:zwrócić|oddać)|przyjmujemy (?:z powrotem|do zwrotu)"
    r"|podlega\w* zwrotowi|(?:can|may) (?:also )?be returned|(?:is|are) returnable)(?: jak (?:każd\w+|wszystk\w+|inne)[^.,;!?]{0,30}"
    r"| like (?:any|every)[^.,;!?]{0,30})?\s*$"
    rf"|^\W*(?:(?:yes|tak)\W+)?(?:you can (?:also )?return|można (?:też )?(?:zwrócić|oddać)) (?:the "
    rf"|any )?(?P<name2>[^.,;:!?()]{{3,50}}?)(?: like (?:any|every)[^.,;!?]{{0,30}}| jak każd[^.,;!?]{{0,30}})?\s*$",
    re.IGNORECASE,
)
# A condition, a day or a thing in hand: no rule about a kind of goods.
_APART = re.compile(
    r"\d|\b(?:bez|without|używan\w+|noszon\w+|otwart\w+|worn|used|opened|unopened|po|after|within|ciągu|before|online|internet\w*|sale|clearance|wyprzedaż\w*|przecenion\w+|"
    r"promocyjn\w+|outlet|discounted|it|them|this|that|these|those|everything|anything|items?|goods|products?|things?|towar\w*|produkt\w*|rzecz\w*|wszystk\w+|go|je|ją|to|ten|ta|te|tego|tej|zamówieni\w*|"
    r"order|paczk\w*|parcel|in|w|we|do|to|money|pieni\w+|środk\w+|koszt\w*)\b",
    re.IGNORECASE,
)


def returnable_in(text: str, low: str) -> Iterator[tuple[str, str]]:
    """The kind of goods, and whether they are taken back."""
    if not has_one(low, _WORDS):
        return
    for pattern, norm in ((_REFUSED, "no"), (_TAKEN, "yes")):
        found = pattern.search(text)
        said = (found["name"] or found["name2"]) if found is not None else ""
        if said and not _APART.search(said):
            name = _of(said)
            if name is not None and name.words:
                yield name.words, norm
                return


def _of(said: str) -> Name | None:
    return name_in(said) or name_before(said)
