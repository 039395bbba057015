"""Number words as they are said one after another, Polish and English: digits in groups, and plain numbers."""

from domain.memory.extract.cores import COMMA, Words
from domain.memory.unmarked import either_way, unmarked

_ENGLISH = {
    "zero": 0, "nought": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_POLISH = {
    "jeden": 1, "jedna": 1, "jedynka": 1, "dwa": 2, "dwie": 2, "dwójka": 2, "trzy": 3, "trójka": 3, "cztery": 4, "czwórka": 4, "pięć": 5,
    "piątka": 5, "sześć": 6, "szóstka": 6, "siedem": 7, "siódemka": 7, "osiem": 8, "ósemka": 8, "dziewięć": 9, "dziewiątka": 9, "dziesięć": 10,
    "jedenaście": 11, "dwanaście": 12, "trzynaście": 13, "czternaście": 14, "piętnaście": 15, "szesnaście": 16, "siedemnaście": 17,
    "osiemnaście": 18, "dziewiętnaście": 19, "dwadzieścia": 20, "trzydzieści": 30, "czterdzieści": 40, "pięćdziesiąt": 50,
    "sześćdziesiąt": 60, "siedemdziesiąt": 70, "osiemdziesiąt": 80, "dziewięćdziesiąt": 90, "sto": 100, "dwieście": 200, "trzysta": 300,
    "czterysta": 400, "pięćset": 500, "sześćset": 600, "siedemset": 700, "osiemset": 800, "dziewięćset": 900,
}  # fmt: skip
_TIMES_ENGLISH = {"double": 2, "triple": 3, "treble": 3}
_TIMES_POLISH = {"podwójne": 2, "podwójna": 2, "podwójny": 2, "potrójne": 3, "potrójna": 3}


def _either_way(numbers: dict[str, int]) -> dict[str, int]:
    return numbers | {unmarked(low): value for low, value in numbers.items()}


_VALUES = _ENGLISH | _either_way(_POLISH)
_TIMES = _TIMES_ENGLISH | _either_way(_TIMES_POLISH)
_THOUSANDS = either_way("thousand tysiąc tysiące tysięcy")
DIGITS = {low: str(value) for low, value in _VALUES.items() if value < 10}
SAID = frozenset(_VALUES) | frozenset(_TIMES)
POLISH = frozenset(_either_way(_POLISH | _TIMES_POLISH))
_INSIDE = frozenset(("oh", "o", "and", "hundred", "razy"))  # numbers only among numbers
_HUNDRED_MOST = 99  # a word of hundred multiplies what is not more


def run_end(words: Words, at: int) -> int:
    """The end of the numbers said from a core on, digits among them."""
    end = at
    while end < len(words) and (end == at or words.gaps[end] <= COMMA):
        low = words.lows[end]
        if not (low in SAID or (low.isdigit() and len(low) <= 4) or (low in _INSIDE and (end > at or low == "oh"))):
            break
        end += 1
    while end > at and words.lows[end - 1] in ("and", "o"):
        end -= 1
    return end


def digits_said(words: Words, at: int, end: int) -> str:
    """Numbers as the digits of one long number: "sześćset jeden zero zero dwa" is 601002, "double four" 44."""
    said: list[str] = []
    number, room, times = -1, 0, 1  # the number in hand, and what the next word must stay below to belong to it
    for place in range(at, end):
        low = words.lows[place]
        value = _VALUES.get(low, 0 if low in ("oh", "o") else -1)
        if low == "razy" and 2 <= number <= 4:  # "trzy razy zero"
            number, room, times = -1, 0, number
        elif low in _TIMES:
            times = _TIMES[low]
        elif low == "hundred" and 0 < number < 10:
            number, room = number * 100, 0
        elif low == "and":
            room = (
                100 if number >= 100 and number % 100 == 0 else 0
            )  # "two hundred and five"; "nine hundred one two" are three
        elif value < 0 and low.isdigit():
            said += [str(number)] * (number >= 0) + [low * times]
            number, room, times = -1, 0, 1
        elif value >= 0 and 0 < value < room and times == 1 and words.gaps[place] < COMMA:
            number, room = number + value, _room(value)
        elif value >= 0:
            said += [str(number)] * (number >= 0) + [str(value) * (times - 1)] * (times > 1)
            number, room, times = value, _room(value) if times == 1 else 0, 1
    return "".join(said) + (str(number) if number >= 0 else "")


def number_said(words: Words, end: int) -> tuple[int, int]:
    """The plain number in words that ends before a core, and where it begins: "tysiąc dwieście" is 1200; (0, end) when none."""
    at = end
    while (
        at
        and end - at < 8
        and (
            words.lows[at - 1] in _VALUES
            or words.lows[at - 1] in _THOUSANDS
            or words.lows[at - 1] in ("hundred", "and")
        )
    ):
        at -= 1
    while at < end and words.lows[at] == "and":
        at += 1
    total = part = 0
    for low in words.lows[at:end]:
        if low in _THOUSANDS:
            total, part = total + max(part, 1) * 1000, 0
        elif low == "hundred":
            part = max(part, 1) * 100 if part <= _HUNDRED_MOST else part
        else:
            part += _VALUES.get(low, 0)
    return (total + part, at) if total + part else (0, end)


def _room(value: int) -> int:
    """What may follow in the same number: tens behind hundreds, ones behind tens."""
    return 100 if value >= 100 else 10 if value >= 20 else 0
