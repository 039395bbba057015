"""What an operator may set: one table of THROUGHLINE_* variables drives both reading them and showing them."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

import msgspec


class SettingsError(Exception):
    """A variable holds what we cannot use; the text names the variable and says what would do."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How this service was told to run. Read once at start-up and passed on; nothing else looks at the environment."""

    data_dir: Path
    host: str
    port: int
    database_url: str
    keys_url: str
    bus_url: str
    tenant: str
    default_region: str
    timezone: str
    late_window: timedelta
    public_url: str
    master_key: bytes | None
    master_key_file: Path | None
    master_key_previous: bytes | None
    master_key_previous_file: Path | None
    shop_name: str
    head_every: timedelta
    heads_file: Path | None

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """Read every variable, taking the default where one is unset or empty. Raises SettingsError."""
        settings = cls(**{variable.field: _parsed(variable, environ) for variable in VARIABLES})
        if settings.master_key is not None and settings.master_key_file is not None:
            raise SettingsError(
                "THROUGHLINE_MASTER_KEY and THROUGHLINE_MASTER_KEY_FILE are both set: keep one of them."
            )
        if settings.master_key_previous is not None and settings.master_key_previous_file is not None:
            raise SettingsError(
                "THROUGHLINE_MASTER_KEY_PREVIOUS and THROUGHLINE_MASTER_KEY_PREVIOUS_FILE are both set: keep one of them."
            )
        return settings

    def __repr__(self) -> str:
        """Name the place only: a settings object in a traceback must not spell the master key."""
        return f"Settings(data_dir={str(self.data_dir)!r}, host={self.host!r}, port={self.port})"

    @property
    def base_url(self) -> str:
        """Where people reach us, without a trailing slash: sign-in links begin with it."""
        if self.public_url:
            return self.public_url
        # Listening everywhere is not an address anybody can open.
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host
        return _origin("http", host, self.port)

    @property
    def secure(self) -> bool:
        """Whether people reach us over https, which decides the kind of cookie."""
        return self.base_url.startswith("https://")

    @property
    def origins(self) -> frozenset[str]:
        """The Origin headers a browser showing our own console sends; every other is foreign."""
        ours = urlsplit(self.base_url)
        hosts = LOOPBACK_HOSTS if ours.hostname in LOOPBACK_HOSTS else frozenset({ours.hostname or ""})
        return frozenset(_origin(ours.scheme, host, ours.port) for host in hosts)

    @property
    def on_server(self) -> bool:
        """Whether the log is kept by a database server, where other nodes may use it too."""
        return self.database_url.startswith("postgresql://")

    @property
    def keys_database(self) -> str:
        """The server database of the customers' keys: one of its own, or a schema of its own beside the log."""
        return self.keys_url or self.database_url

    @property
    def log_file(self) -> Path:
        """The SQLite file of the event log; keys, views and access records lie beside it in the data folder."""
        path = self.database_url.removeprefix("sqlite:///")
        return Path(path) if path else self.data_dir / "log.db"


LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


def _origin(scheme: str, host: str, port: int | None) -> str:
    """Spell an origin as browsers do: lower case, brackets around IPv6, no port where it is the scheme's own."""
    spelled = f"[{host}]" if ":" in host else host.lower()
    return f"{scheme}://{spelled}" if port in {None, _DEFAULT_PORTS[scheme]} else f"{scheme}://{spelled}:{port}"


class Variable(msgspec.Struct, frozen=True):
    """One row of the table: what a variable is called, means, falls back to, and how its text is read."""

    name: str
    field: str
    meaning: str
    default: str
    read: Callable[[str], Any]
    secret: bool = False


def _parsed(variable: Variable, environ: Mapping[str, str]) -> Any:
    text = environ.get(variable.name, "").strip() or variable.default
    try:
        return variable.read(text)
    except ValueError as error:
        raise SettingsError(f"{variable.name} {error}") from None  # the cause would repeat a secret's value


def describe(environ: Mapping[str, str]) -> Iterator[str]:
    """Show every variable with meaning, default and present value, one paragraph each; secrets stay hidden."""
    for variable in VARIABLES:
        present = environ.get(variable.name, "").strip()
        shown = f"present: {_shown(variable, present)}" if present else "not set"
        default = variable.default or "(empty)"
        yield f"{variable.name}\n    {variable.meaning}\n    default: {default}   {shown}"


def _shown(variable: Variable, present: str) -> str:
    if variable.secret:
        return "(hidden)"
    return re.sub(r"://[^/@\s]*@", "://(hidden)@", present)


def _text(text: str) -> str:
    if "\x00" in text or "\n" in text:
        raise ValueError("must be one line of text.")
    return text


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= 65_535:
        raise ValueError("must be a port number between 1 and 65535.")
    return int(text)


def _database(text: str) -> str:
    if text and not re.fullmatch(r"sqlite:///.+|postgresql://.+", text):
        raise ValueError("must be sqlite:///path or postgresql://user@host/database, or empty for a file of our own.")
    return text


def _keys_database(text: str) -> str:
    if text and not re.fullmatch(r"postgresql://.+", text):
        raise ValueError("must be postgresql://user@host/database, or empty for keys beside the log.")
    return text


def _bus(text: str) -> str:
    if text:
        raise ValueError("names a bus this version cannot use yet: leave it empty for the in-process one.")
    return text


def _tenant(text: str) -> str:
    if not TENANT.fullmatch(text):
        raise ValueError("must be 1 to 63 small letters, digits and hyphens, such as demo.")
    return text


TENANT = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def _region(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", text.upper()):
        raise ValueError("must be a two-letter country code, such as PL.")
    return text.upper()


def _timezone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise ValueError("must name a time zone, such as Europe/Warsaw.") from None
    return text


def _duration(text: str) -> timedelta:
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


def _public_url(text: str) -> str:
    if not text:
        return ""
    parts = _split(text)
    beyond_origin = parts.path.rstrip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme in _DEFAULT_PORTS and parts.hostname and not beyond_origin:
        return _origin(parts.scheme, parts.hostname, parts.port)
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


def _file(text: str) -> Path | None:
    return Path(text) if text else None


VARIABLES = (
    Variable("THROUGHLINE_DATA_DIR", "data_dir", "Folder of the SQLite files, keys and spools.", "./var", Path),
    Variable("THROUGHLINE_HOST", "host", "Address to listen on.", "127.0.0.1", _text),
    Variable("THROUGHLINE_PORT", "port", "Port to listen on.", "8000", _port),
    Variable(
        "THROUGHLINE_DATABASE_URL",
        "database_url",
        "Where the event log is kept: sqlite:///path or postgresql://…; empty for log.db in the data folder.",
        "",
        _database,
    ),
    Variable(
        "THROUGHLINE_KEYS_URL",
        "keys_url",
        "Database of the customers' keys when the log is on a server: postgresql://…, backed up apart from it and kept shorter.",
        "",
        _keys_database,
    ),
    Variable("THROUGHLINE_BUS_URL", "bus_url", "How nodes wake each other; empty for one node, in-process.", "", _bus),
    Variable("THROUGHLINE_TENANT", "tenant", "Tenant of tokens and links made without --tenant.", "demo", _tenant),
    Variable(
        "THROUGHLINE_DEFAULT_REGION",
        "default_region",
        "How national phone numbers are read when the entry point is not itself a number.",
        "PL",
        _region,
    ),
    Variable("THROUGHLINE_TIMEZONE", "timezone", "The shop's own time zone.", "Europe/Warsaw", _timezone),
    Variable(
        "THROUGHLINE_LATE_WINDOW",
        "late_window",
        "How late an item may come and still be shown in its place by its own time.",
        "60 minutes",
        _duration,
    ),
    Variable(
        "THROUGHLINE_PUBLIC_URL",
        "public_url",
        "Where people reach us, if not at host and port (behind a proxy, over https).",
        "",
        _public_url,
    ),
    Variable(
        "THROUGHLINE_MASTER_KEY",
        "master_key",
        "32 bytes, base64 or hex, that wrap every customer's key; empty for master.key in the data folder.",
        "",
        parse_master_key,
        secret=True,
    ),
    Variable("THROUGHLINE_MASTER_KEY_FILE", "master_key_file", "File to read that key from.", "", _file),
    Variable(
        "THROUGHLINE_MASTER_KEY_PREVIOUS",
        "master_key_previous",
        "The master key before that one, from `throughline keys rotate` on until it says that it may go.",
        "",
        parse_master_key,
        secret=True,
    ),
    Variable(
        "THROUGHLINE_MASTER_KEY_PREVIOUS_FILE", "master_key_previous_file", "File to read that previous key from.", "", _file
    ),
    Variable("THROUGHLINE_SHOP_NAME", "shop_name", "The shop's name in the console.", "Polana Outdoor", _text),
    Variable("THROUGHLINE_HEAD_MINUTES", "head_every", "Time between signed heads of a log that grows.", "10", _duration),
    Variable("THROUGHLINE_HEADS_FILE", "heads_file", "File of signed heads; empty for heads.jsonl beside the data.", "", _file),
)
