"""What values look like: which shapes each key takes, and the forms that need no word beside them.

Sources: RFC 5321 section 4.1.2 (e-mail, the part that people really write); ITU-T E.164 section 6 (at most 15 digits); Royal Mail PAF
digest (the form of a British postcode); Poczta Polska, "Spis pocztowych numerów adresowych" (two digits, hyphen, three digits).
"""

import re
from collections.abc import Callable, Iterator, Sequence

from domain.memory.extract.places import any_at, found_at, signed_places
from domain.memory.listed import listed
from domain.memory.unmarked import either_way

EMAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}\b")
ORDER = re.compile(r"(?=[A-Z])\b[A-Z]{2,3}-\d{4,8}\b")
PHONE = re.compile(
    r"(?<![\w+/.-])(?:"
    r"\+\d{1,3}(?:[ .-]?\(\d{1,4}\))?(?:[ .-]?\d{2,4}){2,5}"  # with its country code
    r"|00[1-9]\d{0,2}[ -]?\d{2,4}(?:[ -]?\d{2,4}){1,4}"
    r"|(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}"  # North America
    r"|(?:\(0\d{2,4}\)|0\d{2,4})[ -]?\d{3,4}[ -]?\d{3,4}"  # with the trunk prefix
    r"|\d{3}[ -]\d{3}[ -]\d{3}|\(?\d{2}\)?[ -]\d{3}[ -]\d{2}[ -]\d{2}"  # Poland
    r")(?![\w-]|\.\d)"
)
_HOUSE = r"\d{1,4}[a-z]?(?: ?/ ?\d{1,4}[a-z]?)?(?:,? ?(?:m|lok|mieszkania|mieszkanie)\.? ?\d{1,4})?"
_UNIT = r"(?:,? ?(?:apt|apartment|suite|unit|flat)\.? ?#?\d{1,5}[a-z]?\b)?"
STREET = re.compile(
    r"(?=\d)(?<![\w-])\d{1,5}[a-z]?(?: [^\W_][\w'.-]{0,20}){1,3}? (?:street|st|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|close|crescent)\b\.?"
    + r"(?: [ns][ew]\b)?"
    + _UNIT
    + r"|(?=[UAOP])(?<!\w)(?:(?:ul|al|os|pl)\. ?|(?:ulic[aąęy]|alej[aąięe]|osiedl[eu]|plac|placu) )(?:[^\W_][\w.-]{0,25} ){1,4}?"
    + _HOUSE
    + r"(?!\w)",
    re.IGNORECASE,
)
_STREETS = either_way(
    "street st avenue ave road rd boulevard blvd drive dr lane ln close crescent "
    "ul al os pl ulica ulicą ulicę ulicy aleja aleją alei aleje alejach osiedle osiedlu plac placu"
)
_PLACES = listed(
    "way court ct place square sq terrace gardens grove hill park row mews circle trail parkway pkwy highway walk view green plaza"
)
_NAMED = r"[^\W\d_][\w.-]{2,25}(?: [^\W\d_][\w.-]{1,25}){0,2} "
LIVING = re.compile(rf"(?=[Mm])\bmieszka(?:m|my) (?:na|przy|w) (?P<v>(?=[A-ZĄĆĘŁŃÓŚŹŻ]){_NAMED}{_HOUSE})(?!\w)")
# The bare answer to the question for an address: at its beginning, where a part of the sentence ends behind the number.
ANSWERED = re.compile(
    rf"(?:to |na |przy )?(?P<v>{_NAMED}{_HOUSE}(?:,? (?:m|lok)\.? \d{{1,4}})?)(?=[,.]?(?:\s|$))", re.IGNORECASE
)
# What stands before a street in which the shop is: "u was w sklepie przy", "your store on".
OF_A_SHOP = re.compile(
    r"\b(?:sklep|salon|punk|oddzia|plac[oó]wk|filii|store|shop|branch|outlet)\w*(?: \w+){0,2} (?:na|przy|at|on|w|in) $",
    re.IGNORECASE,
)
POLISH_CODE = re.compile(r"(?=\d)(?<![\w-])\d{2}-\d{3}(?![\w-])")
# Words that mean a street only behind a number and a name in capitals, and a Polish street without the word for it before a postcode.
_IN_CAPITALS = re.compile(
    r"(?=\d)(?<![\w-])\d{1,5}[A-Za-z]?(?: [A-Z][\w'.-]{1,20}){1,3}? (?:Way|Court|Ct|Place|Square|Sq|Terrace|Gardens|Grove|Hill|Park|Row|Mews|Circle|"
    r"Trail|Parkway|Pkwy|Highway|Walk|View|Green|Plaza)\b"
    + _UNIT
    + r"|(?=[A-ZĄĆĘŁŃÓŚŹŻ])(?<![\w.-])[A-ZĄĆĘŁŃÓŚŹŻ][\w.-]{1,25}(?: [A-ZĄĆĘŁŃÓŚŹŻ][\w.-]{1,25}){0,2} "
    + _HOUSE
    + r"(?=,? ?\d{2}-\d{3}\b)"
)
DATE = re.compile(
    r"(?=\d)(?<![\w/.-])(?:\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)?\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}|\d{8})(?![\w/-])"
)
WRITTEN_DATE = re.compile(
    r"(?<!\w)(?:\d{1,2}(?:st|nd|rd|th)?\.? (?:of )?(?P<m>[^\W\d_]{3,12}),? (?:19|20)\d\d|(?P<n>[^\W\d_]{3,12}) \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d)(?!\w)",
    re.IGNORECASE,
)
BRITISH = re.compile(r"(?=[A-Z])(?<!\w)[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?!\w)", re.IGNORECASE)
MIXED = re.compile(
    r"(?=[A-Z\d]{0,34}\d[A-Z\d]{0,33}[A-Z])[A-Z\d]{5,34}"
)  # letters behind digits: no number that counts
IN_DIGITS = re.compile(r"\d{8,12}")
GUESSED = re.compile(r"\d{4,6}")
NICK = re.compile(r"[a-z]{4,24}[._]?\d{1,5}")
_LENGTHS = {"+1": 11, "+48": 11, "+44": 12}  # digits with the code of the country, where numbers are of one length
_PARTED = re.compile(r"[ .-]+")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/-]{3,33}")
_USER = re.compile(r"[A-Za-z0-9_][\w.-]{2,39}")
_POSTCODE = re.compile(r"\d{5}(?:-\d{4})?|\d{2}-\d{3}")
_PIN = re.compile(r"\d{4,8}|•{3,10}")


def digits_in(text: str) -> int:
    """How many digits a text has."""
    return sum(map(str.isdigit, text))


def _is_account(core: str) -> bool:
    if not _CODE.fullmatch(core):
        return False
    digits = digits_in(core)
    return (
        digits >= 5
        if core.isdigit() or not core.isalnum()
        else len(core) >= 5 and (digits >= 2 or (core.isupper() and len(core) >= 8))
    )


def _is_order(core: str) -> bool:
    return _CODE.fullmatch(core) is not None and (digits_in(core) >= 4 or (digits_in(core) >= 2 and len(core) >= 6))


def _is_user(core: str) -> bool:
    return (
        _USER.fullmatch(core) is not None
        and any(map(str.isalpha, core))
        and (digits_in(core) > 0 or "_" in core or "." in core)
    )


FITS: dict[str, Callable[[str], bool]] = {
    "account_no": _is_account, "customer_no": _is_account, "order_no": _is_order, "username": _is_user,
    "postcode": lambda core: _POSTCODE.fullmatch(core) is not None, "pin": lambda core: _PIN.fullmatch(core) is not None,
    "phone": lambda core: core.isdigit() and 7 <= len(core) <= 15,
}  # fmt: skip


def streets_in(text: str, lows: frozenset[str], places: Sequence[int]) -> Iterator[re.Match[str]]:
    """Streets with a number, as they are written in Poland, Britain and North America. `lows`: the words of the text.

    `places`: where its numbers begin.
    """
    if not _STREETS.isdisjoint(lows) or "ul." in text or "al." in text or "os." in text or "pl." in text:
        yield from STREET.finditer(text)
    if not _PLACES.isdisjoint(lows) or any_at(POLISH_CODE, text, places):
        yield from _IN_CAPITALS.finditer(text)


def forms_of(text: str) -> Iterator[tuple[str, int, int, str, float]]:
    """What needs no word beside it: key, start, end, rule and confidence."""
    if "@" in text:
        for match in EMAIL.finditer(text):
            yield "email", match.start(), match.end(), "e-mail.1", 0.98
    for match in ORDER.finditer(text) if "-" in text else ():
        yield "order_no", match.start(), match.end(), "order-number.1", 0.95
    for match in found_at(PHONE, text, signed_places(text)):
        end = _phone_end(match[0])
        if end:
            yield "phone", match.start(), match.start() + end, "phone-number.3", 0.8


def _phone_end(number: str) -> int:
    """Where a number ends that may have swallowed the one behind it: at the length its country has; 0 when it is none."""
    digits = digits_in(number)
    most = next((length + ("(0" in number) for code, length in _LENGTHS.items() if number.startswith(code)), 15)
    if 7 <= digits <= most:
        return len(number)
    for match in reversed(list(_PARTED.finditer(number))):
        if 7 <= digits_in(number[: match.start()]) <= most:
            return match.start()
    return 0
