"""What the gate lets in, for how long, and what it keeps."""

import asyncio
import re
import time
from pathlib import Path
from typing import Any

import pytest

from adapters.access.rows import Token
from adapters.access.sqlite import SqliteAccess
from app.security.gate import Gate, GateError, Principal
from app.settings import Settings
from tests.app.stores import OpenStore
from tests.patience import SECONDS

run = asyncio.run


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def signed_in(gate: Gate, role: str = "agent", name: str = "Anna Wójcik") -> dict[str, str]:
    url = run(gate.create_link(role, name))
    cookie = run(gate.redeem_link(url.rsplit("/", 1)[1]))
    assert cookie is not None
    return {"cookie": f"{gate.cookie_name}={cookie}"}


def known(gate: Gate, headers: dict[str, str]) -> Principal:
    principal = recognised(gate, headers)
    assert principal is not None
    return principal


def reopened(gate: Gate, open_store: OpenStore, settings: Settings, clock: Any) -> Gate:
    gate.close()
    return Gate(open_store(), settings, now=clock)


def recognised(gate: Gate, headers: dict[str, str]) -> Principal | None:
    return run(gate.recognise(headers))


def test_a_token_says_who_its_holder_is(gate: Gate) -> None:
    token = run(gate.create_token("adapter", "WhatsApp", source="//demo/whatsapp/*", feed=True))
    principal = known(gate, bearer(token))
    expected = ("adapter", "demo", "WhatsApp", "//demo/whatsapp/*", True, "token")
    found = principal.role, principal.tenant, principal.name, principal.source, principal.feed, principal.via
    assert expected == found


def test_a_token_is_256_bits_behind_its_role(gate: Gate) -> None:
    assert re.fullmatch(r"tl_lead_[A-Za-z0-9_-]{43}", run(gate.create_token("lead", "Marek")))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": ""},
        {"authorization": "Bearer"},
        {"authorization": "Bearer "},
        {"authorization": "Bearer tl_agent_" + "A" * 43},
        {"authorization": "Basic YTpi"},
        {"authorization": "Bearer \udcff"},
        {"cookie": "throughline="},
        {"cookie": "throughline=x; =;;"},
        {"cookie": "\x00"},
    ],
)
def test_what_was_never_given_lets_nobody_in(gate: Gate, headers: dict[str, str]) -> None:
    assert recognised(gate, headers) is None


def test_a_changed_token_lets_nobody_in(gate: Gate) -> None:
    token = run(gate.create_token("agent", "Anna"))
    assert recognised(gate, bearer(token)) is not None
    for changed in (token[:-1], token + "A", token.replace("agent", "admin"), token.swapcase()):
        assert recognised(gate, bearer(changed)) is None


def test_a_wrong_token_is_not_made_good_by_a_cookie_beside_it(gate: Gate) -> None:
    cookie = signed_in(gate)
    assert recognised(gate, cookie) is not None
    assert recognised(gate, {**cookie, **bearer("tl_agent_wrong")}) is None


def test_a_revoked_token_is_dead_at_once_and_after_a_restart(
    gate: Gate, open_store: OpenStore, settings: Settings, clock: Any
) -> None:
    token = run(gate.create_token("agent", "Anna"))
    principal = known(gate, bearer(token))
    assert gate.still_valid(principal)
    run(gate.revoke_token(principal.id))
    assert not gate.still_valid(principal)
    assert recognised(gate, bearer(token)) is None
    assert recognised(reopened(gate, open_store, settings, clock), bearer(token)) is None


def test_a_token_lives_through_a_restart(gate: Gate, open_store: OpenStore, settings: Settings, clock: Any) -> None:
    token = run(gate.create_token("agent", "Anna"))
    assert recognised(reopened(gate, open_store, settings, clock), bearer(token)) is not None


def test_a_token_ends_on_its_day(gate: Gate, clock: Any) -> None:
    token = run(gate.create_token("agent", "Anna", days=30))
    principal = known(gate, bearer(token))
    clock.pass_by(days=30, seconds=-1)
    assert gate.still_valid(principal)
    clock.pass_by(seconds=1)
    assert not gate.still_valid(principal)
    assert recognised(gate, bearer(token)) is None


def test_revoking_what_is_not_there_is_refused(gate: Gate) -> None:
    with pytest.raises(GateError, match="no such token"):
        run(gate.revoke_token("k-000000000000"))


def test_the_list_of_tokens_shows_use_but_no_secret(gate: Gate) -> None:
    token = run(gate.create_token("agent", "Anna"))
    known(gate, bearer(token))
    listed = noted(gate)
    assert token.startswith(listed.shown)
    assert len(token) - len(listed.shown) == 39


def noted(gate: Gate) -> Token:
    """The only token, once its use is noted: nobody waited for that."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        (listed,) = run(gate.tokens())
        if listed.used_at is not None:
            return listed
    raise AssertionError("its use is never noted")


def test_a_link_works_once(gate: Gate) -> None:
    code = run(gate.create_link("lead", "Marek Zieliński")).rsplit("/", 1)[1]
    assert run(gate.redeem_link(code)) is not None
    assert run(gate.redeem_link(code)) is None


def test_of_two_browsers_at_once_one_gets_in(gate: Gate) -> None:
    code = run(gate.create_link("agent", "Anna")).rsplit("/", 1)[1]

    async def both() -> list[str | None]:
        return list(await asyncio.gather(gate.redeem_link(code), gate.redeem_link(code)))

    assert 1 == sum(cookie is not None for cookie in run(both()))


def test_a_link_works_for_ten_minutes(gate: Gate, clock: Any) -> None:
    first, second = (run(gate.create_link("agent", "Anna")).rsplit("/", 1)[1] for _ in range(2))
    clock.pass_by(minutes=10, seconds=-1)
    assert run(gate.redeem_link(first)) is not None
    clock.pass_by(seconds=1)
    assert run(gate.redeem_link(second)) is None


def test_a_link_begins_with_the_address_people_use(gate: Gate) -> None:
    assert run(gate.create_link("agent", "Anna")).startswith("http://127.0.0.1:8000/console/sign-in/")


def test_a_session_ends_after_half_an_hour_of_silence(gate: Gate, clock: Any) -> None:
    cookie = signed_in(gate)
    for _ in range(3):
        clock.pass_by(minutes=29)
        assert recognised(gate, cookie) is not None
    clock.pass_by(minutes=30)
    assert recognised(gate, cookie) is None


def test_delivering_frames_does_not_keep_a_session_alive_but_acting_does(gate: Gate, clock: Any) -> None:
    principal = known(gate, signed_in(gate))
    clock.pass_by(minutes=20)
    gate.touch(principal)
    clock.pass_by(minutes=20)
    assert gate.still_valid(principal)
    clock.pass_by(minutes=10)
    assert not gate.still_valid(principal)


def test_a_session_ends_after_twelve_hours_however_busy(gate: Gate, clock: Any) -> None:
    cookie = signed_in(gate)
    for _ in range(12 * 4 - 1):
        clock.pass_by(minutes=15)
        assert recognised(gate, cookie) is not None
    clock.pass_by(minutes=15)
    assert recognised(gate, cookie) is None


def test_a_session_lives_through_a_restart(gate: Gate, open_store: OpenStore, settings: Settings, clock: Any) -> None:
    cookie = signed_in(gate)
    clock.pass_by(minutes=25)
    assert recognised(gate, cookie) is not None
    clock.pass_by(minutes=25)
    assert recognised(reopened(gate, open_store, settings, clock), cookie) is not None


def test_a_session_signed_out_is_dead_at_once_and_after_a_restart(
    gate: Gate, open_store: OpenStore, settings: Settings, clock: Any
) -> None:
    cookie = signed_in(gate)
    principal = known(gate, cookie)
    run(gate.sign_out(principal))
    assert not gate.still_valid(principal)
    assert recognised(gate, cookie) is None
    assert recognised(reopened(gate, open_store, settings, clock), cookie) is None


def test_the_same_person_is_the_same_on_every_sign_in(gate: Gate) -> None:
    first, second = known(gate, signed_in(gate)), known(gate, signed_in(gate))
    assert first.id != second.id
    assert first.person == second.person
    assert first.person != known(gate, signed_in(gate, name="Ewa Lis")).person


def test_over_https_only_the_host_bound_cookie_counts(tmp_path: Path, clock: Any) -> None:
    settings = Settings.read({"THROUGHLINE_DATA_DIR": str(tmp_path), "THROUGHLINE_PUBLIC_URL": "https://care.example"})
    gate = Gate(SqliteAccess(tmp_path / "access.db"), settings, now=clock)
    cookie = signed_in(gate)
    assert "__Host-throughline" == gate.cookie_name
    assert recognised(gate, cookie) is not None
    assert recognised(gate, {"cookie": cookie["cookie"].removeprefix("__Host-")}) is None
    assert "; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200; Secure" in gate.set_cookie("x")
    gate.close()


def test_a_ticket_works_once(gate: Gate) -> None:
    principal = known(gate, signed_in(gate))
    ticket, _ = run(gate.issue_ticket(principal))
    assert principal == run(gate.redeem_ticket(ticket))
    assert run(gate.redeem_ticket(ticket)) is None


def test_a_ticket_works_for_sixty_seconds(gate: Gate, clock: Any) -> None:
    principal = known(gate, signed_in(gate))
    first, second = run(gate.issue_ticket(principal))[0], run(gate.issue_ticket(principal))[0]
    clock.pass_by(seconds=59)
    assert run(gate.redeem_ticket(first)) is not None
    clock.pass_by(seconds=1)
    assert run(gate.redeem_ticket(second)) is None


def test_a_ticket_dies_with_the_session_it_was_issued_to(gate: Gate) -> None:
    principal = known(gate, signed_in(gate))
    ticket, _ = run(gate.issue_ticket(principal))
    run(gate.sign_out(principal))
    assert run(gate.redeem_ticket(ticket)) is None


def test_tickets_nobody_uses_do_not_pile_up(gate: Gate, clock: Any) -> None:
    principal = known(gate, signed_in(gate))
    tickets: list[str] = []
    for _ in range(65):
        tickets.append(run(gate.issue_ticket(principal))[0])
        clock.pass_by(milliseconds=1)
    assert run(gate.redeem_ticket(tickets[0])) is None
    assert run(gate.redeem_ticket(tickets[1])) is not None
    assert run(gate.redeem_ticket(tickets[-1])) is not None


def test_no_secret_stands_in_the_file(own_gate: Gate, settings: Settings) -> None:
    token = run(own_gate.create_token("admin", "Ops"))
    code = run(own_gate.create_link("agent", "Anna")).rsplit("/", 1)[1]
    cookie = signed_in(own_gate)["cookie"].partition("=")[2]
    own_gate.close()
    files = [file for file in settings.data_dir.iterdir() if file.name.startswith("access.db")]
    kept = b"".join(file.read_bytes() for file in files)
    assert b"Ops" in kept
    for secret in (token, token.removeprefix("tl_admin_"), code, cookie):
        assert secret.encode() not in kept


def test_only_its_owner_may_open_the_file(own_gate: Gate, settings: Settings) -> None:
    run(own_gate.create_token("admin", "Ops"))
    files = [file for file in settings.data_dir.iterdir() if file.name.startswith("access.db")]
    assert {0o600} == {file.stat().st_mode & 0o777 for file in files}


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"role": "king", "name": "x"}, "role"),
        ({"role": "adapter", "name": "x"}, "needs a source"),
        ({"role": "adapter", "name": "x", "source": "demo/chat/main"}, "must look like"),
        ({"role": "adapter", "name": "x", "source": "//demo"}, "must look like"),
        ({"role": "adapter", "name": "x", "source": "//demo/*/main"}, "must look like"),
        ({"role": "adapter", "name": "x", "source": "//*"}, "must look like"),
        ({"role": "adapter", "name": "x", "source": "//other/chat/main"}, "tenant other"),
        ({"role": "agent", "name": "x", "source": "//demo/chat/main"}, "Only an adapter"),
        ({"role": "agent", "name": "x", "feed": True}, "Only an adapter"),
        ({"role": "agent", "name": ""}, "name"),
        ({"role": "agent", "name": "a\nb"}, "name"),
        ({"role": "agent", "name": "x" * 101}, "name"),
        ({"role": "agent", "name": "x", "tenant": "Demo"}, "tenant"),
        ({"role": "agent", "name": "x", "days": 0}, "days"),
    ],
)
def test_a_token_that_makes_no_sense_is_refused(gate: Gate, asked: dict[str, Any], says: str) -> None:
    with pytest.raises(GateError, match=says):
        run(gate.create_token(**asked))


@pytest.mark.parametrize("role", ["adapter", "admin"])
def test_links_are_for_people_of_the_console(gate: Gate, role: str) -> None:
    with pytest.raises(GateError, match="role"):
        run(gate.create_link(role, "x"))
