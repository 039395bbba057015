"""What a shop's policy has checked anew: which keys may be asked for although they were told, and how long after."""

import re
from collections.abc import Iterable
from datetime import timedelta

import msgspec

_ENTRY = re.compile(r"([a-z][a-z_]{0,39})\s*:\s*(?:(0)|([1-9][0-9]{0,5})([mhd]))", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Exempt(msgspec.Struct, frozen=True):
    """Asking for this key is no repetition once so much time has passed since it was told."""

    key: str
    after: timedelta


def read_exempt(text: str) -> tuple[Exempt, ...]:
    """Read `pin:30d, account_no:12h, birth_date:0`: whole minutes, hours or days, or 0 for always. Raises ValueError."""
    found: list[Exempt] = []
    for entry in filter(None, (each.strip() for each in text.split(","))):
        match = _ENTRY.fullmatch(entry)
        if match is None:
            raise ValueError("write key:after, parted by commas, after as 30m, 12h, 30d or 0: pin:30d, birth_date:0")
        key, _, number, unit = match.groups()
        found.append(Exempt(key, timedelta(**{_UNITS[unit]: int(number)}) if unit else timedelta(0)))
    return tuple(found)


def is_exempt(exempt: Iterable[Exempt], key: str, since: timedelta) -> bool:
    """Whether policy has this key asked for, so long after it was told."""
    return any(each.key == key and since >= each.after for each in exempt)
