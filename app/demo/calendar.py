"""When things happened: turns the journeys' days and clocks, and the dates in their words, into real ones."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

WARSAW = ZoneInfo("Europe/Warsaw")
ANCHOR_FILE = "demo-anchor.json"

# fmt: off
_MONTHS_PL = ("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca",
              "lipca", "sierpnia", "września", "października", "listopada", "grudnia")
_MONTHS_EN = ("January", "February", "March", "April", "May", "June",
              "July", "August", "September", "October", "November", "December")
_WHEN_PL = ("w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek", "w sobotę", "w niedzielę")
_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# fmt: on

_WORDS: dict[str, Callable[[date], str]] = {
    "dnia": lambda day: f"{day.day} {_MONTHS_PL[day.month - 1]}",
    "kiedy": lambda day: _WHEN_PL[day.weekday()],
    "date": lambda day: f"{day.day} {_MONTHS_EN[day.month - 1]}",
    "weekday": lambda day: _DAYS_EN[day.weekday()],
}
_WORD = re.compile(r"\{(dnia|kiedy|date|weekday) (-?\d+)\}")


class Anchor(msgspec.Struct, frozen=True):
    """The moment the demo was first played; every day of every journey is counted from it."""

    anchor: datetime

    @property
    def today(self) -> date:
        return self.anchor.astimezone(WARSAW).date()

    def at(self, day: int, clock: str) -> datetime:
        """Return the instant of a clock on the shop's wall, `day` days from the anchor's date."""
        wall = datetime.fromisoformat(f"{self.today + timedelta(days=day)}T{clock}")
        return wall.replace(tzinfo=WARSAW).astimezone(UTC)

    def ago(self, minutes: float) -> datetime:
        return (self.anchor - timedelta(minutes=minutes)).astimezone(UTC)


def keep_anchor(data_dir: Path, now: Callable[[], datetime]) -> Anchor:
    """Read the anchor of the first play, or write it: the same journeys must keep the same times for ever."""
    path = data_dir / ANCHOR_FILE
    if path.exists():
        return msgspec.json.decode(path.read_bytes(), type=Anchor)
    anchor = Anchor(now().astimezone(WARSAW).replace(microsecond=0))
    data_dir.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(msgspec.json.encode(anchor))
    fresh.replace(path)
    return anchor


def resolve(value: Any, anchor: Anchor) -> Any:
    """Fill every `$day`, `$minutes_ago` and `$id` object and every {dnia -2}-like word inside a journey's data."""
    match value:
        case str():
            return _WORD.sub(lambda word: _WORDS[word[1]](anchor.today + timedelta(days=int(word[2]))), value)
        case {"$day": int(day), "clock": str(clock)}:
            return rfc3339(anchor.at(day, clock))
        case {"$minutes_ago": int() | float() as minutes}:
            return rfc3339(anchor.ago(minutes))
        case {"$id": str(event)}:
            return event_id(event, anchor)
        case dict():
            return {key: resolve(inner, anchor) for key, inner in value.items()}
        case list():
            return [resolve(inner, anchor) for inner in value]
        case _:
            return value


def event_id(event: str, anchor: Anchor) -> str:
    return f"{anchor.today}-{event}"


def rfc3339(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
