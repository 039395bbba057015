"""What a merge would bring, of a page whose older part is not in memory."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.http.preview import preview
from app.merges import Sides
from domain.page import Page
from tests.app.identity.world import Node, World


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    node = Node()
    yield node
    node.close()


def test_a_long_page_is_counted_whole(node: Node):
    world = World(node)
    anna = world.deliver("order.noted", None, 1, 0).customer_id
    for minute in range(1, 40):
        world.deliver("message.received", "wa:1", 1, minute)
    jan = world.deliver("message.received", "wa:2", 2, 50).customer_id
    assert anna is not None and jan is not None
    node.restart()
    page, other = world.page(anna), world.page(jan)
    assert page.timeline.archive.count > 12
    found = node.run(preview(Sides(page, other), lead=False))
    assert (40, {"commerce": 1, "whatsapp": 39}, True) == (
        found.survivor.items,
        found.survivor.channels,
        found.survivor.orders,
    )
    whole = page.timeline.in_order()
    assert (whole[0].occurred_at, whole[-1].occurred_at) == (found.survivor.first_at, found.survivor.last_at)
    assert (1, {"whatsapp": 1}, False) == (found.absorbed.items, found.absorbed.channels, found.absorbed.orders)
    assert (41, False) == (found.items, found.needs_lead)


def test_an_empty_page_has_nothing_to_count(node: Node):
    found = node.run(preview(Sides(Page("c-1", timedelta()), Page("c-2", timedelta())), lead=False))
    assert (0, {}, None, None) == (
        found.items,
        found.survivor.channels,
        found.survivor.first_at,
        found.survivor.last_at,
    )
