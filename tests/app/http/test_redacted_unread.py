"""What was redacted behind an event that cannot be read is shown nowhere: wherever words leave that are not of a page as it is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.views import ViewFollower
from domain.customer.events import CustomersMerged, InteractionReassigned, MessageRedacted, MessageSent
from tests.app.http.merging import JAN, ZOFIA, Desk
from tests.app.running import Running, Shop, running_service, slug
from tests.faults.poison import poison, stored

PIN, WORDS = "739164", "W szafce numer 739164"
SPANS = ((15, 21),)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    with running_service(tmp_path) as running:
        yield running


@pytest.fixture
def shop(running: Running) -> Shop:
    return running.shop("demo")


def told(shop: Shop) -> tuple[dict[str, Any], MessageRedacted]:
    """Zofia's words hold a secret nobody knows of yet; and what says that they do."""
    receipt = Desk(shop).writes(ZOFIA, WORDS)
    item = shop.timeline(receipt["customer_id"])["items"][-1]
    return receipt, MessageRedacted(
        item_id=item["item_id"], spans=SPANS, reason="pin", interaction_id=item["interaction_id"]
    )


def queue(shop: Shop) -> str:
    shop.running.settled()
    return shop.agent.get("/v1/inbox", params={"tab": "team"}).text


@pytest.mark.parametrize("read", [True, False])
def test_the_queue_shows_it_no_more(shop: Shop, read: bool):
    receipt, redaction = told(shop)
    service, zofia = shop.running.service, receipt["customer_id"]
    poison(service, shop.tenant, zofia)
    assert PIN in queue(shop)
    if read:
        stored(service, shop.tenant, zofia, redaction, 2)
    else:
        poison(service, shop.tenant, zofia, redaction, 2)
    assert PIN not in queue(shop) and zofia in queue(shop)


@pytest.mark.parametrize("read", [True, False])
def test_the_queue_does_not_show_it_by_way_of_a_merge(shop: Shop, read: bool):
    receipt, redaction = told(shop)
    service, zofia = shop.running.service, receipt["customer_id"]
    jan = Desk(shop).writes(JAN, "hej", minute=-10)["customer_id"]
    poison(service, shop.tenant, zofia)
    if read:
        stored(service, shop.tenant, zofia, redaction, 2)
    else:
        poison(service, shop.tenant, zofia, redaction, 2)
    merged = CustomersMerged(merge_id="m-1", survivor=jan, absorbed=zofia)
    stored(service, shop.tenant, jan, merged, 3)
    assert PIN not in queue(shop)
    stored(service, shop.tenant, zofia, merged, 4)
    assert PIN not in queue(shop) and jan in queue(shop)


def moved(shop: Shop) -> tuple[str, str, MessageRedacted]:
    """What Zofia said turned out to be Jan's, of whom an event cannot be read."""
    receipt, redaction = told(shop)
    service, zofia = shop.running.service, receipt["customer_id"]
    jan = Desk(shop).writes(JAN, "hej")["customer_id"]
    move = InteractionReassigned(
        interaction_id=redaction.interaction_id or "", from_customer=zofia, to_customer=jan, reason="handle:phone"
    )
    stored(service, shop.tenant, zofia, move, 1)
    stored(service, shop.tenant, jan, move, 2)
    poison(service, shop.tenant, jan, number=3)
    return zofia, jan, redaction


PAST = ("timeline?as_of=v{}", "facts?as_of=v{}", "brief?as_of=v{}")


def past(shop: Shop, customer_id: str) -> list[Any]:
    version = shop.agent.get(f"/v1/customers/{customer_id}").json()["version"] - 1
    found = [shop.agent.get(f"/v1/customers/{customer_id}/{path.format(version)}") for path in PAST]
    return [*found, shop.auditor.get(f"/v1/customers/{customer_id}/diff", params={"from": "v1", "to": f"v{version}"})]


def test_a_page_as_it_stood_does_not_show_it(shop: Shop):
    zofia, jan, redaction = moved(shop)
    assert PIN in past(shop, zofia)[0].text
    stored(shop.running.service, shop.tenant, jan, redaction, 4)
    answers = past(shop, zofia)
    assert [200] * 4 == [each.status_code for each in answers]
    assert PIN not in "".join(each.text for each in answers)


def test_a_page_as_it_stood_is_not_shown_where_it_cannot_be_read_what_is_secret(shop: Shop):
    zofia, jan, redaction = moved(shop)
    other = Desk(shop).writes("+48 604 000 217", "halo", "halo")["customer_id"]
    poison(shop.running.service, shop.tenant, jan, redaction, 4)
    assert {"customer-unreadable"} == {slug(each) for each in past(shop, zofia)}
    purpose = {"X-Purpose": "complaint 9"}
    assert "customer-unreadable" == slug(shop.auditor.get(f"/v1/customers/{zofia}/events", headers=purpose))
    assert 200 == shop.auditor.get(f"/v1/customers/{other}/events", headers=purpose).status_code
    assert {200} == {each.status_code for each in past(shop, other)}, "everybody else's is"


def test_a_view_that_is_behind_shows_no_secret(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    receipt, redaction = told(shop)
    zofia, service = receipt["customer_id"], shop.running.service
    shop.running.settled()
    monkeypatch.setattr(ViewFollower.reached, "__defaults__", (0.01,))
    shop.running.ask(service.follower.stop())
    stored(service, shop.tenant, zofia, redaction, 1)
    assert PIN not in "".join(each.text for each in past(shop, zofia))
    for path in (f"/v1/customers/{zofia}/events", "/v1/events"):
        assert PIN not in shop.auditor.get(path, headers={"X-Purpose": "complaint 9"}).text


@pytest.mark.parametrize("read", [True, False])
def test_an_adapter_is_not_told_it_with_a_reply(shop: Shop, read: bool):
    zofia, service = Desk(shop).writes(ZOFIA, "hej")["customer_id"], shop.running.service
    fields: dict[str, Any] = {
        "channel": "whatsapp",
        "kind": "message",
        "direction": "outbound",
        "author_role": "agent",
        "interaction_id": "i-1",
    }
    for number, text in enumerate((WORDS, "Dzień dobry"), 1):
        reply = MessageSent(item_id=f"t-reply-{number}", text=text, seen_version=1, **fields)
        stored(service, shop.tenant, zofia, reply, number)
    poison(service, shop.tenant, zofia, number=3)
    assert PIN in shop.feed.get("/v1/events").text
    redaction = MessageRedacted(item_id="t-reply-1", spans=SPANS, reason="pin")
    if read:
        stored(service, shop.tenant, zofia, redaction, 4)
    else:
        poison(service, shop.tenant, zofia, redaction, 4)
    answer = shop.feed.get("/v1/events")
    assert 200 == answer.status_code and PIN not in answer.text
    assert read == ("Dzień dobry" in answer.text), "nothing that may be secret is sent"


def test_a_page_as_it_stood_before_the_event_is_shown(shop: Shop):
    receipt, redaction = told(shop)
    zofia, service = receipt["customer_id"], shop.running.service
    shop.running.settled()
    version = shop.agent.get(f"/v1/customers/{zofia}").json()["version"]
    paths = [path.format(version) for path in PAST[:2]]
    before = [shop.agent.get(f"/v1/customers/{zofia}/{path}").json() for path in paths]
    between = {"from": "v1", "to": f"v{version}"}
    changed = shop.auditor.get(f"/v1/customers/{zofia}/diff", params=between).json()
    poison(service, shop.tenant, zofia)
    later = [shop.agent.get(f"/v1/customers/{zofia}/{path}").json() for path in paths]
    assert before == later and changed == shop.auditor.get(f"/v1/customers/{zofia}/diff", params=between).json()
    for asked in (f"v{version + 1}", "2099-01-01T00:00:00Z"):
        assert "customer-unreadable" == slug(shop.agent.get(f"/v1/customers/{zofia}/timeline", params={"as_of": asked}))
    assert "unknown-version" == slug(shop.agent.get(f"/v1/customers/{zofia}/timeline", params={"as_of": "v99"}))
    stored(service, shop.tenant, zofia, redaction, 2)
    hidden = shop.agent.get(f"/v1/customers/{zofia}/timeline", params={"as_of": f"v{version}"})
    assert 200 == hidden.status_code and PIN not in hidden.text and "••••••" in hidden.text


def test_whose_page_it_was_is_not_guessed(shop: Shop):
    zofia, jan = (Desk(shop).writes(phone, "hej") for phone in (ZOFIA, JAN))
    service, path = shop.running.service, f"/v1/customers/{zofia['customer_id']}/timeline?as_of=v1"
    poison(service, shop.tenant, zofia["customer_id"])
    assert 200 == shop.agent.get(path).status_code
    merged = CustomersMerged(merge_id="m-1", survivor=jan["customer_id"], absorbed=zofia["customer_id"])
    stored(service, shop.tenant, zofia["customer_id"], merged, 2)
    assert "customer-unreadable" == slug(shop.agent.get(path)), "the versions that are asked for are Jan's"
