"""Handing over, live: a colleague has the customer in their queue and hears of it at once, whatever page they look at."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.app.http.merging import EWA, ZOFIA, Desk
from tests.app.live.test_live_claims import told
from tests.app.running import Running
from tests.patience import SECONDS


@contextmanager
def console(desk: Desk, name: str, *, role: str = "agent") -> Iterator[tuple[Desk, ClientConnection]]:
    """A colleague at the desk, with a socket on which their own queue is followed."""
    colleague = Desk(desk.shop)
    colleague.client = desk.shop.client(role, name)
    address = desk.shop.running.url.replace("http", "ws") + "/v1/live"
    subprotocol: Any = "throughline.v1"
    signed_in = {"Authorization": colleague.client.headers["Authorization"]}
    with connect(address, subprotocols=[subprotocol], additional_headers=signed_in) as socket:
        socket.send(json.dumps({"type": "subscribe", "id": "mine", "inbox": "mine"}))
        assert [] == told(socket, "snapshot", "mine")["customers"]
        yield colleague, socket
    colleague.client.close()


def heard(socket: ClientConnection) -> tuple[dict[str, Any], dict[str, Any]]:
    """The next frame `handed`, and the row of the queue that shows it, in whichever order they come."""
    frame: dict[str, Any] = {}
    row: dict[str, Any] = {}
    while not (frame and row):
        found = json.loads(socket.recv(timeout=SECONDS))
        if found["type"] == "handed":
            frame = found
        elif found["type"] == "changes":
            row = next((each for each in found["customers"] if each["handed"]), {})
    return frame, row


def silent(socket: ClientConnection, desk: Desk) -> list[str]:
    """Types of all that came until now."""
    desk.shop.running.settled()
    socket.send(json.dumps({"type": "seen", "id": "nothing", "version": 1}))
    types: list[str] = []
    while types[-1:] != ["problem"]:
        types.append(json.loads(socket.recv(timeout=SECONDS))["type"])
    return types[:-1]


def test_who_is_handed_a_customer_hears_of_it_and_has_them_until_somebody_takes_them_on(running: Running):
    desk = Desk(running.shop())
    zofia = desk.writes(ZOFIA, "Dzień dobry")["customer_id"]
    with console(desk, "Marek Zieliński") as (marek, his), console(desk, "Ewa") as (_, hers):
        desk.done(f"customers/{zofia}/claim", {})
        done = desk.done(f"customers/{zofia}/handoffs", {"to": "marek  zieliński", "note": "prosi o telefon"})
        desk.done(f"customers/{zofia}/release", {"reason": "handed_over"})
        assert ["Marek Zieliński"] == done["reaches"]
        frame, row = heard(his)
        name = desk.client.get("/v1/session").json()["name"]
        assert (zofia, done["handoff_id"], name) == (frame["customer_id"], frame["handoff_id"], frame["name"])
        assert {each: frame[each] for each in ("handoff_id", "by", "name", "at")} == row["handed"]
        assert "note" not in frame and "to" not in row["handed"]
        assert "handed" not in silent(hers, desk)
        team = desk.client.get("/v1/inbox", params={"tab": "team"}).json()["customers"]
        assert [None] == [each["handed"] for each in team], "nobody else is shown it"
        desk.done(f"customers/{zofia}/claim", {})
        while zofia not in told(his, "changes", "mine")["gone"]:
            pass
        desk.done(f"customers/{zofia}/release", {})
        assert [] == marek.client.get("/v1/inbox", params={"tab": "mine"}).json()["customers"]


def test_a_team_that_is_nobodys_name_reaches_nobody(running: Running):
    desk = Desk(running.shop())
    zofia = desk.writes(ZOFIA, "Dzień dobry")["customer_id"]
    with console(desk, "Marek Zieliński") as (_, his):
        assert [] == desk.done(f"customers/{zofia}/handoffs", {"to": "salon Poznań"})["reaches"]
        assert "handed" not in silent(his, desk)


def test_a_colleague_who_comes_in_later_finds_what_was_handed_to_them(running: Running):
    desk = Desk(running.shop())
    for phone in (ZOFIA, EWA):
        desk.done(f"customers/{desk.writes(phone, 'Dzień dobry')['customer_id']}/handoffs", {"to": "Jan Lis"})
    later = desk.shop.client("lead", "Jan Lis")
    rows = later.get("/v1/inbox", params={"tab": "mine"}).json()["customers"]
    assert 2 == len([each for each in rows if each["handed"]])
    later.close()


def test_what_is_wrapped_up_is_nobodys_any_more(running: Running):
    desk = Desk(running.shop())
    receipt = desk.writes(ZOFIA, "Dzień dobry")
    with console(desk, "Marek Zieliński") as (marek, his):
        desk.done(f"customers/{receipt['customer_id']}/handoffs", {"to": "Marek Zieliński"})
        heard(his)
        marek.done(f"interactions/{receipt['interaction_id']}/wrap_up", {"code": "x", "outcome": "resolved"})
        while receipt["customer_id"] not in told(his, "changes", "mine")["gone"]:
            pass
