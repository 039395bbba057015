"""What comes in after merges and reversals goes to whoever answers now."""

from tests.app.identity.contacts import People, phone
from tests.app.running import Running


def test_a_merge_taken_back_and_made_the_other_way_round_closes_no_circle(running: Running):
    people = People(running, running.shop())
    one, other = people.sent(phone(1))["customer_id"], people.sent(phone(2))["customer_id"]
    merge = people.post(f"customers/{other}/merges", {"absorb": one, "reason": "x"})
    assert other == people.sent(phone(1))["customer_id"]  # intake remembers who answers
    people.post(f"merges/{merge['merge_id']}/reversal", {"reason": "x"})
    people.post(f"customers/{one}/merges", {"absorb": other, "reason": "x"})
    assert one == people.sent(phone(2))["customer_id"]
    assert one == people.sent(phone(1))["customer_id"]
