"""What follows the log late must still tell the right page, and all of it."""

from pathlib import Path
from typing import Any

from tests.app.running import Shop, running_service

OWNER = {"kind": "phone", "value_raw": "+48 601 000 301", "level": 2}
CALLER = {"kind": "email", "value_raw": "ryszard@example.org", "level": 3}


def an_event(
    number: str, what: str, account: str, thread: str, handles: list[dict[str, Any]], **data: Any
) -> dict[str, Any]:
    party = {"role": "customer", "handles": handles}
    return {
        "specversion": "1.0", "id": number, "source": f"//demo/{account}", "type": f"throughline.{what}.v1", "subject": thread,
        "time": "2026-11-21T09:18:00Z", "data": {"channel": account.split("/")[0], "party": party, **data},
    }  # fmt: skip


def text(words: str) -> list[dict[str, str]]:
    return [{"type": "text", "text": words}]


def moved_call(shop: Shop) -> tuple[str, str]:
    """A call on the owner's number by somebody else, who then proves who he is. Returns (owner, caller)."""
    owner = shop.sent(an_event("1", "message.received", "sms/main", "s-1", [OWNER], parts=text("Dzień dobry")))
    caller = shop.sent(an_event("2", "message.received", "email/main", "m-1", [CALLER], parts=text("Dzień dobry")))
    said = [{"party": "customer", "text": "Nazywam się Ryszard Kaczmarek, zamówienie PL-48295."}]
    call = shop.sent(an_event("3", "call.transcribed", "phone/main", "c-1", [OWNER | {"level": 1}], transcript=said))
    assert owner["customer_id"] == call["customer_id"]
    proof = an_event("4", "identity.evidence", "phone/main", "c-1", [CALLER], method="code", level=3)
    assert caller["customer_id"] == shop.sent(proof)["customer_id"]
    return owner["customer_id"], caller["customer_id"]


def told(shop: Shop, customer_id: str) -> set[str]:
    return {fact["key"] for fact in shop.agent.get(f"/v1/customers/{customer_id}/facts").json()["facts"]}


def test_a_fact_goes_to_the_page_its_item_moved_to_and_never_to_the_one_it_left(tmp_path: Path):
    with running_service(tmp_path) as running:
        running.ask(running.service.memory.stop())  # memory is late
        owner, caller = moved_call(running.shop("demo"))
    with running_service(tmp_path) as running:
        running.settled()
        shop = running.shop("demo")
        assert {"name", "order_no"} <= told(shop, caller)
        assert set() == told(shop, owner)


def test_a_queue_tells_of_every_row_that_changed_however_many(tmp_path: Path):
    with running_service(tmp_path) as running:
        shop = running.shop("demo")
        shop.batch([hello(number) for number in range(600)])
        running.settled()
        read = running.service.views.inbox("demo", "team", "", 0)
    assert 600 == len(read.rows) + len(read.gone)


def hello(number: int) -> dict[str, Any]:
    handle = {"kind": "app_user", "value_raw": f"u-{number}", "level": 3}
    return an_event(f"h-{number}", "message.received", "chat/main", f"t-{number}", [handle], parts=text("Dzień dobry"))
