"""Whether something is there to be bought, as an agent says it."""

import re
from collections.abc import Iterator

from domain.memory.contradicting.clauses import Clause
from domain.memory.contradicting.naming import IN_HAND, Name, name_before, name_in
from domain.memory.contradicting.no_goods import is_day_or_titled, is_no_goods
from domain.memory.contradicting.places import place_first, place_in
from domain.memory.contradicting.statements import Statement

THERE, GONE = "in", "out"
_THERE = re.compile(
    r"\b(?:na stanie|in stock|(?:w|na) (?:naszym )?magazynie|in (?:our|the) warehouse|od ręki|do kupienia|dostępn[aey]|dostępny"
    r"|available (?:in (?:our|the|all|size|store)|online)|"
    r"(?<=is )(?:still |currently |now )?available|(?<=are )(?:still |currently |now )?available|(?<=not )available)\b(?! (?:from|on|for|at|until"
    r"|od(?! ręki)|dla|by)\b)",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\b(?:out of stock|on back[- ]?order|back[- ]?ordered|sold out|(?<=is )(?:all )?gone(?! (?:up|from|to))"
    r"|(?<=are )(?:all )?gone|unavailable|(?<=się )skończy(?:ł\w*|li)"
    r"|skończył\w* się|niedostępn\w+|wyprzeda(?:n[aey]|ny|ł|ła|ło|ły)\b)",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|no longer|don'?t|isn'?t|aren'?t|doesn'?t|none|no|nie|brak|brakuje|zabrakło)\b|n't\b", re.IGNORECASE)  # fmt: skip
_WE_HAVE = re.compile(
    r"\b(?:we(?:'ve got| have got)|we (?:do |still |currently )*(?:have|don'?t have|do not have|no longer have)|"
    r"(?:nie )?mamy|nie ma(?: już)?|(?:jest )?brak|zabrakło)\s+"
    r"(?P<name>[^.,;:!?()]{2,60}?)\s+(?:\bw\b|\bin\b|$)?\s*$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:\s*\b(?:jest|są|mamy|ma|is|are|has|have|to|się|już|currently|now|back|still|also|all|completely|obecnie|aktualnie|nadal|wciąż|teraz|nie|not"
    r"|been|went|"
    r"no longer|isn'?t|aren'?t|został[aoy]?|nam|jeszcze|ostatni\w+|kilka|jedna|dwie|trzy|cztery|sztuk\w*|chwilowo)\b)*\s*$",
    re.IGNORECASE,
)
_LINK = re.compile(r"\b(?:jest|są|został[aoy]?|mamy|ma|is|are|isn'?t|aren'?t|się|has|have)\b", re.IGNORECASE)
# An answer that names no thing: of the one in hand.
_ANSWERING = re.compile(
    r"\W*(?:(?:tak|nie|niestety|oczywiście|yes|yep|no|sorry|unfortunately|of course)\b\W*){1,3}", re.IGNORECASE
)
_POINTED_AT = re.compile(
    r"\W*(?:(?:tak|yes|yep|no|niestety|unfortunately|sorry)\b\W*)?(?:it'?s|it is|they'?re|they are|it isn't|it is not|they aren't) "
    r"(?:still |currently |now |not |also )?",
    re.IGNORECASE,
)
_THING = r"(?P<name>[^.,;:!?()]{2,60}?)"
_SOME = (
    r"(?:\d{1,3}|a few|a couple(?: of)?|some|plenty(?: of)?|one|two|three|four|five|several|kilka|kilkanaście|dużo|jedn[aąoe]\w*|dwie|dwa|trzy"
    r"|cztery|pięć|ostatni\w*)"
)
# How many are left, and what we have: "zostały dwie sztuki kurtki Halny", "there are two Halny jackets left", "we're out of …".
_SAID_THERE = re.compile(
    rf"\b(?:(?:mamy|zosta(?:ł[aoy]?|ło|ły)|jest|są)(?: jeszcze| nam| już tylko| tylko)*|(?:jeszcze )?(?:mamy|jest|są)) {_SOME} (?:sztuk\w*"
    rf"|par[aęy]?) {_THING}\s*$"
    rf"|\b(?:we(?:'ve| have)?(?: still| only| just)?(?: got| have)?|there(?:'s| is| are)(?: still)?|(?:yes|yep)?,? ?(?:we )?have) (?:only |just "
    rf"|about )?{_SOME} (?P<name2>[^.,;:!?()]{{2,60}}?) left\b"
    rf"|\b(?:i (?:can )?(?:still )?see|widzę(?: jeszcze| tu| u nas)*) {_SOME} (?:(?:sztuk\w*|par[aęy]?|pairs? of"
    rf"|pieces? of) )?(?P<name5>[^.,;:!?()]{{2,60}}?)"
    rf"(?:(?: (?:left|available|in stock|na stanie))| (?=in |at |w |we |here|na stanie|right now|now)|\s*$)"
    rf"|\b(?:na stanie|w magazynie) (?:mamy|jest|są)(?: jeszcze| nadal)? (?P<name3>[^.,;:!?()]{{2,60}}?)\s*$"
    r"|\byou can (?:pick up|collect|buy) (?P<name4>[^.,;:!?()]{2,60}?) (?:in|at) (?:our |the )?[A-Z]",
    re.IGNORECASE,
)
_TOWN_GONE = re.compile(
    r"^\W*(?:(?:sorry|unfortunately|no|i'm afraid)\b\W*)*(?:(?:the|our) )?(?P<place>(?-i:(?!We\b|They\b|It\b|You\b|I\b)[A-Z][\w-]+))(?: (?:store|shop|branch))?"
    rf" (?:has |have |is |are )?(?:now |just |already |completely )*(?:sold |run )?out of {_THING}\s*$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"^(?:{_SOME} )?(?:ostatni\w* )?(?:sztuk\w*|par[aęy]?|pairs? of|pieces? of)(?: of)? ", re.IGNORECASE
)
_SAID_GONE = re.compile(
    rf"\b(?:we(?:'re| are| have|'ve)?(?: just| now| currently| completely)? (?:run |ran |sold )?out of) {_THING}(?: (?:in|at) (?:the "
    rf"|our )?[A-Z][\w ]*)?\s*$",
    re.IGNORECASE,
)
# What is in stock by having it: a thing with a name of its own, nothing behind it but a size or a place.
_HAVING = re.compile(
    r"(?:^\W*(?:(?:(?:tak|yes|yep|niestety|sorry|unfortunately|i'm afraid|przykro mi)\b|(?:nie|no)[,.!])\W*)*)"
    r"(?:(?:już |jeszcze |nadal |wciąż )?(?P<have>mamy|we(?:'ve got| have got| have| still have| do have))"
    r"|(?P<lack>nie mamy(?: już| teraz| obecnie)?|we (?:don't|do not|no longer) (?:currently |now )?have))"
    r" (?:(?:już|jeszcze|nadal|the|ten|tę|tą|this|that|any|any more) )*(?P<name>[^.,;:!?()]{4,60}?)"
    r"(?P<rest> (?:w|we|in|at) (?:our |the |size |rozmiarze |small|medium|large)?[^.,;!?]{0,30}| left| jeszcze| już| any ?more| at the moment| teraz"
    r"| obecnie)?\s*$",
    re.IGNORECASE,
)
_IN_TOWN = r"(?-i:[Ww]e? (?:salonie |sklepie )?(?:w |we )?[A-ZŁŚŻŹĆ][\w-]+)"
_LACKING = re.compile(
    rf"^\W*(?:(?:nie|niestety|przykro mi)\b\W*)*(?:{_IN_TOWN} )?(?P<name>[^.,;:!?()]{{4,60}}?)(?P<mid> {_IN_TOWN})? (?:(?:już"
    rf"|niestety|chwilowo|obecnie|teraz) )*"
    r"(?:nie (?:mamy|ma)|brak|brakuje|zabrakło)(?: już| teraz| obecnie)?(?P<rest> (?:w|we) [^.,;!?]{0,30}| na (?:stanie|magazynie))?\s*$",
    re.IGNORECASE,
)
_STANDS_IN = re.compile(
    r"^\W*(?:(?:tak|yes)\b\W*)*(?P<name>[^.,;:!?()]{4,60}?) (?:jest|są|mamy|wisi|wiszą|leży|leżą|stoi|stoją|czeka|czekają|został[aoy]?)(?: jeszcze| nadal"
    r"| teraz)? (?P<rest>(?:w|we) (?:salonie |sklepie )?(?:w "
    r"|we )?[A-ZŁŚŻ][\w-]+)(?: w \w+ (?:sztuk|par|egzemplarz)\w*)?\s*$"
    r"|^\W*(?P<rest2>[Ww]e? (?:salonie |sklepie )?(?:w |we )?[A-ZŁŚŻ][\w-]+) (?:jest|są|mamy|wisi|wiszą|leży|leżą|stoi|stoją|został[aoy]?)(?: jeszcze"
    r"| nadal| teraz)? (?P<name2>[^.,;:!?()]{4,60}?)\s*$"
)
_NONE_THERE = re.compile(
    r"^\W*(?:(?:sorry|unfortunately|no|i'm afraid)\b\W*)*there(?:'s| is| are) (?:currently |now "
    r"|absolutely )?no (?P<name>[^.,;:!?()]{4,60}?)(?: left| available| in stock)?"
    r"(?P<rest> (?:in|at) (?:our |the )?(?:(?-i:[A-Z])[\w ]{1,30}|warehouse))?\s*$"
    r"|\blast (?:pairs? of |one of )?(?:the )?(?P<name2>[^.,;:!?()]{4,60}?) (?:has |have |was |were )?(?:just |already )?(?:gone|went|sold|been sold)\b"
    r"|\bostatni\w* (?:sztuk\w* |par\w* )?(?P<name3>[^.,;:!?()]{4,60}?) (?:właśnie |już )?(?:się |została )?(?:właśnie "
    r"|już )?(?:sprzedał\w*|sprzedan\w*|poszł\w*|zeszł\w*)",
    re.IGNORECASE,
)
_STORE_HAS = re.compile(
    r"\b[Tt]he (?P<place>[A-Z][\w-]+) (?:store|shop|branch) (?P<verb>(?:still )?has|does(?: not|n't) have|no longer has) (?:the |that "
    r"|this )?(?P<name>[^.,;:!?()]{4,60}?)"
    r"(?: (?:in stock|left|available))?\s*$"
)
_LEFT = re.compile(
    r"\b(?P<none>no|none of (?:the|our|these)|(?:is|are|'s)(?: not|n't) (?:a single|any|one)|nie (?:ma"
    r"|mamy) (?:już )?żadn\w+)\b (?P<name>[^.,;:!?()]{2,60}?) (?:are |is )?left\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"\s*(?:w|we|in|at)\b", re.IGNORECASE)
_SIZED = re.compile(
    r" (?:w rozmiarze|in (?:a )?size|size|rozmiar) (?=[XSML\d])| in (?:a )?(?P<letter>x?)(?P<size>small|medium|large)\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"(?<=\w )[A-ZŁŚŻĆŹÓ]\w|\b[A-Z]\w+ \w|\d")  # a name of its own: a capital or a number within it
# When somebody or a seat is free is no stock; what was or will be is not what is.
_NO_STOCK = re.compile(
    r"\b(?:godz\w*|termin\w*|wizyt\w*|konsultant\w*|stolik\w*|pok[oó]\w*|lekarz\w*|appointment|doctor|table|room|slot|o \d{1,2}|at \d{1,2}|\d ?[ap]m|"
    r"was|were|będ\w*|był[aoy]?|będzie|will|soon|wkrótce|(?<!is )(?<!are )back in stock|back on|again|ponownie|if|kod\w*|code|promocj\w*|everything"
    r"|always|often|"
    r"zawsze|często|wszystk\w*|online chat|opcj\w*|options?)\b",
    re.IGNORECASE,
)
# Not there yet is on its way; who or what is "here" is mostly no goods.
_YET = re.compile(r"\b(?:yet|here|nie (?:\w+ )?jeszcze|jeszcze nie)\b", re.IGNORECASE)
# Papers and what is done with them are had and lacked too.
_PAPERS = re.compile(
    r"\b(?:(?:confirmation|invoice|receipt|number|reply|replie|answer|order|refund|complaint|sale|report|document|message|e-?mail)s?\b"
    r"|(?:potwierdz|faktur|paragon|zgłosz|numer|odpowied|zamówi|zwrot|reklamac|wyprzedaż|sprawozd|raport|dokument|wiadomoś)\w*)",
    re.IGNORECASE,
)


def stock_in(clause: Clause) -> Iterator[Statement]:
    """That a named thing is in stock, or gone; where no shop is named, anywhere."""
    clause = Clause(_SIZED.sub(_size, clause.text), clause.start, clause.corrects)
    left = _LEFT.search(clause.text)
    if left is not None:
        yield from _of_left(clause, left)
        return
    if not _NO_STOCK.search(clause.text):
        counted = _counted(clause)
        if counted is not None:
            yield counted
            return
    gone = _GONE.search(clause.text)
    found = gone or _THERE.search(clause.text)
    if found is None or _NO_STOCK.search(clause.text):
        return
    negated = _NOT.search(clause.text[: found.end()]) is not None
    if gone is not None and negated:
        return
    name = _named(clause.text[place_first(clause.text) : found.start()], found[0])
    if name is None or _PAPERS.search(name.words):
        return
    norm = GONE if gone is not None or negated else THERE
    place = place_in(clause.text[found.start() :]) or place_in(clause.text)
    yield Statement(
        kind="stock", subject=f"product:{name.words}", value=norm, norm=norm, place=place,
        span=(clause.start, clause.start + len(clause.text.rstrip())))  # fmt: skip


def _size(found: re.Match[str]) -> str:
    """ "w rozmiarze M", "in medium" as a word of the name."""
    return f" {found['letter'].upper()}{found['size'][0].upper()}" if found["size"] else " "


def _counted(clause: Clause) -> Statement | None:
    """What is left of something, or that we have it, where the words say no more than that."""
    text = clause.text
    town = _TOWN_GONE.search(text)
    if town is not None:
        name = name_in(town["name"])
        return _stated(clause, name, GONE, town["place"]) if name is not None and name.words else None
    gone, there = _SAID_GONE.search(text), _SAID_THERE.search(text)
    found = gone or there
    if found is not None:
        name = name_in(next(filter(None, (found[each] for each in found.groupdict()))))
        return (
            _stated(clause, name, GONE if gone else THERE, place_in(text)) if name is not None and name.words else None
        )
    store = _STORE_HAS.search(text)
    if store is not None:
        name = name_in(store["name"])
        norm = GONE if store["verb"].startswith(("does", "no")) else THERE
        return _stated(clause, name, norm, store["place"]) if name is not None and name.words else None
    return _had(clause)


def _had(clause: Clause) -> Statement | None:
    """ "Mamy kurtkę Halny", "we don't have the Halny jacket": of a thing with a name of its own."""
    text = clause.text
    if _YET.search(text):
        return None
    for pattern in (_HAVING, _LACKING, _STANDS_IN, _NONE_THERE):
        found = pattern.search(text)
        if found is None:
            continue
        parts = found.groupdict()
        group = next(name for name, each in parts.items() if each and name.startswith("name"))
        words = _COUNTED.sub("", found[group])
        if is_no_goods(words):
            return None
        name = name_in(words)
        if name is None or not _OWN.search(name.words) or name.words.count(" ") == 0 or _PAPERS.search(name.words):
            return None
        rest = parts.get("rest") or parts.get("rest2") or ""
        place = place_in(rest) or place_in(parts.get("mid") or text[: found.start(group)])
        if _ELSEWHERE.match(rest) and not place:
            return None  # "in red" is another thing
        lacks = pattern in (_LACKING, _NONE_THERE) or (pattern is _HAVING and parts["lack"] is not None)
        return _stated(clause, name, GONE if lacks else THERE, place)
    return None


def _stated(clause: Clause, name: Name, norm: str, place: str) -> Statement:
    return Statement(
        kind="stock", subject=f"product:{name.words}", value=norm, norm=norm, place=place,
        span=(clause.start, clause.start + len(clause.text.rstrip())))  # fmt: skip


def _of_left(clause: Clause, left: re.Match[str]) -> Iterator[Statement]:
    name = name_in(left["name"])
    if name is not None and name.words:
        yield Statement(
            kind="stock", subject=f"product:{name.words}", value=GONE, norm=GONE, place=place_in(clause.text[left.end() :]),
            span=(clause.start, clause.start + len(clause.text.rstrip())))  # fmt: skip


def _named(before: str, said: str) -> Name | None:
    have = _WE_HAVE.search(before[-120:])
    if have is not None and is_day_or_titled(have["name"]):
        return None
    name = (name_in(have["name"]) or _pointing(have["name"])) if have is not None else None
    if name is not None:
        return name
    tail = _TAIL.search(before)
    assert tail is not None
    head = before[: tail.start()].rstrip()
    if _POINTED_AT.fullmatch(before):
        return IN_HAND
    if not _LINK.search(before[tail.start() :] + said):
        return None
    return name_before(head) if head and not _ANSWERING.fullmatch(head) else IN_HAND


def _pointing(words: str) -> Name | None:
    low = words.strip().lower()
    return IN_HAND if low in ("it", "them", "one", "ją", "go", "jej", "ich", "je", "this", "tego") else None
