"""How the text of each setting is read. Every function raises ValueError with the end of a sentence that begins with the name."""

import base64
import binascii
import re
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from domain.memory.number_shapes import shapes_of

DEFAULT_PORTS = {"http": 80, "https": 443}


def origin(scheme: str, host: str, port: int | None) -> str:
    """Spell an origin as browsers do: lower case, brackets around IPv6, no port where it is the scheme's own."""
    spelled = f"[{host}]" if ":" in host else host.lower()
    return f"{scheme}://{spelled}" if port in {None, DEFAULT_PORTS[scheme]} else f"{scheme}://{spelled}:{port}"


def text(text: str) -> str:
    if "\x00" in text or "\n" in text:
        raise ValueError("must be one line of text.")
    return text


def port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= 65_535:
        raise ValueError("must be a port number between 1 and 65535.")
    return int(text)


def megabytes(text: str) -> int:
    return _megabytes(text, 1_000)


def many_megabytes(text: str) -> int:
    return _megabytes(text, 1_000_000)


def _megabytes(text: str, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,7}", text) or not 1 <= int(text) <= most:
        raise ValueError(f"must be a number of megabytes between 1 and {most}.")
    return int(text) * 1_000_000


def database(text: str) -> str:
    if text and not re.fullmatch(r"sqlite:///.+|postgresql://.+", text):
        raise ValueError("must be sqlite:///path or postgresql://user@host/database, or empty for a file of our own.")
    return text


def day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError("must be a day such as 2026-09-28, or empty.") from None


def keys_database(text: str) -> str:
    if text and not re.fullmatch(r"postgresql://.+", text):
        raise ValueError("must be postgresql://user@host/database, or empty for keys beside the log.")
    return text


def bus(text: str) -> str:
    nats = all(re.fullmatch(r"(nats|tls)://[^,/?#\s]+/?", each.strip()) for each in text.split(","))
    if text and not nats and not re.fullmatch(r"postgresql://.+", text):
        raise ValueError("must be postgresql://user@host/database, or nats://host (tls://host), several between commas, "
                         "or empty for one node.")  # fmt: skip
    return text


def tenant(text: str) -> str:
    if not TENANT.fullmatch(text):
        raise ValueError("must be 1 to 63 small letters, digits and hyphens, such as demo.")
    return text


TENANT = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def region(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", text.upper()):
        raise ValueError("must be a two-letter country code, such as PL.")
    if text.upper() != "PL":  # the default needs no look at the long list, which takes a while to load
        from phonenumbers import SUPPORTED_REGIONS

        if text.upper() not in SUPPORTED_REGIONS:
            raise ValueError("must be the code of a country that has telephone numbers, such as PL.")
    return text.upper()


def entries(text: str) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(filter(None, (each.strip() for each in text.split(","))))


def named(text: str) -> dict[str, str]:
    names = dict[str, str]()
    for each in entries(text):
        key, _, name = (part.strip() for part in each.rpartition("="))
        if not key or not name or key in names:
            raise ValueError("must be entry=name between commas, each entry once: +48 22 100 00 00=Helpline.")
        names[key] = name
    return names


def timezone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise ValueError("must name a time zone, such as Europe/Warsaw.") from None
    return text


def duration(text: str) -> timedelta:
    match = re.fullmatch(r"([0-9]{1,6})\s*([a-z]*)", text.lower())
    unit = _UNITS.get(match[2]) if match else None
    if match is None or unit is None:
        raise ValueError("must be a length of time, such as 60 minutes, 90 s or 2 hours (minutes if no unit is given).")
    return int(match[1]) * unit


_UNITS = {
    **dict.fromkeys(["s", "sec", "second", "seconds"], timedelta(seconds=1)),
    **dict.fromkeys(["", "m", "min", "minute", "minutes"], timedelta(minutes=1)),
    **dict.fromkeys(["h", "hour", "hours"], timedelta(hours=1)),
}


def public_url(text: str) -> str:
    if not text:
        return ""
    parts = _split(text)
    beyond_origin = parts.path.rstrip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme in DEFAULT_PORTS and parts.hostname and not beyond_origin:
        return origin(parts.scheme, parts.hostname, parts.port)
    raise ValueError("must be where people reach us, such as https://care.example, without a path.")


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port  # read late by urlsplit, and refused only then
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts


def parse_master_key(text: str) -> bytes | None:
    """Read a master key as people write it, in the variable or in its file. None if empty, ValueError if wrong."""
    if not text:
        return None
    try:
        key = bytes.fromhex(text) if re.fullmatch(r"[0-9a-fA-F]{64}", text) else base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != 32:
        raise ValueError("must be 32 bytes as base64 or as 64 hexadecimal digits.")
    return key


def file(text: str) -> Path | None:
    return Path(text) if text else None


def outbound(text: str) -> dict[str, str]:
    """Ways out by kind of handle; `*` stands for every kind without one of its own."""
    named: dict[str, str] = {}
    for part in (each.strip() for each in text.split(",")):
        kind, _, way = part.rpartition("=")
        if part and (way not in _WAYS_OUT or not re.fullmatch(r"[a-z_]{0,60}", kind)):
            raise ValueError("must be console, or kind=console for each kind of handle, or empty to send nothing.")
        if part:
            named[kind or "*"] = way
    return named


_WAYS_OUT = frozenset({"console"})


def shapes(text: str) -> dict[str, tuple[str, ...]]:
    """Shapes of the shop's numbers by fact key: order_no=PL-#####, account_no=@@########."""
    try:
        return shapes_of(entries(text))
    except ValueError:
        raise ValueError("must be shapes of order_no, account_no or customer_no, such as order_no=PL-#####.") from None
