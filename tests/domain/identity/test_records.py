"""A record of the shop's is known again by its own number, and by nothing else that stands in it."""

from typing import Any

from domain.customer.arrivals import Arrival
from domain.identity.handles import Handle
from tests.examples import a_handle, an_arrival, an_email
from tests.scenario import given


def a_number(value: str = "17") -> Handle:
    """The number under which the shop keeps somebody."""
    return a_handle(kind="crm_no", raw=value, norm=value)


def an_import(*handles: Handle, thread: str, **more: Any) -> Arrival:
    """A record comes in."""
    return an_arrival(what="customer.imported", source="//demo/crm/main", channel="crm", id=f"import-{thread}", thread=thread,
                      handles=handles, **more)  # fmt: skip


def test_a_record_is_not_attached_by_a_telephone_or_address_that_is_somebody_s():
    story = given(an_arrival(handles=(a_handle(), an_email())))
    story.when(an_import(a_number(), a_handle(), an_email(), thread="17"))
    assert 2 == len(set(story.customers))


def test_a_record_is_known_again_by_its_number_whatever_else_it_says():
    story = given(an_arrival(), an_import(a_number(), an_email(), thread="17"))
    story.when(an_import(a_number(), a_handle(), thread="17-again"))
    assert story.customers[1] == story.customers[2] != story.customers[0]


def test_two_numbers_are_two_records():
    story = given(an_import(a_number("17"), an_email(), thread="17")).when(
        an_import(a_number("18"), an_email(), thread="18")
    )
    assert 2 == len(set(story.customers))


def test_a_record_without_a_number_goes_by_what_it_has():
    story = given(an_arrival()).when(an_import(a_handle(), thread="x"))
    assert 1 == len(set(story.customers))


def test_the_number_decides_of_records_alone():
    """In a message it is a handle among others: the strongest decides."""
    story = given(an_arrival(), an_import(a_number(), an_email(), thread="17"))
    story.when(an_arrival(id="m-2", thread="wa:2", handles=(a_handle(level=3), a_number())))
    assert story.customers[0] == story.customers[2]
