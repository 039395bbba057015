"""How much of a processor a PostgreSQL server on this machine has used: all its processes together."""

import os
from pathlib import Path

import psycopg

_TICKS = os.sysconf("SC_CLK_TCK")


def server_seconds(url: str) -> float | None:
    """Seconds since it was started; None where it runs elsewhere."""
    with psycopg.connect(url, autocommit=True) as connection:
        parent = _stat(connection.info.backend_pid)
    if parent is None:
        return None
    first = int(parent[1])
    found = [stat for each in Path("/proc").iterdir() if each.name.isdigit() and (stat := _stat(int(each.name)))]
    ticks = sum(int(stat[11]) + int(stat[12]) for stat in found if int(stat[1]) == first)
    ended = _stat(first) or ["0"] * 15
    return (ticks + sum(int(each) for each in ended[11:15])) / _TICKS  # with those of its processes that have ended


def _stat(process: int) -> list[str] | None:
    """The fields after the name, of a process of PostgreSQL's (proc(5)); None of any other."""
    try:
        name, _, fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")
    except OSError:
        return None
    return fields.split() if "postgres" in name else None
