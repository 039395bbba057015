"""Replies leave by a way out, or wait in the feed for the adapter whose thread it is; what became of them is on the page."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.outbound.ways import WaysOut
from app.pen import Hand, Written
from app.security.gate import utc_now
from domain.errors import OutcomeUnknown
from domain.ports_outbound import Outgoing, Refused, Sent
from tests.adapters.views.histories import understood
from tests.app.http.merging import EWA, ZOFIA, Desk
from tests.app.identity.post_office import Clock, PostOffice
from tests.app.intake.deliveries import a_delivery, at
from tests.app.running import Running, running_service
from tests.faults.poison import poison


@pytest.fixture
def office(running: Running) -> Iterator[PostOffice]:
    """The service sends to phones by a post office of ours."""
    office, outbound = PostOffice(), running.service.outbound
    before = outbound.ways
    outbound.ways = WaysOut({"phone": office})
    yield office
    outbound.ways = before


@pytest.fixture
def desk(running: Running) -> Desk:
    return Desk(running.shop())


def replied(desk: Desk, phone: str = ZOFIA, text: str = "Już sprawdzam.", key: str = "") -> dict[str, Any]:
    """Somebody writes and is answered."""
    customer_id = desk.writes(phone, "Gdzie moja paczka?")["customer_id"]
    return answered(desk, customer_id, text, key)


def answered(desk: Desk, customer_id: str, text: str, key: str = "") -> dict[str, Any]:
    body = {"text": text, "channel": "whatsapp", "seen_version": 1, "anyway": True}
    answer = desk.post(f"customers/{customer_id}/messages", body, key)
    assert 201 == answer.status_code, answer.text
    return answer.json()


def delivery(desk: Desk, done: dict[str, Any]) -> tuple[str, str]:
    desk.shop.running.settled()
    items = desk.shop.timeline(done["customer_id"])["items"]
    shown = next(each for each in items if each["item_id"] == done["item_id"])["delivery"]
    return shown["state"], shown["code"]


def looked(running: Running) -> None:
    """The follower has been through everything once more."""
    running.settled()
    running.ask(running.service.outbound._step_alone())


def test_a_reply_leaves_by_the_way_of_its_address(desk: Desk, office: PostOffice):
    done = replied(desk)
    assert ("sent", "") == delivery(desk, done)
    assert [("phone", "+48601000214", "Już sprawdzam.", "message")] == [
        (each.kind, each.address, each.text, each.what) for each in office.taken]  # fmt: skip


def test_what_the_channel_does_not_take_has_failed(desk: Desk, office: PostOffice):
    office.refuses = True
    assert ("failed", "refused") == delivery(desk, replied(desk))


def test_a_reply_is_sent_once_however_often_it_is_asked_for_and_looked_at(desk: Desk, office: PostOffice):
    done = replied(desk, key="once")
    body = {"text": "Już sprawdzam.", "channel": "whatsapp", "seen_version": 1, "anyway": True}
    assert done == desk.post(f"customers/{done['customer_id']}/messages", body, "once").json()
    outbound = desk.shop.running.service.outbound
    looked(desk.shop.running)
    outbound.position = 0  # as after the loss of what follower had come to
    looked(desk.shop.running)
    assert 1 == len(office.taken)


def test_replies_to_one_customer_leave_in_their_order(desk: Desk, office: PostOffice):
    done = [replied(desk, text="Raz.")]
    done += [answered(desk, done[0]["customer_id"], text) for text in ("Dwa.", "Trzy.")]
    assert [("sent", "")] * 3 == [delivery(desk, each) for each in done]
    assert ["Raz.", "Dwa.", "Trzy."] == [each.text for each in office.taken]


def test_what_came_of_the_channel_itself_is_no_reply(desk: Desk, office: PostOffice):
    data = {"channel": "whatsapp", "party": {"role": "agent"}, "parts": [{"type": "text", "text": "Dzień dobry"}],
            "to": [{"role": "customer", "handles": [{"kind": "phone", "value_raw": EWA, "level": 2}]}]}  # fmt: skip
    desk.shop.sent(a_delivery(desk.shop, "a-1", "message.sent", subject="wa:ewa", time=at(0), **data))
    looked(desk.shop.running)
    assert [] == office.taken


class Breaks(PostOffice):
    """Fails after it has taken a message: nobody knows whether it left."""

    async def send(self, outgoing: Outgoing) -> Sent | Refused:
        self.taken.append(outgoing)
        raise OSError("connection lost")


def test_an_unknown_outcome_is_tried_again_once_the_lease_is_over(desk: Desk, running: Running):
    outbound, clock, broken, office = running.service.outbound, Clock(), Breaks(), PostOffice()
    before = outbound.ways, outbound.now
    try:
        outbound.ways, outbound.now = WaysOut({"phone": broken}), clock
        done = replied(desk)
        assert ("queued", "") == delivery(desk, done)
        outbound.ways = WaysOut({"phone": office})
        looked(running)
        assert [1, 0] == [len(broken.taken), len(office.taken)], "within the lease it may be on its way"
        clock.pass_by(seconds=61)
        looked(running)
        assert ("sent", "") == delivery(desk, done)
        assert [1, 1] == [len(broken.taken), len(office.taken)]
    finally:
        outbound.ways, outbound.now = before


def test_what_another_node_is_sending_is_left_to_it(desk: Desk, running: Running):
    """Two followers on one log: whoever has the lease sends."""
    outbound, office = running.service.outbound, PostOffice()
    before = outbound.ways
    try:
        done = replied(desk)
        looked(running)
        recorded = next(
            each for each in map(running.service.codec.open, running.service.reader.since(0, 100_000))
            if getattr(each.event, "item_id", "") == done["item_id"])  # fmt: skip
        assert [True, False] == [running.ask(outbound._leased(recorded)) for _ in range(2)]
        outbound.ways, outbound.position = WaysOut({"phone": office}), recorded.position - 1
        looked(running)
        assert [] == office.taken
    finally:
        outbound.ways = before
        outbound._waiting.clear()


def test_what_has_waited_for_days_is_not_sent_by_a_way_found_now(desk: Desk, running: Running, office: PostOffice):
    outbound = running.service.outbound
    ways, outbound.ways = outbound.ways, WaysOut({})
    done = replied(desk)
    looked(running)
    outbound.ways, outbound.now, outbound.position = ways, lambda: utc_now() + timedelta(days=2), 0
    looked(running)
    outbound.now = utc_now
    assert [] == office.taken
    assert ("queued", "") == delivery(desk, done)


def test_a_crash_before_the_result_is_written_is_made_good_at_the_next_start(tmp_path: Path):
    with running_service(tmp_path, THROUGHLINE_OUTBOUND="phone=console") as running:
        running.service.outbound.ways = WaysOut({"phone": (broken := Breaks())})
        done = replied(Desk(running.shop("shop-1")))
        looked(running)
        assert 1 == len(broken.taken)
    with running_service(tmp_path, THROUGHLINE_OUTBOUND="phone=console") as running:
        office, clock = PostOffice(), Clock()
        clock.pass_by(seconds=61)
        running.ask(switched(running, office, clock))
        looked(running)
        assert ("sent", "") == delivery(Desk(running.shop("shop-1")), done)
        assert 1 == len(office.taken), "once more than the channel has seen, never less"


async def switched(running: Running, office: PostOffice, clock: Clock) -> None:
    """Between two steps of the follower, not within one."""
    outbound = running.service.outbound
    async with outbound.still():
        outbound.ways, outbound.now = WaysOut({"phone": office}), clock


def test_what_was_sent_and_could_not_be_written_down_is_not_sent_again(desk: Desk, running: Running,
                                                                       monkeypatch: pytest.MonkeyPatch):  # fmt: skip
    outbound, clock, office = running.service.outbound, Clock(), PostOffice()
    before, write, refused = (outbound.ways, outbound.now), outbound._pen.write, list[str]()

    async def fails_once(hand: Hand, decide: Any) -> Written:
        if hand.actor.id == "outbound" and office.taken and not refused:
            refused.append("the log did not answer")
            raise OutcomeUnknown
        return await write(hand, decide)

    monkeypatch.setattr(outbound._pen, "write", fails_once)
    try:
        running.ask(switched(running, office, clock))
        done = replied(desk)
        running.settled()
        clock.pass_by(seconds=61)
        looked(running)
        assert ("sent", "") == delivery(desk, done)
        assert [1, 1] == [len(refused), len(office.taken)]
    finally:
        outbound.ways, outbound.now = before


def test_a_customer_whom_nobody_can_read_holds_up_no_reply_to_others(tmp_path: Path):
    with running_service(tmp_path) as running:
        office, clock, desk = PostOffice(), Clock(), Desk(running.shop("demo"))
        running.ask(switched(running, Breaks(), clock))
        stuck = replied(desk, text="Jedna.")
        poison(running.service, "demo", stuck["customer_id"])
        running.ask(switched(running, office, clock))
        clock.pass_by(seconds=61)
        other = replied(desk, EWA, text="Druga.")
        assert ("sent", "") == delivery(desk, other)
        with understood():
            clock.pass_by(seconds=61)
            looked(running)
            assert ("sent", "") == delivery(desk, stuck)
        assert ["Druga.", "Jedna."] == [each.text for each in office.taken]


# ---- adapters --------------------------------------------------------------------------------------------------------


def reply_in_feed(desk: Desk, client: Any, done: dict[str, Any]) -> dict[str, Any]:
    found = client.get("/v1/events", params={"limit": 1000}).json()
    return next(
        each for each in found if each["data"].get("item_id") == done["item_id"] and "message-sent" in each["type"]
    )


def test_the_feed_shows_the_adapter_of_the_thread_what_it_has_to_send(desk: Desk):
    done = replied(desk)
    data = reply_in_feed(desk, desk.shop.feed, done)["data"]
    assert ("Już sprawdzam.", "+48601000214", "phone", f"wa:{ZOFIA}", desk.shop.source(), "whatsapp") == tuple(
        data[name] for name in ("text", "to", "to_kind", "thread", "carrier", "channel"))  # fmt: skip


def test_the_feed_shows_it_to_no_other_adapter(desk: Desk):
    done = replied(desk)
    with desk.shop.client("adapter", source=f"//{desk.shop.tenant}/email/*", feed=True) as other:
        data = reply_in_feed(desk, other, done)["data"]
    assert {"••••"} == {data[name] for name in ("text", "to", "thread")}
    assert "••••" == reply_in_feed(desk, desk.shop.auditor, done)["data"]["text"]


def test_an_adapter_reports_on_a_reply_by_our_items_id(desk: Desk):
    done = replied(desk)
    for number, state in enumerate(("sent", "delivered", "read")):
        report = a_delivery(desk.shop, f"r-{number}", "delivery.updated", subject=f"wa:{ZOFIA}", time=at(number), channel="whatsapp",
                            delivery={"state": state}, provider_refs={"message_id": done["item_id"]})  # fmt: skip
        receipt = desk.shop.sent(report)
        assert (done["item_id"], done["customer_id"]) == (receipt["item_id"], receipt["customer_id"])
    assert ("read", "") == delivery(desk, done)


def reported(desk: Desk, report_id: str, state: str, account: str = "whatsapp/main", **refs: str) -> dict[str, Any]:
    return desk.shop.sent(a_delivery(
        desk.shop, report_id, "delivery.updated", subject=f"wa:{ZOFIA}", account=account, channel="whatsapp",
        time=utc_now().isoformat(), delivery={"state": state}, provider_refs=refs))  # fmt: skip


def test_once_an_adapter_has_said_what_the_channel_calls_a_reply_it_may_go_on_by_that_name(desk: Desk):
    done = replied(desk)
    reported(desk, "r-1", "sent", message_id=done["item_id"], provider_id="SM-1")
    assert done["item_id"] == reported(desk, "r-2", "delivered", message_id="SM-1")["item_id"]
    assert ("delivered", "") == delivery(desk, done)


def test_what_a_way_out_calls_a_reply_is_known_to_who_reports_on_it(desk: Desk, office: PostOffice):
    office.name = "wamid.9"
    done = replied(desk)
    assert ("sent", "") == delivery(desk, done)
    assert done["item_id"] == reported(desk, "r-1", "read", message_id="wamid.9")["item_id"]
    assert ("read", "") == delivery(desk, done)


def test_another_source_cannot_report_on_it(desk: Desk):
    done = replied(desk)
    reported(desk, "r-1", "sent", message_id=done["item_id"], provider_id="SM-1")
    for number, name in enumerate((done["item_id"], "SM-1")):
        reported(desk, f"f-{number}", "failed", account="email/main", message_id=name)
    assert ("sent", "") == delivery(desk, done)


def test_what_an_adapter_reported_is_not_sent_again(desk: Desk, running: Running):
    done = replied(desk)
    report = a_delivery(desk.shop, "r-1", "delivery.updated", subject=f"wa:{ZOFIA}", channel="whatsapp", delivery={"state": "sent"},
                        provider_refs={"message_id": done["item_id"]})  # fmt: skip
    desk.shop.sent(report)
    outbound, office = running.service.outbound, PostOffice()
    before = outbound.ways
    outbound.ways, outbound.position = WaysOut({"phone": office}), 0
    looked(running)
    outbound.ways = before
    assert done["item_id"] and [] == [each for each in office.taken if each.tenant == desk.shop.tenant]
