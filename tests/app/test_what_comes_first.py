"""In which order a node hears of what was written: whoever looks at it first, here and elsewhere, then what follows from it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from adapters.log.appends import Touched
from app.main import Service
from tests.app.running import running_service

GROWN = [Touched("demo", "c-1", 1, 1)]


def heard(service: Service, call: Callable[[Sequence[Touched]], None], patch: pytest.MonkeyPatch) -> list[str]:
    """Who is rung by a call, in order."""
    order: list[str] = []
    followers = {each.name: each for each in service.followers()}
    for name, part in {
        "screens": service.hub,
        "other nodes": service.bus,
        "streams": service.streams,
        **followers,
    }.items():
        patch.setattr(part, "ring", lambda *_, name=name: order.append(name))
    call(GROWN)
    patch.undo()
    return order


def test_screens_hear_first_then_other_nodes_and_then_what_follows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with running_service(tmp_path) as running:
        service = running.service

        async def play() -> tuple[list[str], list[str]]:
            return heard(service, service._grew, monkeypatch), heard(service, service._news, monkeypatch)

        own, others = running.ask(play())
        followers = {each.name for each in service.followers()}
    assert ["screens", "other nodes"] == own[:2]
    assert {"streams", *followers} == set(own[2:])
    assert ["screens", {"streams", *followers}] == [others[0], set(others[1:])]
