"""Who is present on one node is known on the others, over every bus."""

import asyncio
import time

from app.live.company import Company
from app.live.frames import Present
from tests.contracts.buses import Kind, Node, meet, nodes, until


class Table:
    """A node's company, with pages that note when they look different."""

    def __init__(self, node: Node) -> None:
        self.turned: list[str] = []
        self.company = Company(time.monotonic, lambda tenant, customers: self.turned.extend(customers))
        self.company.say = node.bus.say

    def shown(self) -> list[tuple[str, str]]:
        return [(each.name, each.state) for each in self.company.at("demo", "c-1").values()]


def test_who_is_present_is_known_on_the_other_nodes_at_once_and_gone_at_once(kind: Kind):
    async def case() -> None:
        async with nodes(kind, 3) as made:
            tables = [Table(each) for each in made]
            for node, table in zip(made, tables, strict=True):
                node.heard.heard = table.company.hear  # type: ignore[method-assign]
            await story(tables)

    async def story(tables: list[Table]) -> None:
        one, two, three = tables
        one.company.told("demo", "c-1", "p-anna", Present("Anna", "viewing"))
        two.company.told("demo", "c-1", "p-marek", Present("Marek", "editing"))
        await until(lambda: [("Anna", "viewing"), ("Marek", "editing")] == three.shown())
        one.company.told("demo", "c-1", "p-anna", Present("Anna", "editing"))
        await until(lambda: [("Anna", "editing")] == two.shown())
        assert [("Marek", "editing")] == one.shown(), "of itself a node hears nothing"
        one.company.leave()
        await until(lambda: [] == two.shown() and [("Marek", "editing")] == three.shown())
        assert {"c-1"} == set(three.turned)

    asyncio.run(case())


def test_a_node_that_comes_later_asks_for_what_it_missed(kind: Kind):
    async def case() -> None:
        async with nodes(kind) as made:
            one, two = (Table(each) for each in made)
            one.company.told("demo", "c-1", "p-anna", Present("Anna", "viewing"))
            await meet(made)  # whatever that said is over: nobody of the other node listened
            for node, table in zip(made, (one, two), strict=True):
                node.heard.heard = table.company.hear  # type: ignore[method-assign]
            one.company.tick()  # its digest
            await until(lambda: [("Anna", "viewing")] == two.shown())

    asyncio.run(case())
