"""A customer of many words, over HTTP: the same before and after a restart, with and without what was kept."""

from pathlib import Path
from typing import Any

import pytest

from tests.app.running import Running, Shop, running_service

HANDLE = {"kind": "phone", "value_raw": "+48 601 000 214", "level": 2}


def an_event(number: int, seconds: int) -> dict[str, Any]:
    return {
        "specversion": "1.0", "id": f"m-{number}", "source": "//demo/sms/main", "type": "throughline.message.received.v1",
        "subject": f"s-{number // 20}", "time": f"2026-11-21T{9 + seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}Z",
        "data": {"channel": "sms", "party": {"role": "customer", "handles": [HANDLE], "name": "Zofia Pawlak"},
                 "parts": [{"type": "text", "text": f"Słowo {number}, zamówienie PL-{48000 + number}."}]},
    }  # fmt: skip


def everything(shop: Shop, customer_id: str) -> dict[str, Any]:
    """The whole timeline in pages of 70, the rest of the page, one old interaction."""
    found: dict[str, Any] = {"pages": []}
    shown = shop.timeline(customer_id, limit=70)
    while True:
        found["pages"].append(shown)
        if not shown["before"]:
            break
        shown = shop.timeline(customer_id, limit=70, before=shown["before"])
    for part in ("", "/facts", "/promises", "/brief?language=pl", "/brief?language=en", "/timeline?as_of=v40&limit=9"):
        found[part] = shop.agent.get(f"/v1/customers/{customer_id}{part}").json()
    interaction = found["pages"][-1]["items"][3]["interaction_id"]
    found["interaction"] = shop.agent.get(f"/v1/interactions/{interaction}").json()
    assert found["interaction"]["items"]
    return found


def checked(running: Running) -> list[Any]:
    assert running.service.pages.snapshots is not None
    return list(running.service.pages.snapshots.check(running.service.projections._models[-1]._zone))  # type: ignore[attr-defined]


@pytest.mark.parametrize("lost", [False, True], ids=["what was kept is there", "what was kept is deleted"])
def test_a_long_page_looks_the_same_after_a_restart(tmp_path: Path, lost: bool):
    with running_service(tmp_path) as running:
        shop = running.shop("demo")
        for start in range(0, 400, 50):
            results = shop.batch([an_event(number, number * 20) for number in range(start, start + 50)]).json()[
                "results"
            ]
            running.settled()
        customer_id = results[0]["customer_id"]
        before = everything(shop, customer_id)
        assert 400 == sum(len(page["items"]) for page in before["pages"])
        assert [None] == checked(running)
    if lost:
        for path in tmp_path.glob("pages.db*"):
            path.unlink()
    with running_service(tmp_path) as running:
        shop = running.shop("demo")
        assert before == everything(shop, customer_id)
        page = running.ask(running.service.pages.open("demo", customer_id))
        assert len(page.timeline.by_id) < 400 or lost
