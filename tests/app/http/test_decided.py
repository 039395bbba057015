"""What was decided about who a customer is, as an agent reads it: each decision once, with who, when and why."""

import pytest

from tests.app.http.merging import EWA, JAN, ZOFIA, Desk
from tests.app.running import Shop


@pytest.fixture
def desk(shop: Shop) -> Desk:
    return Desk(shop)


@pytest.fixture
def two(desk: Desk) -> tuple[str, str]:
    return desk.writes(ZOFIA, "Z", name="Zofia Pawlak")["customer_id"], desk.writes(JAN, "J", name="Jan")["customer_id"]


def decisions(desk: Desk, customer_id: str) -> list[dict[str, object]]:
    answer = desk.client.get(f"/v1/customers/{customer_id}/decisions")
    assert 200 == answer.status_code, answer.text
    return answer.json()["decisions"]


def test_nothing_was_decided_about_a_new_customer(desk: Desk, two: tuple[str, str]):
    assert [] == decisions(desk, two[0])


def test_a_merge_and_its_reversal_are_told_on_both_pages_once(desk: Desk, two: tuple[str, str]):
    zofia, jan = two
    desk.client.get(f"/v1/customers/{zofia}")  # whoever decides has looked
    merge = desk.merge(zofia, jan, evidence=["same:email"], reason="Dzwoni z tego numeru")["merge_id"]
    (told,) = decisions(desk, jan)  # an absorbed id answers with the survivor's
    assert ("merged", jan, ["same:email"], "Dzwoni z tego numeru") == tuple(told[key] for key in ("what", "other", "why", "reason"))  # fmt: skip
    assert (False, "agent") == (told["rule"], told["by"])
    desk.reverse(merge)
    assert [("merged", jan), ("separated", jan)] == [(each["what"], each["other"]) for each in decisions(desk, zofia)]
    assert "separated" == decisions(desk, jan)[-1]["what"]
    assert zofia == decisions(desk, jan)[-1]["other"]


def test_a_move_is_told_where_it_left_and_where_it_came(desk: Desk, two: tuple[str, str]):
    zofia, jan = two
    interaction = desk.writes(EWA, "E")
    ewa = interaction["customer_id"]
    desk.done(f"interactions/{interaction['interaction_id']}/reassignment", {"to": zofia, "reason": "told_so"})
    assert [("moved_in", ewa, ["agent:told_so"])] == [(each["what"], each["other"], each["why"]) for each in decisions(desk, zofia)]  # fmt: skip
    assert [("moved_out", zofia)] == [(each["what"], each["other"]) for each in decisions(desk, ewa)]
    assert [] == decisions(desk, jan)


def test_not_this_person_is_told_with_its_reason(desk: Desk, two: tuple[str, str]):
    zofia, jan = two
    desk.done(f"customers/{zofia}/dismissals", {"other": jan, "reason": "Inny głos"})
    assert [("apart", jan, "Inny głos")] == [(each["what"], each["other"], each["reason"]) for each in decisions(desk, zofia)]  # fmt: skip


def test_another_tenants_customer_is_nobody(desk: Desk, two: tuple[str, str]):
    stranger = Desk(desk.shop.running.shop())
    assert 404 == stranger.client.get(f"/v1/customers/{two[0]}/decisions").status_code
