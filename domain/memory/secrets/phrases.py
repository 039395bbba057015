"""Passwords and answers to security questions where they are named: "hasło: …", "my mother's maiden name is …"."""

import re
from collections.abc import Iterator

from domain.memory.secrets.dots import DOT, Hidden
from domain.memory.secrets.everyday import NO_ANSWER, NO_PASSWORD, everyday
from domain.memory.secrets.marks import PASSWORD, SECRET_WORDS, is_measured

_HOW = r"(?P<how>[ ]{0,2}[:=][ ]{0,2}|[ ]+(?:is|was|are|jest|brzmi|to|na)(?:[ ]*:)?[ ]+|[ ]+)"
_OF = r"(?:[ ]+(?:do|to|for|of|on)(?:[ ]+[\w'’-]{1,20}){1,3}?)?"
_PASSWORD = re.compile(PASSWORD.pattern + _OF + _HOW + r"(?P<q>[\"'„“”]?)(?P<v>[^\s\"'„“”]{2,64})", re.IGNORECASE)
_IS_PASSWORD = re.compile(
    r"(?<!\S)(?P<v>[^\s•,;]{0,30}\d[^\s•,;]{0,30}),? (?:is|was|to|jest) (?:my|the|moje) (?:password|passcode|hasło|haslo)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r" (?P<v>[A-Za-z]{0,12}\d[^\s,;]{0,30})")
_CLOSES = re.compile(
    r"[\"'„“”]?\s*(?:$|[.,;!?)\n]|(?:and|i|oraz|please|proszę|ok|okay|thanks|dzięki)\b)", re.IGNORECASE
)
_SURE = frozenset(("is", "was", "jest", "brzmi", ":", "="))
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PARTICIPLES = ("ed", "ing", "any", "ane", "one", "ony")  # "the password is expired", "hasło jest zmienione"
_CAPITAL = r"(?=(?-i:[A-ZĄĆĘŁŃÓŚŹŻ]))"
_NAME = r"[^\W\d_][\w'’-]{1,30}"
_OF_MOTHER = r"(?: (?:mojej |mej )?(?:matki|mamy|żony|babci))?"
_MAIDEN = re.compile(
    rf"(?:maiden(?: name)?s?|panie[ńn]ski\w*{_OF_MOTHER}|nazwisko rodowe{_OF_MOTHER}|(?:security|secret) (?:answer|word|question)|"
    rf"odpowied[źz](?: na pytanie)?(?: (?:pomocnicz|bezpiecze|zabezpiecz)\w+)?)"
    rf"(?P<how>\s{{0,2}}(?:is|was|to|jest|było|brzmi|:|=|-|–)\s{{0,2}}:?\s{{0,2}}|[.,]? it(?: is| was|'s) |\s{_CAPITAL})"
    rf"(?P<v>{_NAME}(?: {_CAPITAL}{_NAME})?)",
    re.IGNORECASE,
)
_PET = re.compile(
    rf"(?:\b(?:childhood |first )?pet(?:'?s)?(?: name)?(?: as a (?:child|kid))?|zwierz\w+|\b(?:first|childhood) (?:dog|cat))"
    rf"(?P<how>(?:[., ]{{1,4}}it)?\s(?:is|was|to|był\w?|named|called|nazywał\w? się|wabił\w? się)\s|\s{_CAPITAL})(?P<v>{_NAME})",
    re.IGNORECASE,
)
_BEGINS_CAPITAL = re.compile(_CAPITAL)


def passwords(text: str, low: str) -> Iterator[Hidden]:
    """The passwords that are named as such. `low`: the text in small letters."""
    if "pass" not in low and "has" not in low and "pwd" not in low and "pswd" not in low:
        return
    for match in _IS_PASSWORD.finditer(text):
        yield Hidden(*match.span("v"), "password")
    for match in _PASSWORD.finditer(text):
        start, end = match.span("v")
        value = match["v"].rstrip(".,;?)")
        how = match["how"].strip().lower()
        parted = value.isalpha() and (not _everyday(value) or (len(value) <= 3 and how in _SURE))
        more = _GOES_ON.match(text, end) if parted else None  # "rockstar 1111", "as 1197"
        if more is not None:
            yield Hidden(start, more.end("v"), "password")
        elif DOT not in value and _is_password(value, how, low, start, bool(match["q"])):
            yield Hidden(start, start + len(value), "password")


def _is_password(value: str, how: str, low_text: str, start: int, quoted: bool) -> bool:
    """A sign or a digit in it says so; a plain word only where it ends what is said, and is no everyday word."""
    low = value.rstrip("!").lower()
    plain = low.isalpha()
    if _everyday(low) or len(value) < 3:
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


def _everyday(word: str) -> bool:
    low = word.lower()
    return low in NO_PASSWORD or low in everyday()


def security_answers(text: str, low: str) -> Iterator[Hidden]:
    """The answers to security questions that are named as such."""
    if not SECRET_WORDS.search(low) and "odpowied" not in low and "childhood" not in low:
        return
    for match in (*_MAIDEN.finditer(text), *_PET.finditer(text)):
        value = match["v"]
        first = value.split()[0].lower()
        if first in NO_ANSWER or first in everyday():
            continue
        if match["how"].strip() or _BEGINS_CAPITAL.match(value):
            yield Hidden(*match.span("v"), "security_answer")
