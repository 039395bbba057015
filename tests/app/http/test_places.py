"""Connections take files of the system's: all it gives, and never the last ones."""

import resource
import subprocess
import sys

import pytest

from app.http import arriving
from app.http.arriving import FILES_KEPT, places
from tests.app.http.test_pipelined import QUICK, Peer, played

RAISED = """
import resource
from app.server import _open_as_many_as_one_may
most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (100, most))
_open_as_many_as_one_may()
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0] == most)
"""


def test_a_service_takes_as_many_files_as_it_may_have():
    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] == resource.RLIM_INFINITY:
        pytest.skip("this system names no limit")
    told = subprocess.run([sys.executable, "-c", RAISED], capture_output=True, text=True, check=True)
    assert "True\n" == told.stdout


@pytest.mark.parametrize(("files", "left"), [(256, 192), (1_024, 768), (65_536, 65_280)])
def test_some_files_are_kept_for_what_is_no_connection(monkeypatch: pytest.MonkeyPatch, files: int, left: int):
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, files))
    assert left == places() >= files - FILES_KEPT


def test_who_comes_when_there_is_no_room_is_let_go_and_others_go_on(monkeypatch: pytest.MonkeyPatch):
    async def talk(peer: Peer) -> tuple[bytes, list[bytes]]:
        monkeypatch.setattr(arriving, "places", lambda: 1)
        second = Peer(peer.state)
        peer.protocol.data_received(QUICK.replace(b"Host: x", b"Host: x\r\nConnection: close"))
        return await peer.ends(), second.line.parts

    told, others = played(talk)
    assert told.startswith(b"HTTP/1.1 200 OK") and [b"closed"] == others
