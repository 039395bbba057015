"""A clock that moves only when told to."""

from datetime import UTC, datetime, timedelta


class StoppedClock:
    """Tells the time a test set."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **length: float) -> None:
        self.time += timedelta(**length)
