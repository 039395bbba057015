"""What something costs, as an agent says it."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from domain.memory.contradicting.amounts import MONEY, amount_of, norm_amount
from domain.memory.contradicting.bare_prices import bare_price
from domain.memory.contradicting.clauses import Clause
from domain.memory.contradicting.naming import IN_HAND, Name, name_before, name_in
from domain.memory.contradicting.reductions import reduced_in
from domain.memory.contradicting.statements import Statement

_ADVERB = (
    r"(?:\s+(?:now|currently|only|just|still|today|teraz|obecnie|tylko|nadal|wciąż|dziś|aktualnie|dokładnie|u nas"
    r"|w tej chwili|at the moment|równo|równe|dokładnie))?"
)
_COSTS = re.compile(
    rf"(?:\b(?:is|are|it's|that's|costs?|costs? you|(?:is |are )?(?:priced|listed|sold|offered|on (?:sale|offer))(?: now)? (?:at|for)|(?:sells|goes"
    rf"|(?:is |are )?going) for"
    rf"|retails (?:at|for)|"
    rf"comes to|sets? you back|(?:wyniesie|wynosi|wychodzi)(?: pan\w+)?|kosztuj(?:e|ą)|"
    rf"(?:dostępn\w+ |wystawion\w+ )?(?:jest|są|mamy)(?: teraz| obecnie| już| nadal)? (?:dostępn\w+ |wystawion\w+ )?(?:za|po|w (?:\w+ )?cenie)|"
    rf"(?:ma|mają) cenę|wycenili\w+ na|sprzedajemy (?:po|za|w cenie)|w cenie|to (?:koszt|wydatek)|(?<=\w )to|za){_ADVERB}|:)\s*$|\($",
    re.IGNORECASE,
)
_TO = re.compile(r"(?<!comes )(?<=\w )to\s*$", re.IGNORECASE)
_PRICE_OF = re.compile(
    rf"\b(?:the )?(?:price|cost|cena|koszt)\b(?: (?:of|for|za|to))?(?P<name>[^.,;:!?()]{{0,60}}?)\s*"
    rf"(?:\b(?:is|to|wynosi|jest)\b{_ADVERB}|:)\s*$",
    re.IGNORECASE,
)
_AMOUNT_ALONE = re.compile(r"\W*(?:(?:it'?s|that'?s|it is|to|jest|powinno być|kosztuje|za)\W+)?", re.IGNORECASE)
_EACH = re.compile(
    r"\s*(?:(?:(?:a|per|every|each|za|na)\s+|/\s*)(?!(?:piece|pair|sztukę|parę)\b)\w+|daily|weekly|monthly|dziennie|miesięcznie|tygodniowo|rocznie)\b",
    re.IGNORECASE,
)
_PAYS_FOR = re.compile(
    r"\bza (?P<name>[^.,;:!?()]{3,60}?) (?:(?:zapłaci|płaci)(?:sz)?(?: się)?(?: pani?| państwo)?(?: u nas| teraz)?|liczymy"
    r"|bierzemy|trzeba (?:dać|zapłacić))\s*$",
    re.IGNORECASE,
)
_HAD_FOR = re.compile(
    r"\b(?:you can (?:have|get|buy|pick up|grab)|we(?: are|'re|'ve)? (?:sell|selling|offer|offering|do|have"
    r"|'ve got)) (?P<name>[^.,;:!?()]{3,60}?) (?:for|at)(?: just| only)?\s*$",
    re.IGNORECASE,
)
_ASKED_FOR = re.compile(
    r"(?:(?:it|that)'?(?:d|ll) be|it'?s|it is|that'?s|that is|we (?:charge|ask)|you(?:'d|'ll)? pay|to|płaci się|bierzemy)(?: now"
    r"| only| just| tylko| teraz)?\s*",
    re.IGNORECASE,
)
_ONE_EACH = re.compile(r"\b(?:za (?:sztukę|parę|komplet)|each|apiece|(?:a|per) (?:piece|pair|set))\b", re.IGNORECASE)
_MEASURES = re.compile(
    r"\b(?:size|weight|length|width|height|depth|chest|waist|inseam|rate|rating|score|temperature|version|date|day|deadline|rozmiar|waga|długość"
    r"|ocena|wersja)$",
    re.IGNORECASE,
)
_SAID_BEFORE = re.compile(
    r"\W*(?:(?:tak|yes|yep|ok|okay|jasne|oczywiście|sure|of course|dzień dobry|hi|hello|it'?s|that'?s|(?:it|that)(?:'?ll| will) be|to|za|tylko|"
    r"only|just|teraz|now|cena|koszt|price|the price|obecnie|currently|równo|dokładnie|exactly)\W+){0,4}",
    re.IGNORECASE,
)
_SAID_BEHIND = re.compile(
    r"\W*(?:(?:teraz|now|brutto|obecnie|currently|at the moment|today|w promocji|u nas|online|with vat|proszę pana|proszę pani|pani \w+|sir|madam)\W*){0,2}",
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
    if not found:
        yield from _bare(clause)
        return
    reduced = reduced_in(clause.text, found)
    if reduced is not None:
        former = amount_of(reduced.former) if reduced.former else ""
        yield replace(_priced_at(clause, reduced.name, amount_of(reduced.money)), former=former)
        return
    if len(found) != 1 or _EACH.match(clause.text, found[0].end()):
        return
    money, before = found[0], clause.text[: found[0].start()]
    if _TO.search(before) and not amount_of(money).endswith("PLN"):  # "to" is a verb in Polish only
        return
    pays = _PAYS_FOR.search(before) or _HAD_FOR.search(before) or _beside(clause.text, money)
    if pays is not None:
        name = name_in(pays["name"])
    elif _other_sum(clause.text):
        return
    elif is_alone(clause.text, money.start(), money.end()):
        yield _priced_at(clause, IN_HAND, amount_of(money), answers=not clause.corrects)
        return
    elif clause.corrects and _AMOUNT_ALONE.fullmatch(before):
        name = IN_HAND
    else:
        name = _named(before[-120:])
    if name is not None:
        yield _priced_at(clause, name, amount_of(money))


def _bare(clause: Clause) -> Iterator[Statement]:
    """ "Buty są teraz za 199,99", "it's 49.99": a sum behind a word for a price; in Polish words it is one in złoty."""
    bare = bare_price(clause.text)
    if bare is None or _other_sum(clause.text):  # the longer look: for the few that have a sum
        return
    before = clause.text[: bare.start]
    worth = norm_amount(bare.digits, bare.currency)
    if is_alone(clause.text, bare.start, bare.start + len(bare.digits)) and not bare.by_words:
        yield _priced_at(clause, IN_HAND, worth, answers=True)
        return
    name = None if bare.may_be_day else _named(before[-120:])
    if name is not None and not _MEASURES.search(name.words):
        yield _priced_at(clause, name, worth)


def _priced_at(clause: Clause, name: Name, worth: str, answers: bool = False) -> Statement:
    return Statement(
        kind="price", subject=f"product:{name.words}", value=worth, norm=worth, answers=answers,
        span=(clause.start, clause.start + len(clause.text.rstrip())))  # fmt: skip


def is_alone(text: str, start: int, end: int) -> bool:
    """Whether a clause is nothing but a sum, as one answers what something costs."""
    return (
        _SAID_BEFORE.fullmatch(text[:start]) is not None
        and _SAID_BEHIND.fullmatch(_ONE_EACH.sub("", text[end:])) is not None
    )


def _other_sum(text: str) -> bool:
    return _OTHER_SUMS.search(_ONE_EACH.sub("", text)) is not None


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
    if head.endswith(",") and costs[0].lower().startswith(("it's", "that's")):  # "The Halny jacket, it's 49.99."
        return name_before(head[:-1]) or IN_HAND
    bare = not head or costs[0].lower().startswith(("it's", "that's"))
    return IN_HAND if bare and not costs[0].strip().startswith((":", "(")) else name_before(head)


def _priced(name: str, head: str) -> Name | None:
    """Of what the price is: "the price of …", "… price is", "the price is"."""
    if name:
        return name_in(name)
    return name_before(head) or (None if head[-1:].isalnum() else IN_HAND)
