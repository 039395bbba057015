"""Keeps the tree at the log's head, off the event loop, and signs a head every few minutes, at start and at the end."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

from app.audit.proof import BATCH, Proof, ProofRefused
from app.follower import Follower
from app.logs import logger

REST_SECONDS = 0.05  # a batch at most so often, so that a busy log costs few of them
LAST_SECONDS = 5.0  # how long the end may take to come to the log's head


class ProofFollower(Follower):
    """Signs a head `every` so often; `monotonic` is a clock in seconds."""

    name = "proof"

    def __init__(self, proof: Proof, every: timedelta, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.proof, self._seconds, self._monotonic = proof, max(every.total_seconds(), 1.0), monotonic
        self._signed_at: float | None = None
        self._rested_at = 0.0

    async def stop(self) -> None:
        """End; what came last is taken in and signed. Call it when nothing is written any more."""
        started = self._task is not None
        await super().stop()
        if started:
            await asyncio.to_thread(self._finish)
        self.proof.close()

    async def _kept_position(self) -> int:
        return await asyncio.to_thread(self.proof.open)

    async def _step(self) -> bool:
        rest = self._rested_at + REST_SECONDS - self._monotonic()
        if rest > 0 and not self._stopping:
            await asyncio.sleep(rest)
        taken = await asyncio.to_thread(self._take)
        self.position = self.proof.size
        if taken == BATCH:
            return True
        self._rested_at = self._monotonic()
        return False

    def _take(self) -> int:
        taken = self._advance()
        if taken < BATCH:
            self._sign_if_due()
        return taken

    def _advance(self) -> int:
        try:
            return self.proof.advance()
        except ProofRefused:
            return 0  # said in the log and in /readyz

    def _sign_if_due(self) -> None:
        due = self._signed_at is None or self._monotonic() - self._signed_at >= self._seconds
        if due and self.proof.grown():
            self._signed_at = self._monotonic()  # also if it cannot be kept: tried again when the next one is due
            self._sign()

    def _finish(self) -> None:
        try:
            self._come_to_the_end()
        except Exception as fault:  # an end that fails here must still be an end
            logger.error("the last head could not be signed", exc_info=fault)

    def _come_to_the_end(self) -> None:
        until = self._monotonic() + LAST_SECONDS
        while self._monotonic() < until and self._advance():
            pass
        if self.proof.grown():
            self._sign()

    def _sign(self) -> None:
        try:
            self.proof.sign()
        except ProofRefused:
            pass
