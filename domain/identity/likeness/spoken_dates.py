"""Birth dates as people say them, Polish and English, and as speech recognition mishears them.

A date is year, month and day in ISO form; what was not heard is left out as ISO 8601 does: "1945-12", "--10-30".
"""

from collections.abc import Iterator

from domain.identity.likeness.spoken_numbers import Piece, pieces_of, roman_of, run_together

FIRST_YEAR, LAST_YEAR = 1890, 2049
_MONTHS = (
    ("stycz", "janua"), ("lut", "februa"), ("marz", "marc", "march"), ("kwie", "april"), ("maj", "may"), ("czerw", "june"),
    ("lip", "july"), ("sierp", "august"), ("wrze", "septem"), ("pazdz", "octob", "oktob"), ("listop", "novem", "nowem"),
    ("grud", "decem"),
)  # fmt: skip
_SHORT = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
Parts = tuple[int, int, int]  # year, month, day; 0 is unknown


def read_dates(text: str) -> list[str]:
    """The dates the words may mean, likeliest first; empty when there is none."""
    pieces = pieces_of(text)
    months = [(at, month) for at, piece in enumerate(pieces) if (month := _month(piece.word))]
    readings = _with_month(pieces, *months[-1]) if months else _of_numbers(pieces)
    found = [parts for parts in dict.fromkeys(readings) if _possible(*parts)]
    whole = [parts for parts in found if all(parts)]
    return [iso(*parts) for parts in whole or found]


def iso(year: int, month: int, day: int) -> str:
    """The date in ISO form; unknown parts (0) are left out."""
    if not year:
        return f"--{month:02}-{day:02}"
    return f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}"


def parts_of(date: str) -> Parts | None:
    """Year, month and day of a written date (ISO, 19801231, 31.12.1980, parts unknown); None when it is none."""
    partial = date.strip().startswith("--")
    numbers = [piece.digits for piece in pieces_of(date) if piece.digits]
    if partial and len(numbers) == 2:
        found: list[Parts] = [(0, int(numbers[0]), int(numbers[1]))]
    elif len(numbers) == 2 and len(numbers[0]) == 4:
        found = [(int(numbers[0]), int(numbers[1]), 0)]
    elif len(numbers) == 1 and len(numbers[0]) == 8:
        whole = numbers[0]
        found = [(int(whole[:4]), int(whole[4:6]), int(whole[6:])), (int(whole[4:]), int(whole[2:4]), int(whole[:2]))]
    elif len(numbers) == 3 and len(numbers[0]) == 4:
        found = [(int(numbers[0]), int(numbers[1]), int(numbers[2]))]
    elif len(numbers) == 3:
        found = [(int(numbers[2]), int(numbers[1]), int(numbers[0]))]
    else:
        found = []
    return next((parts for parts in found if _possible(*parts)), None)


def _month(word: str) -> int:
    for number, starts in enumerate(_MONTHS, 1):
        if word.startswith(starts):
            return number
    return _SHORT.index(word) + 1 if word in _SHORT else 0


def _possible(year: int, month: int, day: int) -> bool:
    known = bool(year) + bool(month) + bool(day)
    return (
        known >= 2
        and (not year or FIRST_YEAR <= year <= LAST_YEAR)
        and 1 <= month <= 12
        and (not day or day <= _DAYS[month - 1])
    )


def _with_month(pieces: list[Piece], at: int, month: int) -> Iterator[Parts]:
    before = [piece.digits for piece in pieces[:at] if piece.digits]
    after = [piece.digits for piece in pieces[at + 1 :] if piece.digits]
    if not before and pieces[:at] and (roman := roman_of(pieces[at - 1].word)):
        before = [str(roman)]
    if before and before[-1].isdecimal() and int(before[-1]) <= 31:
        for year in [*_years(after), 0]:
            yield year, month, int(before[-1])
    elif before and len(before[-1]) == 4 and after:  # 1982 May 3rd; or a day that stuck to its ending
        yield int(before[-1]), month, int(after[0][:2])
        for year in _years(after):
            yield year, month, int(before[-1][-2:])
    elif after and int(after[0][:4]) <= 31:  # February the 6th 1970
        for year in [*_years(after[1:]), 0]:
            yield year, month, int(after[0])
    for year in _years(after):
        yield year, month, 0


def _years(numbers: list[str]) -> list[int]:
    """The years digits may mean: 1982; 19 82; 82; 1980 2."""
    found: list[int] = []
    for run in (run_together(numbers), numbers):
        digits = "".join(run)
        if run and len(run[-1]) == 4:
            found.append(int(run[-1]))
        if len(digits) == 4:
            found.append(int(digits))
        elif len(digits) == 2:
            found += [1900 + int(digits), 2000 + int(digits)]
        elif len(digits) > 4:
            found += [int(digits[-4:]), int(digits[:4])]
    return [year for year in dict.fromkeys(found) if FIRST_YEAR <= year <= LAST_YEAR]


def _of_numbers(pieces: list[Piece]) -> Iterator[Parts]:
    numbers = [piece.digits for piece in pieces if piece.digits]
    for run in (numbers, run_together(numbers)):
        if len(run) >= 3 and int(run[0]) <= 31 and int(run[1]) <= 31:
            for year in _years(run[2:]):
                yield year, int(run[1]), int(run[0])
                yield year, int(run[0]), int(run[1])
        yield from _of_digits("".join(run))
    if len(numbers) == 2 and len(numbers[0]) <= 2 and len(numbers[1]) <= 2:
        yield 0, int(numbers[1]), int(numbers[0])


def _of_digits(digits: str) -> Iterator[Parts]:
    """Digits said one after another: day, month, year; one digit may be too many (one heard twice, a zero too much)."""
    if len(digits) == 8:
        yield int(digits[4:]), int(digits[2:4]), int(digits[:2])
        yield int(digits[:4]), int(digits[4:6]), int(digits[6:])
    elif len(digits) == 7:
        yield int(digits[3:]), int(digits[1:3]), int(digits[0])
        yield int(digits[3:]), int(digits[2]), int(digits[:2])
    elif len(digits) == 6:
        yield int(digits[2:]), int(digits[1]), int(digits[0])
        for century in (1900, 2000):
            yield century + int(digits[4:]), int(digits[2:4]), int(digits[:2])
    elif len(digits) == 9:
        for out in range(9):
            yield from _of_digits(digits[:out] + digits[out + 1 :])
