"""An attachment and its item after merges: what is shown on one page and kept under the key of another."""

from typing import Any

from app.demo.pictures import statement
from tests.app.http.test_attachments import PICTURE, a_file, an_item, uploaded
from tests.app.intake.deliveries import AGENT, TO, a_delivery, a_message, at
from tests.app.running import Shop


def merged(shop: Shop, survivor: str, absorbed: str) -> str:
    """The merge's id."""
    answer = shop.agent.post(
        f"/v1/customers/{survivor}/merges", json={"absorb": absorbed, "evidence": ["same:email"]},
        headers={"Idempotency-Key": "merge"})  # fmt: skip
    assert answer.status_code in (200, 201), answer.text
    return answer.json()["merge_id"]


def test_after_a_merge_and_its_reversal_it_goes_with_its_item(shop: Shop):
    one, _ = an_item(shop, PICTURE, phone="+48601000231")
    two, _ = an_item(shop, statement(), "application/pdf", phone="+48601000232")
    survivor, absorbed = one.split("/")[3], two.split("/")[3]
    merge_id = merged(shop, survivor, absorbed)
    assert statement() == shop.agent.get(two.replace(absorbed, survivor)).content
    back = shop.agent.post(f"/v1/merges/{merge_id}/reversal", json={}, headers={"Idempotency-Key": "back"})
    assert back.status_code in (200, 201), back.text
    assert 404 == shop.agent.get(two.replace(absorbed, survivor)).status_code
    assert (statement(), PICTURE) == (shop.agent.get(two).content, shop.agent.get(one).content)


def test_it_is_opened_from_its_item_though_that_was_changed_after_a_merge(shop: Shop):
    """A receipt and a redaction that come after it are events of the survivor; the bytes stay with the absorbed one."""
    told = [uploaded(shop, PICTURE), uploaded(shop, statement(), "application/pdf")]
    line: dict[str, Any] = {"subject": "wa:1", "channel": "whatsapp", "party": AGENT, "to": TO}
    parts = [{"type": "text", "text": "Oto zdjęcie."}, a_file(told[0])]
    absorbed = shop.sent(a_delivery(shop, "a-1", "message.sent", time=at(0), parts=parts, **line))["customer_id"]
    parts = [{"type": "text", "text": "739164"}, a_file(told[1])]
    shop.sent(a_message(shop, "m-2", time=at(2), parts=parts))
    survivor = shop.sent(a_message(shop, "s-1", phone="+48601000239") | {"subject": "wa:2"})["customer_id"]
    shop.running.ask(shop.running.service.attachments.naming.settled())
    merged(shop, survivor, absorbed)
    asked = [{"type": "text", "text": "Poproszę PIN."}]
    shop.sent(a_delivery(shop, "m-1", "message.sent", time=at(1), parts=asked, **line))
    line |= {"delivery": {"state": "read"}, "provider_refs": {"message_id": "a-1"}}
    shop.sent(a_delivery(shop, "r-1", "delivery.updated", time=at(3), **line))
    shop.running.settled()
    items = [each for each in shop.timeline(survivor)["items"] if each["attachments"]]
    assert ["read", "••••••"] == [items[0]["delivery"]["state"], items[1]["text"]]
    for item, content in zip(items, (PICTURE, statement()), strict=True):
        path = f"/v1/customers/{survivor}/items/{item['item_id']}/attachments/{item['attachments'][0]['attachment_id']}"
        answer = shop.agent.get(path)
        assert (200, content) == (answer.status_code, answer.content)
