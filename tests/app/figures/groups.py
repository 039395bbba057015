"""What a figure is asked for, and the groups that what is counted belongs to."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tests.app.figures.record import Event, Read, at

ZONE = ZoneInfo("Europe/Warsaw")


class Asked(NamedTuple):
    """One question; times are aware."""

    start: datetime
    end: datetime
    by: tuple[str, ...]
    team: str | None
    now: datetime

    def holds(self, when: datetime) -> bool:
        return self.start <= when < self.end


def of_talk(read: Read, interaction_id: str, when: datetime) -> dict[str, str]:
    """Of something that happened in an interaction at this time."""
    talk = read.talks[interaction_id]
    return {"channel": talk.channel, "team": talk.team} | days(when)


def pair(read: Read, event: Event) -> dict[str, str]:
    """Of a switch."""
    keys = of_talk(read, event["data"]["interaction_id"], at(event))
    return keys | {"channel_pair": f"{read.talks[event['data']['from_interaction']].channel}>{keys['channel']}"}


def kind_of(read: Read, event: Event, kind: str) -> dict[str, str]:
    """Of something that may stand in no interaction."""
    talk = read.talks.get(event["data"].get("interaction_id") or "")
    channel = talk.channel if talk else event["data"].get("channel", "")
    return {"kind": kind, "channel": channel, "team": talk.team if talk else ""} | days(at(event))


def in_team(read: Read, asked: Asked, interaction_id: str | None) -> bool:
    """Whether it came in by the entry point that is asked for."""
    talk = read.talks.get(interaction_id or "")
    return asked.team is None or (talk is not None and talk.team == asked.team)


def days(when: datetime) -> dict[str, str]:
    """Its day and week, in the shop's zone."""
    local = when.astimezone(ZONE)
    year, week, _ = local.isocalendar()
    return {"day": local.date().isoformat(), "week": f"{year}-W{week:02}"}


def share(n: int, of: int) -> float | None:
    """Per hundred; None where there is nothing to divide by."""
    return round(100 * n / of, 2) if of else None
