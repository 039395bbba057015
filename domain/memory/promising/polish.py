"""How people of a shop commit themselves in Polish: first persons of the future, and what will be done (folded text)."""

import re
from collections.abc import Iterator

from domain.memory.promising.english import PROGRESSIVE, Commitment
from domain.memory.promising.wording import CONTACT_THING, INFO_THING, REFUND_THING, REPLACEMENT_THING, thing_of


def _forms(kind: str, words: str) -> dict[str, str]:
    return dict.fromkeys(words.split(), kind)


# First persons, singular and plural. A kind in capitals: decided by the thing that is named.
OURS: dict[str, str] = (
    _forms("callback", "oddzwonie oddzwonimy zadzwonie zadzwonimy przedzwonie przedzwonimy zatelefonuje zatelefonujemy")
    | _forms("reflexive", "skontaktuje skontaktujemy odezwe odezwiemy")
    | _forms("return", "wroce wrocimy powroce powrocimy")
    | _forms("know", "dam damy")
    | _forms("info", "poinformuje poinformujemy powiadomie powiadomimy napisze napiszemy odpisze odpiszemy odpowiem odpowiemy "
                     "potwierdze potwierdzimy wyjasnie wyjasnimy rozpatrze rozpatrzymy zalatwie zalatwimy rozwiaze rozwiazemy "
                     "naprawie naprawimy dopilnuje dopilnujemy")
    | _forms("REFUND", "zwroce zwrocimy oddam oddamy przeleje przelejemy zrefunduje zrefundujemy zlece zlecimy wyplace wyplacimy "
                       "wykonam wykonamy zrobie zrobimy uruchomie uruchomimy wystawie wystawimy zaksieguje zaksiegujemy zlecam zlecamy")
    | _forms("replacement", "wymienie wymienimy podmienie podmienimy")
    | _forms("SEND", "wysle wyslemy przesle przeslemy podesle podeslemy dosle doslemy odesle odeslemy nadam nadamy dostarcze dostarczymy "
                     "dorecze doreczymy dowioze dowieziemy przywioze przywieziemy wysylam wysylamy nadaje nadajemy przygotuje przygotujemy "
                     "przekaze przekazemy")
    | _forms("DISCOUNT", "przyznam przyznamy nalicze naliczymy udziele udzielimy doliczymy policzymy policze obnize obnizymy "
                         "uwzglednie uwzglednimy zaproponuje zaproponujemy")
    | _forms("hold", "odloze odlozymy zarezerwuje zarezerwujemy rezerwuje rezerwujemy")
)  # fmt: skip
# Third persons of one of us: only behind somebody of the shop.
THEIRS: dict[str, str] = (
    _forms("callback", "oddzwoni zadzwoni przedzwoni oddzwonia zadzwonia")
    | _forms("reflexive", "skontaktuje odezwie skontaktuja odezwa")
    | _forms("info", "napisze odpisze odpowie poinformuje powiadomi potwierdzi napisza odpowiedza")
    | _forms("REFUND", "zwroci odda przeleje zleci zwroca")
    | _forms("replacement", "wymieni")
    | _forms("SEND", "wysle nada dostarczy doreczy przywiezie wysla dostarcza przesle")
)
PRESENT = frozenset(
    ("wysylam", "wysylamy", "nadaje", "nadajemy", "zlecam", "zlecamy", "rezerwuje", "rezerwujemy")
)  # done now, unless dated
# What follows "będę", "obiecuję", "postaram się": the verb itself, or its past form ("będę dzwonił").
TO_DO: dict[str, str] = (
    _forms("callback", "oddzwonic zadzwonic dzwonic przedzwonic dzwonil dzwonila dzwonili dzwonily")
    | _forms("reflexive", "skontaktowac kontaktowac odezwac kontaktowal kontaktowala kontaktowali")
    | _forms("info", "napisac odpisac odpowiedziec poinformowac informowac powiadomic pisac pisal pisala pisali")
    | _forms("know", "dac")
    | _forms("REFUND", "zwrocic oddac przelac zlecic wyplacic")
    | _forms("replacement", "wymienic podmienic")
    | _forms("SEND", "wyslac przeslac podeslac doslac odeslac nadac dostarczyc doreczyc wysylac wysylal wysylala wysylali")
)  # fmt: skip
_WE_SHALL = frozenset(
    (
        "bede",
        "bedziemy",
        "obiecuje",
        "obiecujemy",
        "zobowiazuje",
        "zobowiazujemy",
        "postaram",
        "postaramy",
        "sprobuje",
        "sprobujemy",
    )
)
_PEOPLE = re.compile(
    r"\b(?:ktos|kolega|kolezanka|kierownik|kierowniczka|konsultant\w*|doradca|doradczyni|specjalist\w+|przelozon\w+|menedzer\w*|manager\w*|dzial|"
    r"zespol|(?:nasz|moj)\w{0,2} \w+|serwis|salon|biuro|ksiegowosc|magazyn|(?P<others>kurier\w*|przewoznik|producent|bank|dostawca|poczta))\b"
)
_PARCEL = (
    r"(?:paczk\w|przesylk\w|zamowieni\w|towar\w{0,2}|produkt\w{0,2}|dostaw\w|kurier\w{0,2}|rozmiar\w?|para|czesc\w?)"
)
_MONEY = r"(?:zwrot|pieniadze|srodki|kwota|naleznosc|przelew|nadplata|\d zl|\d pln)"
_DONE: tuple[tuple[str, re.Pattern[str]], ...] = tuple((kind, re.compile(pattern)) for kind, pattern in (
    ("delivery", r"\b(?:zostan(?:ie|a)|bedzie|beda) (?:\w{1,20} ){0,2}?(?:wyslan|nadan|doreczon|dostarczon|gotow|odlozon|przygotowan)\w{0,3}\b"),
    ("delivery", r"\b(?:bedzie|beda) (?:\w{1,20} ){0,2}?(?:czekac|czekal\w{0,2}|do odbioru|u (?:pani|pana|panstwa|ciebie)|w (?:salonie|sklepie|paczko\w+))\b"),
    ("refund", r"\b(?:zostan(?:ie|a)|bedzie|beda) (?:\w{1,20} ){0,2}?(?:zwrocon|przelan|zaksiegowan|oddan|wyplacon|zrefundowan)\w{0,3}\b"),
    ("refund", r"\b(?:bedzie|beda|pojawi(?:a)? sie|wplynie|wplyna|trafi|trafia|wroci|wroca) (?:\w{1,20} ){0,2}?"
     r"na (?:\w{1,20} ){0,2}?(?:konto|koncie|karte|karcie)\b"),
    ("refund", _MONEY + r"[^?]{0,50}?\b(?:zostan(?:ie|a)|bedzie) (?:\w{1,20} ){0,2}?(?:zlecon|wykonan|zrealizowan|wyslan)\w{0,3}\b"),
    ("refund", _MONEY + r"\b[^?]{0,40}?\b(?:wplynie|wplyna|wroci|wroca|dotrze|dotra|przyjdzie|przyjda|trafi|trafia|nastapi|potrwa|pojawi(?:a)? sie)\b"),
    ("refund", r"\b(?:zwrot|pieniadze|srodki|przelew)\b(?: \w{1,20}){0,3}? (?:wyjdzie|wyjda|pojdzie|pojda)\b"),
    ("replacement", r"\b(?:zostan(?:ie|a)|bedzie|beda) (?:\w{1,20} ){0,2}?(?:wymienion|podmienion)\w{0,3}\b"),
    ("delivery", r"\b" + _PARCEL + r"\b[^?]{0,40}?\b(?:dotrze|dotra|dojdzie|dojda|przyjdzie|przyjda|"
     r"wyjdzie|wyjda|wyruszy|trafi|trafia|przyjedzie|dojedzie|jedzie|wyjezdza)\b"),
    ("delivery", r"\b(?:dotrze|dotra|przyjdzie|przyjda|wyjdzie|trafi|przyjedzie|dojedzie) [^?]{0,30}?\b" + _PARCEL + r"\b"),
))  # fmt: skip
# Each of the patterns needs one of these words.
_DONE_WORDS = frozenset(("zostanie", "zostana", "bedzie", "beda", "pojawi", "pojawia", "wplynie", "wplyna", "trafi", "trafia", "wroci", "wroca",
                         "dotrze", "dotra", "nastapi", "potrwa", "pojdzie", "pojda",
                         "dojdzie", "dojda", "przyjdzie", "przyjda", "wyjdzie", "wyjda", "wyruszy",
                         "przyjedzie", "dojedzie", "jedzie", "wyjezdza"))  # fmt: skip
_GET_WORDS = frozenset(
    ("otrzyma", "dostanie", "otrzymaja", "dostana", "otrzymasz", "dostaniesz", "oczekiwac", "spodziewac")
)
_GET = re.compile(
    r"\b(?:(?:otrzyma|dostanie)(?: pani?| panstwo)?|otrzymaja|dostana|otrzymasz|dostaniesz|"
    r"(?:prosze|moze pani?|moga panstwo|mozna) (?:sie )?(?:oczekiwac|spodziewac)(?: sie)?)\b"
    r"(?=(?P<thing>[^,.?!]{3,80}))"
)
_NOMINAL = re.compile(
    r"\b(?P<thing>zwrot|wymiana|telefon|dostawa|wysylka|odpowiedz|oddzwonienie)(?: \w{1,20}){0,3}? "
    r"(?=w ciagu|do \d|do (?:jutra|pon|wto|sro|czw|pia|sob|konca)|najpozniej|za \d)"
)
_NOMINAL_KINDS = {"zwrot": "refund", "wymiana": "replacement", "telefon": "callback", "dostawa": "delivery", "wysylka": "delivery",
                  "odpowiedz": "info", "oddzwonienie": "callback"}  # fmt: skip
_WORD = re.compile(r"[\w']+")
_NEXT = re.compile(r"(?:,| ale | bo | gdyz | poniewaz |\bprosze\b)")
_NOT = re.compile(r"\bnie (?:sie )?$")
_NOT_DONE = re.compile(r"\bnie (?:sie )?\w+$")  # "przelew dzis nie wyjdzie"
_LINK = re.compile(r",| i | a | oraz | ale | wiec | ze ")
_OTHERS_WORDS = frozenset(("uwage", "uwagi"))
_WEAK_BEFORE = frozenset(("postaram", "postaramy", "sprobuje", "sprobujemy", "moze", "chyba", "prawdopodobnie"))
WORDS = frozenset({*OURS, *THEIRS, *TO_DO, "zostanie", "zostana", "bedzie", "beda", "dotrze", "dotra", "dojdzie", "przyjdzie", "wyjdzie", "wyjda",
                   "pojdzie", "pojda", "trafi",
                   "wplynie", "wplyna", "wroci", "wroca", "pojawi", "przyjedzie", "jedzie", "dojedzie", "otrzyma", "dostanie", "otrzymaja", "dostana",
                   "otrzymasz", "dostaniesz", "oczekiwac", "spodziewac", "zwrot", "wymiana", "telefon", "dostawa", "wysylka", "odpowiedz",
                   "nastapi", "potrwa"})  # fmt: skip


def commitments(plain: str, start: int, end: int) -> Iterator[Commitment]:
    """What a sentence commits the shop to, in the order found."""
    words = list(_WORD.finditer(plain, start, end))
    for at, word in enumerate(words):
        kind = OURS.get(word[0]) or _to_do(words, at)
        people = None
        if (
            kind is None
            or (kind == "reflexive" and word[0] == "skontaktuje")
            or word[0] in ("napisze", "przeleje", "wysle", "przesle")
        ):
            people = _person_before(plain, start, word.start()) if word[0] in THEIRS else None
            kind = THEIRS[word[0]] if people else kind
        if kind is None or _denied(words, at):
            continue
        cut = _NEXT.search(plain, word.end(), end)
        stop = cut.start() if cut else end
        before = _LINK.split(plain[max(start, word.start() - 40) : word.start()])[-1]
        found = _kind(kind, word[0], plain[word.start() : min(stop, word.start() + 110)], before)
        if found:
            yield Commitment(word.start(), word.end(), found, _sureness(words, at, people), "pl")
    yield from _without_us(plain, start, end, {word[0] for word in words})


def _to_do(words: list[re.Match[str]], at: int) -> str | None:
    """ "Będę dzwonić", "obiecuję oddzwonić", "postaram się to wysłać"."""
    kind = TO_DO.get(words[at][0])
    if kind is None:
        return None
    for back in range(at - 1, max(-1, at - 5), -1):
        if words[back][0] in _WE_SHALL:
            return None if _denied(words, back) else kind
    return None


def _person_before(plain: str, start: int, at: int) -> re.Match[str] | None:
    found = None
    for found in _PEOPLE.finditer(plain, max(start, at - 50), at):  # noqa: B007 - the last one
        pass
    return found


def _denied(words: list[re.Match[str]], at: int) -> bool:
    before = [word[0] for word in words[max(0, at - 2) : at]]
    return before[-1:] == ["nie"] or before == ["nie", "sie"] or (before[-1:] == ["sie"] and "nie" in before)


def _sureness(words: list[re.Match[str]], at: int, people: re.Match[str] | None) -> float:
    if any(word[0] in _WEAK_BEFORE for word in words[max(0, at - 4) : at]):
        return 0.6
    if people is not None:
        return 0.6 if people["others"] else 0.85
    return PROGRESSIVE if words[at][0] in PRESENT else 0.9


def _kind(kind: str, word: str, after: str, before: str) -> str:
    """What a verb promises, by its things behind it or, in the freer Polish order, before it."""
    around = f"{after} | {before}"
    match kind:
        case "reflexive":
            return "callback" if re.search(r"\bsie\b", around) else ""
        case "return":
            return (
                "callback"
                if re.search(
                    r"\b(?:do (?:pani|pana|panstwa|ciebie|was)|z (?:odpowiedz|informac|wiadomosc|konkret|decyz))",
                    around,
                )
                else ""
            )
        case "know":
            return "info" if re.search(r"\bznac\b", around) else _discounted(around)
        case "REFUND":
            return (
                "refund"
                if REFUND_THING.search(around)
                or re.search(r"\d ?(?:zl|pln|eur)|\bcalosc\b", around)
                or _only_refunds(word, after)
                else ""
            )
        case "SEND":
            return _sent(word, after, before)
        case "DISCOUNT":
            return _discounted(around)
        case "hold":
            return "delivery"
        case _:
            return kind


def _only_refunds(word: str, after: str) -> bool:
    return word in ("zrefunduje", "zrefundujemy", "zwrocimy", "przelejemy") and not _OTHERS_WORDS.intersection(
        after.split()
    )


def _discounted(words: str) -> str:
    return "discount" if thing_of(words) == "discount" else ""


def _sent(word: str, after: str, before: str) -> str:
    if REPLACEMENT_THING.search(before):
        return "replacement"
    for words in (after, before):
        if INFO_THING.search(words) and not REPLACEMENT_THING.search(words):
            return "discount" if thing_of(words) == "discount" else "info"
        kind = thing_of(words)
        if kind in ("replacement", "discount", "delivery"):
            return kind
        if kind == "refund":
            return "refund" if re.search(r"pieniadz|srodk|kwot|przelew", words) else "delivery"
    return "delivery" if word.startswith(("wys", "nada", "dosta", "dorecz", "dow", "przyw", "dosl")) else ""


def _without_us(plain: str, start: int, end: int, said: set[str]) -> Iterator[Commitment]:
    for kind, pattern in _DONE if not _DONE_WORDS.isdisjoint(said) else ():
        for found in pattern.finditer(plain, start, end):
            if _NOT.search(plain[max(start, found.start() - 8) : found.start()]) or _NOT_DONE.search(found[0]):
                continue
            sentence = plain[start:end]
            if kind == "delivery" and REPLACEMENT_THING.search(sentence) and "zamienn" in sentence:
                kind = "replacement"
            elif kind == "delivery" and INFO_THING.search(sentence) and not re.search(_PARCEL, sentence):
                kind = "info"
            yield Commitment(found.start(), found.end(), kind, 0.8, "pl")
    for found in _GET.finditer(plain, start, end) if not _GET_WORDS.isdisjoint(said) else ():
        kind = "callback" if CONTACT_THING.search(found["thing"]) else thing_of(found["thing"])
        if kind:
            yield Commitment(found.start(), found.end(), kind, 0.6 if kind == "delivery" else 0.8, "pl")
    for found in _NOMINAL.finditer(plain, start, end) if not _NOMINAL_KINDS.keys().isdisjoint(said) else ():
        yield Commitment(found.start(), found.end(), _NOMINAL_KINDS[found["thing"]], 0.6, "pl")
