"""What intake could not know for a secret is hidden as soon as it shows."""

from typing import Any
from zoneinfo import ZoneInfo

from domain.customer import events as happened
from domain.memory.redacting import RedactionRule
from domain.memory.rules import Seen
from domain.memory.turns import Turn
from domain.page import Page
from domain.record import Recorded
from tests.domain.test_page import page_of
from tests.examples import a_message, minutes, recorded

AGENT = {"author_role": "agent", "direction": "outbound"}


def said(*messages: tuple[int, happened.ItemEvent]) -> list[Recorded]:
    """Messages in the order of arrival, each with its minute."""
    return [
        recorded(event, version, occurred_at=minutes(minute)) for version, (minute, event) in enumerate(messages, 1)
    ]


def customer(number: int, text: str, **changes: Any) -> happened.ItemEvent:
    return a_message(item_id=f"t-{number}", text=text, **changes)


def agent(number: int, text: str) -> happened.ItemEvent:
    return happened.MessageSent(
        item_id=f"t-{number}", text=text, interaction_id="i-1", channel="chat", kind="message", **AGENT
    )


def redactions(history: list[Recorded], of: int = -1, page: Page | None = None) -> list[happened.MessageRedacted]:
    """What the rule answers to one of these (the last), everything before it in time said earlier."""
    found = page or page_of(history)
    here = history[of]
    earlier = tuple(
        Turn(each.occurred_at, each.position, each.event.item_id, ((each.event.author_role, each.event.text),))
        for each in history if isinstance(each.event, happened.ItemEvent) and each.occurred_at < here.occurred_at
    )  # fmt: skip
    seen = Seen(
        page=found, recorded=here, earlier=earlier, zone=ZoneInfo("Europe/Warsaw"), region="PL", mint=lambda kind: kind
    )
    events = list(RedactionRule().derive(seen))
    assert all(isinstance(each, happened.MessageRedacted) for each in events)
    return events  # type: ignore[return-value]


def after(history: list[Recorded], events: list[happened.MessageRedacted]) -> dict[str, str]:
    """The texts of the page with what was redacted."""
    more = [recorded(each, len(history) + number, occurred_at=minutes(90)) for number, each in enumerate(events, 1)]
    items = page_of([*history, *more]).timeline.by_id
    return {item_id: item.text for item_id, item in items.items()}


def test_an_answer_in_clear_behind_its_question_is_redacted():
    history = said((1, agent(1, "Poproszę PIN.")), (2, customer(2, "to 4815")))
    (event,) = redactions(history)
    assert ("t-2", ((3, 7),), "pin", "i-1", "rule:redaction.1") == (
        event.item_id, event.spans, event.reason, event.interaction_id, event.detected_by
    )  # fmt: skip
    assert "to ••••" == after(history, [event])["t-2"]


def test_a_question_that_comes_later_than_its_answer_redacts_it():
    history = said((2, customer(2, "4815")), (3, customer(3, "jest Pan tam?")), (1, agent(1, "Poproszę PIN.")))
    assert {"t-1": "Poproszę PIN.", "t-2": "••••", "t-3": "jest Pan tam?"} == after(history, redactions(history))


def test_an_answer_that_comes_later_than_the_talk_behind_it_is_redacted():
    history = said((1, agent(1, "Poproszę PIN.")), (3, agent(3, "Dziękuję.")), (2, customer(2, "4815")))
    assert "••••" == after(history, redactions(history))["t-2"]


def test_the_same_number_is_redacted_wherever_the_interaction_says_it():
    history = said(
        (2, customer(2, "4815")), (3, agent(3, "Dziękuję, 4815 się zgadza.")), (4, customer(4, "zamówienie 48150")), (1, agent(1, "PIN?"))
    )  # fmt: skip
    texts = after(history, redactions(history))
    assert ("••••", "Dziękuję, •••• się zgadza.", "zamówienie 48150") == (texts["t-2"], texts["t-3"], texts["t-4"])


def test_what_is_dots_already_is_not_redacted_again():
    history = said((1, agent(1, "Poproszę PIN.")), (2, customer(2, "••••")))
    assert [] == redactions(history)
    named = said((1, agent(1, "Nazwisko panieńskie matki?")), (2, customer(2, "mother's maiden name: ••••••")))
    assert [] == redactions(named)
    late = said((2, customer(2, "4815")), (1, agent(1, "Poproszę PIN.")))
    (event,) = redactions(late)
    again = page_of([*late, recorded(event, 3, occurred_at=minutes(3))])
    assert [] == redactions(late, page=again)


def test_a_number_nobody_asked_a_secret_for_is_left():
    assert [] == redactions(said((1, agent(1, "Poproszę numer zamówienia.")), (2, customer(2, "48213"))))
    assert [] == redactions(said((1, customer(1, "4815"))))
    assert [] == redactions(said((2, customer(2, "48213")), (1, agent(1, "Poproszę numer zamówienia."))))


def test_another_interaction_is_left():
    history = said((2, customer(2, "4815", interaction_id="i-2")), (1, agent(1, "Poproszę PIN.")))
    assert [] == redactions(history)


def test_each_speaker_of_a_transcript_is_redacted_where_they_speak():
    segments = tuple(
        happened.Segment(party=party, text=text) for party, text in (("agent", "PIN?"), ("customer", "to 1234"))
    )
    call = happened.CallTranscribed(
        item_id="t-1", interaction_id="i-1", channel="phone", kind="call", direction="both", author_role="unknown",
        text="PIN?\nto 1234", segments=segments)  # fmt: skip
    (event,) = redactions(said((1, call)))
    assert ((8, 12),) == event.spans


def test_a_note_with_a_secret_in_clear_is_redacted():
    note = happened.NoteAdded(
        item_id="t-1", channel="chat", kind="note", direction="internal", author_role="agent", text="podał PIN 4815"
    )
    (event,) = redactions(said((1, note)))
    assert ((10, 14),) == event.spans
