"""What a proof says of a customer, and what it does not; addresses as they may be shown."""

from datetime import timedelta
from typing import Any

import pytest

from domain.customer import events as happened
from domain.customer.state import Customer, Here, LinkedHandle, Proved
from domain.errors import HandleUnfit, UnknownHandle
from domain.identity.masked import masked
from domain.identity.matching import Holder
from domain.identity.proofs import METHODS, Prove, fit_for_code, note_tells_too_much, proof_of, prove, proven_here
from domain.ports import Moved
from tests.examples import NOON, minutes
from tests.scenario import MemoryStanding

DIGEST = b"phone:+48601000214"
FRESH = timedelta(minutes=15)


def a_link(**changes: Any) -> LinkedHandle:
    """Katarzyna's number, known from caller id."""
    fields: dict[str, Any] = {
        "link_id": "h-1", "kind": "phone", "value": "+48601000214", "level": 1, "method": "phone", "at": NOON}  # fmt: skip
    return LinkedHandle(**(fields | changes))


def a_customer(*links: LinkedHandle) -> Customer:
    return Customer(customer_id="c-1", registered=True, handles={link.link_id: link for link in links})


def a_proof(**changes: Any) -> Prove:
    fields = {"customer_id": "c-1", "link_id": "h-1", "digest": DIGEST, "level": 3, "method": "one_time_code"}
    return Prove(**(fields | changes))


def held_by(customer_id: str = "c-1", level: int = 1, link_id: str = "h-1") -> MemoryStanding:
    standing = MemoryStanding()
    standing.claims[DIGEST] = Holder(customer_id=customer_id, level=level, link_id=link_id)
    return standing


# ---- recording a proof -----------------------------------------------------------------------------------------------


def test_a_proof_raises_the_link_and_its_claim():
    plan = prove(a_proof(), a_customer(a_link()), held_by())
    verified = happened.HandleVerified(link_id="h-1", level=3, method="one_time_code")
    assert [("c-1", verified)] == [(entry.stream, entry.event) for entry in plan.entries]
    assert [(DIGEST, 1, 3)] == [(claim.key, claim.expected.level, claim.value.level) for claim in plan.claims]  # type: ignore[union-attr]


def test_a_lower_proof_is_recorded_and_lowers_nothing():
    plan = prove(a_proof(), a_customer(a_link(level=4)), held_by(level=4))
    assert 1 == len(plan.entries)
    assert [] == plan.claims


def test_a_said_handle_that_nobody_holds_is_held_once_it_is_proven():
    plan = prove(a_proof(), a_customer(a_link(level=0)), MemoryStanding())
    assert [(None, Holder(customer_id="c-1", level=3, link_id="h-1"))] == [
        (claim.expected, claim.value) for claim in plan.claims
    ]


def test_a_handle_held_by_another_is_not_taken_from_them():
    plan = prove(a_proof(), a_customer(a_link(level=0)), held_by("c-2", 2, "h-9"))
    assert [] == plan.claims
    assert [("c-2", "match-suggested"), ("c-1", "match-suggested"), ("c-1", "handle-verified")] == [
        (entry.stream, entry.event.name) for entry in plan.entries
    ]


def test_a_handle_linked_twice_on_one_page_is_proven_in_both_places():
    standing = held_by("c-2", 1, "h-9")
    from domain.customer.decisions import moved_key

    standing.claims[moved_key("c-2")] = Moved(customer_id="c-1")
    plan = prove(a_proof(), a_customer(a_link(level=0), a_link(link_id="h-9")), standing)
    assert ["h-9", "h-1"] == [entry.event.link_id for entry in plan.entries]  # type: ignore[attr-defined]
    assert [(1, 3)] == [(claim.expected.level, claim.value.level) for claim in plan.claims]  # type: ignore[union-attr]


@pytest.mark.parametrize("link", [a_link(kind="order_no"), a_link(kind="receipt"), a_link(shared=True)])
def test_what_is_quoted_or_shared_proves_nobody(link: LinkedHandle):
    with pytest.raises(HandleUnfit):
        prove(a_proof(), a_customer(link), held_by())


def test_a_link_that_is_gone_proves_nobody():
    with pytest.raises(UnknownHandle):
        prove(a_proof(link_id="h-2"), a_customer(a_link()), held_by())


@pytest.mark.parametrize("bound", [0, 1])
def test_a_code_is_never_sent_where_an_unproven_claim_came_from(bound: int):
    """Whoever claimed to be the customer would get it, and prove themselves to be somebody else."""
    with pytest.raises(HandleUnfit):
        fit_for_code(a_customer(), a_link(level=2, bound=bound))


def test_a_link_proves_no_more_than_its_tie_unless_an_agent_checked_the_person():
    for level, bound, proves in ((3, 1, 1), (2, 0, 0), (1, 4, 1), (3, 4, 3), (4, 0, 4)):
        proof = proof_of(a_customer(a_link(level=level, bound=bound)), NOON, FRESH)
        assert proof is not None
        assert (proves, proves >= 3) == (proof.level, proof.fresh)


@pytest.mark.parametrize("kind", ["chat_device", "loyalty_card", "crm_no", "order_no", "app_user"])
def test_a_code_goes_only_where_words_can_be_read(kind: str):
    with pytest.raises(HandleUnfit):
        fit_for_code(a_customer(), a_link(kind=kind))


# ---- what stands -----------------------------------------------------------------------------------------------------


def test_a_proof_is_fresh_for_a_while_and_then_only_what_it_was():
    customer = a_customer(a_link(level=3, method="one_time_code"))
    fresh = proof_of(customer, minutes(14), FRESH)
    assert fresh is not None
    assert (3, "one_time_code", True, minutes(15)) == (fresh.level, fresh.method, fresh.fresh, fresh.until)
    old = proof_of(customer, minutes(15), FRESH)
    assert old is not None
    assert (3, False, None) == (old.level, old.fresh, old.until)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_what_a_channel_says_is_never_fresh(level: int):
    proof = proof_of(a_customer(a_link(level=level)), NOON, FRESH)
    assert proof is not None
    assert (level, False) == (proof.level, proof.fresh)


def test_a_fresh_code_stands_before_an_old_check():
    customer = a_customer(a_link(level=4, at=minutes(-500)), a_link(link_id="h-2", level=3, at=NOON))
    proof = proof_of(customer, minutes(1), FRESH)
    assert proof is not None
    assert (3, True) == (proof.level, proof.fresh)


def test_a_code_confirmed_now_is_fresh_beside_a_higher_and_older_check_of_the_same_handle():
    link = a_link(level=4, at=minutes(-500), proved=Proved(level=3, method="one_time_code", at=NOON))
    proof = proof_of(a_customer(link), minutes(1), FRESH)
    assert proof is not None
    assert (3, "one_time_code", True) == (proof.level, proof.method, proof.fresh)


@pytest.mark.parametrize("tied", [0, 1, 2])
def test_what_was_merged_by_less_than_proof_is_proven_by_neither_side(tied: int):
    """A code or a channel proves who holds an address; that two people are one is no better known by it."""
    link = a_link(level=3, method="one_time_code")
    customer = a_customer(link)
    customer.tied = tied
    proof = proof_of(customer, minutes(1), FRESH)
    assert proof is not None
    assert (tied, False, tied >= 2) == (proof.level, proof.fresh, customer.proven)
    if tied < 2:
        with pytest.raises(HandleUnfit):
            fit_for_code(customer, link)


def test_an_address_of_no_one_person_proves_nobody():
    link = a_link(level=4, unfit="role_mailbox")
    assert not a_customer(link).proven
    assert proof_of(a_customer(link), NOON, FRESH) is None
    with pytest.raises(HandleUnfit):
        fit_for_code(a_customer(), link)


@pytest.mark.parametrize(
    ("here", "code", "proven"), [(1, False, False), (2, False, True), (1, True, True), (0, False, False)]
)
def test_who_is_here_is_proven_by_their_own_channel_or_a_fresh_proof(here: int, code: bool, proven: bool):
    link = a_link(level=2, proved=Proved(level=3, method="one_time_code", at=NOON) if code else None)
    customer = a_customer(link)
    customer.here = Here(interaction_id="i-1", channel="phone", level=here, at=NOON)
    assert customer.proven
    assert proven == proven_here(customer, proof_of(customer, minutes(1), FRESH))


def test_a_proof_from_the_future_is_not_fresh():
    assert not proof_of(a_customer(a_link(level=3, at=minutes(60))), NOON, FRESH).fresh  # type: ignore[union-attr]


def test_nobody_is_proven_without_a_handle_of_their_own():
    assert proof_of(a_customer(), NOON, FRESH) is None
    assert proof_of(a_customer(a_link(level=4, shared=True)), NOON, FRESH) is None


# ---- notes and addresses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "note", ["", "oddzwoniłam na stały numer", "salon 12", "widziałam dowód, zdjęcie się zgadza", "2026"]
)
def test_a_note_says_how_it_was_checked(note: str):
    assert not note_tells_too_much(note)


@pytest.mark.parametrize("note", ["ABC 12345", "1 2 3 4 5", "07.03.82", "১২৩৪৫", "①②③④⑤", "PIN 1234", "hasło to niebieski"])  # fmt: skip
def test_a_note_never_says_what_was_seen(note: str):
    assert note_tells_too_much(note)


@pytest.mark.parametrize(("kind", "value", "shown"), [
    ("phone", "+48601000214", "+48 ••• ••• 214"),
    ("phone", "+12025550123", "+1 ••• ••• • 123"),
    ("whatsapp", "+48601000214", "+48 ••• ••• 214"),
    ("phone", "+4811212", "+48 •••"),
    ("phone", "0048601000214", "•••14"),
    ("email", "kw@example.pl", "k•••@e•••.pl"),
    ("email", "kw@mail.example.co.uk", "k•••@m•••.uk"),
    ("email", "x@y", "x•••@•••"),
    ("messenger", "7291827364511", "•••11"),
    ("telegram", "12345", "•••"),
])  # fmt: skip
def test_an_address_is_shown_by_its_ends(kind: str, value: str, shown: str):
    assert shown == masked(kind, value)


def test_the_api_takes_the_methods_of_the_list():
    from typing import get_args

    from app.http.proofs import Method

    assert METHODS == get_args(Method)
