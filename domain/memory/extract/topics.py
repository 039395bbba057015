"""The words by which people name a fact, asking for it or telling it: "order number", "kod pocztowy", "date of birth"."""

import msgspec

from domain.memory.extract.cores import COMMA, END, NONE, QUESTION, Words
from domain.memory.extract.topic_words import PAIRS, PHRASES, WHO
from domain.memory.listed import listed
from domain.memory.unmarked import either_way, unmarked

# Before "name": whose it is. Anything else before it ("company name", "the driver's name") names something else.
_OWN = listed("your my full first last family legal complete the a an account account's customer own and or proper real correct need please "
                 "with is of provide confirm user's by have get their surname what's whats add giving use im")  # fmt: skip
_OTHERS = frozenset(("his", "her", "their", "jego", "jej", "ich", "wife's", "husband's"))
_OF_OWN = frozenset(
    (
        "account",
        "holder",
        "customer",
        "person",
        "you",
        "order",
        "booking",
        "reservation",
        "record",
        "records",
        "verification",
        "me",
    )
)
_PETS = either_way("pet pets dog cat school teacher street zwierzaka zwierzęcia psa kota psu kotu")
_ASKS = either_way("""
can could may might need provide give tell confirm verify please share what what's whats which know require requires want mind enter send starting start
get gather ask enter type quote grab reach drop pop
prosimy prosiłbym prosiłabym poprosiłbym poprosiłabym wpisz wprowadź wskaż prześlij doślij dopisz zostaw wpisać wprowadzić podyktować
przypomnieć poznać znać brakuje potrzebujemy niezbędny niezbędna wymagany
proszę prosze poproszę poprosze podać podac podaj podanie jaki jakie jaka jak mogę moge można potrzebuję potrzebny potrzebne potrzebna poprosić czy
""")  # fmt: skip
_LISTING = either_way(
    "and or the your you full also as well please for a my of to on as answer order account first last "
    "i oraz lub albo a także też proszę prosze pana pani jeszcze"
)
_ALSO = either_way("also oraz także")
_JOINS = frozenset(("and", "or", "plus", "i", "oraz", "lub", "albo"))
_SHORT = 6  # words of a question without a verb
_DONE = either_way(
    "sent see found updated changed added checked corrected using wysłałem wysłałam zmieniłem zmieniłam widzę mam dodałem dodałam"
)
_STATES = either_way(
    "działa działał działało już dotarł dotarło dotarła przyszedł przyszło arrived working works broken ready gotowe gotowy charging"
)
_LIST = 14  # words of a list of topics that is a question by itself
_NOT = frozenset(("don't", "dont", "not", "nie", "won't", "wont", "doesn't"))
_NEEDED = frozenset(("need", "require", "want", "know", "potrzebuję", "potrzebuje", "trzeba", "potrzebny", "potrzebna"))
_PLEASE = frozenset(("please", "proszę", "prosze", "poproszę", "poprosze"))
# First words of Polish phrases, after which "to" is a form of "is".
POLISH = either_way(
    "imię nazwisko nazwiska godność numer nr konto rachunek telefon adres kod data login nazwa identyfikator mail mejl"
)
_MINE = frozenset(("my", "mój", "moj", "moje", "moja", "mojego", "mojej", "our", "nasz"))
MOST = 64  # names of facts in one text that may be asked for, its last ones
_ASKING_BACK = 25  # cores before a topic that are looked at for a word of asking


class Mention(msgspec.Struct, frozen=True):
    """A topic in a text: its cores (end exclusive), the keys it names, and whether it can only label a value beside it."""

    start: int
    end: int
    keys: tuple[str, ...]
    weak: bool = False


_Trie = dict[str, list[tuple[tuple[str, ...], tuple[str, ...], bool]]]


def _trie() -> _Trie:
    found: _Trie = {}
    said = [
        (phrase, (key,), weak)
        for key, both in PHRASES.items()
        for weak, phrases in enumerate(both)
        for phrase in phrases
    ]
    said += [(plain, keys, weak) for phrase, keys, weak in said if (plain := unmarked(phrase)) != phrase]
    for phrase, keys, weak in [*said, *((phrase, keys, 0) for phrase, keys in PAIRS.items())]:
        first, *rest = phrase.split()
        found.setdefault(first, []).append((tuple(rest), keys, bool(weak)))
    for each in found.values():
        each.sort(key=lambda one: -len(one[0]))
    return found


_TOPICS = _trie()


def mentions_of(words: Words) -> dict[int, Mention]:
    """The topics of a text by the core they start at."""
    found: dict[int, Mention] = {}
    lows, past = words.lows, 0
    for at in [at for at, low in enumerate(lows) if low in _TOPICS]:
        if at >= past:
            mention = _mention(words, at)
            if mention is not None:
                found[at] = mention
                past = mention.end
    return found


def starts_topic(low: str) -> bool:
    """Whether a word may begin the naming of a fact."""
    return low in _TOPICS


def _mention(words: Words, at: int) -> Mention | None:
    lows = words.lows
    for rest, keys, weak in _TOPICS[lows[at]]:
        end = at + 1 + len(rest)
        if not rest or (tuple(lows[at + 1 : end]) == rest and not _parted(words, at + 1, end)):
            if keys == ("name",):
                keys = _whose(words, at, end)
            return Mention(at, end, keys, weak)
    return None


def _parted(words: Words, start: int, end: int) -> bool:
    """Whether a comma or more stands between these cores and the one before them."""
    return any(words.gap(each) >= COMMA and words.tail(each - 1) != " & " for each in range(start, end))


def _whose(words: Words, at: int, end: int) -> tuple[str, ...]:
    """Whether "name" means the speaker's own, the answer to a security question, or that of something else."""
    lows = words.lows
    after = lows[end : end + 7]
    if after[:1] == ["for"] and words.gap(end) < COMMA and _OF_OWN.isdisjoint(after[:4]):
        return ("",)  # "a name for the event"
    if after[:1] == ["of"]:
        return (
            ("security_answer",)
            if not _PETS.isdisjoint(after)
            else ("name",)
            if not _OF_OWN.isdisjoint(after[:5])
            else ("",)
        )
    if lows[at] in ("imię", "imie") and not _PETS.isdisjoint(after[:4]):
        return ("security_answer",)
    before = lows[at - 1] if at and words.gap(at) < END and not lows[at - 1][-1].isdigit() else ""
    if lows[at] not in ("name", "names") and (before in _OTHERS or (before.endswith("s") and before not in _OWN)):
        return ("",)
    return (
        ("name",)
        if not before or before in _OWN or words.gap(at) >= COMMA or lows[at] not in ("name", "names")
        else ("",)
    )


def asked_in(words: Words, mentions: dict[int, Mention]) -> list[tuple[int, str]]:
    """The keys a text asks for, each with the core behind the words that ask, in order."""
    found: list[tuple[int, str]] = []
    listed_last = _listed_last(words, mentions)
    for mention in list(mentions.values())[-MOST:]:
        if (
            not mention.weak
            and mention.keys != ("",)
            and (mention.start >= listed_last or _is_asked(words, mention))
            and not _is_own(words, mention)
        ):
            found += [(mention.end, key) for key in mention.keys]
    joined = " ".join(words.plain) if _WHO_STARTS.intersection(words.plain) else ""
    if joined:
        for phrase, key in _WHO.items():
            place = f" {joined} ".find(f" {phrase} ")
            if place >= 0 and (key == "name" or not any(key == other for _, other in found)):
                found.append((joined[: place + len(phrase)].count(" ") + 1, key))
    return sorted(found)


_WHO = {unmarked(phrase): key for phrase, key in WHO.items()}
_WHO_STARTS = frozenset(phrase.split()[-1] for phrase in _WHO)


def _listed_last(words: Words, mentions: dict[int, Mention]) -> int:
    """Where the topics begin that a text ends with, and that ask by themselves: "Account number and pin", "... also your order id"."""
    topics = list(mentions.values())
    at = len(words)
    while at:
        if topics and topics[-1].end == at:
            at = topics.pop().start
        elif words.lows[at - 1] in _LISTING and (at == len(words) or words.gap(at) < END):
            at -= 1
        else:
            break
    also = at < len(words) and words.lows[at] in _ALSO
    if len(topics) == len(mentions) or (at and words.gap(at) < END and not also):
        return len(words) + 1
    return at if at or len(words) <= _LIST else len(words) + 1


def _is_own(words: Words, mention: Mention) -> bool:
    """ "My account number", "the order id is", "order id: 123" tell."""
    at = mention.start
    copula = words.lows[mention.end : mention.end + 1]
    if words.gap(mention.end + 1) >= END:
        copula = []  # "and your name is?": nothing is told
    if copula == ["is"] or (copula == ["to"] and words.lows[at] in POLISH):
        return True
    if at and words.gap(at) < COMMA and words.lows[at - 1] in _MINE:
        return True
    if (
        mention.end < len(words)
        and words.gap(mention.end) == NONE
        and words.lows[mention.end][-1].isdigit()
        and not (at and words.lows[at - 1] in _JOINS)
    ):
        return True  # "order id 8812093344"; not "your account id and order id 40817263 8812093344"
    return mention.end < len(words) and ":" in words.tail(mention.end - 1)


def _is_asked(words: Words, mention: Mention) -> bool:
    """A question mark ends its sentence, or a word of asking stands before it."""
    at = mention.start
    if len(words) <= _SHORT and mention.end == len(words) and _DONE.isdisjoint(words.lows):
        return True
    if words.lows[max(0, at - 2) : at] == ["and", "your"] and words.gap(mention.end) >= END:
        return True  # "... and your order id."
    if not _STATES.isdisjoint(words.lows[mention.end : mention.end + 3]):
        return False  # "is the phone working?"
    for back in range(at, max(-1, at - _ASKING_BACK), -1):
        low = words.lows[back]
        if back < at and low in _ASKS:
            return not (low in _NEEDED and back and words.lows[back - 1] in _NOT)
        if low == "about" and back < at and words.lows[max(0, back - 1)] in ("how", "what"):
            return True
        if words.gaps[back] >= END and back:
            break
    for ahead in range(mention.end, min(len(words), mention.end + _ASKING_BACK) + 1):
        gap = words.gap(ahead) if ahead < len(words) else (QUESTION if "?" in words.tail(len(words) - 1) else END)
        if gap >= END:
            return gap == QUESTION
        if words.lows[ahead] in _PLEASE and ahead - mention.end < 4:
            return True
    return False
