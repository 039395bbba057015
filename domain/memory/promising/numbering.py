"""Numbers of orders as people write them: which are in some words, and whether two are one."""

import re

# With letters in front; behind a word for it; or a long row of digits. Days and times are none.
_NUMBER = re.compile(
    r"(?<![\w-])(?!(?:PLN|EUR|USD|GBP|CHF)\b)(?P<lettered>[A-Z]{1,5}(?:[-/]?\d{1,12}(?:[-/]\d{1,12}){0,3}| \d{5,12}))(?![\w-])"
    r"|(?i:\b(?:(?:zam[óo]wieni|zlec|przesy[łl]|pacz)\w+|order|parcel|package|shipment)(?: (?:nr|no|numer|number|num))?\.?:? ?#?)"
    r"(?P<named>(?i:[a-z]{1,5}-?)?\d{3,14})(?![\w/-])"
    r"|#(?P<hashed>\d{3,14})(?!\w)|(?<![\w.,+/-])(?P<long>\d{6,14})(?![\w/-]| ?(?:zł|PLN|EUR|€|£))"
)
FEWEST = 4  # digits of a number with letters
TELEPHONE = 9  # digits: so long a row may be a telephone or an account, too


def numbers_in(text: str) -> set[str]:
    """The numbers that words call an order or a parcel by, without what parts them."""
    found: set[str] = set()
    for match in _NUMBER.finditer(text):
        said = match["lettered"] or match["named"] or match["hashed"] or match["long"]
        if not match["lettered"] or sum(map(str.isdigit, said)) >= FEWEST:
            found.add(bare(said))
    return found


def bare(number: str) -> str:
    """A number without what parts it."""
    return "".join(filter(str.isalnum, number)).upper()


def same_number(one: str, other: str) -> bool:
    """Whether two bare numbers are one: its letters are often left out."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= FEWEST and short.isdigit() and not long.isdigit() and long.endswith(short))


def is_telephone_like(number: str) -> bool:
    """Whether it may be a telephone's or an account's."""
    return number.isdigit() and len(number) >= TELEPHONE
