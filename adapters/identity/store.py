"""Keeps the units of identity and what ties them in `identity.db`: found by keyed hashes, their content sealed.

Nothing here is the record: every row follows from the log up to `position`, which is written with the rows. One connection,
used by one follower; a file that cannot be read is made again from the log.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from adapters.identity.people import People
from adapters.identity.schema import opened
from adapters.identity.units import UnitTable

_FOR_EVER = datetime.max.replace(tzinfo=UTC)


class Absorption(NamedTuple):
    """Who absorbed a customer, by which merge; `by` is a member of staff, or empty for a rule."""

    survivor: str
    merge_id: str
    by: str


class Stop(NamedTuple):
    """For whom the follower stopped, at which event of theirs, for what kind of fault."""

    tenant: str
    stream: str
    position: int
    version: int
    reason: str


class IdentityStore:
    """One open transaction at a time, ended by `keep`: what was not kept is worked out again."""

    def __init__(self, path: Path, life: str) -> None:
        """Open, or make anew what is damaged, of another format or of another life of the log."""
        self.path = path
        self._sql = opened(path, life)
        self._sql.execute("PRAGMA busy_timeout = 0")  # asked on the event loop: who follows tries again a moment later
        self._shared: dict[tuple[str, bytes], str] = {}  # asked for each handle of each unit looked at
        self._apart: dict[tuple[str, str], dict[str, datetime]] = {}  # by each of the two: the other, and until when
        self._suggested: set[tuple[str, str]] = set()  # who has, or had, part in one
        self._absorbed: set[tuple[str, str]] = set()  # who was absorbed by somebody, once
        self.units = UnitTable(self._sql)
        self.people = People(self._sql)
        self._remember()

    def _remember(self) -> None:
        self._shared = {
            (tenant, digest): why for tenant, digest, why in self._sql.execute("SELECT tenant, digest, why FROM shared")
        }
        self._suggested = {
            (tenant, each) for tenant, *pair in self._sql.execute("SELECT tenant, one, other FROM suggested") for each in pair}  # fmt: skip
        self._absorbed = set(self._sql.execute("SELECT tenant, customer FROM absorbed"))
        self.units.remember()
        self.people.remember()
        self._apart.clear()
        for tenant, one, other in self._sql.execute("SELECT DISTINCT tenant, one, other FROM apart").fetchall():
            self._remember_apart(tenant, one, other)

    def _remember_apart(self, tenant: str, one: str, other: str) -> None:
        rows = self._sql.execute("SELECT until FROM apart WHERE tenant = ? AND one = ? AND other = ?",
                                 (tenant, *sorted((one, other))))  # fmt: skip
        until = max(datetime.fromisoformat(said) if said else _FOR_EVER for (said,) in rows)
        self._apart.setdefault((tenant, one), {})[other] = until
        self._apart.setdefault((tenant, other), {})[one] = until

    def close(self) -> None:
        """Close; what was not kept is lost."""
        self._sql.close()

    @property
    def position(self) -> int:
        """Up to where the log is taken in."""
        return self._sql.execute("SELECT position FROM place").fetchone()[0]

    def lived(self, head: int) -> int:
        """How far the log had come when this file was made: up to there an earlier one has done what was to do."""
        self._sql.execute("UPDATE place SET lived = ? WHERE lived IS NULL", (head,))
        return self._sql.execute("SELECT lived FROM place").fetchone()[0]

    def keep(self, position: int) -> None:
        """Keep everything done since, as of this position."""
        self.units.flush()
        self._sql.execute("UPDATE place SET position = ?", (position,))
        self._sql.execute("COMMIT")
        self._sql.execute("BEGIN")

    def drop(self) -> None:
        """Undo everything done since it was kept."""
        if self._sql.in_transaction:  # a full disk may have ended it
            self._sql.execute("ROLLBACK")
        self._sql.execute("BEGIN")
        self._remember()

    # ---- for whom it stopped -----------------------------------------------------------------------------------------

    def stopped(self) -> list[Stop]:
        """All of them."""
        return [
            Stop(*row) for row in self._sql.execute("SELECT tenant, stream, position, version, reason FROM stopped")
        ]

    def stop(self, stop: Stop) -> None:
        """For one customer; asked again, the newer place holds."""
        self._sql.execute("INSERT OR REPLACE INTO stopped VALUES (?, ?, ?, ?, ?)", stop)

    def go_on(self, tenant: str, stream: str) -> None:
        """Everything of this customer has been taken in after all."""
        self._sql.execute("DELETE FROM stopped WHERE tenant = ? AND stream = ?", (tenant, stream))

    # ---- who is whom -------------------------------------------------------------------------------------------------

    def absorptions(self, tenant: str, customers: Iterable[str]) -> dict[str, Absorption]:
        """Who absorbed these customers, as far as somebody did."""
        once = [each for each in customers if (tenant, each) in self._absorbed]
        if not once:
            return {}
        rows = self._sql.execute("SELECT customer, survivor, merge_id, by FROM absorbed WHERE tenant = ? AND customer IN "
                                 f"({','.join('?' * len(once))})", (tenant, *once))  # fmt: skip
        return {customer: Absorption(*row) for customer, *row in rows}

    def absorbed_by(self, tenant: str, survivor: str) -> list[str]:
        """Whom a customer absorbed."""
        return [each for (each,) in self._sql.execute(
            "SELECT customer FROM absorbed WHERE tenant = ? AND survivor = ?", (tenant, survivor))]  # fmt: skip

    def absorb(self, tenant: str, customer: str, absorption: Absorption) -> None:
        """A merge stands."""
        self._absorbed.add((tenant, customer))
        self._sql.execute("INSERT OR REPLACE INTO absorbed VALUES (?, ?, ?, ?, ?)", (tenant, customer, *absorption))

    def release(self, tenant: str, merge_id: str) -> None:
        """A merge stands no more."""
        self._sql.execute("DELETE FROM absorbed WHERE tenant = ? AND merge_id = ?", (tenant, merge_id))

    def tell_apart(self, tenant: str, one: str, other: str, why: str, until: datetime | None = None) -> None:
        """Somebody said that these are two people, for ever or until a moment; `why` is in what way: a later word in the
        same way holds instead, and of two ways the longer one.
        """
        said = until.isoformat() if until is not None else None
        self._sql.execute(
            "INSERT OR REPLACE INTO apart VALUES (?, ?, ?, ?, ?)", (tenant, *sorted((one, other)), why, said)
        )
        self._remember_apart(tenant, one, other)

    def apart(self, tenant: str, one: str, other: str, at: datetime) -> bool:
        """Whether somebody did, and it counts at this moment."""
        until = self._apart.get((tenant, one), {}).get(other)
        return until is not None and at < until

    def any_apart(self, tenant: str, customers: Iterable[str]) -> bool:
        """Whether somebody ever said so of any of these and anybody."""
        return bool(self._apart) and any((tenant, each) in self._apart for each in customers)

    # ---- all of them ---------------------------------------------------------------------------------------------------

    def all_absorbed(self) -> dict[str, str]:
        """Who absorbed whom."""
        return dict(self._sql.execute("SELECT customer, survivor FROM absorbed"))

    # ---- what was said of it -----------------------------------------------------------------------------------------

    def shared(self, tenant: str, digest: bytes) -> str:
        """Why a handle was found to be shared; empty: it was not."""
        return self._shared.get((tenant, digest), "")

    def any_shared(self, tenant: str, digests: Iterable[bytes]) -> bool:
        """Whether any of these handles was."""
        return bool(self._shared) and any((tenant, digest) in self._shared for digest in digests)

    def share(self, tenant: str, digest: bytes, why: str) -> None:
        """A handle is shared for these reasons; none: it is no more."""
        if why:
            self._shared[tenant, digest] = why
            self._sql.execute("INSERT OR REPLACE INTO shared VALUES (?, ?, ?)", (tenant, digest, why))
        else:
            self._shared.pop((tenant, digest), None)
            self._sql.execute("DELETE FROM shared WHERE tenant = ? AND digest = ?", (tenant, digest))

    def any_suggested(self, tenant: str, customers: Iterable[str]) -> bool:
        """Whether any of these has, or had, part in a suggestion."""
        return any((tenant, each) in self._suggested for each in customers)

    def suggested(self, tenant: str, customer: str) -> dict[tuple[str, str], tuple[float, str]]:
        """The suggestions a customer has part in: by pair, score and evidence."""
        if (tenant, customer) not in self._suggested:
            return {}
        rows = self._sql.execute(
            "SELECT one, other, score, evidence FROM suggested WHERE tenant = ?1 AND one = ?2 "
            "UNION SELECT one, other, score, evidence FROM suggested WHERE tenant = ?1 AND other = ?2", (tenant, customer))  # fmt: skip
        return {(one, other): (score, evidence) for one, other, score, evidence in rows}

    def suggest(self, tenant: str, one: str, other: str, score: float, evidence: str) -> None:
        """Two customers may be one person; with a score of 0 no more."""
        if score > 0:
            self._suggested |= {(tenant, one), (tenant, other)}
            self._sql.execute(
                "INSERT OR REPLACE INTO suggested VALUES (?, ?, ?, ?, ?)", (tenant, one, other, score, evidence)
            )
        else:
            self._sql.execute("DELETE FROM suggested WHERE tenant = ? AND one = ? AND other = ?", (tenant, one, other))

    def forget(self, tenant: str, customer: str) -> None:
        """Delete every unit of a customer, and by what they were found."""
        for unit_id in self.units.forget(tenant, customer):
            self.people.forget(tenant, unit_id)
        self._sql.execute(
            "DELETE FROM suggested WHERE tenant = ? AND (one = ? OR other = ?)", (tenant, customer, customer)
        )
