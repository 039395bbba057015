"""Figures over HTTP: what was asked and told again on real events, each number opening its events; roles and refusals."""

from datetime import timedelta
from typing import Any

import pytest

from domain.figures import FIGURES
from tests.app.running import Shop, slug
from tests.examples import NOON

PHONE = {"kind": "phone", "value_raw": "+48 601 000 214", "level": 2}
PERIOD = {"from": "2026-11-01", "to": "2026-12-01"}


def said(shop: Shop, number: int, channel: str, role: str, text: str, name: str = "") -> dict[str, Any]:
    inbound = role == "customer"
    at = NOON + timedelta(minutes=number)
    return {
        "specversion": "1.0", "id": f"m-{number}", "source": shop.source(f"{channel}/main"), "subject": f"{channel}-thread",
        "time": at.isoformat().replace("+00:00", "Z"), "type": f"throughline.message.{'received' if inbound else 'sent'}.v1",
        "data": {"channel": channel, "entry_point": f"{channel} desk", "direction": "inbound" if inbound else "outbound",
                 "kind": "message", "party": {"role": role, "display_name": name, "handles": [PHONE] if inbound else []},
                 "parts": [{"type": "text", "text": text, "language": "pl"}]},
    }  # fmt: skip


@pytest.fixture
def told(shop: Shop) -> Shop:
    """An order number told on WhatsApp, asked for on the phone by Ola, and told a second time."""
    shop.sent(said(shop, 1, "whatsapp", "customer", "Zamek w kurtce z zamówienia PL-48213 się rozchodzi."))
    shop.sent(said(shop, 20, "phone", "customer", "Dzień dobry, dzwonię w sprawie tej kurtki."))
    shop.sent(said(shop, 21, "phone", "agent", "Czy może mi Pani podać numer zamówienia?", "Ola Kot"))
    shop.sent(said(shop, 22, "phone", "customer", "Tak, PL-48213."))
    shop.running.settled()
    shop.running.settled()  # what follows from what followed
    return shop


def figure(shop: Shop, name: str, role: str = "lead", **query: Any) -> dict[str, Any]:
    answer = getattr(shop, role).get(f"/v1/figures/{name}", params=PERIOD | query)
    assert 200 == answer.status_code, answer.text
    return answer.json()


def test_a_question_asked_again_stands_in_its_pair_of_channels_and_opens_its_event(told: Shop):
    found = figure(told, "asked-again", "auditor", by="channel_pair")
    [row] = found["rows"]
    assert ("asked-again", 1, "percent") == (found["name"], found["version"], found["unit"])
    assert found["position"] >= found["events"][0]["position"]
    assert ({"channel_pair": "whatsapp>phone"}, 1, 1, 100.0) == (
        row["keys"], row["numerator"], row["denominator"], row["value"])  # fmt: skip
    [event] = found["events"]
    assert [event["event_id"]] == row["events"]
    [recorded] = told.auditor.get("/v1/events", params={"after": event["position"] - 1, "limit": 1}).json()
    assert (event["event_id"], "throughline.fact-asked-again.v1") == (recorded["id"], recorded["type"])
    shown = told.auditor.get(f"/v1/interactions/{event['interaction_id']}").json()
    assert event["item_id"] in {item["item_id"] for item in shown["items"]}
    assert event["customer_id"] == shown["customer_id"]


def test_told_again_and_both_together(told: Shop):
    [row] = figure(told, "told-again")["rows"]
    assert (1, 2) == (row["numerator"], row["denominator"])
    [both] = figure(told, "repeat-story", by="team,week")["rows"][:1]
    assert {"team": "phone desk", "week": "2026-W47"} == both["keys"]
    assert (1, 1, 2) == (both["numerator"], both["denominator"], len(both["events"]))


def test_a_switch_in_which_something_was_repeated(told: Shop):
    rows = {row["keys"]["state"]: row for row in figure(told, "switches", by="channel_pair")["rows"]}
    assert (0, 1) == (rows["nothing_repeated"]["numerator"], rows["repeated"]["numerator"])
    assert {"whatsapp>phone"} == {row["keys"]["channel_pair"] for row in rows.values()}
    found = figure(told, "switches", by="channel_pair", row="whatsapp>phone,repeated")
    assert "channel-switched" == found["events"][0]["type"] and 3 == len(found["events"])


def test_a_team_alone(told: Shop):
    [row] = figure(told, "repeat-story", team="phone desk")["rows"]
    assert (1, 1) == (row["numerator"], row["denominator"])
    [row] = figure(told, "repeat-story", team="whatsapp desk")["rows"]
    assert (0, 1) == (row["numerator"], row["denominator"])


def test_the_way_of_a_need_over_its_channels(told: Shop):
    rows = {tuple(row["keys"].values()): row["numerator"] for row in figure(told, "journeys")["rows"]}
    assert {("1", "whatsapp", "phone"): 1, ("2", "phone", "open"): 1} == rows
    [row] = figure(told, "cross-channel")["rows"]
    assert (1, 1) == (row["numerator"], row["denominator"])
    [row] = figure(told, "time-to-context")["rows"]
    assert (1, 1, 120.0) == (row["numerator"], row["denominator"], row["value"])


def test_a_lead_is_told_of_events_but_of_no_person(told: Shop):
    for name in FIGURES:
        for event in figure(told, name)["events"]:
            assert (None, None, None) == (event["customer_id"], event["interaction_id"], event["item_id"]), name
    assert figure(told, "asked-again")["events"] and figure(told, "asked-again", "auditor")["events"][0]["customer_id"]


def test_a_lead_opens_the_people_behind_a_number_by_saying_why_and_that_is_recorded(told: Shop):
    asked = {
        "from": "2026-11-01",
        "to": "2026-12-01",
        "by": "channel_pair",
        "row": "whatsapp>phone",
        "reason": "coaching",
    }
    answer = told.lead.post("/v1/figures/asked-again/openings", json=asked)
    assert 200 == answer.status_code, answer.text
    [person] = answer.json()["people"]
    [event] = figure(told, "asked-again", "auditor")["events"]
    assert (event["customer_id"], [event]) == (person["customer_id"], person["events"])
    records = told.auditor.get("/v1/access", params={"customer": person["customer_id"]}).json()["records"]
    assert [("lead", "figure:asked-again", "coaching")] == [
        (each["role"], each["what"], each["purpose"]) for each in records if each["role"] == "lead"]  # fmt: skip


@pytest.mark.parametrize("change", [{"reason": ""}, {"reason": "curious"}, {"reason": None}, {"why": "coaching"}])
def test_nobody_is_named_without_a_reason(told: Shop, change: dict[str, Any]):
    asked = {key: value for key, value in ({"reason": "coaching"} | change).items() if value is not None}
    answer = told.lead.post("/v1/figures/asked-again/openings", json=PERIOD | asked)
    assert 422 == answer.status_code, answer.text
    records = told.auditor.get(
        "/v1/access", params={"customer": figure(told, "asked-again", "auditor")["events"][0]["customer_id"]}
    )
    assert [] == [each for each in records.json()["records"] if each["role"] == "lead"]


def test_agents_open_nothing_by_figures(told: Shop):
    assert 403 == told.agent.post("/v1/figures/asked-again/openings", json={"reason": "coaching"}).status_code


def test_events_come_page_by_page(told: Shop):
    first = figure(told, "repeat-story", limit=1)
    second = figure(told, "repeat-story", limit=1, after=first["next"])
    assert second["next"] is None
    assert ["fact-asked-again", "fact-told-again"] == [page["events"][0]["type"] for page in (first, second)]


def test_an_agent_is_shown_their_own_interactions_an_auditor_everything(told: Shop):
    for name, seen in (("Ola Kot", (1, 1)), ("Jan Nowak", (0, 0))):
        [row] = told.client("agent", name).get("/v1/figures/asked-again", params=PERIOD).json()["rows"]
        assert seen == (row["numerator"], row["denominator"]), name
    [row] = figure(told, "asked-again", "auditor")["rows"]
    assert (1, 2) == (row["numerator"], row["denominator"])


def test_another_tenant_sees_nothing_of_it(told: Shop):
    other = told.running.shop()
    [row] = figure(other, "asked-again")["rows"]
    assert (0, 0, None) == (row["numerator"], row["denominator"], row["value"])
    other.close()


@pytest.mark.parametrize(
    "query",
    [
        {"by": "agent"}, {"by": "day,week"}, {"from": "yesterday"}, {"from": "2026-11-22T10:00:00"}, {"from": "2027-01-01"},
        {"from": "1026-11-01"}, {"to": "9999-12-31T23:59:59Z"}, {"by": "day", "from": "2000-01-01"}, {"limit": "0"},
    ],
)  # fmt: skip
def test_what_cannot_be_counted_is_refused(shop: Shop, query: dict[str, str]):
    answer = shop.lead.get("/v1/figures/asked-again", params=PERIOD | query)
    assert 422 == answer.status_code, answer.text
    assert answer.json()["errors"]


def test_an_unknown_figure_is_not_found(shop: Shop):
    assert "unknown-figure" == slug(shop.lead.get("/v1/figures/moon-phase"))


def test_adapters_and_admins_see_no_figures(shop: Shop):
    assert [403, 403] == [getattr(shop, role).get("/v1/figures/switches").status_code for role in ("adapter", "admin")]


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_answers_without_a_period(shop: Shop, name: str):
    answer = shop.lead.get(f"/v1/figures/{name}")
    assert 200 == answer.status_code, answer.text
    assert {"name", "version", "rows", "events"} <= set(answer.json())
