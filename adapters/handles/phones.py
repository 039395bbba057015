"""Telephone numbers as people, tills, exchanges and carriers write them, read to E.164.

libphonenumber reads; what stands around a number is taken off before, and a reading it finds impossible or unassigned
is mended only where the mended one is an assigned number. A number that stands as written is never mended.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

from adapters.handles.reading import Reading, ascii_digits, plain
from domain.identity.handles import AMBIGUOUS, PLACEHOLDER, SERVICE, SHORT, SWITCHBOARD, UNREADABLE

_SERVICES = frozenset({
    PhoneNumberType.PREMIUM_RATE, PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN, PhoneNumberType.VOICEMAIL,
})  # fmt: skip
_SUBSCRIBERS = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)
LONGEST = 120  # characters; longer is prose
LONGEST_NATIONAL = 11  # digits without the trunk prefix; what is longer has its country in front
LONGEST_SHORT = 6  # digits of a short code: the 116xxx services of the European Union are among the longest
SHORTEST_WITHOUT_PLUS = 11  # digits of a foreign number: fewer could be a number of this country with a digit too many

_PLUS = str.maketrans({"\uff0b": "+", "\ufe62": "+", "\u207a": "+", "\u2795": "+"})
_SCHEME = re.compile(r"(?:tel|sips?|callto|sms|whatsapp):(?://)?", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:(?:m[oó]j|telefonu?|kontaktowy|telephone|phone|tel|fon|fax|faks|kom(?:[oó]rk(?:a|owy)|\.)?|cell|mob(?:ile?)?|handy|gsm|numer|number|num|nr|no|n°|m|t|p|f)"
    r"\b[\s.:/]*)+", re.IGNORECASE)  # fmt: skip
_EXTENSION = re.compile(
    r"\s*(?:[,;]?\s*(?:\b|(?<=\d))(?:wewn[eę]?t?r?z?n?[yea]?|wew|w|ext(?:ension|n)?|x|int(?:erno|ern)?|poste|durchwahl|dw|nst|app(?:arat)?|lok(?:ala?)?|"
    r"linka|kl(?:apka)?|ankn(?:ytning)?|toestel|tst|mell[eé]k|доб)[\s.:#]*|\s*#\s*|;ext=|\s*,+\s*|\s+p\s*)\d{1,7}\s*#?$", re.IGNORECASE)  # fmt: skip
_CONTEXT = re.compile(r";phone-context=(\+[\d\-. ]+)")
_NUMBER = re.compile(r"\(?\s*\+?\s*[\d(][\d\s().\-/\u2010-\u2015\u2212\u00b7\u2022'\u2019_~]*")
_SEPARATORS = re.compile(r"[\u00b7\u2022'\u2019_]")  # not known as such to the library
_ABROAD = re.compile(r"\+\s*(?:\(?\s*)?00|00|\(\s*00")


def read_phone(text: str, region: str) -> Reading:
    """An E.164 number. `text` is `plain`; national numbers are read in `region` (two letters)."""
    written, extended = _bare(text)
    if not written:
        return Reading(None, UNREADABLE)
    digits = re.sub(r"\D", "", written)
    if len(digits) <= LONGEST_SHORT and "+" not in written and _is_short(digits, region):
        return Reading(None, SHORT)
    number, unsure = _number(written, digits, region)
    if number is None:
        return Reading(None, UNREADABLE)
    norm = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Reading(norm, AMBIGUOUS if unsure else _unfit(number, digits, extended))


@lru_cache(maxsize=1024)  # entry points are few
def region_of(entry_point: str, default: str) -> str:
    """The region in which a national number is read: the entry point's, where that is itself a number."""
    if not entry_point.lstrip().startswith("+"):
        return default
    try:
        number = phonenumbers.parse(plain(entry_point), None)
    except phonenumbers.NumberParseException:
        return default
    return phonenumbers.region_code_for_number(number) or default


def _bare(text: str) -> tuple[str, bool]:
    """The number without label, scheme and extension (empty: no number), and whether it had an extension."""
    if len(text) > LONGEST:
        return "", False
    text = ascii_digits(text).translate(_PLUS)
    if text.endswith(">") and "<" in text:  # "Jan" <sip:+48601000214@exchange>
        text = text[text.rindex("<") + 1 : -1]
    scheme = _SCHEME.match(text)
    if scheme:
        text = _unwrapped(text[scheme.end() :].lstrip(), scheme[0].lower())
    label = _LABEL.match(text)
    if label and label.end() < len(text):
        text = text[label.end() :]
    cut = _EXTENSION.search(text)
    if cut and cut.start():
        text = text[: cut.start()]
    text = text.strip(" .,;:-")
    return (_SEPARATORS.sub(" ", text), cut is not None) if _NUMBER.fullmatch(text) else ("", False)


def _unwrapped(text: str, scheme: str) -> str:
    """What a URI says besides the number: the host of SIP, the country of `tel:` (RFC 3966 section 5.1.5)."""
    if scheme.startswith("sip"):
        text = text.partition("@")[0]
    context = _CONTEXT.search(text)
    if context and not text.startswith("+"):
        text = f"{context[1]} {text}"
    return re.sub(r";(?!ext=)[^;]*", "", text)


def _number(written: str, digits: str, region: str) -> tuple[PhoneNumber | None, bool]:
    """The number meant, and whether another could have been."""
    number = _parsed(written, region)
    if number and _assigned(number):
        return _or_international(number, written, digits, region)
    for candidate in _mendings(written, digits, number, region):
        if candidate and _assigned(candidate):
            return candidate, False
    return _settled(number, region), False


def _or_international(number: PhoneNumber, written: str, digits: str, region: str) -> tuple[PhoneNumber, bool]:
    """A national number without its trunk prefix that is also an international one without its plus.

    The second is what exchanges send; but a spreadsheet that drops leading zeros makes the first, so a short one is unsure.
    """
    code = str(number.country_code)
    if (
        "+" in written
        or not digits.startswith(code)
        or digits == f"{code}{phonenumbers.national_significant_number(number)}"
    ):
        return number, False
    other = _parsed(f"+{digits}", region)
    if other is None or other == number or not _assigned(other):
        return number, False
    national = re.sub(r"\D", "", phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))
    return (number, False) if national == digits else (other, len(digits) <= LONGEST_NATIONAL)


def _mendings(written: str, digits: str, number: PhoneNumber | None, region: str) -> Iterator[PhoneNumber | None]:
    if number:
        code, national = str(number.country_code), phonenumbers.national_significant_number(number)
        if national.startswith("0"):  # "+48 0 601 …", "+36 (0)20 …": the trunk prefix there is none, or another
            yield _parsed(f"+{code}{national[1:]}", region)
        if national.startswith(code):  # "+48 48 601 000 214", typed after a prefix the form had filled in
            yield _parsed(f"+{code}{national.removeprefix(code)}", region)
    abroad = _ABROAD.match(written)
    if abroad:  # 00 in a country that dials abroad otherwise
        yield _parsed(f"+{written[abroad.end() :]}", region)
    elif "+" not in written and _lacks_its_plus(digits, number, region):
        yield _parsed(f"+{digits}", region)


def _lacks_its_plus(digits: str, number: PhoneNumber | None, region: str) -> bool:
    """4915123456789 in Germany; elsewhere too, as it is too long to be a number of that country."""
    if digits.startswith(str(phonenumbers.country_code_for_region(region))):
        return True
    return len(digits) >= SHORTEST_WITHOUT_PLUS and not (number and _complete(number))


def _settled(number: PhoneNumber | None, region: str) -> PhoneNumber | None:
    """An unassigned number that may be one: ranges opened after this release must find their callers."""
    for _ in range(3):  # the library takes a trunk prefix off an unassigned number once more when it reads it again
        if number is None or not _complete(number):
            return None
        again = _parsed(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), region)
        if again == number:
            return number
        number = again
    return None


def _unfit(number: PhoneNumber, digits: str, extended: bool) -> str:
    national = phonenumbers.national_significant_number(number)
    if len(set(national)) == 1:
        return PLACEHOLDER
    if extended:
        return SWITCHBOARD
    return SERVICE if phonenumbers.number_type(number) in _SERVICES else ""


def _is_short(digits: str, region: str) -> bool:
    number = _parsed(digits, region)
    return number is None or not _assigned(number) or phonenumbers.is_valid_short_number_for_region(number, region)


def _parsed(text: str, region: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def _assigned(number: PhoneNumber) -> bool:
    return phonenumbers.is_valid_number(number)


def _complete(number: PhoneNumber) -> bool:
    """As long as a subscriber's number is there, with its area code: cut short it would be many people's."""
    found = (phonenumbers.is_possible_number_for_type_with_reason(number, type_) for type_ in _SUBSCRIBERS)
    if phonenumbers.ValidationResult.IS_POSSIBLE not in found:
        return False
    return len(phonenumbers.national_significant_number(number)) >= _usual_length(number.country_code or 0)


@lru_cache(maxsize=256)
def _usual_length(code: int) -> int:
    """Digits of the shorter of a country's usual fixed and mobile numbers."""
    region = phonenumbers.region_code_for_country_code(code)
    usual = (phonenumbers.example_number_for_type(region, type_) for type_ in _SUBSCRIBERS)
    return min((len(phonenumbers.national_significant_number(each)) for each in usual if each), default=0)
