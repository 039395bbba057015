"""What a bench found: rounds of every arm, their medians, and the ratios that are the point of it."""

import statistics
from collections.abc import Sequence
from typing import Any

import msgspec


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """One round of one arm: a figure, in the arm's unit, and what else was seen."""

    figure: float
    p50_ms: float | None = None  # from asking to the durable answer
    p99_ms: float | None = None
    events_per_commit: float | None = None
    more: dict[str, float] = {}


class Arm(msgspec.Struct, kw_only=True):
    """Something measured several times. `unit` says of what: events/s (more is better) or ms (less is)."""

    unit: str = "events/s"
    windows: list[Window] = []

    @property
    def median(self) -> float:
        """The middle round's figure."""
        return statistics.median(window.figure for window in self.windows)

    def told(self) -> dict[str, Any]:
        """As JSON: medians, and the spread of the figure."""
        figures = [window.figure for window in self.windows]
        found = {"unit": self.unit, "median": self.median, "min": min(figures), "max": max(figures), "rounds": figures}
        for name in ("p50_ms", "p99_ms", "events_per_commit"):
            values = [value for window in self.windows if (value := getattr(window, name)) is not None]
            if values:
                found[name] = statistics.median(values)
        for name in self.windows[0].more:
            found[name] = statistics.median(window.more[name] for window in self.windows)
        return found


class Ratio(msgspec.Struct, frozen=True, kw_only=True):
    """One figure over another, and what it should be: at least, or at most."""

    name: str
    value: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def reached(self) -> bool | None:
        """Whether it is as it should be; None where nothing was promised."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most


class Told(msgspec.Struct, kw_only=True):
    """A whole run. `arms` keep the order they are shown in; `notes` say what was not measured, and why."""

    bench: str
    store: str
    asked: dict[str, Any]
    machine: dict[str, Any]
    arms: dict[str, Arm] = {}
    ratios: list[Ratio] = []
    notes: list[str] = []

    def add(self, name: str, window: Window, unit: str = "events/s") -> None:
        """Another round of an arm."""
        self.arms.setdefault(name, Arm(unit=unit)).windows.append(window)

    def over(self, name: str, arm: str, under: str, *, at_least: float | None = None, at_most: float | None = None
             ) -> None:  # fmt: skip
        """A ratio of two arms' medians; left out where one of them was not measured."""
        if arm in self.arms and under in self.arms:
            value = self.arms[arm].median / self.arms[under].median
            self.ratios.append(Ratio(name=name, value=value, at_least=at_least, at_most=at_most))

    def answered_within(self, arm: str, milliseconds: float) -> None:
        """99 in 100 answers of an arm should come within this."""
        waited = self.arms[arm].told().get("p99_ms")
        if waited is not None:
            self.ratios.append(Ratio(name=f"{arm}: p99 in ms", value=waited, at_most=milliseconds))

    def most(self, name: str, arm: str, figure: float) -> None:
        """The median of an arm should be at most this."""
        self.ratios.append(Ratio(name=name, value=self.arms[arm].median, at_most=figure))

    def note(self, text: str) -> None:
        """Say something once."""
        if text not in self.notes:
            self.notes.append(text)

    def json(self) -> str:
        """One object on one line."""
        return msgspec.json.encode({
            "bench": self.bench, "store": self.store, "asked": self.asked, "machine": self.machine,
            "arms": {name: arm.told() for name, arm in self.arms.items()},
            "ratios": [msgspec.structs.asdict(ratio) | {"reached": ratio.reached} for ratio in self.ratios],
            "notes": self.notes}).decode()  # fmt: skip

    def text(self) -> str:
        """For people: the machine, a line an arm, a line a ratio."""
        lines = [f"{self.bench} on {self.store}: " + ", ".join(f"{key} {value}" for key, value in self.asked.items())]
        lines += [", ".join(f"{key} {value}" for key, value in self.machine.items()), ""]
        lines += _columns([_arm_cells(name, arm) for name, arm in self.arms.items()])
        lines += ["", *_columns([_ratio_cells(ratio) for ratio in self.ratios])]
        lines += [f"note: {note}" for note in self.notes]
        return "\n".join(lines).rstrip()


def window_of(count: int, seconds: float, waits: Sequence[float] = (), commits: int = 0, **more: float) -> Window:
    """A round that did `count` things; `waits` are seconds from asking to the answer."""
    ordered = sorted(waits)
    return Window(
        figure=count / seconds, p50_ms=_percentile(ordered, 0.5), p99_ms=_percentile(ordered, 0.99),
        events_per_commit=count / commits if commits else None, more=more)  # fmt: skip


def _percentile(ordered: Sequence[float], part: float) -> float | None:
    return 1_000 * ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else None


def _arm_cells(name: str, arm: Arm) -> list[str]:
    told = arm.told()
    digits = 0 if arm.unit == "events/s" else 2
    cells = [
        name,
        f"{told['median']:,.{digits}f} {arm.unit}",
        f"({told['min']:,.{digits}f} to {told['max']:,.{digits}f})",
    ]
    if "p99_ms" in told:
        cells.append(f"answered in {told['p50_ms']:.1f} ms, p99 {told['p99_ms']:.1f} ms")
    if "events_per_commit" in told:
        cells.append(f"{told['events_per_commit']:.0f} a commit")
    return cells


def _ratio_cells(ratio: Ratio) -> list[str]:
    wanted = "" if ratio.at_least is None else f"at least {ratio.at_least:g}"
    if ratio.at_most is not None:
        wanted = f"at most {ratio.at_most:g}"
    said = {True: "reached", False: "NOT reached", None: ""}[ratio.reached]
    return [ratio.name, f"{ratio.value:.2f}", wanted, said]


def _columns(rows: list[list[str]]) -> list[str]:
    widths: list[int] = []
    for row in rows:
        for index, cell in enumerate(row):
            widths[index : index + 1] = [max(len(cell), widths[index] if index < len(widths) else 0)]
    return ["  ".join(cell.ljust(widths[index]) for index, cell in enumerate(row)).rstrip() for row in rows]
