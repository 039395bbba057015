"""What an operator may set: one table of THROUGHLINE_* variables drives both reading them and showing them."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from adapters.handles.kinds import parse_kinds
from app import setting_values as values
from domain.memory.exempt import Exempt, read_exempt


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
    handle_kinds: dict[str, str]
    own_numbers: tuple[str, ...]
    own_addresses: tuple[str, ...]
    unfit_file: Path | None
    identity_rules_file: Path | None
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
    outbound: dict[str, str]
    proof_fresh: timedelta
    reverify: tuple[Exempt, ...]
    numbers: dict[str, tuple[str, ...]]
    products_file: Path | None
    started_on: date | None
    attachment_bytes: int
    attachments_waiting_bytes: int
    teams: dict[str, str]

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """Read every variable, taking the default where one is unset or empty. Raises SettingsError."""
        settings = cls(**{variable.field: _parsed(variable, environ) for variable in VARIABLES})
        for name in ("master_key", "master_key_previous"):
            if getattr(settings, name) is not None and getattr(settings, f"{name}_file") is not None:
                variable = f"THROUGHLINE_{name.upper()}"
                raise SettingsError(f"{variable} and {variable}_FILE are both set: keep one of them.")
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
        return values.origin("http", host, self.port)

    @property
    def secure(self) -> bool:
        """Whether people reach us over https, which decides the kind of cookie."""
        return self.base_url.startswith("https://")

    @property
    def origins(self) -> frozenset[str]:
        """The Origin headers a browser showing our own console sends; every other is foreign."""
        ours = urlsplit(self.base_url)
        hosts = LOOPBACK_HOSTS if ours.hostname in LOOPBACK_HOSTS else frozenset({ours.hostname or ""})
        return frozenset(values.origin(ours.scheme, host, ours.port) for host in hosts)

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


VARIABLES = (
    Variable("THROUGHLINE_DATA_DIR", "data_dir", "Folder of the SQLite files, keys and spools.", "./var", Path),
    Variable("THROUGHLINE_HOST", "host", "Address to listen on.", "127.0.0.1", values.text),
    Variable("THROUGHLINE_PORT", "port", "Port to listen on.", "8000", values.port),
    Variable(
        "THROUGHLINE_DATABASE_URL",
        "database_url",
        "Where the event log is kept: sqlite:///path or postgresql://…; empty for log.db in the data folder.",
        "",
        values.database,
    ),
    Variable(
        "THROUGHLINE_KEYS_URL",
        "keys_url",
        "Database of the customers' keys when the log is on a server: postgresql://…, backed up apart from it and kept shorter.",
        "",
        values.keys_database,
    ),
    Variable(
        "THROUGHLINE_BUS_URL", "bus_url", "Wakes other nodes: postgresql://…, nats://…; empty for one.", "", values.bus
    ),
    Variable(
        "THROUGHLINE_TENANT", "tenant", "Tenant of tokens and links made without --tenant.", "demo", values.tenant
    ),
    Variable(
        "THROUGHLINE_DEFAULT_REGION",
        "default_region",
        "How national phone numbers are read when the entry point is not itself a number.",
        "PL",
        values.region,
    ),
    Variable(
        "THROUGHLINE_HANDLE_KINDS",
        "handle_kinds",
        "Kinds of handles beside the contract's, each with the rule of its normal form: forum_user, work_phone=phone (docs/handles.md).",
        "",
        parse_kinds,
    ),
    Variable(
        "THROUGHLINE_OWN_NUMBERS",
        "own_numbers",
        "The shop's own telephone numbers, between commas: they never say who somebody is.",
        "",
        values.entries,
    ),
    Variable(
        "THROUGHLINE_OWN_ADDRESSES",
        "own_addresses",
        "The shop's own e-mail addresses and domains (@shop.example), between commas: likewise.",
        "",
        values.entries,
    ),
    Variable(
        "THROUGHLINE_UNFIT_FILE",
        "unfit_file",
        "TOML file of more handles unfit to link anybody (switchboards, role mailboxes, relays: docs/handles.md).",
        "",
        values.file,
    ),
    Variable(
        "THROUGHLINE_IDENTITY_RULES",
        "identity_rules_file",
        "TOML file of the rules by which people are linked, where they differ from ours (docs/identity.md).",
        "",
        values.file,
    ),
    Variable("THROUGHLINE_TIMEZONE", "timezone", "The shop's own time zone.", "Europe/Warsaw", values.timezone),
    Variable(
        "THROUGHLINE_LATE_WINDOW",
        "late_window",
        "How late an item may come and still be shown in its place by its own time.",
        "60 minutes",
        values.duration,
    ),
    Variable(
        "THROUGHLINE_PUBLIC_URL",
        "public_url",
        "Where people reach us, if not at host and port (behind a proxy, over https).",
        "",
        values.public_url,
    ),
    Variable(
        "THROUGHLINE_MASTER_KEY",
        "master_key",
        "32 bytes, base64 or hex, that wrap every customer's key; empty for master.key in the data folder.",
        "",
        values.parse_master_key,
        secret=True,
    ),
    Variable("THROUGHLINE_MASTER_KEY_FILE", "master_key_file", "File to read that key from.", "", values.file),
    Variable(
        "THROUGHLINE_MASTER_KEY_PREVIOUS",
        "master_key_previous",
        "The master key before that one, from `throughline keys rotate` on until it says that it may go.",
        "",
        values.parse_master_key,
        secret=True,
    ),
    Variable(
        "THROUGHLINE_MASTER_KEY_PREVIOUS_FILE", "master_key_previous_file", "File to read it from.", "", values.file
    ),
    Variable("THROUGHLINE_SHOP_NAME", "shop_name", "The shop's name in the console.", "Polana Outdoor", values.text),
    Variable("THROUGHLINE_HEAD_MINUTES", "head_every", "Time between signed heads of the log.", "10", values.duration),
    Variable(
        "THROUGHLINE_HEADS_FILE",
        "heads_file",
        "File of signed heads; empty for heads.jsonl beside the data.",
        "",
        values.file,
    ),
    Variable(
        "THROUGHLINE_OUTBOUND",
        "outbound",
        "How codes are sent: empty for not at all; console shows them in the service's own output (development only).",
        "",
        values.outbound,
    ),
    Variable(
        "THROUGHLINE_PROOF_MINUTES",
        "proof_fresh",
        "How long a proof of who somebody is (a code, an agent's check) counts as fresh.",
        "15",
        values.duration,
    ),
    Variable(
        "THROUGHLINE_REVERIFY",
        "reverify",
        "What may be asked again and after how long, between commas: account_no:12h, birth_date:0 (docs/asked-again.md).",
        "",
        read_exempt,
    ),
    Variable(
        "THROUGHLINE_NUMBERS",
        "numbers",
        "Shapes of the shop's numbers: order_no=PL-##### (docs/facts.md).",
        "",
        values.shapes,
    ),
    Variable(
        "THROUGHLINE_PRODUCTS_FILE", "products_file", "CSV: number or GTIN, name (docs/facts.md).", "", values.file
    ),
    Variable("THROUGHLINE_STARTED_ON", "started_on", "Day since when the shop works with this record.", "", values.day),
    Variable("THROUGHLINE_ATTACHMENT_MB", "attachment_bytes", "The largest attachment, in MB.", "25", values.megabytes),
    Variable(
        "THROUGHLINE_ATTACHMENTS_WAITING_MB",
        "attachments_waiting_bytes",
        "What one tenant's uploads that no event names yet may take together, in MB.",
        "2000",
        values.many_megabytes,
    ),
    Variable("THROUGHLINE_TEAMS", "teams", "Names of entry points: entry=name, … (docs/figures.md).", "", values.named),
)
