"""Whose an arrival is, and what it makes happen."""

from domain.customer import events as happened
from domain.timeline.items import Author
from tests.examples import a_handle, an_arrival, an_email, minutes
from tests.scenario import given

AGENT = Author(role="agent", id="a-7", name="Marta")


def test_a_first_message_registers_links_starts_and_is_received():
    given().when(an_arrival()).then(
        happened.CustomerRegistered, happened.HandleLinked, happened.InteractionStarted, happened.MessageReceived
    )


def test_a_second_message_of_the_thread_is_only_received():
    story = given(an_arrival()).when(an_arrival(id="m-2")).then(happened.MessageReceived)
    assert story.plans[0].interaction_id == story.plans[1].interaction_id


def test_the_same_proven_handle_on_another_channel_is_the_same_customer():
    story = given(an_arrival()).when(an_arrival(source="//demo/sms/main", thread="sms:9", channel="sms"))
    assert 1 == len(set(story.customers))
    story.then(happened.InteractionStarted, happened.MessageReceived)


def test_an_asserted_handle_attaches_and_a_better_proof_raises_the_link():
    story = given(an_arrival(handles=(a_handle(level=1),))).when(
        an_arrival(thread="wa:2", handles=(a_handle(level=3),))
    )
    story.then(happened.HandleVerified, happened.InteractionStarted, happened.MessageReceived)
    assert 1 == len(set(story.customers))


def test_a_typed_address_alone_attaches_nobody():
    typed = an_arrival(source="//demo/chat/main", thread="chat:1", handles=(an_email(level=0),))
    story = given(an_arrival(handles=(an_email(),))).when(typed)
    assert 2 == len(set(story.customers))


def test_two_typed_handles_that_agree_attach():
    both = (an_email(level=0), a_handle(level=0))
    story = given(an_arrival(handles=(an_email(), a_handle()))).when(
        an_arrival(source="//demo/chat/main", thread="chat:1", handles=both)
    )
    assert 1 == len(set(story.customers))


def test_a_typed_handle_never_claims_an_address_for_its_typist():
    typed = an_arrival(source="//demo/chat/main", thread="chat:1", handles=(an_email(level=0),))
    story = given(typed).when(an_arrival(source="//demo/email/main", thread="mail:1", handles=(an_email(),)))
    assert 2 == len(set(story.customers)), "the owner who writes later is not the one who typed it"


def test_an_agents_words_never_attach_and_wait_for_the_customer():
    first = an_arrival(what="message.sent", author=AGENT, handles=())
    story = given(an_arrival(thread="wa:0"), first).when(an_arrival(id="m-3"))
    story.then(
        happened.InteractionReassigned,
        happened.InteractionReassigned,
        happened.HandlesPresented,
        happened.MessageReceived,
    )
    provisional, real = story.customers[1], story.customers[2]
    assert real == story.customers[0] != provisional
    assert [provisional, real, real, real] == [entry.stream for entry in story.plan.entries]
    assert real == story.standing.home(provisional)


def test_a_handle_nobody_holds_makes_the_provisional_customer_real():
    story = given(an_arrival(what="message.sent", author=AGENT, handles=())).when(an_arrival(id="m-2"))
    story.then(happened.HandleLinked, happened.HandlesPresented, happened.MessageReceived)
    assert 1 == len(set(story.customers))


def test_a_thread_ends_with_the_call_and_a_late_word_still_belongs_to_it():
    call = {"source": "//demo/phone/main", "thread": "call:1", "channel": "phone"}
    started = an_arrival(what="call.started", **call)
    ended = an_arrival(what="call.ended", occurred_at=minutes(10), **call)
    late = an_arrival(what="call.transcribed", occurred_at=minutes(9), **call)
    again = an_arrival(what="call.started", occurred_at=minutes(60), **call)
    story = given(started, ended, late).when(again)
    first, second, third, fourth = (plan.interaction_id for plan in story.plans)
    assert first == second == third != fourth
    assert story.plans[0].item_id == story.plans[1].item_id, "a call has one item of its own"


def test_context_opens_no_interaction():
    story = given().when(an_arrival(what="order.noted", channel="commerce", text="PL-48213 · shipped"))
    story.then(happened.CustomerRegistered, happened.HandleLinked, happened.OrderNoted)
    assert story.plan.interaction_id is None


def test_a_receipt_changes_its_message():
    sent = an_arrival(id="m-2", what="message.sent", author=AGENT, handles=())
    story = given(an_arrival(), sent).when(an_arrival(id="d-1", what="delivery.updated", refers_to="m-2", state="read"))
    story.then(happened.MessageDeliveryUpdated)
    assert story.plans[1].item_id == story.plan.item_id


def test_evidence_links_handles_without_an_item():
    tied = an_arrival(
        what="identity.evidence", thread="", handles=(a_handle(level=3), an_email(level=3)), method="web_login"
    )
    story = (
        given(an_arrival()).when(tied).then(happened.HandleLinked, happened.HandleVerified, happened.HandlesPresented)
    )
    assert story.plan.item_id is None and story.plan.interaction_id is None
    assert 1 == len(set(story.customers))


def test_evidence_that_tells_nothing_new_is_still_recorded():
    tied = an_arrival(what="identity.evidence", thread="", handles=(a_handle(level=3),), method="web_login")
    given(tied).when(tied).then(happened.HandlesPresented)


def test_fresh_proof_within_a_call_moves_it_from_the_household_to_the_caller():
    husband = an_arrival(source="//demo/email/main", thread="mail:1", handles=(an_email(),))
    wife = an_arrival(handles=(a_handle(),))
    call = an_arrival(
        what="call.started", source="//demo/phone/main", thread="call:1", channel="phone", handles=(a_handle(level=1),)
    )
    proof = an_arrival(
        what="identity.evidence",
        source="//demo/phone/main",
        thread="call:1",
        channel="phone",
        handles=(an_email(level=3),),
    )
    story = given(husband, wife, call).when(proof)
    assert story.customers[2] == story.customers[1]
    assert story.customers[3] == story.customers[0]
    moved = [entry for entry in story.plan.entries if isinstance(entry.event, happened.InteractionReassigned)]
    assert [story.customers[1], story.customers[0]] == [entry.stream for entry in moved]


def test_deciding_twice_gives_nothing_the_second_time_to_link():
    story = given(an_arrival(), an_arrival()).when(an_arrival())
    story.then(happened.MessageReceived)
    assert [] == [claim for claim in story.plan.claims if claim.expected != claim.value]
