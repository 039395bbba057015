"""What something costs, as an agent says it."""

import re
from collections.abc import Iterator

from domain.memory.contradicting.amounts import BARE, MONEY, amount_of, norm_amount
from domain.memory.contradicting.clauses import Clause
from domain.memory.contradicting.naming import IN_HAND, Name, name_before, name_in
from domain.memory.contradicting.statements import Statement

_ADVERB = r"(?:\s+(?:now|currently|only|just|still|today|teraz|obecnie|tylko|dziś|aktualnie|dokładnie|u nas|w tej chwili|at the moment|równo|równe|dokładnie))?"
_COSTS = re.compile(
    rf"(?:\b(?:is|are|it's|that's|costs?|costs? you|(?:is |are )?(?:priced|listed|sold|offered) (?:at|for)|sells for|goes for|retails (?:at|for)|"
    rf"comes to|sets? you back|kosztuj(?:e|ą)|"
    rf"(?:dostępn\w+ |wystawion\w+ )?(?:jest|są)(?: teraz| obecnie| już| nadal)? (?:dostępn\w+ |wystawion\w+ )?(?:za|po|w (?:\w+ )?cenie)|"
    rf"(?:ma|mają) cenę|wycenili\w+ na|sprzedajemy (?:po|za|w cenie)|w cenie|to koszt|za){_ADVERB}|:)\s*$|\($",
    re.IGNORECASE,
)
_COSTS_IN_POLISH = re.compile(
    r"\b(?:kosztuj[eą]|(?:jest|są)(?: teraz| obecnie| już| nadal| dostępn\w+)* (?:za|po|w cenie)|cenę|(?:cena|koszt)\b.{0,60})"
    rf"{_ADVERB}\s*$",
    re.IGNORECASE,
)
_CENTS = re.compile(r"\d,\d\d(?!\d)")
_PRICE_OF = re.compile(
    rf"\b(?:the )?(?:price|cost|cena|koszt)\b(?: (?:of|for|za|to))?(?P<name>[^.,;:!?()]{{0,60}}?)\s*"
    rf"(?:\b(?:is|to|wynosi|jest)\b{_ADVERB}|:)\s*$",
    re.IGNORECASE,
)
_AMOUNT_ALONE = re.compile(r"\W*(?:(?:it'?s|that'?s|it is|to|jest|powinno być|kosztuje|za)\W+)?", re.IGNORECASE)
_EACH = re.compile(
    r"\s*(?:(?:a|per|every|each|za|na|/)\s*\w+|daily|weekly|monthly|dziennie|miesięcznie|tygodniowo|rocznie)\b",
    re.IGNORECASE,
)
_PAYS_FOR = re.compile(
    r"\bza (?P<name>[^.,;:!?()]{3,60}?) (?:(?:zapłaci|płaci)(?:sz)?(?: pani?| państwo)?|trzeba (?:dać|zapłacić))\s*$",
    re.IGNORECASE,
)
_HAD_FOR = re.compile(
    r"\b(?:you can (?:have|get|buy)|we(?: are|'re)? (?:sell|selling|offer|offering|do)) (?P<name>[^.,;:!?()]{3,60}?) (?:for|at)\s*$",
    re.IGNORECASE,
)
_ASKED_FOR = re.compile(
    r"(?:it'?s|it is|that'?s|that is|we (?:charge|ask)|you(?:'d|'ll)? pay|to|płaci się|bierzemy)(?: now| only| just| tylko| teraz)?\s*",
    re.IGNORECASE,
)
_FOR = re.compile(r"\s+(?:for|za)\s+(?P<name>[^.,;:!?()]{3,60})", re.IGNORECASE)
_OTHER_SUMS = re.compile(
    r"\b(?:refund\w*|charged?|total|difference|owe|due|balance|pa(?:y|id|ying)|payment|credit|deposit|fees?|bill|save|savings|off|cheaper|discount|"
    r"over|above|minimum|up to|between|per|each|voucher|gift card|less|more than|was|were|instead|competitor|budget|code|promo\w*|net|vat|rent|ride|"
    r"zwr[oó]\w*|razem|łącznie|suma|sumie|różnic\w*|dopłac\w*|dopłat\w*|saldo|zapłac\w*|opłat\w*|płac\w*|rat|raty|ratę|taniej|drożej|zniżk\w*|"
    r"powyżej|poniżej|od|do|między|bon\w*|karta podarunkowa|kaucj\w*|przecen\w*|był[aoy]?|kosztował\w*|zamiast|netto|sztuk\w*|konkurencj\w*|"
    r"kod(?:em|u|zie)?|rabat\w*|promocj[aięą]|limit\w*)\b",
    re.IGNORECASE,
)


def prices_in(clause: Clause) -> Iterator[Statement]:
    """The price in a clause: one amount beside one name. Refunds, totals, fees and old prices are other sums."""
    found = list(MONEY.finditer(clause.text))
    if not found and names_bare_price(clause.text.lower()):
        yield from _bare(clause)
        return
    if len(found) != 1 or _EACH.match(clause.text, found[0].end()):
        return
    money, before = found[0], clause.text[: found[0].start()]
    pays = _PAYS_FOR.search(before) or _HAD_FOR.search(before) or _beside(clause.text, money)
    if pays is not None:
        name = name_in(pays["name"])
    elif _OTHER_SUMS.search(clause.text):
        return
    elif clause.corrects and _AMOUNT_ALONE.fullmatch(before):
        name = IN_HAND
    else:
        name = _named(before[-120:])
    if name is not None:
        yield Statement(
            kind="price", subject=f"product:{name.words}", value=amount_of(money), norm=amount_of(money),
            span=(clause.start, clause.start + len(clause.text.rstrip())))  # fmt: skip


def names_bare_price(low: str) -> bool:
    """Whether words in small letters may hold a Polish price without its currency."""
    return ("koszt" in low or " za " in low or "cen" in low) and _CENTS.search(low) is not None


def _bare(clause: Clause) -> Iterator[Statement]:
    """ "Buty są teraz za 199,99": in Polish words a sum with its cents behind a word for a price is one in złoty."""
    found = list(BARE.finditer(clause.text))
    if len(found) != 1 or _OTHER_SUMS.search(clause.text):
        return
    before = clause.text[: found[0].start()][-120:]
    costs = _COSTS_IN_POLISH.search(before)
    name = _named(before) if costs is not None else None
    if name is not None:
        worth = norm_amount(found[0]["n"], "zł")
        yield Statement(kind="price", subject=f"product:{name.words}", value=worth, norm=worth,
                        span=(clause.start, clause.start + len(clause.text.rstrip())))  # fmt: skip


def _beside(text: str, money: re.Match[str]) -> re.Match[str] | None:
    """ "It's 249 zł for the Halny jacket"."""
    return _FOR.match(text, money.end()) if _ASKED_FOR.fullmatch(text[: money.start()].lstrip()) else None


def _named(before: str) -> Name | None:
    price, costs = _PRICE_OF.search(before), _COSTS.search(before)
    if price is not None:
        return _priced(price["name"].strip(), before[: price.start()].rstrip())
    if costs is None:
        return None
    head = before[: costs.start()].rstrip()
    bare = not head or costs[0].lower().startswith(("it's", "that's"))
    return IN_HAND if bare and not costs[0].strip().startswith((":", "(")) else name_before(head)


def _priced(name: str, head: str) -> Name | None:
    """Of what the price is: "the price of …", "… price is", "the price is"."""
    if name:
        return name_in(name)
    return name_before(head) or (None if head[-1:].isalnum() else IN_HAND)
