"""Promotions as an agent tells them: how much, whether a code holds, where, and until when."""

import re
from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from domain.memory.contradicting.amounts import MONEY, amount_of
from domain.memory.contradicting.audiences import audience_in
from domain.memory.contradicting.clauses import Clause
from domain.memory.contradicting.days import DAY, day_of
from domain.memory.contradicting.naming import name_in
from domain.memory.contradicting.places import IN_STORE, WEB, channels_in
from domain.memory.contradicting.statements import Statement

NO, YES = "no", "yes"
_ABOUT = re.compile(
    r"\b(?:\d ?\+ ?\d|\d (?:for|za) (?:the price of )?\d|promocj\w*|promo|rabat\w*|zniżk\w*|kod(?:u|em|zie|y)?|kupon\w*"
    r"|przecen\w*|wyprzedaż\w*|codes?|discounts?|coupons?|vouchers?|promotions?"
    r"|sale|offer|deal"
    r"|off|taniej)\b",
    re.IGNORECASE,
)
CODE = re.compile(r"\b(?=[A-Z0-9]{0,19}\d)[A-Z][A-Z0-9]{3,19}\b(?!-)")
_NAMED_CODE = re.compile(r"\b(?:kod\w{0,3}|code|coupon|kupon\w{0,2}) (?:rabatow\w+ |promocyjn\w+ )?[„\"']?(?P<code>[A-Z][A-Z0-9]{3,19})\b(?!-)")  # fmt: skip
_SHARE = re.compile(
    r"(?=\d)(?<![\d.,])(?P<n>\d{1,2})(?:[.,]0+)? ?(?:%|procent\w*\b|percent\b|per cent\b)(?! (?:of|z|ze|spośród)\b)",
    re.IGNORECASE,
)
# Whether it goes together with other offers is a thing of its own: it may hold and not go together.
_COMBINES = re.compile(
    r"\b(?P<not>nie |can(?:not|'t| not) |does(?: not|n't) |is(?: not|n't) )?(?:(?:można (?:go |jej )?|może )?(?:się )?(?:łącz|połącz)\w+(?: się)?"
    r"|(?:can )?(?:be )?(?:combin|stack)(?:e|es|ed|able|s)?) (?:z|with)\b[^.,;!?]{0,40}"
    r"|\b(?P<not2>nie |can(?:not|'t| not) |does(?: not|n't) )?(?:można (?:go |jej )?|can (?:be )?|you can )?(?:uży\w+|wykorzysta\w+|działa"
    r"|obowiązuje|used?|works?|redeem(?:ed)?)"
    r" [^.,;!?]{0,20}?\b(?:razem|łącznie|together|alongside|on top of|in conjunction)(?: z| with)?\b[^.,;!?]{0,40}",
    re.IGNORECASE,
)
_FRACTIONS = {"half": 50, "third": 33, "quarter": 25, "fifth": 20, "tenth": 10, "połowę": 50, "połowa": 50}
_FRACTION = re.compile(
    r"\b(?:a |one |o )?(?P<n>half|third|quarter|fifth|tenth|połow[ęa])(?: (?:the|of the) price| ceny)?(?= off\b| taniej\b| zniżki\b| rabatu\b)",
    re.IGNORECASE,
)
_SUM_OFF = re.compile(r"\s*(?:off|rabatu|zniżki|taniej|discount)\b", re.IGNORECASE)
_SUM_GIVEN = re.compile(r"\b(?:rabat|zniżk[ęai]|discount of)(?: \w+)? $", re.IGNORECASE)
_ON_BEFORE = re.compile(
    r"\W*(?:promocj[aą]|rabat|zniżka|przecena|the (?:discount|offer|promotion)) (?:na|on|for) (?:all |wszystkie )?(?P<name>[^.,;:!?()]{3,50}?) "
    r"(?:to|wynosi|jest|is)(?: teraz| now)? ",
    re.IGNORECASE,
)
_OF = re.compile(
    r"\s*(?:off|(?:rabatu |zniżki |taniej )?na|on|for) (?:all |any |wszystkie )?(?P<name>[^.,;:!?()]{3,50})",
    re.IGNORECASE,
)
_OFF_BEFORE = re.compile(
    r"\W*(?:na|on) (?:all |any |wszystkie )?(?P<name>[^.,;:!?()]{3,50}?) (?:mamy|jest|dajemy|obowiązuje|there is|we have)"
    r"(?: teraz| now)?(?: a)?(?: rabat\w*| zniżk\w*)? ?",
    re.IGNORECASE,
)
_ENDS_ON = re.compile(
    r"\b(?:promocj[aęi]|wyprzedaż|rabat|zniżka|promotion|offer|sale|discount|deal|\d ?\+ ?\d|\d (?:for|za) \d)(?: \d ?\+ ?\d| \d (?:for|za) \d)? (?:na|on|for) "
    r"(?:all |any |wszystkie )?(?P<name>[^.,;:!?()]{3,50}?) (?:(?:nadal|wciąż|jeszcze|już|się|still|now|already) )*"
    r"(?:kończy|s?kończył\w*|zakończył\w*|skończy|trwa|potrwa|jest|obowiązuje|wygas\w+|ends|ended|runs|lasts|is|are|has|expires)\b",
    re.IGNORECASE,
)
_COVERS = re.compile(
    r"\b(?:obejmuje|covers|includes|(?:applies|works) (?:to|on))(?: też| także| również| also)? (?:cał[ąey] (?:kolekcj[ęi]|ofert[ęy]|asortyment) |all |the "
    r"|our |any |wszystkie )*(?P<name>[^.,;:!?()]{3,50}?)\s*$",
    re.IGNORECASE,
)
_EXCLUDED = re.compile(
    r"^\W*(?:all |the |our |wszystkie )*(?P<name>[^.,;:!?()]{3,50}?) (?:są|jest|are|is) (?:wyłączon\w+ (?:z|spod)|excluded from|nieobjęt\w+)\b",
    re.IGNORECASE,
)
_CHEAPER = re.compile(r"\s*(?:taniej|off|cheaper)\b", re.IGNORECASE)
_CHEAPER_BEFORE = re.compile(
    r"\W*(?:all |any |wszystkie )?(?P<name>[^.,;:!?()]{3,50}?) (?:są|jest|are|is)(?: teraz| now)? (?:o )?",
    re.IGNORECASE,
)
_VOID = re.compile(
    r"\bnie (?:obowiązuje|działa|zadziała|obejmuje|jest (?:już )?(?:ważn|aktywn)\w+|można (?:go |jej )?(?:uży|wykorzyst|skorzysta|zrealizowa)\w+)"
    r"|\b(?:wygas[łl]\w*|nieważn\w+|nieaktywn\w+)\b"
    r"|\b(?:już )?(?:się )?(?:już )?(?:s|za)kończył\w*(?: się)?|\bpo promocji\b|\b(?:is|are) (?:already |now )?over\b|\b(?:has"
    r"|have) (?:already )?(?:ended|finished)\b"
    r"|\bprzesta\w+ (?:działać|obowiązywać)|\bstopped working|\bno longer works|\bstraci\w+ ważność|\b(?:is|are|'s)(?: not"
    r"|n'?t) applicable|\bran out\b|\b(?:is|are)(?: not|n'?t) (?:valid|active|applicable|working)|\b(?:does"
    r"|do)(?: not|n'?t) (?:apply|work|cover|include)"
    r"|\b(?:są|jest) wyłączon\w+ (?:z|spod)\b|\b(?:is|are) excluded from\b"
    r"|\bcan(?:not|'t| not) (?:be (?:used|redeemed)|use)|\b(?:has|have) expired|\bno longer (?:valid|active)",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    r"\b(?:obowiązuje|działa|zadziała|obejmuje|trwa|jest (?:wciąż |nadal |jeszcze )?(?:ważn|aktywn)\w+|można (?:\w+ ){0,3}?(?:uży|skorzysta|korzysta"
    r"|wykorzysta|zrealizowa)\w+|realizujemy|"
    r"(?:dostan\w+|otrzyma\w*|kupi\w*|you(?:'ll)? get)\b[^.;!?]{0,60} (?:z kodem|with (?:the )?code)|"
    r"(?:is|are) (?:still )?(?:valid|active|good (?:in|at|on|for|until))|applies|works|covers|includes|is (?:still |currently )?(?:running|on)"
    r"|can (?:\w+ )?(?:be used|be redeemed|use|redeem))\b",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"\bonline[- ]only\b|\b(?:tylko|wyłącznie|jedynie|only|solely)\s+(?:be used |works? |valid |działa |obowiązuje )?(?:w|in|on|online|przez|stacjonarnie)\b",
    re.IGNORECASE,
)
_RUNS = re.compile(
    r"\b(?:running|expires?|wygasa\w*|good (?:until|till|through)|is over|runs?|lasts?|ends?|trwa|kończy się|ważn\w+)\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:do|until|till|through|ends?(?: on)?|expires?(?: on)?|finish(?:es)?|closes?|kończy się|wygasa)(?: the| this| on| dnia| w| we)?(?: tę| tą"
    r"| tego| tej| najbliższ\w+)? $",
    re.IGNORECASE,
)
_SEASON = re.compile(
    r"\b(?:winter|spring|summer|autumn|easter|christmas|black friday|zimow|wiosenn|letni|jesienn|świąteczn|wielkanocn)\w*",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"\b(?:starts?|begins?|rusza\w*|startuje|zaczyna się|rozpoczyna się|obowiązuje od|od)(?: on| the| next| this| dopiero| w| we| od"
    r"| najbliższ\w+| przyszł\w+)*(?: $|$)",
    re.IGNORECASE,
)
# Other shares; and what is given to one person only is no promotion.
_SALE = re.compile(r"\bwyprzedaż\w*\b|\b(?:the|our) (?:\w+ )?sale\b", re.IGNORECASE)
_SPENT = re.compile(
    r"\b(?:zwr[oó]\w*|refund\w*|vat|battery|bateri\w*|kaucj\w*|rat\w*|(?:i|we) (?:can|am able to|was able to) (?:\w+ )?(?:offer|give|get)|"
    r"able to (?:offer|give)|permission|courtesy|one[- ]time|new code|another code|your next|jednorazow\w*|nowy kod|dam|damy|daję|przyzna\w+|"
    r"wystawi\w+|mog[ęe] (?:\w+ )?(?:dać|zaproponować|zaoferować)|w ramach (?:przeprosin|rekompensaty)|kolejne zakupy|następne zakupy)\b",
    re.IGNORECASE,
)


def promotions_in(clause: Clause, said_on: date) -> Iterator[Statement]:
    """What a clause says of a promotion. One without a code is known by what it is on, else left open."""
    code = _code(clause.text)
    if not (code or _ABOUT.search(clause.text)) or _SPENT.search(clause.text):
        return
    span = (clause.start, clause.start + len(clause.text.rstrip()))
    together = _COMBINES.search(clause.text)
    if together is not None:
        norm = NO if together["not"] or together["not2"] else YES
        yield Statement(kind="promotion", subject=f"combined:code:{code}", value=norm, norm=norm, span=span)
    text = clause.text[: together.start()] if together else clause.text
    text = _FRACTION.sub(lambda said: f"{_FRACTIONS[said['n'].lower()]}%", text)
    share = _SHARE.search(text)
    on = _on(text, share)
    audience = audience_in(text)
    subject = f"code:{code}" if code else f"group:{audience}" if audience else f"promotion:{on or _sale(text)}"
    yield from (replace(each, place=on, audience=audience) for each in _worth(text, subject, share, span))
    since, season = _begins(clause.text, said_on), _season(text)
    if since is not None:
        yield Statement(
            audience=season,
            kind="date",
            subject=f"since:{subject}",
            value=since.isoformat(),
            norm=since.isoformat(),
            span=span,
        )
    until = _until(clause.text, said_on)
    if until is not None:
        yield Statement(
            kind="date", subject=f"until:{subject}", value=until.isoformat(), norm=until.isoformat(), span=span
        )


def _worth(text: str, subject: str, share: re.Match[str] | None, span: tuple[int, int]) -> Iterator[Statement]:
    where = channels_in(text)
    if _VOID.search(text):
        yield Statement(kind="promotion", subject=subject, value=NO, norm=NO, span=span, channels=where)
        return
    if _ONLY.search(text) and len(where) == 1:
        elsewhere = frozenset({IN_STORE, WEB}) - where
        yield Statement(kind="promotion", subject=subject, value=NO, norm=NO, span=span, channels=elsewhere)
    if share is not None:
        worth = norm_share(int(share["n"]))
        yield Statement(kind="promotion", subject=subject, value=worth, norm=worth, span=span, channels=where)
    elif sum_off := _sum_off(text):
        yield Statement(kind="promotion", subject=subject, value=sum_off, norm=sum_off, span=span, channels=where)
    elif _HOLDS.search(text):
        yield Statement(kind="promotion", subject=subject, value=YES, norm=YES, span=span, channels=where)


def _sale(text: str) -> str:
    """A shop has one sale at a time; a promotion may be any."""
    return "sale" if _SALE.search(text) and not MONEY.search(text) and not _SHARE.search(text) else ""


def _sum_off(text: str) -> str:
    """ "20 £ off", "50 zł rabatu": empty where no sum or more than one is taken off."""
    found = list(MONEY.finditer(text))
    off = len(found) == 1 and (_SUM_OFF.match(text, found[0].end()) or _SUM_GIVEN.search(text[: found[0].start()]))
    return amount_of(found[0]) if off else ""


def norm_share(percent: int) -> str:
    """20 → "20%"; nothing off is no promotion."""
    return f"{percent}%" if percent else NO


def read_share(text: str) -> str:
    """The normal form of a sender's "20 %"; empty when it is none."""
    found = _SHARE.fullmatch(text.strip().lstrip("-−–"))
    return norm_share(int(found["n"])) if found else ""


def _code(text: str) -> str:
    named = _NAMED_CODE.search(text)
    if named:
        return named["code"]
    found = CODE.search(text)  # which few have; what is said around it takes seven looks
    around = (_ABOUT, _COMBINES, _SHARE, _VOID, _HOLDS, _ONLY, _RUNS)
    return found[0] if found and any(each.search(text) for each in around) else ""


def _on(text: str, share: re.Match[str] | None) -> str:
    before = text[: share.start()] if share else ""
    of = (
        (_OF.match(text, share.end()) or _OFF_BEFORE.fullmatch(before) or _ON_BEFORE.fullmatch(before))
        if share
        else None
    )
    if of is None and share is not None and _CHEAPER.match(text, share.end()):
        of = _CHEAPER_BEFORE.fullmatch(text[: share.start()])
    of = of or _ENDS_ON.search(text) or _COVERS.search(text) or _EXCLUDED.search(text)
    name = name_in(of["name"]) if of else None
    if of is not None and name is not None and of.start() == 0 and " " not in name.words:
        return name.words.lower()  # a capital opens any sentence
    return name.words if name else ""


def _season(text: str) -> str:
    """Which of the year's sales: the winter's begins on another day than the spring's."""
    found = _SEASON.search(text)
    return found[0][:5].lower() if found is not None else ""


def _begins(text: str, said_on: date) -> date | None:
    for found in DAY.finditer(text):
        if _STARTS.search(text[max(0, found.start() - 30) : found.start()]):
            return day_of(found, said_on)
    return None


def _until(text: str, said_on: date) -> date | None:
    for found in DAY.finditer(text):
        if _UNTIL.search(text[max(0, found.start() - 20) : found.start()]):
            return day_of(found, said_on)
    return None
