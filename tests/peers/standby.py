"""A PostgreSQL whose standby never answers: what commits there waits, until somebody cancels the wait."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg

from tests.patience import SECONDS

# The least that is written down by a commit, and so waits for a standby. It needs no table.
COMMIT = "SELECT pg_logical_emit_message(true, 'probe', '')"
WAITS = "SELECT 1 FROM pg_stat_activity WHERE pid = %s AND wait_event = 'SyncRep'"
WAITING = "SELECT pid FROM pg_stat_activity WHERE application_name = %s AND wait_event = 'SyncRep'"


@contextmanager
def no_standby(url: str) -> Iterator[None]:
    """Every commit on this server waits for a standby that is not there, from the first in the `with` on."""
    with psycopg.connect(url, autocommit=True) as operator:
        _named(operator, "'nobody'")
        try:
            _until_a_commit_waits(url, operator)
            yield
        finally:
            _named(operator, "''")


def _named(operator: psycopg.Connection[Any], standby: str) -> None:
    operator.execute(f"ALTER SYSTEM SET synchronous_standby_names = {standby}".encode())
    operator.execute("SELECT pg_reload_conf()")


def _until_a_commit_waits(url: str, operator: psycopg.Connection[Any]) -> None:
    """A server reads its settings anew when it comes to it. Until then a commit waits for nobody: so commits are made until
    one waits. One that waits means that all do, for what they look at is shared.
    """
    latest = time.monotonic() + SECONDS
    with psycopg.connect(url, autocommit=True) as line, ThreadPoolExecutor(1) as thread:
        while True:
            probe = thread.submit(line.execute, COMMIT)
            while not probe.done():
                if operator.execute(WAITS, (line.info.backend_pid,)).fetchone():
                    operator.execute("SELECT pg_cancel_backend(%s)", (line.info.backend_pid,))
                    probe.result(SECONDS)
                    return
            probe.result()
            assert time.monotonic() < latest, "no commit ever waited for a standby"


def cancel_wait(url: str, application: str, commit: "Future[Any]") -> None:
    """Once `commit`, on a connection of this name, waits for the standby: cancel its wait."""
    latest = time.monotonic() + SECONDS
    with psycopg.connect(url, autocommit=True) as operator:
        while not (found := operator.execute(WAITING, (application,)).fetchone()):
            assert not commit.done(), "it did not wait for the standby"
            assert time.monotonic() < latest, "it never came to wait for the standby"
        assert not commit.done(), "nothing is acknowledged while the standby is away"
        operator.execute("SELECT pg_cancel_backend(%s)", found)
