"""Lives that the stateful model has found, told plainly."""

from collections.abc import Iterator

import pytest

from domain.identity import merging
from tests.app.identity.world import Node, World


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    node = Node()
    yield node
    node.close()


@pytest.fixture
def world(node: Node) -> World:
    return World(node)


def somebody(world: World, handle: int, minute: int = 0) -> str:
    """A customer with an order."""
    customer = world.deliver("order.noted", None, handle, minute).customer_id
    assert customer is not None
    return customer


def merged(world: World, survivor: str, absorbed: str) -> str:
    """The id of a merge by hand."""
    command = merging.Merge(customer_id=survivor, absorb=absorbed, by="p-anna")
    event = world.write(lambda hand: world.merges.merge(hand, command)).events[-1].event
    return getattr(event, "merge_id", "")


def taken_back(world: World, merge_id: str, **allot: str) -> None:
    """A merge is reversed."""
    command = merging.Reverse(merge_id=merge_id, allot=allot)
    world.write(lambda hand: world.merges.reverse(hand, command))


def asked(world: World, merge_id: str) -> tuple[str, ...]:
    """Whose these are, must be said before the merge is taken back."""
    return world.node.run(world.merges.outlook(world.tenant, merge_id)).sorted.asked


def order(world: World, customer: str, among: list[str]) -> list[str]:
    """In which order these stand on a page."""
    return [each.item.item_id for each in world.page(customer).timeline.every() if each.item.item_id in among]


def given_to(world: World, interaction: str, to: str) -> None:
    """An interaction is given away by hand."""
    world.write(lambda hand: world.merges.reassign(hand, interaction, to, "agent"))
    world.account.owner[interaction] = to


def test_a_page_merged_in_stands_in_its_own_order_though_what_made_an_item_late_has_been_taken_back_elsewhere(
    world: World,
):
    """Jan's page had lent room to something newer of Anna's: what came to him then is late, and stays so."""
    survivor, anna, jan = (somebody(world, handle) for handle in range(3))
    with_anna = merged(world, survivor, anna)
    newer = world.deliver("message.received", "wa:1", 1, 400).interaction_id or ""
    world.account.owner[newer] = survivor  # as a view says it
    first = world.deliver("message.received", "wa:2", 2, 60).item_id
    given_to(world, newer, jan)
    late = world.deliver("message.received", "wa:2", 2, 30).item_id
    given_to(world, newer, anna)
    taken_back(world, with_anna)
    assert first is not None and late is not None
    assert [first, late] == order(world, jan, [first, late])
    merged(world, survivor, jan)
    assert [first, late] == order(world, survivor, [first, late])


def test_a_note_that_went_back_to_somebody_who_absorbs_the_survivor_later_is_not_asked_about_again(world: World):
    survivor, anna, jan = (somebody(world, handle) for handle in range(3))
    with_anna, with_jan = merged(world, survivor, anna), merged(world, survivor, jan)
    note, _ = world.note(survivor)
    assert (note,) == asked(world, with_anna) == asked(world, with_jan)
    taken_back(world, with_anna, **{note: anna})
    merged(world, anna, survivor)
    assert () == asked(world, with_jan)
    taken_back(world, with_jan)
    assert note in {each.item.item_id for each in world.page(anna).timeline.every()}


def test_an_interaction_of_the_survivor_s_given_to_whom_they_absorbed_goes_with_them_and_stands_nowhere_twice(
    world: World,
):
    survivor, anna = somebody(world, 0), somebody(world, 1)
    said = world.deliver("message.received", "wa:0", 0, 60)
    assert said.interaction_id is not None and said.item_id is not None
    world.account.owner[said.interaction_id] = survivor
    with_anna = merged(world, survivor, anna)
    given_to(world, said.interaction_id, somebody(world, 2))
    given_to(world, said.interaction_id, anna)
    assert [said.item_id] == order(world, survivor, [said.item_id])
    taken_back(world, with_anna)
    assert [said.item_id] == order(world, anna, [said.item_id])
    assert [] == order(world, survivor, [said.item_id])
