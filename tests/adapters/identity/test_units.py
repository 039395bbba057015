"""Units not written yet are found as those that are."""

from pathlib import Path

import pytest

from adapters.identity.store import IdentityStore
from adapters.identity.units import UnitRow

PHONE, EMAIL = b"p" * 16, b"e" * 16


def row(unit_id: str, home: str = "c-1", *found_by: bytes, what: str = "interaction") -> UnitRow:
    return UnitRow(unit_id, what, home, what == "interaction", False, b"sealed", b"".join(found_by))


@pytest.fixture(params=[False, True], ids=["waiting", "written"])
def store(tmp_path: Path, request: pytest.FixtureRequest) -> IdentityStore:
    """Two interactions and a record of one customer, one of another's, and one of another tenant's."""
    store = IdentityStore(tmp_path / "identity.db", "life")
    for tenant, each in (("shop", row("i-1", "c-1", PHONE)), ("shop", row("i-2", "c-1", PHONE, EMAIL)),
                         ("shop", row("r-1", "c-1", EMAIL, what="record")), ("shop", row("i-3", "c-2", PHONE)),
                         ("other", row("i-1", "c-1", PHONE))):  # fmt: skip
        assert store.units.add(tenant, each) is not None
    if request.param:
        store.keep(1)
    return store


def ids(store: IdentityStore, numbers: list[int]) -> list[str]:
    return [each.unit_id for number in numbers for each in store.units.read([number])]


def test_a_unit_is_found_by_what_it_came_with_the_first_first(store: IdentityStore):
    assert ["i-1", "i-2", "i-3"] == ids(store, store.units.came_by("shop", PHONE, 9))
    assert ["i-1", "i-2"] == ids(store, store.units.came_by("shop", PHONE, 2))
    assert 1 == len(store.units.came_by("other", PHONE, 9)), "tenants never meet"


def test_records_are_looked_at_before_interactions(store: IdentityStore):
    assert ["r-1", "i-1", "i-2"] == ids(store, store.units.beside("shop", "c-1", 9))


def test_a_unit_known_already_is_not_added_again(store: IdentityStore):
    assert store.units.add("shop", row("i-1", "c-9", EMAIL)) is None
    assert [] == store.units.beside("shop", "c-9", 9)


def test_a_unit_that_moves_is_found_at_its_new_home_and_by_what_it_came_with(store: IdentityStore):
    number = store.units.number("shop", "i-2")
    assert number is not None
    store.units.put("shop", number, row("i-2", "c-2"))
    assert ["i-3", "i-2"] == sorted(ids(store, store.units.beside("shop", "c-2", 9)), reverse=True)
    assert ["r-1", "i-1"] == ids(store, store.units.beside("shop", "c-1", 9))
    assert "i-2" in ids(store, store.units.came_by("shop", EMAIL, 9))


def test_what_was_not_kept_is_forgotten_and_numbers_are_given_anew(store: IdentityStore):
    store.keep(1)
    store.units.add("shop", row("i-4", "c-1", PHONE))
    store.drop()
    assert store.units.number("shop", "i-4") is None
    number = store.units.add("shop", row("i-5", "c-1", EMAIL))
    assert number is not None and ["i-1", "i-2", "i-3"] == ids(store, store.units.came_by("shop", PHONE, 9))
    assert ["i-5"] == ids(store, [number])


def test_a_customer_is_forgotten_with_all_they_came_by(store: IdentityStore):
    store.forget("shop", "c-1")
    assert ["i-3"] == ids(store, store.units.came_by("shop", PHONE, 9))
    assert ([], []) == (store.units.came_by("shop", EMAIL, 9), store.units.at_home("shop", "c-1"))
    assert 1 == len(store.units.at_home("other", "c-1"))
