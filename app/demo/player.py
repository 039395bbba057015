"""Plays the demo journeys through the public intake, at a pace a person can watch."""

import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from app.demo.backdrop import Backdrop
from app.demo.calendar import Anchor, keep_anchor
from app.demo.door import Answer, Door, Unwelcome
from app.demo.story import Arrival, arrival_order, read_journeys

HISTORY_SECONDS = 16.0  # all earlier days together
LIVE_GAP = 1.5  # seconds between two events of today

_CHANNELS = {
    "pl": {"chat": "czat", "phone": "telefon", "email": "e-mail", "in_store": "salon", "whatsapp": "WhatsApp"},
    "en": {"chat": "chat", "phone": "phone", "email": "e-mail", "in_store": "shop", "whatsapp": "WhatsApp"},
}
_REMARKS = {
    "pl": {"late": "zdarzenie przyszło spóźnione", "again": "to samo zdarzenie drugi raz, zapisane raz"},
    "en": {"late": "an event arrived late", "again": "the same event twice, recorded once"},
}


def main(url: str, token: str, tenant: str, speed: float, data_dir: Path, desk_token: str = "") -> int:
    """Play in a process of one's own: Ctrl-C and a polite kill both end it quietly. With a token of somebody at the desk
    the past weeks are put behind it."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    stop = threading.Event()
    anchor = keep_anchor(data_dir, lambda: datetime.now(UTC))
    behind = threading.Thread(target=_behind, args=(Backdrop(url, token, desk_token, stop), anchor, tenant, data_dir))
    if desk_token:
        behind.start()
    try:
        play(url, token, tenant, speed, data_dir, out=lambda line: print(line, flush=True))
        if desk_token:
            behind.join()
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
    return 0


def _behind(backdrop: Backdrop, anchor: Anchor, tenant: str, data_dir: Path) -> None:
    if backdrop.play(anchor, tenant, data_dir):
        print("Demo: the weeks before stand in the figures (/console/figures).", flush=True)


def play(
    url: str,
    token: str,
    tenant: str,
    speed: float,
    data_dir: Path,
    out: Callable[[str], object] = print,
    stop: threading.Event | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Post every journey's events in the order they arrive. A second play goes on where the first one stopped.

    Ends when all is played, when `stop` is set, or on Ctrl-C.
    """
    stop = stop or threading.Event()
    arrivals = arrival_order(read_journeys(), keep_anchor(data_dir, now), tenant)
    try:
        with Door(url, token, stop) as door:
            _Stage(door, arrivals, speed, out, stop).run()
    except Unwelcome as reason:
        out(f"Demo stopped: {reason}.")
    except KeyboardInterrupt:
        return


class _Stage:
    """One performance: who is where, what was played, how long to wait."""

    def __init__(
        self, door: Door, arrivals: list[Arrival], speed: float, out: Callable[[str], object], stop: threading.Event
    ) -> None:
        self._door, self._arrivals, self._out, self._stop = door, arrivals, out, stop
        history = sum(not arrival.scene.live for arrival in arrivals)
        self._history_gap = HISTORY_SECONDS / max(history, 1) / speed
        self._live_gap = LIVE_GAP / speed
        self._channel_of: dict[str, str] = {}
        self._recorded: set[str] = set()
        self._differing = 0

    def run(self) -> None:
        for arrival in self._arrivals:
            answer = self._door.post(arrival.event)
            if answer.outcome == "stopped":
                return
            self._tell(arrival, answer)
            if answer.outcome == "recorded":  # what was played before costs no waiting
                self._recorded.add(arrival.scene.id)
                self._stop.wait(self._live_gap if arrival.scene.live else self._history_gap)
        if self._differing:  # as after an upgrade: the journeys, or how events are compared, are no longer the same
            self._out(f"Demo: {self._differing} events differ from what was played into this data folder before.")
        played = len(self._recorded)
        self._out("Demo: all journeys are played." if played else "Demo: played before, nothing new to add.")

    def _tell(self, arrival: Arrival, answer: Answer) -> None:
        if answer.differs:
            self._differing += 1
            return
        if answer.outcome in ("refused", "quarantined"):
            self._out(f"{arrival.scene.id} {answer.outcome}: {answer.why}")
            return
        moment = self._moment(arrival)
        fresh = answer.outcome == "recorded" or arrival.scene.id in self._recorded
        if moment and fresh:
            self._out(f"{arrival.person} · {moment}")

    def _moment(self, arrival: Arrival) -> str:
        """Return what is worth a line: a first contact, a change of channel, a late or doubled delivery; else ""."""
        remarks, names = _REMARKS[arrival.journey.language], _CHANNELS[arrival.journey.language]
        if arrival.again:
            return remarks["again"]
        if arrival.scene.arrives_after:
            return remarks["late"]
        channel: str = arrival.event["data"]["channel"]
        kind: str = arrival.event["data"]["kind"]
        if channel in ("commerce", "crm") or kind in ("context", "delivery", "note"):
            return ""
        before = self._channel_of.get(arrival.person)
        self._channel_of[arrival.person] = channel
        label = names.get(channel, channel)
        if before is None:
            return label
        return f"{names.get(before, before)} → {label}" if before != channel else ""
