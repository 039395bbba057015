"""The follower on a real log: what is worked out is done, once; what a person decided stands."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from app.settings import Settings
from app.storage import bring_up
from tests.app.http.merging import Desk
from tests.app.identity.contacts import People, contact, email, phone, proof
from tests.app.running import Running, Shop, running_service
from tests.peers.postgres import Postgres

ACTS = ("customers-merged", "customers-unmerged", "interaction-reassigned", "handle-shared", "match-suggested")
CARD, KIOSK = ("loyalty_card", "5901234123457", 1), ("chat_device", "kiosk-1", 1)


@pytest.fixture
def people(running: Running, shop: Shop) -> People:
    return People(running, shop)


def acts(people: People) -> dict[str, int]:
    """What the follower did, counted."""
    types = people.types()
    return {name: types[name] for name in ACTS}


# ---- linking ---------------------------------------------------------------------------------------------------------


def test_evidence_makes_two_customers_one(people: People):
    one, other = people.sent(phone(1)), people.sent(email("anna"))
    assert not people.together(one, other)
    people.proven(phone(1, 3), email("anna", 3))
    assert people.together(one, other)


def test_what_came_by_a_household_s_telephone_is_given_to_whom_it_belongs(people: People):
    anna = people.sent(phone(2), email("anna.nowak"), name="Anna Nowak")
    jan = people.sent(phone(2), email("jan.kowalski"), name="Jan Kowalski")
    assert not people.together(anna, jan)
    assert 1 <= people.types()["handle-shared"]
    call = people.sent(phone(2, 1), name="Jan Kowalski")
    assert people.together(call, jan)


def test_a_terminal_s_customers_stay_apart(people: People):
    some = [people.sent(KIOSK, name=name) for name in ("Anna Nowak", "Jan Kowalski", "Ewa Mazur")]
    assert 3 == len({people.whose(each) for each in some})


def test_a_number_passed_on_leaves_the_first_owner_s_page(people: People):
    before = people.sent(phone(3), email("before"), name="Anna Nowak")
    people.sent(phone(3), email("after"), name="Jan Kowalski")
    later = people.sent(phone(3), name="Jan Kowalski")
    assert not people.together(before, later)


def test_a_scanned_card_never_makes_two_proven_customers_one(people: People):
    anna, jan = people.sent(CARD, email("anna.c")), people.sent(CARD, email("jan.c"))
    people.sent(CARD)
    assert not people.together(anna, jan)
    assert 0 == people.types()["customers-merged"]


def test_a_merge_by_a_rule_is_taken_back_when_what_tied_them_proves_to_be_shared(people: People):
    one, other = people.sent(phone(8)), people.sent(email("taken-back"))
    people.sent(phone(8), email("taken-back"))
    assert people.together(one, other) and 2 == people.types()["customers-merged"]
    note = Desk(people.shop, "lead").note(people.whose(one), "Dzwonić po osiemnastej.")
    people.sent(phone(8), email("the-next-owner"))
    assert not people.together(one, other)
    assert 2 == people.types()["customers-unmerged"]  # once, in both streams
    survivor = min(one["customer_id"], other["customer_id"])
    assert note in {each["item_id"] for each in people.shop.timeline(survivor)["items"]}, (
        "nobody's by a handle: it stays"
    )


def test_a_handle_follows_its_person_so_that_intake_finds_them_at_once(people: People):
    anna = people.sent(phone(9), email("anna.follows"), name="Anna Nowak")
    jan = people.sent(phone(9), email("jan.follows"), name="Jan Kowalski")
    assert anna["customer_id"] == jan["customer_id"] and not people.together(anna, jan)
    assert people.whose(jan) == people.sent(email("jan.follows"))["customer_id"]


def test_an_order_s_number_links_nobody(people: People):
    order = ("order_no", "PL-2026-1", 2)
    one, other = people.sent(email("one"), order), people.sent(email("other"), order)
    assert not people.together(one, other)
    assert [] == people.suggestions()


@pytest.mark.parametrize(
    "unfit", [("phone", "anonymous", 2), ("email", "biuro@firma.example", 2), ("phone", "112", 2)],
    ids=["withheld", "a role's mailbox", "a short number"])  # fmt: skip
def test_an_unfit_handle_links_nobody(people: People, unfit: Any):
    one, other = people.sent(email("u-one"), unfit), people.sent(email("u-other"), unfit)
    assert not people.together(one, other)
    assert {0} == set(acts(people).values())


# ---- what a person decided -------------------------------------------------------------------------------------------


def test_a_merge_by_hand_is_not_taken_back_by_a_rule(people: People):
    one = people.sent(phone(4), email("h-one"), name="Anna Nowak")
    other = people.sent(phone(4), email("h-other"), name="Ewa Mazur")
    assert not people.together(one, other)
    people.post(f"customers/{people.whose(one)}/merges", {"absorb": people.whose(other), "reason": "told so"})
    for handle, name in ((email("h-other"), "Ewa Mazur"), (phone(4), "Anna Nowak")):
        people.sent(handle, name=name)
    assert people.together(one, other)
    assert 0 == people.types()["customers-unmerged"]


def test_a_merge_taken_back_by_hand_is_not_done_again(people: People):
    one, other = people.sent(phone(5)), people.sent(email("r-one"))
    people.proven(phone(5, 3), email("r-one", 3))
    assert people.together(one, other)
    merged = next(
        each
        for each in people.running.service.reader.since(0, 1_000, people.shop.tenant)
        if each.type == "customers-merged"
    )
    event: Any = people.running.service.codec.open(merged).event
    people.post(f"merges/{event.merge_id}/reversal", {"reason": "two people"})
    people.proven(phone(5, 3), email("r-one", 3))
    people.sent(phone(5))
    assert not people.together(one, other)
    assert 2 == people.types()["customers-merged"]  # once, in both streams


def test_what_was_dismissed_is_neither_suggested_nor_merged(people: People):
    one = people.sent(email("d-one"), name="Anna Nowak")
    other = people.sent(phone(6), email("d-one", 0), name="Anna Nowak")
    assert 1 == len(people.suggestions())
    people.post(f"customers/{people.whose(one)}/dismissals", {"other": people.whose(other)}, "agent")
    people.sent(phone(6), name="Anna Nowak")
    assert [] == people.suggestions()
    people.proven(phone(6, 3), email("d-one", 3))
    assert not people.together(one, other)
    assert [] == people.suggestions()


def test_an_interaction_given_by_hand_stays_there(people: People):
    one, other = people.sent(email("g-one")), people.sent(email("g-other"))
    wrong = people.sent(email("g-one"))
    people.post(f"interactions/{wrong['interaction_id']}/reassignment", {"to": people.whose(other)})
    people.sent(email("g-one"))
    assert people.together(wrong, other) and not people.together(wrong, one)
    unit = people.running.service.identity.graph.units.unit(people.shop.tenant, wrong["interaction_id"])
    assert unit is not None and (other["customer_id"], True) == (unit.home, bool(unit.pinned))


# ---- once, whatever happens ------------------------------------------------------------------------------------------


def test_a_crash_after_the_acts_and_before_they_are_kept_does_nothing_twice(
    people: People, monkeypatch: pytest.MonkeyPatch
):
    store, kept = people.running.service.identity.graph.store, []
    keep = type(store).keep

    def fails_once(self: Any, position: int) -> None:
        if people.types()["customers-merged"] and not kept:
            kept.append(position)
            raise OSError("the disk went away")
        keep(self, position)

    monkeypatch.setattr(type(store), "keep", fails_once)
    one, other = people.sent(phone(7)), people.sent(email("crash"))
    people.proven(phone(7, 3), email("crash", 3))
    assert kept
    assert people.together(one, other)
    assert 2 == people.types()["customers-merged"]


def test_a_store_that_is_lost_is_made_again_and_nothing_is_done_twice(tmp_path: Path):
    with running_service(tmp_path) as running:
        people = People(running, running.shop("demo"))
        some = a_street(people.shop)
        for each in some:
            people.shop.sent(each)
        running.settled()
        before, whose = people.types(), grouping(people, some)
    for each in tmp_path.glob("identity.db*"):
        each.unlink()
    with running_service(tmp_path) as running:
        people = People(running, running.shop("demo"))
        running.settled()
        assert (before, whose) == (people.types(), grouping(people, some))


def test_a_store_that_is_lost_repeats_nothing_that_was_taken_back_since(tmp_path: Path):
    with running_service(tmp_path) as running:
        people = People(running, running.shop("demo"))
        one, other = people.sent(phone(8)), people.sent(email("taken-back"))
        people.sent(phone(8), email("taken-back"))
        people.sent(phone(8), email("the-next-owner"))
        before = people.types()
        assert (2, 2) == (before["customers-merged"], before["customers-unmerged"])
    for each in tmp_path.glob("identity.db*"):
        each.unlink()
    with running_service(tmp_path) as running:
        people = People(running, running.shop("demo"))
        running.settled()
        assert before == people.types()
        assert not people.together(one, other)


def test_two_nodes_of_one_log_do_everything_once(postgres: Postgres, tmp_path: Path):
    variables = {"THROUGHLINE_DATABASE_URL": postgres.fresh(), "THROUGHLINE_KEYS_URL": postgres.fresh(), "THROUGHLINE_MASTER_KEY": "5a" * 32}  # fmt: skip
    bring_up(Settings.read(variables | {"THROUGHLINE_DATA_DIR": str(tmp_path)}))
    with ExitStack() as until:
        running = [until.enter_context(running_service(tmp_path / name, **variables)) for name in ("one", "two")]
        nodes = [People(each, each.shop("demo")) for each in running]
        some = a_street(nodes[0].shop)
        for number, each in enumerate(some):
            nodes[number % 2].shop.sent(each)
        for _ in range(2):  # what one does the other takes in, too
            for each in running:
                each.settled()
        together, did = grouping(nodes[0], some), acts(nodes[0])
        assert together == grouping(nodes[1], some)
    with running_service(tmp_path / "alone") as alone:
        people = People(alone, alone.shop("demo"))
        for each in some:
            people.shop.sent(each)
            alone.settled()
        assert (grouping(people, some), acts(people)["customers-merged"]) == (together, did["customers-merged"])


@pytest.mark.parametrize("seed", range(5))
def test_five_orders_of_arrival_end_in_the_same_grouping(running: Running, seed: int):
    first = People(running, running.shop())
    other = People(running, running.shop())
    in_order, shuffled = a_street(first.shop), a_street(other.shop)
    random.Random(seed).shuffle(shuffled)
    for people, some in ((first, in_order), (other, shuffled)):
        for each in some:
            people.shop.sent(each)
        people.running.settled()
    assert plain(grouping(first, in_order)) == plain(grouping(other, shuffled))


def a_street(shop: Shop) -> list[dict[str, Any]]:
    """Two households, a terminal, people who come back, and proofs of what belongs together."""
    some: list[dict[str, Any]] = []
    for house in range(2):
        for given, family in (("Anna", "Nowak"), ("Jan", "Kowalski")):
            name, address = f"{given} {family}", f"{given}.{family}{house}".lower()
            some += [
                contact(shop, phone(10 + house), name=name), contact(shop, email(address), name=name),
                contact(shop, phone(20 + house + 2 * len(given)), email(address, 0), name=name), contact(shop, KIOSK, name=name),
                proof(shop, email(address, 3), phone(20 + house + 2 * len(given), 3))]  # fmt: skip
    for number, each in enumerate(some):  # within the late window, and the same in every street
        each["id"] = each["subject"] = f"street-{number}"
        each["time"] = f"2026-11-21T09:{number:02}:00Z"
    return some


def grouping(people: People, some: list[dict[str, Any]]) -> set[frozenset[str]]:
    """Who hangs together, by the ids under which they were sent."""
    found: dict[str, set[str]] = {}
    for each in some:
        if "evidence" not in each["type"]:
            receipt = people.shop.send(each).json()  # a duplicate: the first receipt
            found.setdefault(people.whose(receipt), set()).add(each["id"])
    return {frozenset(group) for group in found.values()}


def plain(groups: set[frozenset[str]]) -> list[list[str]]:
    """Easier to read when they differ."""
    return sorted(sorted(group) for group in groups)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running_service(tmp_path_factory.mktemp("service")) as running:
        yield running
