"""The rules by which this service links people, read from the shop's own file."""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from app.settings import Settings, SettingsError
from domain.identity.handles import KINDS
from domain.identity.rules import STANDARD, Rules


def identity_rules(settings: Settings) -> Rules:
    """Ours, or the file's. Raises SettingsError naming the variable and the key that is wrong."""
    if settings.identity_rules_file is None:
        return STANDARD
    try:
        return read_rules(settings.identity_rules_file, settings.handle_kinds)
    except ValueError as error:
        raise SettingsError(f"THROUGHLINE_IDENTITY_RULES names a file that {error}") from None


def read_rules(path: Path, kinds: Iterable[str] = ()) -> Rules:
    """Rules of a file. `kinds` are the shop's own kinds of handles. Raises ValueError, the end of a sentence."""
    said: dict[str, Any] = {}
    try:
        said = tomllib.loads(path.read_text("utf-8"))
        rules = msgspec.convert(said, Rules)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ValueError(f"cannot be read: {reason}.") from None
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"is not TOML: {error}.") from None
    except msgspec.ValidationError as error:
        raise ValueError(_wrong(str(error), said)) from None
    unknown = sorted(set(rules.lent) - {*KINDS, *kinds})
    if unknown:
        raise ValueError(f"has lent.{unknown[0]}, and no kind of handle is called so.")
    return rules


def _wrong(error: str, said: dict[str, Any]) -> str:
    """Name the key as it stands in the file: msgspec says `$.lent[...]` of every entry of a table."""
    unknown = re.search(r"unknown field `(.+)`", error)
    if unknown:
        return f"has {unknown[1]}, which means nothing here: {', '.join(Rules.__struct_fields__)}."
    what, _, where = error.partition(" - at `$.")
    key = where.rstrip("`").partition("[")[0]
    if key == "lent" and "[" in where:
        key = next((f"lent.{kind}" for kind, rank in said["lent"].items() if not _is_rank(rank)), key)
    return f"is wrong at {key or 'its beginning'}: {what[:1].lower()}{what[1:]}."


def _is_rank(rank: object) -> bool:
    return isinstance(rank, int) and not isinstance(rank, bool) and 0 <= rank <= 9
