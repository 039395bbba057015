"""Merging and taking it back over HTTP: nothing lost, nothing shown twice, and exactly the pages there were."""

import pytest

from tests.app.http.merging import EWA, JAN, ZOFIA, Desk
from tests.app.running import Running, Shop, slug


@pytest.fixture
def desk(shop: Shop) -> Desk:
    return Desk(shop)


@pytest.fixture
def two(desk: Desk) -> tuple[str, str]:
    """Zofia wrote at 0 and 20 minutes, Jan at 10 and 30."""
    for minute, text in ((0, "Z0 PL-48213"), (20, "Z20")):
        zofia = desk.writes(ZOFIA, text, minute=minute, name="Zofia Pawlak")
    for minute, text in ((10, "J10"), (30, "J30 jan@example.org")):
        jan = desk.writes(JAN, text, minute=minute, name="Jan")
    desk.shop.running.settled()
    return zofia["customer_id"], jan["customer_id"]


def test_the_survivors_page_is_both_in_time_order_whichever_survives(desk: Desk, two: tuple[str, str]):
    zofia, jan = two
    merge = desk.merge(zofia, jan)["merge_id"]
    assert ["Z0 PL-48213", "J10", "Z20", "J30 jan@example.org"] == desk.texts(zofia)
    items = [{**item, "asked_again": []} for item in desk.shop.timeline(zofia)["items"]]
    desk.reverse(merge)
    desk.merge(jan, zofia)
    assert items == [{**item, "asked_again": []} for item in desk.shop.timeline(jan)["items"]]


def test_the_absorbed_id_answers_with_the_survivor_everywhere(desk: Desk, two: tuple[str, str]):
    zofia, jan = two
    desk.merge(zofia, jan)
    shown = desk.client.get(f"/v1/customers/{jan}").json()
    assert (zofia, [jan]) == (shown["customer_id"], shown["absorbed"])
    assert {"+48601000214", "+48602000215"} == {handle["value"] for handle in shown["handles"]}
    assert {2} == {handle["level"] for handle in shown["handles"]}
    desk.shop.running.settled()
    found = desk.client.post("/v1/customers/lookup", json={"kind": "phone", "value": JAN}).json()["customers"]
    assert [zofia] == [each["customer_id"] for each in found]
    (interaction,) = {item["interaction_id"] for item in desk.shop.timeline(jan)["items"] if item["text"] == "J10"}
    assert zofia == desk.client.get(f"/v1/interactions/{interaction}").json()["customer_id"]
    waiting = desk.client.get("/v1/inbox").json()["customers"]
    assert [zofia] == [row["customer_id"] for row in waiting if row["customer_id"] in two]


def test_after_a_merge_only_the_survivors_stream_grows(desk: Desk, two: tuple[str, str]):
    zofia, jan = two
    desk.merge(zofia, jan)
    desk.shop.running.settled()  # what follows from it stands there too
    before = {each: desk.shop.running.service.reader.version(desk.shop.tenant, each) for each in two}
    receipt = desk.writes(JAN, "J40", minute=40)
    assert (zofia, before[zofia] + 1) == (receipt["customer_id"], receipt["version"])
    desk.shop.running.settled()
    assert before[jan] == desk.shop.running.service.reader.version(desk.shop.tenant, jan)


def test_an_auditor_lists_what_moved_in_beside_the_survivors_own_stream(desk: Desk, two: tuple[str, str]):
    survivor, absorbed = two
    desk.shop.running.settled()
    address, asked = f"/v1/customers/{survivor}/events", {"moved": True, "limit": 1000}
    theirs = desk.shop.auditor.get(f"/v1/customers/{absorbed}/events", params={"limit": 1000}).json()["events"]
    assert [] == desk.shop.auditor.get(address, params=asked).json()["events"]
    desk.merge(survivor, absorbed)
    moved = desk.shop.auditor.get(address, params=asked).json()["events"]
    assert {absorbed} == {each["stream"] for each in moved}
    assert {each["position"] for each in moved} <= {each["position"] for each in theirs}
    assert "message-received" in {each["type"] for each in moved}
    first, rest = ([*desk.shop.auditor.get(address, params=asked | more).json()["events"]]
                   for more in ({"limit": 1}, {"after": moved[0]["position"]}))  # fmt: skip
    assert moved == first + rest
    one = desk.shop.auditor.get(address, params=asked | {"limit": 1}, headers={b"X-Purpose": "zażalenie".encode()}).json()["events"]  # fmt: skip
    looks = desk.shop.auditor.get("/v1/access", params={"customer": survivor}).json()["records"]
    assert (f"moved:{one[0]['position']}", "zażalenie") in {(each["what"], each["purpose"]) for each in looks}


def test_a_merge_taken_back_at_once_leaves_both_pages_as_they_were(desk: Desk, two: tuple[str, str]):
    before = [desk.page(each) for each in two]
    merge = desk.merge(*two)["merge_id"]
    assert {
        "customer_id": two[0],
        "survivor": two[0],
        "absorbed": two[1],
        "allotted": {},
    }.items() <= desk.reverse(merge).items()
    assert before == [desk.page(each) for each in two]


def test_what_came_meanwhile_follows_its_handle_and_the_rest_is_asked_about(desk: Desk, two: tuple[str, str]):
    zofia, jan = two
    merge = desk.merge(zofia, jan)["merge_id"]
    desk.writes(JAN, "J40", minute=40)
    desk.writes(ZOFIA, "Z50", minute=50)
    note = desk.note(jan, "dzwonić po 16")
    asked = desk.post(f"merges/{merge}/reversal", {}, dry_run=True).json()
    assert [note] == asked["asked"]
    refused = desk.post(f"merges/{merge}/reversal", {})
    assert (409, "allotment-needed") == (refused.status_code, slug(refused))
    assert [f"/allot/{note}"] == [error["pointer"] for error in refused.json()["errors"]]
    wrong = desk.post(f"merges/{merge}/reversal", {"allot": {note: "c-nobody"}})
    assert (422, "invalid") == (wrong.status_code, slug(wrong))
    desk.done(f"merges/{merge}/reversal", {"allot": {note: jan}})
    assert ["J10", "J30 jan@example.org", "J40", "dzwonić po 16"] == desk.texts(jan)
    assert ["Z0 PL-48213", "Z20", "Z50"] == desk.texts(zofia)
    assert jan == desk.writes(JAN, "J60", minute=60)["customer_id"]


def test_pages_stand_after_a_reversal_as_if_they_had_never_been_one(running: Running):
    """The same feed in two tenants, one of which merged and took it back."""
    told: list[list[list[str]]] = []
    for merges in (True, False):
        shop = running.shop()
        desk = Desk(shop)
        zofia = desk.writes(ZOFIA, "Z0 nazywam się Zofia Pawlak", minute=0)["customer_id"]
        jan = desk.writes(JAN, "J10 jan@example.org", minute=10)["customer_id"]
        merge = desk.merge(zofia, jan)["merge_id"] if merges else ""
        desk.writes(ZOFIA, "Z500", minute=500)
        desk.writes(JAN, "J200 ewa@example.org", minute=200)  # late beside Zofia's, on time for Jan
        running.settled()
        if merge:
            desk.reverse(merge)
        running.settled()
        pages = [desk.page(each) for each in (zofia, jan)]
        told.append([
            [f"{item['text']} {item['late']} {item['occurred_at']}" for item in page["items"]]
            + [f"{fact['key']} {fact['value']} {fact['superseded_by'] is None}" for fact in page["facts"]["facts"]]
            + [f"{handle['kind']} {handle['value']} {handle['level']}" for handle in page["handles"]] for page in pages])  # fmt: skip
        shop.close()
    assert told[0] == told[1]


def test_a_merge_with_oneself_and_a_merge_of_those_who_are_one_are_refused(desk: Desk, two: tuple[str, str]):
    zofia, jan = two
    assert "already-one" == slug(desk.post(f"customers/{zofia}/merges", {"absorb": zofia}))
    desk.merge(zofia, jan)
    for one, other in ((jan, zofia), (zofia, jan), (jan, jan)):
        refused = desk.post(f"customers/{one}/merges", {"absorb": other})
        assert (409, "already-one") == (refused.status_code, slug(refused))


def test_a_chain_of_merges_is_taken_apart_from_the_middle(desk: Desk, two: tuple[str, str]):
    zofia, jan = two
    ewa = desk.writes(EWA, "E5", minute=5, name="Ewa")["customer_id"]
    first, second = desk.merge(zofia, jan)["merge_id"], desk.merge(ewa, zofia)["merge_id"]
    desk.writes(JAN, "J40", minute=40)
    assert ["Z0 PL-48213", "E5", "J10", "Z20", "J30 jan@example.org", "J40"] == desk.texts(jan)
    assert [zofia, jan] == desk.client.get(f"/v1/customers/{ewa}").json()["absorbed"]
    desk.reverse(first)
    assert ["J10", "J30 jan@example.org", "J40"] == desk.texts(jan)
    assert ["Z0 PL-48213", "E5", "Z20"] == desk.texts(zofia) == desk.texts(ewa)
    desk.reverse(second)
    assert [["Z0 PL-48213", "Z20"], ["E5"]] == [desk.texts(zofia), desk.texts(ewa)]


def test_a_merge_is_reversed_once(desk: Desk, two: tuple[str, str]):
    merge = desk.merge(*two)["merge_id"]
    first = desk.post(f"merges/{merge}/reversal", {}, key="once")
    again = desk.post(f"merges/{merge}/reversal", {}, key="once")
    assert first.json() == again.json()
    refused = desk.post(f"merges/{merge}/reversal", {})
    assert (409, "already-reversed") == (refused.status_code, slug(refused))
    unknown = desk.post("merges/m-nobody/reversal", {})
    assert (404, "not-found") == (unknown.status_code, slug(unknown))


def test_the_same_key_gets_the_first_answer_and_another_body_under_it_is_refused(desk: Desk, two: tuple[str, str]):
    zofia, jan = two
    first = desk.post(f"customers/{zofia}/merges", {"absorb": jan}, key="k")
    assert first.json() == desk.post(f"customers/{zofia}/merges", {"absorb": jan}, key="k").json()
    other = desk.post(f"customers/{zofia}/merges", {"absorb": jan, "reason": "x"}, key="k")
    assert (409, "idempotency-conflict") == (other.status_code, slug(other))
    missing = desk.post(f"customers/{zofia}/merges", {"absorb": jan}, key=None)
    assert (400, "idempotency-key-missing") == (missing.status_code, slug(missing))
    unknown = desk.post(f"customers/{zofia}/merges", {"absorb": jan, "force": True})
    assert (422, "invalid") == (unknown.status_code, slug(unknown))


def test_another_tenants_customer_is_nobody(running: Running, desk: Desk, two: tuple[str, str]):
    other = running.shop()
    stranger = Desk(other).writes(EWA, "E5")["customer_id"]
    for one, absorb in ((two[0], stranger), (stranger, two[0]), (two[0], "c-nobody")):
        for query in ({}, {"dry_run": True}):
            refused = desk.post(f"customers/{one}/merges", {"absorb": absorb}, **query)
            assert (404, "not-found") == (refused.status_code, slug(refused))
    merge = desk.merge(*two)["merge_id"]
    assert 404 == Desk(other).post(f"merges/{merge}/reversal", {}).status_code
    other.close()


def test_a_page_that_moved_since_it_was_looked_at_is_not_merged(desk: Desk, two: tuple[str, str]):
    zofia, jan = two
    preview = desk.post(f"customers/{zofia}/merges", {"absorb": jan}, dry_run=True).json()
    desk.writes(ZOFIA, "Z60", minute=60)
    seen = {"absorb": jan, "seen_version": preview["survivor"]["version"]}
    refused = desk.post(f"customers/{zofia}/merges", seen)
    assert (409, "page-moved") == (refused.status_code, slug(refused))
    assert "version" in refused.json()["errors"][0]["detail"]


def test_a_preview_counts_and_tells_no_words(desk: Desk, two: tuple[str, str]):
    zofia, _ = two
    stranger = desk.writes("+48 604 000 217", "tajne słowa", level=0, name="Tajna Nazwa")["customer_id"]
    preview = desk.post(f"customers/{zofia}/merges", {"absorb": stranger}, dry_run=True)
    assert 200 == preview.status_code
    assert (2, 1, 3) == (
        preview.json()["survivor"]["items"],
        preview.json()["absorbed"]["items"],
        preview.json()["items"],
    )
    assert "tajne" not in preview.text and "Tajna" not in preview.text and "604000217" not in preview.text
    assert ["Z0 PL-48213", "Z20"] == desk.texts(zofia)


def test_two_with_orders_are_merged_by_a_lead(desk: Desk, two: tuple[str, str]):
    for number, phone in enumerate((ZOFIA, JAN)):
        order = {"channel": "commerce", "order": {"number": f"PL-{number}", "state": "shipped"}}
        event = desk.writes(phone, "x", minute=70)
        shop = desk.shop
        from tests.app.intake.deliveries import a_delivery, at

        party = {"role": "customer", "handles": [{"kind": "phone", "value_raw": phone, "level": 2}]}
        shop.sent(a_delivery(shop, f"o-{number}", "order.noted", subject=None, time=at(80), party=party, **order))
        assert event
    refused = desk.post(f"customers/{two[0]}/merges", {"absorb": two[1]})
    assert (403, "needs-lead") == (refused.status_code, slug(refused))
    Desk(desk.shop, "lead").merge(*two)


def test_an_interaction_goes_to_whom_it_belongs_and_its_thread_with_it(desk: Desk, two: tuple[str, str]):
    zofia, jan = two
    interaction = desk.writes(JAN, "J40", minute=40)["interaction_id"]
    moved = desk.done(f"interactions/{interaction}/reassignment", {"to": zofia})
    assert zofia == moved["customer_id"]
    assert ([], ["Z0 PL-48213", "J10", "Z20", "J30 jan@example.org", "J40"]) == (desk.texts(jan), desk.texts(zofia))
    assert zofia == desk.writes(JAN, "J50", minute=50)["customer_id"]
    assert zofia == desk.client.get(f"/v1/interactions/{interaction}").json()["customer_id"]
    fresh = desk.done(f"interactions/{interaction}/reassignment", {"to": None})["customer_id"]
    assert fresh not in two
    assert ["J10", "J30 jan@example.org", "J40", "J50"] == desk.texts(fresh)
    assert 404 == desk.post("interactions/i-nobody/reassignment", {"to": zofia}).status_code
    assert 404 == desk.post(f"interactions/{interaction}/reassignment", {"to": "c-nobody"}).status_code


def test_what_left_a_merged_page_does_not_come_back_with_its_reversal(desk: Desk, two: tuple[str, str]):
    zofia, jan = two
    ewa = desk.writes(EWA, "E5", minute=5)["customer_id"]
    merge = desk.merge(zofia, jan)["merge_id"]
    interaction = desk.writes(JAN, "J40", minute=40)["interaction_id"]
    desk.done(f"interactions/{interaction}/reassignment", {"to": ewa})
    desk.reverse(merge)
    assert [["Z0 PL-48213", "Z20"], []] == [desk.texts(zofia), desk.texts(jan)]
    assert ["E5", "J10", "J30 jan@example.org", "J40"] == desk.texts(ewa)


def test_not_this_person_is_remembered(desk: Desk, shop: Shop):
    zofia = desk.writes(ZOFIA, "Z0")["customer_id"]
    party = {"role": "customer", "handles": [{"kind": "phone", "value_raw": ZOFIA, "level": 0}]}
    other = desk.writes(EWA, "E5", party=party)["customer_id"]
    shop.running.settled()
    shown = desk.client.get(f"/v1/customers/{other}").json()
    assert [zofia] == [each["customer_id"] for each in shown["suggested_matches"]]
    answer = desk.done(f"customers/{other}/dismissals", {"other": zofia, "reason": "brat"})
    assert (other, zofia, None) == (answer["customer_id"], answer["other"], answer["until"])
    for each in (zofia, other):
        assert [] == desk.client.get(f"/v1/customers/{each}").json()["suggested_matches"]
    again = desk.done(f"customers/{zofia}/dismissals", {"other": other})
    assert again["customer_id"] == zofia


def test_after_an_erasure_of_either_side_the_others_page_comes_back_whole(desk: Desk, two: tuple[str, str]):
    zofia, jan = two
    before = desk.page(zofia)
    merge = desk.merge(zofia, jan)["merge_id"]
    service = desk.shop.running.service
    service.keyring.destroy(desk.shop.tenant, jan, 0)
    service.pages.forget(desk.shop.tenant, zofia)
    desk.reverse(merge)
    assert before["items"] == desk.page(zofia)["items"]
    assert {""} == set(desk.texts(jan))


def test_as_of_a_version_before_the_reversal_shows_what_was_seen_then(desk: Desk, two: tuple[str, str]):
    zofia, jan = two
    merged = desk.merge(zofia, jan)
    desk.reverse(merged["merge_id"])
    then = desk.shop.timeline(zofia, as_of=f"v{merged['version']}")["items"]
    assert ["Z0 PL-48213", "J10", "Z20", "J30 jan@example.org"] == [item["text"] for item in then]
    before = desk.shop.timeline(zofia, as_of=f"v{merged['version'] - 1}")["items"]
    assert ["Z0 PL-48213", "Z20"] == [item["text"] for item in before]
