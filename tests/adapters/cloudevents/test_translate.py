"""What a CloudEvent means in our words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.cloudevents.translate import translate
from adapters.cloudevents.wire import Unreadable, WrongField
from domain.customer.arrivals import Arrival

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
PHONE = {"kind": "phone", "value_raw": "601 000 214", "level": 1}


def translated(what: str = "message.received", attributes: dict[str, Any] | None = None, **data: Any) -> Arrival:
    event = {"specversion": "1.0", "id": "m-1", "source": "//demo/chat/web", "type": f"throughline.{what}.v1",
             "data": {"channel": "chat"} | data} | (attributes or {})  # fmt: skip
    return translate(event, NOW, lambda kind, norm: f"{kind}:{norm}".encode(), "PL")


def test_a_national_number_is_read_in_the_entry_points_region():
    party = {"role": "customer", "handles": [PHONE | {"value_raw": "030 123456"}]}
    assert ["+4930123456"] == [each.norm for each in translated(entry_point="+49 30 999999", party=party).handles]
    assert ["+48601000214"] == [
        each.norm for each in translated(party={"role": "customer", "handles": [PHONE]}).handles
    ]


def test_a_handle_said_twice_counts_once_with_its_best_proof():
    handles = [
        PHONE,
        PHONE | {"value_raw": "+48601000214", "level": 3},
        PHONE | {"value_raw": "0048601000214", "level": 2},
    ]
    assert [3] == [each.level for each in translated(party={"role": "customer", "handles": handles}).handles]


def test_a_handle_that_names_nobody_links_nothing_and_is_kept():
    handles = [PHONE | {"value_raw": "anonymous"}]
    arrival = translated(party={"role": "customer", "handles": handles})
    assert () == arrival.handles
    assert [{"kind": "phone", "value_raw": "anonymous", "unfit": "withheld"}] == arrival.extra["unfit_handles"]


@pytest.mark.parametrize("role", ["agent", "bot", "system", "store_associate", "supervisor"])
def test_only_the_customers_side_brings_handles(role: str):
    to = [
        {"role": "customer", "handles": [PHONE]},
        {"role": "agent", "handles": [PHONE | {"value_raw": "601 000 999"}]},
    ]
    arrival = translated("message.sent", party={"role": role, "handles": [PHONE | {"value_raw": "601 000 777"}]}, to=to)
    assert ["+48601000214"] == [each.norm for each in arrival.handles]


@pytest.mark.parametrize(
    ("what", "data", "pointer"),
    [
        ("message.received", {"party": {"role": "customer", "handles": [PHONE, {"kind": "aura", "value_raw": "x"}]}}, "/data/party/handles/1/kind"),
        ("identity.evidence", {"handles": [{"kind": "aura", "value_raw": "x"}]}, "/data/handles/0/kind"),
        ("message.sent", {"to": [{"role": "agent"}, {"handles": [{"kind": "aura", "value_raw": "x"}]}]}, "/data/to/1/handles/0/kind"),
    ],
)  # fmt: skip
def test_an_unknown_kind_of_handle_is_pointed_at_where_it_stands(what: str, data: dict[str, Any], pointer: str):
    with pytest.raises(WrongField) as refusal:
        translated(what, **data)
    assert pointer == refusal.value.pointer


def test_evidence_is_worth_what_it_says_as_a_whole_and_no_handle_more():
    handles = [{"kind": "phone", "value_raw": "601000214"}, {"kind": "crm_no", "value_raw": "7", "level": 4}]
    assert [3, 3] == [each.level for each in translated("identity.evidence", handles=handles, level=3).handles]


def test_a_transcript_is_one_text_and_its_direction_that_of_its_speakers():
    both = [{"party": "customer", "text": "Halo"}, {"party": "agent", "text": "Słucham"}]
    assert ("Halo\nSłucham", "both") == (lambda it: (it.text, it.direction))(
        translated("call.transcribed", transcript=both)
    )
    assert "inbound" == translated("call.transcribed", transcript=both[:1]).direction
    assert "outbound" == translated("call.transcribed", transcript=both[1:]).direction


def test_quotes_and_signatures_are_no_new_words_and_are_not_lost():
    parts = [
        {"type": "text", "text": "nowe"},
        {"type": "text", "text": "stare", "range": "quoted"},
        {"type": "html", "text": "<p>nowe</p>"},
    ]
    arrival = translated(parts=parts)
    assert "nowe" == arrival.text
    assert ["stare", "<p>nowe</p>"] == [part["text"] for part in arrival.extra["parts"]]
    assert "nowe" == translated(parts=parts[2:]).text


def test_without_a_time_it_happened_when_it_came():
    assert NOW == translated().occurred_at


@pytest.mark.parametrize("type_", ["throughline.message.received.v2", "message.received.v1", "throughline.message.received", "com.x.message.received.v1",
                                   "throughline.throughline.message.received.v1", "THROUGHLINE.message.received.v1"])  # fmt: skip
def test_a_type_that_is_not_exactly_ours_is_for_the_quarantine(type_: str):
    with pytest.raises(Unreadable):
        translated(attributes={"type": type_})


def test_only_a_code_stands_in_clear_and_a_senders_sentence_does_not():
    assert "normal_clearing" == translated("call.ended", call={"cause": "normal_clearing"}).code
    arrival = translated("call.ended", call={"cause": "Pani Kowalska się rozłączyła"})
    assert ("", "Pani Kowalska się rozłączyła") == (arrival.code, arrival.extra["call"]["cause"])


def test_a_delivery_code_stands_in_clear_only_if_it_is_one():
    arrival = translated("delivery.updated", delivery={"state": "failed", "code": "number of Pani Kowalska is dead"})
    assert "" == arrival.code
    assert "number of Pani Kowalska is dead" == arrival.extra["delivery"]["code"]
    assert "30003" == translated("delivery.updated", delivery={"state": "failed", "code": "30003"}).code
