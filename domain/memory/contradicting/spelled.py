"""Numbers said in words, put into digits before a clause is read: "forty nine ninety nine" is 49.99, "dwieście złotych" 200."""

import re

_ONES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "jeden": 1, "jedna": 1, "dwa": 2, "dwie": 2, "trzy": 3, "cztery": 4, "pięć": 5, "sześć": 6, "siedem": 7, "osiem": 8, "dziewięć": 9,
}  # fmt: skip
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "dziesięć": 10, "dziesięciu": 10, "jedenaście": 11, "dwanaście": 12, "trzynaście": 13, "czternaście": 14, "czternastu": 14,
    "piętnaście": 15, "piętnastu": 15, "szesnaście": 16, "siedemnaście": 17, "osiemnaście": 18, "dziewiętnaście": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "dwadzieścia": 20, "dwudziestu": 20, "trzydzieści": 30, "trzydziestu": 30, "czterdzieści": 40, "czterdziestu": 40,
    "pięćdziesiąt": 50, "pięćdziesięciu": 50, "sześćdziesiąt": 60, "sześćdziesięciu": 60, "siedemdziesiąt": 70,
    "osiemdziesiąt": 80, "dziewięćdziesiąt": 90, "dziewięćdziesięciu": 90,
}  # fmt: skip
_HUNDREDS = {
    "sto": 100, "stu": 100, "dwieście": 200, "dwustu": 200, "trzysta": 300, "czterysta": 400, "pięćset": 500, "sześćset": 600,
    "siedemset": 700, "osiemset": 800, "dziewięćset": 900,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1000, "tysiąc": 1000, "tysiące": 1000, "tysięcy": 1000}
_VALUES = _ONES | _TEENS | _TENS | _HUNDREDS
_SAID = frozenset((*_VALUES, *_SCALES))
_WORD = "|".join(sorted((*_VALUES, *_SCALES), key=len, reverse=True))
_RUN = re.compile(
    rf"\b(?:a (?=hundred\b|thousand\b))?(?P<run>(?:{_WORD})(?:(?: and |[ -])(?:{_WORD})){{0,9}})\b(?P<unit> (?:percent|per cent|procent|"
    r"pounds?|dollars?|euros?|bucks|pence|cents?|points?|punkt\w*|zł\w*|grosz\w*)\b)?",
    re.IGNORECASE,
)
_WHOLE_AND_PARTS = re.compile(
    r"\b(?P<whole>\d{1,6}) (?P<unit>pounds?|dollars?|euros?|zł\w*),? (?:and |i )?(?P<part>\d\d?) (?:pence|cents?|grosz\w*)\b",
    re.IGNORECASE,
)
_AND = re.compile(" and ", re.IGNORECASE)
_SPLIT = re.compile(r"\w+")
# What one of them stands in every text that has a number worth reading; looked for as they stand.
_PARTS = (
    "ty", "teen", "dred", "thous", "naście", "nastu", "dzieści", "dziestu", "dziesi", "sto", "stu", "dwie", "trzyst", "czteryst", "set", "tysi",
    "percent", "per cent", "procent", "pound", "dollar", "euro", "point", "punkt", "złot", "eleven", "twelve",
)  # fmt: skip


def says_number(text: str) -> bool:
    """Whether `in_digits` may change this text, or a part of it that is cut between words."""
    low = text.lower()
    for part in _PARTS:
        if part in low:
            return not _SAID.isdisjoint(_SPLIT.findall(low)) or _WHOLE_AND_PARTS.search(text) is not None
    return False


def in_digits(text: str) -> str:
    """The same with its numbers in digits. One digit or "ten" (in Polish: this) alone is a number only before a unit."""
    low = text.lower()
    for part in _PARTS:
        if part in low:
            spoken = not _SAID.isdisjoint(_SPLIT.findall(low))
            return _WHOLE_AND_PARTS.sub(_sum, _RUN.sub(_digits, text) if spoken else text)
    return text


def _digits(found: re.Match[str]) -> str:
    """An "and" inside a number goes; one between two numbers stays, and each is read alone: "sixty and forty" is no 60.40."""
    *before, last = _apart(found["run"])
    return " and ".join([*(_one(each, "") for each in before), _one(last, found["unit"] or "")])


def _sum(found: re.Match[str]) -> str:
    return f"{found['whole']}.{int(found['part']):02} {found['unit']}"


def _apart(run: str) -> list[str]:
    """A run of words, split at each "and" behind which another number begins."""
    parts: list[str] = []
    for each in _AND.split(run):
        whole = f"{parts[-1]} {each}" if parts else each
        if parts and len(_read(whole)) < len(_read(parts[-1])) + len(_read(each)):
            parts[-1] = whole
        else:
            parts.append(each)
    return parts


def _one(said: str, unit: str) -> str:
    """One number, or a price of two; as it was said where it is neither."""
    if not unit and (said.lower() in _ONES or said.lower() in ("ten", "hundred", "thousand", "sto")):
        return said
    numbers = _read(said)
    if len(numbers) > 2 or (len(numbers) == 2 and not (10 <= numbers[1] <= 99 and numbers[0] < 10_000)):
        return said + unit
    return ".".join(map(str, numbers)) + unit


def _read(said: str) -> list[int]:
    return _numbers(re.split(r"[ -]", said.lower()))


def _numbers(words: list[str]) -> list[int]:
    """Words one after another as the numbers they make: what no longer fits in one begins the next."""
    whole, part, room = 0, 0, 1_000_000
    found: list[int] = []
    for word in words:
        value = _VALUES.get(word)
        if value is None:
            scale = _SCALES[word]
            part, room = (part or 1) * scale, scale
            if scale == 1000:
                whole, part = whole + part, 0
        elif value < room:
            part, room = part + value, 1 if value < 20 else 10 if value < 100 else 100
        else:
            found.append(whole + part)
            whole, part, room = 0, value, 1 if value < 20 else 10 if value < 100 else 100
    return [*found, whole + part]
