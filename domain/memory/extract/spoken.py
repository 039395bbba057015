"""Values said in words: phone and account numbers digit by digit, amounts, birth dates, e-mail addresses ("małpa", "at … dot")."""

import re

from domain.identity.likeness.letters import fold
from domain.identity.likeness.spoken_dates import read_dates
from domain.identity.likeness.spoken_numbers import number_of
from domain.memory.extract import amounts, numerals
from domain.memory.extract.cores import END
from domain.memory.extract.text import Text
from domain.memory.extract.values import chosen
from domain.memory.unmarked import either_way, unmarked

_FEWEST_WORDS, _FEWEST_DIGITS = 3, 4
_CALLING = either_way(
    "numer number call ring reach phone mobile telefon komórka zadzwonić dzwonić oddzwonić kontakt numerem"
)
_SIGNS = {
    "dot": ".",
    "kropka": ".",
    "underscore": "_",
    "podkreślnik": "_",
    "podkreślenie": "_",
    "dash": "-",
    "hyphen": "-",
    "minus": "-",
    "myślnik": "-",
}
_DOTS = _SIGNS | {unmarked(low): sign for low, sign in _SIGNS.items()}
_AT = ("małpa", "malpa")
_HEARD = {
    "peel": "pl",
    "pel": "pl",
    "com": "com",
    "kom": "com",
    "pl": "pl",
    "eu": "eu",
    "uk": "uk",
}  # ends that are said without their dot
_ENDS = either_way("com net org pl eu uk io info biz de fr edu gov co")
_BRACKETED = re.compile(r"[(\[] ?at ?[)\]]", re.IGNORECASE)  # "orla (at) example.com"
_HOST = re.compile(r"(?:[a-z0-9-]{1,30}\.){1,3}[a-z]{2,12}")
_MAILED = re.compile(r"[a-z0-9]{1,30}(?:[._-][a-z0-9]{1,30}){0,3}")  # a part may be typed with its dots
_MONTHS = either_way("""
january february march april may june july august september october november december
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września wrzesnia października pazdziernika listopada grudnia
""")  # fmt: skip
_LONGEST_DATE = 12  # words


def said(text: Text) -> None:
    """Find them."""
    if not numerals.SAID.isdisjoint(text.lows):
        if sum(low in numerals.SAID for low in text.words.lows) >= _FEWEST_WORDS - 1:
            _numbers(text)
        if not amounts.WORDS.isdisjoint(text.lows):
            _amounts(text)
    if "birth_date" in text.keys and not any(each.key == "birth_date" for each in text.found):
        _birth_date(text)
    if not text.lows.isdisjoint(_AT) or (
        "at" in text.lows and (not text.lows.isdisjoint(("dot", "kropka")) or _BRACKETED.search(text.text))
    ):
        _addresses(text)


def _numbers(text: Text) -> None:
    words, at = text.words, 0
    while at < len(words):
        if words.lows[at] not in numerals.SAID and not (
            words.lows[at] == "oh" and at + 1 < len(words) and words.lows[at + 1] in numerals.SAID
        ):
            at += 1
            continue
        end = max(at + 1, numerals.run_end(words, at))
        digits = numerals.digits_said(words, at, end) if end - at >= _FEWEST_WORDS else ""
        if len(digits) >= _FEWEST_DIGITS and text.free(words.starts[at], words.ends[end - 1]):
            _number(text, at, end, digits)
        at = end


def _number(text: Text, at: int, end: int, digits: str) -> None:
    """A number said is what it would be in digits; without a word for it only a phone number speaks for itself."""
    key, rule = chosen(text, at, end, digits)
    if not key and _is_phone(digits) and not _CALLING.isdisjoint(text.lows):
        key, rule = "phone", "said-phone.2"
    if key == "phone" and at and text.words.lows[at - 1] == "plus":  # "plus czterdzieści osiem …"
        at, digits = at - 1, f"+{digits}"
    norm = (
        f"{digits[:2]}-{digits[2:]}"
        if key == "postcode" and len(digits) == 5 and not numerals.POLISH.isdisjoint(text.words.lows[at:end])
        else digits
    )
    if key:
        start, stop = text.words.starts[at], text.words.ends[end - 1]
        text.add(
            key,
            start,
            stop,
            rule if rule == "said-phone.2" else f"said-{rule}",
            0.8 if rule == "said-phone.2" else 0.85,
            norm,
        )


def _is_phone(digits: str) -> bool:
    return (len(digits) == 9 and digits[0] != "0") or (len(digits) in (10, 11) and digits[0] == "0")


def _amounts(text: Text) -> None:
    words = text.words
    for at, low in enumerate(words.lows):
        code = amounts.currency_of(low)
        number, start = numerals.number_said(words, at) if code and at else (0, at)
        if number:
            text.add("amount", words.starts[start], words.ends[at], "said-amount.2", 0.8, f"{number}.00 {code}")


def _birth_date(text: Text) -> None:
    """ "The third of May nineteen eighty one": behind the word for it, or in a short answer."""
    words = text.words
    mark = next((each.end for each in text.mentions.values() if "birth_date" in each.keys), None)
    asked = "birth_date" in text.open and not text.both
    if (mark is None and not asked) or (
        _MONTHS.isdisjoint(text.lows) and (mark is None and len(words) > _LONGEST_DATE)
    ):
        return
    first = last = None
    for at in range(mark or 0, min(len(words), (mark or 0) + 2 * _LONGEST_DATE)):
        if first is not None and (words.gaps[at] >= END or at - first > _LONGEST_DATE):
            break
        low = words.lows[at]
        if low in _MONTHS or low[0].isdigit() or number_of(fold(low)) is not None:
            first, last = (at if first is None else first), at
    if first is None or last is None or last == first:
        return
    dates = read_dates(text.text[words.starts[first] : words.ends[last]])
    if dates and len(dates[0]) == 10:
        text.add("birth_date", words.starts[first], words.ends[last], "said-birth-date.2", 0.8, dates[0])


def _addresses(text: Text) -> None:
    """ "Orla dot finnegan at example dot com", "orla kropka finnegan małpa example kropka pl"."""
    words = text.words
    for at in range(1, len(words) - 1):
        bracketed = words.lows[at] == "at" and words.tail(at - 1).rstrip().endswith(("(", "["))
        if words.lows[at] not in _AT and not bracketed and (words.lows[at] != "at" or "email" not in text.keys):
            continue
        start, (host, end) = _back(text, at), _host(text, at, bracketed or words.lows[at] in _AT)
        if host and start < at:
            told = "".join(_DOTS.get(low) or numerals.DIGITS.get(low) or fold(low) for low in words.lows[start:at])
            text.add("email", words.starts[start], words.ends[end - 1], "said-e-mail.2", 0.8, f"{told}@{host}")


def _host(text: Text, at: int, sure: bool) -> tuple[str, int]:
    """What stands behind the sign, and where it ends. `sure`: it is one; then "wp peel" is wp.pl, and a written one counts."""
    words, end = text.words, _forth(text, at)
    if end > at + 3:
        host = "".join(_DOTS.get(low, low) for low in words.lows[at + 1 : end])
        return (host, end) if words.lows[end - 1] in _ENDS else ("", end)
    if sure and _HOST.fullmatch(words.lows[at + 1]):
        return words.lows[at + 1], at + 2
    last = _HEARD.get(words.lows[at + 2], "") if sure and at + 2 < len(words) and words.gap(at + 2) < END else ""
    return (f"{words.lows[at + 1]}.{last}", at + 3) if last and words.lows[at + 1].isalnum() else ("", end)


def _back(text: Text, at: int) -> int:
    """Where the part before the sign begins: one word, and others where a dot is said between."""
    words, start = text.words, at - 1
    while start and (words.lows[start] in numerals.DIGITS or words.lows[start].isdigit()) and words.gaps[start] < END:
        start -= 1  # "bob nine nine at …"
    while start >= 2 and words.lows[start - 1] in _DOTS and words.gaps[start] < END:
        start -= 2
    return start if all(_MAILED.fullmatch(fold(low)) or low in _DOTS for low in words.lows[start:at]) else at


def _forth(text: Text, at: int) -> int:
    words, end = text.words, at + 2
    while end + 1 < len(words) and words.lows[end] in _DOTS and _MAILED.fullmatch(words.lows[end + 1]):
        end += 2
    return end
