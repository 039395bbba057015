"""Whatever happens in whatever order: nothing is lost, nothing is shown twice, a merge taken back has never been.

A stateful model on the real log, intake, pen and pages. THROUGHLINE_IDENTITY_EXAMPLES sets how many lives of 50 steps,
THROUGHLINE_IDENTITY_SEED other than 0 makes them others each time; a failure then prints how to meet it again.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from domain import effective, page
from domain.customer.state import Customer
from domain.identity import merging
from domain.page import Page
from domain.sameness import first_difference
from domain.timeline.archive import Standing
from domain.timeline.timeline import Timeline
from tests.app.identity.world import MergeMade, Node, Note, World
from tests.exploring import seeded

EXAMPLES = int(os.environ.get("THROUGHLINE_IDENTITY_EXAMPLES", "60"))
SEED = int(os.environ.get("THROUGHLINE_IDENTITY_SEED", "0"))
STEPS = 50
PARTS = 10  # each with lives of its own: no test takes minutes, and another is met where one failed
ZONE = ZoneInfo("Europe/Warsaw")
some = st.integers(0, 1_000)  # chooses among what there is
minutes = st.integers(0, 400)
_encode = msgspec.json.Encoder(order="deterministic").encode

node: Node


@pytest.fixture(scope="module", autouse=True)
def one_node() -> Iterator[None]:
    global node
    node = Node(SEED)
    yield
    node.close()


class Lives(RuleBasedStateMachine):
    """One tenant from its first word on."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(node)
        self.account = self.world.account

    # ---- what can happen ---------------------------------------------------------------------------------------------

    @rule(handle=st.integers(0, 4), minute=minutes, channel=st.integers(0, 1))
    def somebody_writes(self, handle: int, minute: int, channel: int) -> None:
        self.words(f"wa:{handle}:{channel}", handle, minute)

    @rule(number=st.integers(0, 1), handle=st.none() | st.integers(0, 4), minute=minutes)
    def a_thread_without_a_handle(self, number: int, handle: int | None, minute: int) -> None:
        self.words(f"chat:{number}", handle, minute)

    @rule(handle=st.integers(0, 4), minute=minutes)
    def an_order_is_noted(self, handle: int, minute: int) -> None:
        account = self.account
        if self.erased(account.holder.get(handle)):
            return
        receipt = self.world.deliver("order.noted", None, handle, minute)
        assert receipt.customer_id and receipt.item_id
        holder = account.holder.get(handle) or self.somebody_new(receipt.customer_id, handle)
        self.came(receipt.customer_id, receipt.item_id, receipt.item_id, holder)

    @precondition(lambda self: self.account.customers)
    @rule(who=some)
    def a_note_by_hand(self, who: int) -> None:
        customer = self.pick(self.account.customers, who)
        item_id, stream = self.world.note(customer)
        self.account.notes[item_id] = Note(item_id, self.account.step)
        self.came(stream, item_id, item_id, self.account.root(customer))

    @precondition(lambda self: len(self.account.roots()) > 1)
    @rule(one=some, other=some)
    def two_are_one(self, one: int, other: int) -> None:
        self.merge(one, other)

    @precondition(lambda self: self.account.standing())
    @rule(which=some, data=st.data())
    def not_after_all(self, which: int, data: st.DataObject) -> None:
        merge = self.pick(self.account.standing(), which)
        self.reverse(merge, lambda item: data.draw(st.booleans()))

    @precondition(lambda self: len(self.account.roots()) > 1)
    @rule(one=some, other=some)
    def one_and_at_once_two_again(self, one: int, other: int) -> None:
        pair = self.two_roots(one, other)
        before = [shown(self.world.page(each)) for each in pair]
        merge = self.merge(one, other)
        assert merge is not None
        self.reverse(merge, lambda _: False)
        assert before == [shown(self.world.page(each)) for each in pair]

    @precondition(lambda self: self.account.thread)
    @rule(which=some, to=some, new=st.booleans())
    def an_interaction_is_given_away(self, which: int, to: int, new: bool) -> None:
        interactions = sorted(set(self.account.thread.values()))
        self.give_away(self.pick(interactions, which), None if new else self.pick(self.account.customers, to))

    @precondition(lambda self: self.of_absorbed())
    @rule(which=some, to=some, new=st.booleans())
    def an_interaction_leaves_a_merged_page(self, which: int, to: int, new: bool) -> None:
        self.give_away(self.pick(self.of_absorbed(), which), None if new else self.pick(self.account.roots(), to))

    def of_absorbed(self) -> list[str]:
        """Interactions of those whom somebody absorbed."""
        return sorted(
            {each for each in self.account.thread.values() if self.account.owner[each] in self.account.parent}
        )

    def give_away(self, interaction: str, target: str | None) -> None:
        account = self.account
        if self.erased(account.owner[interaction]):
            return
        if self.erased(target):
            return
        written = self.world.write(lambda hand: self.world.merges.reassign(hand, interaction, target, "agent"))
        if target is None:
            target = written.customer_id
            account.customers.append(target)
        assert account.root(target) == written.customer_id
        if account.root(target) != account.root(account.owner[interaction]):
            account.owner[interaction] = target
            account.given |= {thread for thread, each in account.thread.items() if each == interaction}
        self.check(target)

    @precondition(lambda self: len(self.account.roots()) > 1)
    @rule(one=some, other=some)
    def they_are_two(self, one: int, other: int) -> None:
        here, there = self.two_roots(one, other)
        command = merging.Dismiss(customer_id=here, other=there)
        self.world.write(lambda hand: self.world.merges.dismiss(hand, command))
        assert there not in self.world.page(here).customer.matches

    @precondition(lambda self: self.account.customers and not self.account.erased)
    @rule(who=some)
    def somebody_is_erased(self, who: int) -> None:
        customer = self.pick(self.account.customers, who)
        node.keyring.destroy(self.world.tenant, customer, 0)
        self.account.erased.add(customer)
        self.world.reading.opened.clear()
        for each in self.account.customers:
            node.pages.forget(self.world.tenant, each)

    @rule()
    def the_service_starts_anew(self) -> None:
        node.restart()
        self.world.merges._pages = node.pages

    # ---- what must hold ----------------------------------------------------------------------------------------------

    def check(self, *customers: str) -> None:
        """Every item on one page, the right one; these pages are what the log says, folded anew."""
        account = self.account
        account.step += 1
        shown_on: dict[str, str] = {}
        roots = account.roots()
        pages = self.world.all_pages([*roots, *customers])
        page_of = dict(zip(roots, pages, strict=False))
        for root, found in page_of.items():
            assert root == found.customer_id
            items = [each.item.item_id for each in found.timeline.every()]
            assert account.on_page(root) == set(items) and len(items) == len(set(items)), root
            assert not shown_on.keys() & set(items)
            shown_on |= dict.fromkeys(items, root)
            assert account.family(root) - {root} == set(found.customer.absorbed)
        assert account.items.keys() == shown_on.keys()
        for root in {account.root(each) for each in customers}:
            assert first_difference(page_of[root], self.world.folded(root), ZONE) is None
        for each, found in zip(customers, pages[len(roots) :], strict=True):
            assert account.root(each) == found.customer_id

    def teardown(self) -> None:
        self.check(*self.account.customers)

    # ---- in parts ----------------------------------------------------------------------------------------------------

    def words(self, thread: str, handle: int | None, minute: int) -> None:
        account = self.account
        handle = None if thread in account.given and "chat" in thread else handle
        interaction = account.thread.get(thread)
        if interaction and "chat" in thread and len(account.way(account.owner[interaction])) > 2:
            handle = None  # PENDING decisions._move
        owner = account.owner[interaction] if interaction else None
        holder = account.holder.get(handle) if handle is not None else None
        if self.erased(owner) or self.erased(holder):
            return
        receipt = self.world.deliver("message.received", thread, handle, minute)
        assert receipt.customer_id and receipt.item_id and receipt.interaction_id
        if owner is None:
            owner = holder or self.somebody_new(receipt.customer_id, handle)
            if handle is None:
                account.open_threads[thread] = owner
        elif handle is not None and thread in account.open_threads and thread not in account.given:
            owner = self.thread_is_known(thread, owner, handle, holder)
        elif handle is not None and holder is None:
            account.holder[handle] = owner
        account.thread[thread] = receipt.interaction_id
        self.came(receipt.customer_id, receipt.item_id, receipt.interaction_id, owner)

    def thread_is_known(self, thread: str, owner: str, handle: int, holder: str | None) -> str:
        """Somebody known by a thread alone tells a handle."""
        account = self.account
        provisional = account.open_threads.pop(thread)
        if holder is None:
            account.holder[handle] = owner
            return owner
        if account.root(holder) != account.root(owner):
            if account.root(owner) == provisional and owner == provisional:
                account.moved[provisional], account.moved_at[provisional] = holder, account.step
            return holder
        return owner

    def came(self, customer: str, item_id: str, key: str, owner: str) -> None:
        account = self.account
        account.items[item_id] = key
        account.owner[key] = owner
        assert account.root(owner) == customer
        self.check(customer)

    def somebody_new(self, customer: str, handle: int | None) -> str:
        assert customer not in self.account.customers
        self.account.customers.append(customer)
        if handle is not None:
            self.account.holder[handle] = customer
        return customer

    def merge(self, one: int, other: int) -> MergeMade | None:
        here, there = self.two_roots(one, other)
        order = sorted(self.places(here) + self.places(there))
        command = merging.Merge(customer_id=here, absorb=there, by="p-anna")
        event = self.world.write(lambda hand: self.world.merges.merge(hand, command)).events[-1].event
        merge = MergeMade(getattr(event, "merge_id", ""), here, there, self.account.step)
        self.account.merges.append(merge)
        self.account.parent[there] = here
        assert [item for *_, item in order] == [item for *_, item in self.places(here)]
        self.check(here, there)
        return merge

    def reverse(self, merge: MergeMade, allot: Callable[[str], bool]) -> None:
        account = self.account
        asked = account.asked(merge)
        assert set(asked) == set(node.run(self.world.merges.outlook(self.world.tenant, merge.merge_id)).sorted.asked)
        allotted = {item: merge.absorbed if allot(item) else merge.survivor for item in asked}
        command = merging.Reverse(merge_id=merge.merge_id, allot=allotted)
        self.world.write(lambda hand: self.world.merges.reverse(hand, command))
        merge.stands = False
        del account.parent[merge.absorbed]
        account.owner |= {item: to for item, to in allotted.items() if to == merge.absorbed}
        self.check(merge.survivor, merge.absorbed)

    def places(self, customer: str) -> list[Any]:
        return [(each.place, each.item.item_id) for each in self.world.page(customer).timeline.every()]

    def two_roots(self, one: int, other: int) -> tuple[str, str]:
        roots = self.account.roots()
        here = self.pick(roots, one)
        return here, self.pick([each for each in roots if each != here], other)

    def erased(self, customer: str | None) -> bool:
        """Somebody, or whoever answers for them: what they send has nowhere to go."""
        return customer is not None and not self.account.erased.isdisjoint(
            (customer, self.account.root(customer), *self.account.way(customer))
        )

    def pick(self, among: list[Any], number: int) -> Any:
        return among[number % len(among)]


def shown(found: Page) -> bytes:
    """All that a page shows, less what counts the stream's events."""
    known: Customer = found.customer
    items = [each.item for each in found.timeline.every()]
    return _encode((items, found.told(), list(found.memory.promises), known.handles, known.display_name, known.absorbed,
                    known.merges, known.moved_to, known.system_name, known.attributes))  # fmt: skip


def live(examples: int, part: int = 0) -> None:
    lives = seeded(part)(Lives) if SEED == 0 else Lives
    run_state_machine_as_test(lives, settings=settings(  # type: ignore[no-untyped-call]
        max_examples=examples, stateful_step_count=STEPS, deadline=None, database=None, derandomize=False, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck), print_blob=True))  # fmt: skip


@pytest.mark.parametrize("part", range(PARTS))
def test_no_life_of_any_customers_loses_or_doubles_or_mixes_anything(part: int):
    live(EXAMPLES // PARTS, part)


BUGS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "what a merge brings along forgets what was reversed": lambda patch: patch.setattr(
        effective, "handed_down", lambda reversals, position, *sides: ()
    ),
    "nothing goes back": lambda patch: patch.setattr(effective, "_away", lambda event: frozenset()),
    "what comes stands last": lambda patch: patch.setattr(Timeline, "adopt", by_arrival),
    "a move is told to one stream only": lambda patch: patch.setattr(
        merging, "reassign", lambda command, *rest: reassign(merging.Reassign(
            interaction_id=command.interaction_id, page_of=command.page_of, to=command.to, reason=command.reason), *rest)
    ),
    "a reversal leaves the page as it was": lambda patch: patch.setattr(page.Page, "knows_not", lambda page, merge_id: False),
    "notes are not asked about": lambda patch: patch.setattr(merging, "_by_hand", lambda recorded: False),
}  # fmt: skip
adopt, reassign = Timeline.adopt, merging.reassign


def by_arrival(timeline: Timeline, standing: list[Standing], newest: Any, page_version: int) -> None:
    last = max((place for place, _ in timeline.places), default=None)
    if last is not None:
        standing = [each._replace(place=(max(last[0], each.place[0]), *each.place[1:])) for each in standing]
    adopt(timeline, standing, newest, page_version)


@pytest.mark.parametrize("bug", BUGS, ids=lambda name: name.replace(" ", "-"))
def test_a_planted_bug_is_found(bug: str, monkeypatch: pytest.MonkeyPatch):
    BUGS[bug](monkeypatch)
    with pytest.raises(Exception):  # noqa: B017 - whichever claim it breaks first
        for part in range(25):  # lives of many beginnings find sooner what one beginning comes to late
            live(8, part)
