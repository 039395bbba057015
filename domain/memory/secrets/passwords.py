"""Passwords where they are named: "hasło: …", "the password is …", "kestrel 12 is my password", "name Orla password kestrel"."""

import re
from collections.abc import Iterator

from domain.memory.secrets.dots import DOT, Hidden
from domain.memory.secrets.marks import PASSWORD, is_measured
from domain.memory.secrets.plain import is_everyday, several_end
from domain.memory.secrets.spelling import spelled_at

_HOW = r"(?P<how>[ ]{0,2}[:=][ ]{0,2}|[ ]+(?:is|was|are|jest|brzmi|to|na)(?:[ ]*:)?[ ]+|[ ]+)"
_OF = r"(?:[ ]+(?:do|(?<=[des][ ])to|for|of|on)(?:[ ]+[\w'’-]{1,20}){1,3}?)?"
_PASSWORD = re.compile(PASSWORD.pattern + _OF + _HOW + r"(?P<q>[\"'„“”]?)(?P<v>[^\s\"'„“”]{1,64})", re.IGNORECASE)
_IN_SHORT = re.compile(
    r"(?<![\w•])(?<!boarding )(?<!season )(?<!guest )(?<!bus )(?<!day )pass(?: is |: ?| = ?)(?P<v>[^\s,;]{0,20}\d[^\s,;]{0,20})"
)
_BEFORE_IT = re.compile(
    r"(?<!\S)(?P<v>(?:(?P<first>[^\W\d_]{1,14}) )?[^\s•,;]{0,30}\d[^\s•,;]{0,30}),? (?:is|was|to|jest|as) (?:(?:my|the|moje) )?$"
)
_MINE = re.compile(
    r"(?<!\S)(?P<v>(?:[^\W\d_]{1,14} \d{1,9}|\d{1,9} [^\W\d_]{1,14})(?: [^\W\d_]{1,14}| \d{1,9}){0,6}) my $"
)
_PIECE = re.compile(r"(?:[^\W\d_]{1,14}|\d{1,9})(?![\w@-]|\.\w)")
_TORN = re.compile(
    r"(?<!\S)(?:[^\W\d_]{1,14} \d{1,9}|\d{1,9} [^\W\d_]{1,14})(?: (?:[^\W\d_]{1,14}|\d{1,9})){0,6}(?!\S)"
)
_SHORT_NUMBER = 3  # digits behind which letters may go on
_GOES_ON = re.compile(r" (?P<v>[A-Za-z]{0,12}\d[^\s,;]{0,30})")
_CLOSES = re.compile(
    r"[\"'„“”]?\s*(?:$|[.,;!?)\n]|(?:and|i|oraz|please|proszę|ok|okay|thanks|dzięki)\b)", re.IGNORECASE
)
_SURE = frozenset(("is", "was", "jest", "brzmi", ":", "="))
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PARTICIPLES = ("ed", "ing", "any", "ane", "one", "ony")  # "the password is expired", "hasło jest zmienione"
_OF_TOPICS = ("al", "tion", "ment", "ance", "ity", "ery")  # "password retrieval": what a message is about
_LAST = re.compile(r"(?P<v>[^\W\d_]{4,24})(?: (?P<w>[^\W\d_]{3,24}))?[.!]?\s*$")
_LISTED = re.compile(
    r"(?:^|.*(?<!\w)(?:name|user|username|login|id|email|użytkownik|nazwa|imię)(?: is|:| to|) .*|^[^\W\d_]+)$",
    re.DOTALL,
)
_LONGEST_LIST = 60  # characters of a message that only lists what was asked for
_NOT_LISTED = frozenset(("my", "your", "a", "new", "old", "wrong", "no"))
_BACK = 90  # characters before the word for it
MOST = 16  # places of a text that are read with all rules; behind them only the plain pattern counts
_PLAIN = re.compile(
    r"(?:pass(?:word|code)|pwd|has[łl]o)\w{0,2}[ :=]{1,3}(?:(?:is|to|was|jest) )?(?P<v>[^\s\d]{0,24}\d\S{0,24})"
)


def passwords(text: str, low: str) -> Iterator[Hidden]:
    """The passwords that are named as such. `low`: the text in small letters."""
    if not _may_name(low):
        return
    for match in _IN_SHORT.finditer(low) if "pass" in low else ():
        if not is_measured(low, *match.span("v")):
            yield Hidden(*match.span("v"), "password")
    past = 0
    for count, label in enumerate(PASSWORD.finditer(low)):
        if count >= MOST:
            for match in _PLAIN.finditer(low, label.start()):
                yield Hidden(*match.span("v"), "password")
            return
        yield from _told_before(low, label.start(), max(past, label.start() - _BACK))
        past = label.end()
        match = _PASSWORD.match(text, label.start())
        if match is not None:
            yield from _told_behind(text, low, match)


def _may_name(low: str) -> bool:
    return ("as" in low and ("pas" in low or "has" in low or "paas" in low)) or "wd" in low or "pw" in low


def _told_before(low: str, label: int, since: int) -> Iterator[Hidden]:
    """ "kestrel 12 is my password"."""
    before = low[since:label]
    match = _BEFORE_IT.search(before)
    if match is not None:
        first = match["first"]
        start = match.start("v") if not first or not is_everyday(first) else match.start("v") + len(first) + 1
        yield Hidden(since + start, since + match.end("v"), "password")
        return
    match = _MINE.search(before)
    if match is not None and not any(map(is_everyday, filter(lambda each: len(each) > 1, match["v"].split()))):
        yield Hidden(since + match.start("v"), since + match.end("v"), "password")


def _told_behind(text: str, low: str, match: re.Match[str]) -> Iterator[Hidden]:
    """ "The password is …", "hasło: …"."""
    start, end = match.span("v")
    value = match["v"].rstrip(".,;?)")
    how = match["how"].strip().lower()
    if several := spelled_at(low, start) or (
        (how in _SURE or (how == "to" and low.startswith("has", match.start()))) and several_end(low, start)
    ):
        yield Hidden(start, several, "password")
        return
    if value.isalpha() or value.isdigit():
        torn = max(_torn(low, start, how), _whole(text, end, value, how), _listed(low, start, match.start(), how))
        if torn:
            yield Hidden(start, torn, "password")
            return
    if DOT not in value and _is_password(value, how, low, start, bool(match["q"])):
        yield Hidden(start, start + len(value), "password")


def _whole(text: str, end: int, value: str, how: str) -> int:
    """Where a word with a number behind it ends: "rockstar 1111", "as 1197"."""
    if value.isdigit() or (is_everyday(value) and not (len(value) <= 3 and how in _SURE)):
        return 0
    more = _GOES_ON.match(text, end)
    return more.end("v") if more is not None else 0


def _torn(low: str, start: int, how: str) -> int:
    """Where a password ends that stands torn in letters and digits: "x 4 y 7", "7 kestrel", "12 ab 9"; 0 where it is not one."""
    pieces: list[re.Match[str]] = []
    at = start
    while len(pieces) < 8:
        piece = _PIECE.match(low, at)
        if piece is None or (pieces and piece[0].isdigit() == pieces[-1][0].isdigit()):
            break
        if not piece[0].isdigit() and (
            (len(piece[0]) > 1 and is_everyday(piece[0]))
            or (pieces and len(pieces[-1][0]) > _SHORT_NUMBER and len(piece[0]) > 2)
        ):
            break
        pieces.append(piece)
        at = piece.end() + 1
        if low[piece.end() : at] != " ":
            break
    if len(pieces) < 2:
        return 0
    ends = _CLOSES.match(low, pieces[-1].end()) is not None
    measured = any(each[0].isdigit() and is_measured(low, *each.span()) for each in pieces)
    sure = ends and pieces[-1][0].isdigit() and len(pieces) > 2
    if (measured and not sure) or not (how in _SURE or ends):
        return 0
    return pieces[-1].end()


def torn_in(low: str) -> Iterator[Hidden]:
    """What may be a password torn in letters and digits, where one is told: "kestrel 12", "ab 97 d 5", "4471 x"."""
    for match in _TORN.finditer(low):
        pieces = list(_PIECE.finditer(low, match.start(), match.end()))
        for at, piece in enumerate(pieces):
            if piece[0].isdigit():
                first, last = _extent(pieces, at)
                if first < last:
                    yield Hidden(pieces[first].start(), pieces[last].end(), "password")
                    break


def _extent(pieces: list[re.Match[str]], at: int) -> tuple[int, int]:
    """From which piece to which a password goes that holds this number: letters stand beside few digits."""
    first = last = at
    if (
        at
        and len(pieces[at][0]) <= _SHORT_NUMBER
        and (len(pieces[at - 1][0]) == 1 or not is_everyday(pieces[at - 1][0]))
    ):
        first -= 1
    for piece in pieces[at + 1 :]:
        few = len(pieces[last][0]) <= _SHORT_NUMBER or len(piece[0]) <= 2
        if (
            piece[0].isdigit() == pieces[last][0].isdigit()
            or not (few or piece[0].isdigit())
            or (len(piece[0]) > 1 and is_everyday(piece[0]))
        ):
            break
        last += 1
    return first, last


def _listed(low: str, start: int, label: int, how: str) -> int:
    """Where a plain word ends that a list of what was asked for ends with: "name orla password kestrel"; 0 where it is none."""
    if how or len(low) > _LONGEST_LIST or "has" in low[label : label + 3]:
        return 0
    last = _LAST.match(low, start)
    before = low[:label].rstrip().removesuffix(" the").removesuffix(" and").rstrip(" ,")
    if last is None or _LISTED.match(before) is None or before.rsplit(" ", 1)[-1] in _NOT_LISTED:
        return 0
    plain = [each for each in last.groups() if each]
    topic = is_everyday(before) if before else plain[0].endswith(_OF_TOPICS)
    if topic or any(is_everyday(each) or each.endswith(_PARTICIPLES) for each in plain):
        return 0
    return last.end("w") if last["w"] else last.end("v")


def _is_password(value: str, how: str, low_text: str, start: int, quoted: bool) -> bool:
    """A sign or a digit in it says so; a plain word only where it ends what is said, and is no everyday word."""
    low = value.rstrip("!").lower()
    plain = low.isalpha()
    if is_everyday(low) or len(value) < 3:
        return False
    if how in (":", "="):
        return True
    if not plain:
        odd = any(map(str.isdigit, value)) or not all(letter.isalnum() or letter in "'’-/" for letter in value)
        return (
            odd
            and (bool(how) or len(value) >= 4)
            and "://" not in value
            and not _ADDRESS.fullmatch(value)
            and not is_measured(low_text, start, start + len(value))
        )
    if how in ("", "na"):
        return quoted
    if how == "to" and "has" not in low_text:  # "the passcode to access it"
        return False
    return quoted or (
        len(value) >= 4 and not low.endswith(_PARTICIPLES) and _CLOSES.match(low_text, start + len(value)) is not None
    )
