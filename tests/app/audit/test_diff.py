"""What changed between two moments, over HTTP: each change beside the event that it came from."""

from typing import Any

import pytest

from adapters.log.codec import Codec
from adapters.log.rows import Row
from domain.record import Recorded
from tests.app.intake.deliveries import TYPES, a_delivery, a_message, at
from tests.app.running import Running, Shop, slug
from tests.canaries import stands


@pytest.fixture
def customer_id(shop: Shop, running: Running) -> str:
    """Tells an order, asks for an exchange, thinks better of it."""
    told = (
        "Zamek w kurtce z zamówienia PL-48213 się rozchodzi.",
        "Chcę wymianę na nową.",
        "Jednak proszę o zwrot pieniędzy.",
    )
    receipts = [
        shop.sent(a_message(shop, f"m-{number}", text=text) | {"time": at(number)}) for number, text in enumerate(told)
    ]
    running.settled()
    return receipts[0]["customer_id"]


def diff(shop: Shop, customer_id: str, **asked: Any) -> dict[str, Any]:
    answer = shop.auditor.get(f"/v1/customers/{customer_id}/diff", params=asked)
    assert 200 == answer.status_code, answer.text
    return answer.json()


def events(shop: Shop, customer_id: str) -> list[dict[str, Any]]:
    return shop.auditor.get(f"/v1/customers/{customer_id}/events", params={"limit": 1000}).json()["events"]


def facts(shop: Shop, customer_id: str, version: int) -> dict[str, dict[str, Any]]:
    told = shop.auditor.get(f"/v1/customers/{customer_id}/facts", params={"as_of": f"v{version}"}).json()["facts"]
    return {each["fact_id"]: each for each in told if each["superseded_by"] is None and not each["retracted"]}


def test_a_fact_that_was_superseded_stands_beside_the_one_that_holds_and_the_event_that_told_it(
    shop: Shop, customer_id: str
):
    told = [
        each
        for each in events(shop, customer_id)
        if each["type"] == "fact-recorded" and each["data"]["key"] == "wanted_outcome"
    ]
    before, after = told[0]["version"], told[-1]["version"]
    changed = diff(shop, customer_id, **{"from": f"v{before}", "to": f"v{after}"})
    (fact,) = [each for each in changed["facts"] if each["key"] == "wanted_outcome"]
    assert ("changed", after, "fact-recorded") == (fact["change"], fact["cause"]["version"], fact["cause"]["type"])
    assert (told[0]["data"]["fact_id"], told[-1]["data"]["fact_id"]) == (
        fact["before"]["fact_id"],
        fact["after"]["fact_id"],
    )
    assert told[-1]["event_id"] == fact["cause"]["event_id"]


def test_every_change_is_one_between_the_two_moments_and_nothing_else_is_named(shop: Shop, customer_id: str):
    last = len(events(shop, customer_id))
    for first, second in ((0, last), (2, last), (3, 7), (last, last)):
        changed = diff(shop, customer_id, **{"from": f"v{first}", "to": f"v{second}"})
        old, new = facts(shop, customer_id, first), facts(shop, customer_id, second)
        assert {each for each in new if each not in old} == {
            each["after"]["fact_id"] for each in changed["facts"] if each["after"]}  # fmt: skip
        assert {each for each in old if each not in new} == {
            each["before"]["fact_id"] for each in changed["facts"] if each["before"]}  # fmt: skip
        assert changed["same"]["facts"] == len(old.keys() & new.keys())
        causes = [each["cause"]["version"] for part in ("brief", "facts", "promises") for each in changed[part]]
        assert all(first < each <= second for each in causes)
        assert (first, second, second - first) == (changed["from"], changed["to"], changed["events"])


def test_a_sentence_of_the_brief_names_the_event_after_which_it_reads_so(shop: Shop, customer_id: str):
    last = len(events(shop, customer_id))
    changed = diff(shop, customer_id, **{"from": "v2", "to": f"v{last}"})
    assert changed["brief"]
    for line in changed["brief"]:
        text, version = (line["after"] or {"text": ""})["text"], line["cause"]["version"]
        briefs = [
            {each["text"] for each in shop.auditor.get(f"/v1/customers/{customer_id}/brief", params={"as_of": f"v{v}"}).json()["lines"]}
            for v in (version - 1, version)]  # fmt: skip
        assert [False, bool(text)] == [text in briefs[0] and bool(text), text in briefs[1]]


def test_a_long_history_is_gone_through_in_strides_and_finds_the_same_events(
    shop: Shop, customer_id: str, monkeypatch: pytest.MonkeyPatch
):
    asked = {"from": "v1", "to": f"v{len(events(shop, customer_id))}"}
    whole = diff(shop, customer_id, **asked)
    monkeypatch.setattr("app.audit.comparing.LOOKS", 3)
    assert whole == diff(shop, customer_id, **asked)


def test_a_difference_opens_each_event_once_where_its_sentences_turned_among_the_last(
    shop: Shop, customer_id: str, monkeypatch: pytest.MonkeyPatch
):
    first = len(events(shop, customer_id))
    for number, word in enumerate(
        ("w domu", "w pracy", "w sklepie", "na spacerze", "u siostry", "w pociągu", "na dworcu", "w górach")
    ):
        shop.sent(
            a_message(shop, f"m-1{number}", text=f"Zamek znowu się zaciął, już {word}.") | {"time": at(20 + number)}
        )
    shop.running.settled()
    last = len(events(shop, customer_id))
    monkeypatch.setattr("app.audit.comparing.LOOKS", 3)
    opened, opens = list[int](), Codec.open

    def counted(codec: Codec, row: Row) -> Recorded:
        opened.append(row.version)
        return opens(codec, row)

    monkeypatch.setattr(Codec, "open", counted)
    changed = diff(shop, customer_id, **{"from": f"v{first}", "to": f"v{last}"})
    monkeypatch.undo()
    (line,) = changed["brief"]
    assert last == line["cause"]["version"] and last - first > 2 * 3, "too many to be looked at one by one"
    assert [*range(1, last + 1)] == opened


def test_a_secret_found_later_is_not_told_by_an_older_moment(shop: Shop, customer_id: str):
    shop.sent(a_message(shop, "m-8", text="Kurtka ma dziurę na rękawie, nr 246813.") | {"time": at(12)})
    shop.running.settled()
    told = len(events(shop, customer_id))
    assert stands("246813", diff_until(shop, customer_id, told)), "nobody could know"
    shop.sent(a_message(shop, "m-9", text="Mój PIN to 246813.") | {"time": at(13)})
    shop.running.settled()
    for until in (told, len(events(shop, customer_id))):
        shown = diff_until(shop, customer_id, until)
        assert not stands("246813", shown) and "PL-48213" in shown


def diff_until(shop: Shop, customer_id: str, version: int) -> str:
    """All that changed up to a version, in one text."""
    return str(diff(shop, customer_id, **{"from": "v0", "to": f"v{version}"}))


def test_looking_at_a_difference_is_recorded_with_its_purpose(shop: Shop, customer_id: str):
    shop.auditor.get(f"/v1/customers/{customer_id}/diff?from=v1&to=v2", headers={"X-Purpose": "reklamacja RK-7"})
    records = shop.auditor.get("/v1/access", params={"customer": customer_id}).json()["records"]
    assert [("diff", "reklamacja RK-7")] == [(each["what"], each["purpose"]) for each in records]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [("from=v3&to=v1", "/to"), ("from=x&to=v1", "/from"), ("from=v1&to=x", "/to"), ("to=v1", "/from")],
)
def test_moments_that_cannot_be_are_refused_by_name(shop: Shop, customer_id: str, query: str, pointer: str):
    answer = shop.auditor.get(f"/v1/customers/{customer_id}/diff?{query}")
    assert (422, "invalid", pointer) == (answer.status_code, slug(answer), answer.json()["errors"][0]["pointer"])


def test_a_moment_after_the_last_event_is_not_there(shop: Shop, customer_id: str):
    assert 404 == shop.auditor.get(f"/v1/customers/{customer_id}/diff?from=v1&to=v9999").status_code


def test_a_consent_that_is_withdrawn_stands_beside_the_one_that_held(shop: Shop, running: Running):
    kinds = ("consent.given", "consent.withdrawn")
    receipts = [shop.sent(a_delivery(shop, kind, kind, time=at(n), **TYPES[kind][0])) for n, kind in enumerate(kinds)]
    running.settled()
    customer_id = receipts[0]["customer_id"]
    given, taken = (
        each["version"] for each in events(shop, customer_id) if each["type"] in ("consent-given", "consent-withdrawn")
    )
    changed = diff(shop, customer_id, **{"from": f"v{given}", "to": f"v{taken}"})
    (consent,) = changed["consents"]
    assert ("changed", "marketing") == (consent["change"], consent["purpose"])
    assert (True, False) == (consent["before"]["given"], consent["after"]["given"])
    assert (taken, "consent-withdrawn") == (consent["cause"]["version"], consent["cause"]["type"])
    assert 0 == changed["same"]["consents"]


def test_an_objection_and_a_notice_stand_in_the_difference_with_the_events_behind_them(shop: Shop, running: Running):
    kinds = ("consent.given", "notice.shown", "objection.raised", "notice.shown")
    objection = {"objection": {"purpose": "marketing"}}
    notice = {"notice": {"text": "RODO", "version": "5", "locale": "pl"}}
    receipts = [
        shop.sent(
            a_delivery(
                shop,
                f"{kind}-{n}",
                kind,
                time=at(n),
                **(TYPES[kind][0] | (objection if n == 2 else notice if n == 3 else {})),
            )
        )
        for n, kind in enumerate(kinds)
    ]
    running.settled()
    customer_id = receipts[0]["customer_id"]
    recorded = {each["version"]: each["type"] for each in events(shop, customer_id)}
    changed = diff(shop, customer_id, **{"from": f"v{receipts[1]['version']}", "to": f"v{receipts[3]['version']}"})
    (consent,), (shown,) = changed["consents"], changed["notices"]
    assert ("changed", True, True) == (consent["change"], consent["before"]["given"], consent["after"]["objected"])
    assert ("changed", "4", "5") == (
        shown["change"], shown["before"]["notice_version"], shown["after"]["notice_version"])  # fmt: skip
    assert ["objection-raised", "notice-shown"] == [recorded[each["cause"]["version"]] for each in (consent, shown)]
    assert (0, 0) == (changed["same"]["consents"], changed["same"]["notices"])
