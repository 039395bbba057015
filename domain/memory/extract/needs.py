"""What went wrong, what the customer wants, what they tried, how they wish to be reached: phrases, Polish and English.

The value is the clause it is told in, the norm a word of a fixed list. Cautious: no conditions, no denials, no questions
of the other side.
"""

from itertools import pairwise

from domain.memory.extract.cores import COMMA, END, QUESTION
from domain.memory.extract.phrases import Hit
from domain.memory.extract.text import Text
from domain.memory.extract.wording import PHRASES
from domain.memory.facts import SECRET_KEYS
from domain.memory.listed import listed
from domain.memory.unmarked import either_way, unmarked

_WANTING = listed(unmarked("""
want wants wanted like need needs please can could may possible prefer rather demand expect hoping hope let get give wish looking trying
chcę chce chciałbym chciałabym chciałem chciałam chcielibyśmy proszę prosze poproszę prosiłbym prosiłabym
zgłaszam składam mogę można czy żądam domagam potrzebuję wolę wolałbym wolałabym wolelibyśmy oczekuję zależy
wnoszę liczę niech
"""))  # fmt: skip
_SELF_WANTED = frozenset(("cancel", "complaint", "callback", "status"))  # said as such, they are wanted
_SUPPOSED = frozenset(
    ("if", "whether", "unless", "would", "jesli", "jezeli", "gdyby", "czy", "jakby", "case", "wypadek")
)
_DENIED = frozenset(
    (
        "not",
        "no",
        "never",
        "isn't",
        "wasn't",
        "don't",
        "dont",
        "didn't",
        "won't",
        "nie",
        "without",
        "bez",
        "nothing",
        "nic",
    )
)
_YOURS = frozenset(
    (
        "you",
        "your",
        "you're",
        "we",
        "our",
        "us",
        "i'll",
        "i'd",
        "pan",
        "pani",
        "panstwo",
        "my",
        "nas",
        "let",
        "let's",
        "lets",
        "help",
    )
)
_WHEN = frozenset(
    (
        "back",
        "on",
        "at",
        "when",
        "if",
        "later",
        "tomorrow",
        "today",
        "please",
        "before",
        "after",
        "instead",
        "about",
        "as",
        "with",
        "once",
        "in",
    )
)
_PROMISING = frozenset(
    ("i'll", "i'd", "we'll", "can", "will", "offer", "before")
)  # behind "i": the other speaker's words
_ASKING = frozenset(("can", "could", "may", "would", "will", "is", "are", "do", "does", "did", "what", "how", "when", "where", "why", "should", "shall",
                     "czy", "jak", "kiedy", "gdzie", "co", "ile", "dlaczego", "moge", "mozna"))  # fmt: skip
_SENDING = frozenset(("send", "odeslac"))
_BIDDING = (["please"], ["prosze"], ["prosimy"], ["pls"])
_PLEASE = frozenset(("please", "pls", "plz", "prosze", "poprosze", "prosimy"))
_RATHER = either_way("niż zamiast than instead")  # of two wishes the other one
_WANTING_BACK = 10  # words before an outcome in which it must be wanted
LONGEST = 160  # characters of a clause
MOST = 4  # of one key in a text


def told(text: Text) -> None:
    """Find them. In a text of two speakers only what went wrong and what is wanted, in clauses that speak of oneself."""
    for hit in PHRASES.hits(text.words):
        rule, confidence, stands = _RULES[hit.key]
        if stands(text, hit) and (not text.both or hit.key in _OF_BOTH):
            _note(text, hit.key, hit, rule, confidence)


def _note(text: Text, key: str, hit: Hit, rule: str, confidence: float) -> None:
    """The clause around a phrase, unless a secret stands in it or the same was told."""
    start, end = _clause(text, hit)
    words = text.words
    begin, stop = words.starts[start], words.ends[end - 1]
    if stop - begin > LONGEST:
        begin, stop = words.starts[hit.start], words.ends[hit.end - 1]
    same = [each for each in text.found if each.key == key]
    if len(same) >= MOST or any(each.norm == hit.means for each in same):
        return
    if any(each.key in SECRET_KEYS and each.span[0] < stop and begin < each.span[1] for each in text.found):
        begin, stop = words.starts[hit.start], words.ends[hit.end - 1]
    text.note(key, begin, stop, rule, confidence - 0.15 * text.both, hit.means)


def _clause(text: Text, hit: Hit) -> tuple[int, int]:
    """From one comma or full stop to the next; with two speakers and no signs between, the phrase and little before it."""
    words, start, end = text.words, hit.start, hit.end
    while start and words.gaps[start] < COMMA and hit.start - start < (6 if text.both else 40):
        start -= 1
    while end < len(words) and words.gaps[end] < COMMA and end - hit.end < (3 if text.both else 40):
        end += 1
    return start, end


def _supposed(text: Text, hit: Hit) -> bool:
    """ "If it doesn't fit", "it is not damaged"; in a text of two speakers also what speaks of the other one."""
    words = text.words
    start = hit.start
    while start and words.gaps[start] < COMMA and hit.start - start < 8:
        start -= 1
    before = words.plain[start : hit.start]
    denied = not _DENIED.isdisjoint(before[-2:]) and words.lows[hit.start] not in _DENIED
    return denied or not _SUPPOSED.isdisjoint(before) or (text.both and not _YOURS.isdisjoint(before))


def _ends_there(text: Text, hit: Hit) -> bool:
    """ "Call me back", "call me on Monday"; not "call me a cab"."""
    words = text.words
    return words.lows[hit.end - 1] != "me" or words.gap(hit.end) >= COMMA or words.lows[hit.end] in _WHEN


def _is_asked(text: Text, hit: Hit) -> bool:
    """Whether the sentence ends with a question mark, and no other sentence comes before it, nor a question of its own behind
    a comma: "they are too small, could I swap them?".
    """
    words = text.words
    for at in range(hit.end, min(len(words), hit.end + 30)):
        if words.gaps[at] >= END:
            return words.gaps[at] == QUESTION
        if words.gaps[at] == COMMA and words.plain[at] in _ASKING and not _opens_asking(text, hit):
            return False
    return "?" in words.tail(len(words) - 1)


def _opens_asking(text: Text, hit: Hit) -> bool:
    """Whether the clause itself begins as a question does."""
    words, start = text.words, hit.start
    while start and words.gaps[start] < COMMA and hit.start - start < 8:
        start -= 1
    return words.plain[start] in _ASKING


def _for_us_to_send(text: Text, hit: Hit) -> bool:
    """ "Please send it back to …", "proszę odesłać": the shop is to."""
    words = text.words
    return words.plain[hit.start] in _SENDING and words.plain[max(0, hit.start - 1) : hit.start] in _BIDDING


def _wanted_behind(text: Text, hit: Hit) -> bool:
    """ "Zwrot pieniędzy poproszę", "a refund, please"."""
    words = text.words
    for at in range(hit.end, min(len(words), hit.end + 5)):
        if words.gaps[at] >= END:
            return False
        if words.plain[at] in _PLEASE:
            return True
    return False


def _is_others(before: list[str]) -> bool:
    """Whether the shop speaks, of two: "I can offer you a refund", "let's get that fixed"."""
    promises = any(one == "i" and other in _PROMISING for one, other in pairwise(before))
    return promises or not _YOURS.isdisjoint(before)


def _wanted(text: Text, hit: Hit) -> bool:
    words = text.words
    start = hit.start
    while start and words.gaps[start] < END and hit.start - start < _WANTING_BACK:
        start -= 1
    before = words.plain[start : hit.start]
    clause = next((at for at in range(hit.start, start, -1) if words.gaps[at] >= COMMA), start)
    if (
        not _DENIED.isdisjoint(words.lows[max(clause, hit.start - 4) : hit.start])
        or "before" in before
        or (text.both and _is_others(before))
        or (hit.means == "return" and _for_us_to_send(text, hit))
    ):
        return False
    if not _RATHER.isdisjoint(words.lows[max(clause, hit.start - 3) : hit.start]):
        return False
    first = hit.start - (words.lows[hit.start - 1 : hit.start] in (["a"], ["an"], ["the"], ["my"]))
    begins = (hit.means == "status" and _is_asked(text, hit)) or first == 0 or words.gaps[first] >= COMMA
    return (
        not _WANTING.isdisjoint(before)
        or (begins and (hit.means in _SELF_WANTED or (not text.both and _wanted_behind(text, hit))))
        or words.lows[hit.start].endswith("ę")
    )


def _happened(text: Text, hit: Hit) -> bool:
    return not _supposed(text, hit) and not _is_asked(text, hit)


def _asked_for(text: Text, hit: Hit) -> bool:
    return not _supposed(text, hit) and _ends_there(text, hit)


_OF_BOTH = frozenset(("problem", "wanted_outcome"))
_RULES = {
    "problem": ("problem.2", 0.75, _happened), "wanted_outcome": ("outcome.3", 0.75, _wanted),
    "tried_already": ("tried.2", 0.7, _happened), "contact_preference": ("contact.2", 0.75, _asked_for),
}  # fmt: skip
