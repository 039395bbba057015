"""Proof at hand: an agent's check, a code to a known handle, and why something folded was opened."""

import json
from collections.abc import Iterator

import httpx
import pytest

from tests.app.identity.post_office import Clock, PostOffice, a_caller, a_writer, ask, events, links, post_office, shown
from tests.app.intake.deliveries import a_message
from tests.app.running import Running, Shop, slug
from tests.canaries import files, stands

OFFICE = tuple[PostOffice, Clock]


@pytest.fixture
def office(running: Running) -> Iterator[PostOffice]:
    with post_office(running) as (office, _):
        yield office


@pytest.fixture
def office_and_clock(running: Running) -> Iterator[OFFICE]:
    with post_office(running) as both:
        yield both


def send(shop: Shop, customer_id: str, key: str = "") -> httpx.Response:
    return ask(shop.agent, f"/v1/customers/{customer_id}/codes", {"link_id": links(shop, customer_id)["phone"]}, key)


def confirm(shop: Shop, code_id: str, code: str, key: str = "") -> httpx.Response:
    return ask(shop.agent, f"/v1/codes/{code_id}/confirmation", {"code": code}, key)


# ---- an agent's own check --------------------------------------------------------------------------------------------


def test_a_check_is_recorded_with_method_and_agent_and_proves_the_customer(shop: Shop):
    customer_id = a_caller(shop)
    assert not shown(shop, customer_id)["proven"]
    answer = ask(shop.agent, f"/v1/customers/{customer_id}/proofs",
                 {"kind": "phone", "value": "601 000 214", "method": "called_back", "note": "oddzwoniłam"})  # fmt: skip
    assert 201 == answer.status_code, answer.text
    assert (4, "checked:called_back") == (answer.json()["level"], answer.json()["method"])
    page = shown(shop, customer_id)
    assert page["proven"]
    assert answer.json()["version"] == page["version"]
    (verified,) = events(shop, customer_id, "handle-verified")
    assert {"kind": "agent"} == {key: verified["actor"][key] for key in ("kind",)}
    assert verified["actor"]["id"].startswith("p-")
    assert "oddzwoniłam" == verified["data"]["note"]


def test_the_same_check_sent_twice_is_recorded_once(shop: Shop):
    customer_id = a_caller(shop)
    body = {"link_id": links(shop, customer_id)["phone"], "method": "known_in_person"}
    first, again = (ask(shop.agent, f"/v1/customers/{customer_id}/proofs", body, "once") for _ in range(2))
    assert first.json() == again.json()
    assert 1 == len(events(shop, customer_id, "handle-verified"))
    other = ask(shop.agent, f"/v1/customers/{customer_id}/proofs", body | {"method": "video_call"}, "once")
    assert (409, "idempotency-conflict") == (other.status_code, slug(other))


@pytest.mark.parametrize(
    "note", ["dowód ABC 123456", "PESEL 82030712345", "ur. 07.03.1982", "٨٢٠٣٠٧", "hasło: niebieski"]
)
def test_a_note_never_holds_a_number_or_a_secret(shop: Shop, note: str):
    customer_id = a_caller(shop)
    body = {"link_id": links(shop, customer_id)["phone"], "method": "id_document_seen", "note": note}
    answer = ask(shop.agent, f"/v1/customers/{customer_id}/proofs", body)
    assert (422, "/note") == (answer.status_code, answer.json()["errors"][0]["pointer"])
    assert note not in answer.text
    assert [] == events(shop, customer_id, "handle-verified")


def test_a_handle_is_named_in_one_way_and_must_be_this_customers(shop: Shop):
    customer_id, other = a_caller(shop), a_caller(shop, "+48 601 000 999", "call-2")
    path, link = f"/v1/customers/{customer_id}/proofs", links(shop, customer_id)["phone"]
    assert 422 == ask(shop.agent, path, {"method": "called_back"}).status_code
    both = {"method": "called_back", "link_id": link, "kind": "phone", "value": "601 000 214"}
    assert 422 == ask(shop.agent, path, both).status_code
    for body in (
        {"link_id": links(shop, other)["phone"]},
        {"kind": "phone", "value": "601 000 999"},
        {"link_id": "h-x"},
    ):
        answer = ask(shop.agent, path, body | {"method": "called_back"})
        assert (404, "unknown-handle") == (answer.status_code, slug(answer))
    assert 422 == ask(shop.agent, path, {"method": "guessed", "link_id": link}).status_code
    assert 422 == ask(shop.agent, path, {"method": "called_back", "link_id": link, "document_no": "1"}).status_code
    assert 400 == shop.agent.post(path, json={"method": "called_back", "link_id": link}).status_code


def test_a_number_that_was_only_quoted_proves_nobody(shop: Shop):
    customer_id = shop.sent(quoting_an_order(shop))["customer_id"]
    answer = ask(shop.agent, f"/v1/customers/{customer_id}/proofs",
                 {"kind": "order_no", "value": "PL-48213", "method": "known_in_person"})  # fmt: skip
    assert (409, "handle-unfit") == (answer.status_code, slug(answer))


def quoting_an_order(shop: Shop) -> dict[str, object]:
    handles = [
        {"kind": "order_no", "value_raw": "PL-48213", "level": 0},
        {"kind": "phone", "value_raw": "601000214", "level": 1},
    ]
    return a_message(shop, "q-1", phone=None, party={"role": "customer", "handles": handles})


def test_a_said_handle_that_another_customer_holds_suggests_the_two(shop: Shop):
    holder = a_writer(shop, "+48 601 000 215")
    handles = [{"kind": "phone", "value_raw": "+48 601 000 215", "level": 0}]
    claimant = shop.sent(a_message(shop, "c-1", text="Halo?", phone=None, party={"role": "customer", "handles": handles})
                         | {"subject": "chat:c"})["customer_id"]  # fmt: skip
    assert holder != claimant
    body = {"kind": "phone", "value": "601000215", "method": "called_back"}
    assert 201 == ask(shop.agent, f"/v1/customers/{claimant}/proofs", body).status_code
    assert {claimant: 0.9} == {each["customer_id"]: each["score"] for each in shown(shop, holder)["suggested_matches"]}
    assert {holder: 0.9} == {each["customer_id"]: each["score"] for each in shown(shop, claimant)["suggested_matches"]}
    assert "Zamek" not in shop.agent.get(f"/v1/customers/{claimant}").text


# ---- one-time codes --------------------------------------------------------------------------------------------------


def test_a_code_goes_to_the_known_handle_and_its_answer_proves_the_customer(shop: Shop, office: PostOffice):
    customer_id = a_caller(shop)
    sent = send(shop, customer_id)
    assert 201 == sent.status_code, sent.text
    assert ("+48 ••• ••• 214", 5) == (sent.json()["sent_to"], sent.json()["tries_left"])
    assert "601000214" not in sent.text and not stands(office.code, sent.text)
    assert ("phone", "+48601000214") == (office.taken[0].kind, office.taken[0].address)
    assert not shown(shop, customer_id)["proven"]
    answer = confirm(shop, sent.json()["code_id"], f"{office.code[:3]} {office.code[3:]}")
    assert 200 == answer.status_code, answer.text
    assert (3, "one_time_code") == (answer.json()["level"], answer.json()["method"])
    assert shown(shop, customer_id)["proven"]
    assert [3] == [event["data"]["level"] for event in events(shop, customer_id, "handle-verified")]


def test_the_codes_stand_nowhere_but_in_what_was_sent(shop: Shop, office: PostOffice, running: Running):
    codes: list[str] = []
    for number in range(3):
        sent = send(shop, a_caller(shop, f"+48 601 000 30{number}", f"call-{number}"))
        codes.append(office.code)
        assert 200 == confirm(shop, sent.json()["code_id"], office.code).status_code
    running.settled()
    kept = b"".join(content for _, content in files(running.settings.data_dir))
    assert shop.tenant.encode() in kept
    found = [code for code in codes if code.encode() in kept]
    assert found != codes, "one may stand in an id by chance; whoever keeps them keeps every one"


def test_a_code_cannot_be_sent_to_an_address_of_the_callers_choice(shop: Shop, office: PostOffice):
    customer_id, other = a_caller(shop), a_caller(shop, "+48 601 000 999", "call-2")
    path, link = f"/v1/customers/{customer_id}/codes", links(shop, customer_id)["phone"]
    for body in ({"link_id": link, "to": "+48601000999"}, {"kind": "phone", "value": "+48601000999"}):
        assert 422 == ask(shop.agent, path, body).status_code
    assert 404 == ask(shop.agent, path, {"link_id": links(shop, other)["phone"]}).status_code
    assert [] == office.taken


def test_a_code_is_good_once(shop: Shop, office: PostOffice):
    sent = send(shop, a_caller(shop)).json()
    assert 200 == confirm(shop, sent["code_id"], office.code, "once").status_code
    again = confirm(shop, sent["code_id"], office.code)
    assert (410, "code-gone") == (again.status_code, slug(again))
    repeated = confirm(shop, sent["code_id"], office.code, "once")
    assert 200 == repeated.status_code


def test_a_wrong_answer_says_how_many_are_left_and_the_fifth_locks_the_handle(shop: Shop, office_and_clock: OFFICE):
    office, clock = office_and_clock
    customer_id = a_caller(shop)
    sent = send(shop, customer_id).json()
    for left in (4, 3, 2, 1):
        answer = confirm(shop, sent["code_id"], office.wrong)
        assert (422, "wrong-code", f"Tries left: {left}.") == (
            answer.status_code,
            slug(answer),
            answer.json()["detail"],
        )
        assert [{"pointer": "/code", "detail": f"Tries left: {left}."}] == answer.json()["errors"]
    fifth = confirm(shop, sent["code_id"], office.wrong)
    assert (429, "codes-paused") == (fifth.status_code, slug(fifth))
    assert "900" == fifth.headers["retry-after"]
    assert 429 == confirm(shop, sent["code_id"], office.code).status_code
    clock.pass_by(minutes=2)
    assert 429 == send(shop, customer_id).status_code
    clock.pass_by(minutes=14)
    assert 410 == confirm(shop, sent["code_id"], office.code).status_code
    fresh = send(shop, customer_id).json()
    assert 5 == fresh["tries_left"]
    assert 200 == confirm(shop, fresh["code_id"], office.code).status_code
    assert 1 == len(events(shop, customer_id, "handle-verified"))


def test_a_fresh_code_gives_no_fresh_tries(shop: Shop, office_and_clock: OFFICE):
    office, clock = office_and_clock
    customer_id = a_caller(shop)
    sent = send(shop, customer_id).json()
    for _ in range(4):
        confirm(shop, sent["code_id"], office.wrong)
    clock.pass_by(minutes=2)
    fresh = send(shop, customer_id).json()
    assert 1 == fresh["tries_left"]
    assert 410 == confirm(shop, sent["code_id"], office.wrong).status_code
    assert 429 == confirm(shop, fresh["code_id"], office.wrong).status_code


def test_a_code_lasts_ten_minutes(shop: Shop, office_and_clock: OFFICE):
    office, clock = office_and_clock
    sent = send(shop, a_caller(shop)).json()
    clock.pass_by(minutes=10, seconds=1)
    late = confirm(shop, sent["code_id"], office.code)
    assert (410, "code-gone") == (late.status_code, slug(late))


def test_codes_go_out_once_a_minute_and_three_times_an_hour(shop: Shop, office_and_clock: OFFICE):
    office, clock = office_and_clock
    customer_id = a_caller(shop)
    assert 201 == send(shop, customer_id).status_code
    early = send(shop, customer_id)
    assert (429, "codes-paused") == (early.status_code, slug(early))
    assert "60" == early.headers["retry-after"]
    for _ in range(2):
        clock.pass_by(seconds=61)
        assert 201 == send(shop, customer_id).status_code
    clock.pass_by(seconds=61)
    assert 429 == send(shop, customer_id).status_code
    clock.pass_by(minutes=58)
    assert 201 == send(shop, customer_id).status_code
    assert 4 == len(office.taken)


def test_the_same_request_twice_sends_one_code(shop: Shop, office: PostOffice):
    customer_id = a_caller(shop)
    first, again = (send(shop, customer_id, "once") for _ in range(2))
    assert first.json() == again.json()
    assert 1 == len(office.taken)
    other = ask(shop.agent, f"/v1/customers/{customer_id}/codes",
                {"link_id": links(shop, customer_id)["phone"], "language": "en"}, "once")  # fmt: skip
    assert (409, "idempotency-conflict") == (other.status_code, slug(other))


def test_a_code_that_the_channel_refuses_is_good_for_nothing(shop: Shop, office: PostOffice):
    office.refuses = True
    customer_id = a_caller(shop)
    answer = send(shop, customer_id)
    assert (409, "not-sent") == (answer.status_code, slug(answer))
    assert "601000214" not in answer.text
    office.refuses = False
    assert 429 == send(shop, customer_id).status_code


def test_without_a_way_out_a_code_is_refused_in_clear_words(shop: Shop):
    answer = send(shop, a_caller(shop))
    assert (409, "no-way-to-send") == (answer.status_code, slug(answer))


def test_an_unknown_code_and_another_tenants_get_the_same_answer(running: Running, shop: Shop, office: PostOffice):
    other = running.shop()
    foreign = send(other, a_caller(other)).json()["code_id"]
    answers = [confirm(shop, code_id, office.code) for code_id in (foreign, "o-" + "a" * 64, "o-x", "o-" + "ą" * 64)]
    assert [(404, "not-found")] * 4 == [(answer.status_code, slug(answer)) for answer in answers]
    assert 1 == len({str(answer.json() | {"instance": ""}) for answer in answers})
    assert 200 == confirm(other, foreign, office.code).status_code


def test_what_cannot_be_a_code_costs_no_try(shop: Shop, office: PostOffice):
    sent = send(shop, a_caller(shop)).json()
    for code in ("", "12345", "1234567", "abcdef", "12 345", "٠١٢٣٤٥"):
        assert "errors" in confirm(shop, sent["code_id"], code).json()
    answer = confirm(shop, sent["code_id"], office.wrong)
    assert "Tries left: 4." == answer.json()["detail"]


# ---- what the page says of it -----------------------------------------------------------------------------------------


def test_the_page_says_how_its_customer_is_proven_and_whether_it_is_fresh(shop: Shop, office: PostOffice):
    customer_id = a_caller(shop)
    before = shown(shop, customer_id)
    assert (1, False, None) == tuple(before["proof"][key] for key in ("level", "fresh", "until"))
    sent = send(shop, customer_id).json()
    confirm(shop, sent["code_id"], office.code)
    after = shown(shop, customer_id)["proof"]
    assert (3, "one_time_code", "phone", True) == tuple(after[key] for key in ("level", "method", "kind", "fresh"))
    assert after["at"] < after["until"]


def test_a_call_on_somebody_proven_long_ago_is_marked_not_proven_until_a_code(shop: Shop, office: PostOffice):
    """The page is proven by what its customer once wrote; the one who calls is not."""
    customer_id = a_writer(shop)
    assert (True, True) == (shown(shop, customer_id)["proven"], shown(shop, customer_id)["here"]["proven"])
    assert customer_id == a_caller(shop, id="call-9")
    page = shown(shop, customer_id)
    assert (True, False) == (page["proven"], page["here"]["proven"])
    assert ("phone", 1) == (page["here"]["channel"], page["here"]["level"])
    sent = send(shop, customer_id).json()
    confirm(shop, sent["code_id"], office.code)
    assert shown(shop, customer_id)["here"]["proven"]


def test_facts_are_proven_with_their_customer(shop: Shop, running: Running):
    handles = [{"kind": "phone", "value_raw": "+48 601 000 214", "level": 1}]
    receipt = shop.sent(
        a_message(shop, "f-1", text="Zamówienie PL-48213", party={"role": "customer", "handles": handles})
    )
    running.settled()
    path, customer_id = f"/v1/customers/{receipt['customer_id']}/facts", receipt["customer_id"]
    assert [False] == [fact["proven"] for fact in shop.agent.get(path).json()["facts"]]
    body = {"link_id": links(shop, customer_id)["phone"], "method": "known_in_person"}
    assert 201 == ask(shop.agent, f"/v1/customers/{customer_id}/proofs", body).status_code
    assert [True] == [fact["proven"] for fact in shop.agent.get(path).json()["facts"]]


# ---- opening what is folded ------------------------------------------------------------------------------------------


def test_opening_something_folded_is_recorded_with_its_reason(shop: Shop):
    customer_id = a_caller(shop)
    answer = ask(shop.agent, f"/v1/customers/{customer_id}/reveals", {"what": "birth_date", "reason": "caller_asked"})
    assert (204, b"") == (answer.status_code, answer.content)
    records = shop.auditor.get("/v1/access", params={"customer": customer_id}).json()["records"]
    assert [("reveal:birth_date", "caller_asked", "agent")] == [
        (record["what"], record["purpose"], record["role"]) for record in records if record["what"].startswith("reveal")]  # fmt: skip


@pytest.mark.parametrize("body", [{"what": "pin", "reason": "order"}, {"what": "security_answer", "reason": "order"},
                                  {"what": "Jan Kowalski", "reason": "order"}, {"what": "address", "reason": "bo tak"},
                                  {"what": "address"}, {"what": "address", "reason": "order", "more": 1}])  # fmt: skip
def test_a_reveal_needs_a_key_and_a_reason_of_the_list(shop: Shop, body: dict[str, object]):
    customer_id = a_caller(shop)
    assert 422 == ask(shop.agent, f"/v1/customers/{customer_id}/reveals", body).status_code
    assert 404 == ask(shop.agent, "/v1/customers/c-x/reveals", {"what": "address", "reason": "order"}).status_code


@pytest.mark.parametrize("text", ["\ud800", "\x00", "a\x00b", "\u202e", "x" * 201, "💥" * 100, " "])
def test_no_text_brings_it_down(shop: Shop, text: str):
    """Lone surrogates, NUL, marks of direction, too much: refused or kept, never a fault, and never repeated."""
    customer_id = a_caller(shop)
    link_id = links(shop, customer_id)["phone"]
    for path, body in (
        ("proofs", {"method": "called_back", "link_id": link_id, "note": text}),
        ("proofs", {"method": "called_back", "link_id": text}),
        ("proofs", {"method": "called_back", "kind": text, "value": text}),
        ("codes", {"link_id": text}),
        ("reveals", {"what": text, "reason": "order"}),
        ("reveals", {"what": "address", "reason": text}),
    ):
        content = json.dumps(body).encode()
        headers = {"Idempotency-Key": f"{path}-{len(content)}-{path}", "Content-Type": "application/json"}
        answer = shop.agent.post(f"/v1/customers/{customer_id}/{path}", content=content, headers=headers)
        assert answer.status_code in (201, 400, 404, 422), (path, answer.text)
        assert text == " " or text not in answer.text
