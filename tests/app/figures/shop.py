"""Weeks of a shop for the figures: the demo's own, some of it held up, and what people at the desk did about it since."""

from datetime import UTC, datetime
from random import Random
from typing import Any

from app.demo.calendar import Anchor
from app.demo.past import Event, past
from app.demo.story import arrival_order, read_journeys
from tests.app.http.merging import Desk
from tests.app.running import Shop

ANCHOR = Anchor(datetime(2026, 11, 21, 10, 30, tzinfo=UTC))


def play(shop: Shop, random: Random, a_week: int, held_up: float) -> None:
    """The demo's journeys and so many needs a week before; of all deliveries this share comes later than others."""
    events = [arrival.event for arrival in arrival_order(read_journeys(), ANCHOR, shop.tenant) if not arrival.again]
    events = past(ANCHOR, shop.tenant, a_week) + events
    places = [number + (random.randrange(200) if random.random() < held_up else 0) for number in range(len(events))]
    for batch in _batches([event for _, event in sorted(zip(places, events, strict=True), key=lambda pair: pair[0])]):
        answer = shop.batch(batch)
        assert 200 == answer.status_code, answer.text
        shop.running.settled()


class Hands:
    """Somebody at the desk who does what can be done to what figures count, drawn by lot.

    The same lot draws the same each time: from whoever and whatever stands in the order in which it happened. Our ids are
    others each time, and followers write between each other as the machine lets them.
    """

    def __init__(self, shop: Shop, random: Random) -> None:
        self._desk, self._random, self._shop = Desk(shop), random, shop

    def act(self, times: int) -> dict[str, int]:
        """Do so many things; which were done, and how often."""
        done: dict[str, int] = {}
        acts = [self._merge, self._split, self._join, self._put, self._open, self._close, self._reopen, self._outcome,
                self._retract, self._settle, self._move]  # fmt: skip
        people = list(dict.fromkeys(event["stream"] for event in record_of(self._shop)))
        for number in range(times):
            act = acts[number % len(acts)]
            if act(self._random.choice(people), people):
                done[act.__name__] = done.get(act.__name__, 0) + 1
            self._shop.running.settled()
        return done

    def _page(self, customer_id: str) -> dict[str, Any]:
        return self._desk.client.get(f"/v1/customers/{customer_id}").json()

    def _post(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self._desk.post(path, body)
        return answer.json() if answer.status_code == 201 else {}

    def _merge(self, one: str, people: list[str]) -> bool:
        merged = self._post(f"customers/{one}/merges", absorb=self._random.choice(people))
        if merged and self._random.random() < 0.4:
            self._shop.running.settled()
            self._post(f"merges/{merged['merge_id']}/reversal", allot={})
        return bool(merged)

    def _cases(self, people: list[str], talks: int = 1, cases: int = 1) -> tuple[str, list[dict[str, Any]]]:
        for each in self._random.sample(people, len(people)):
            page = self._page(each)
            if len(page["cases"]) >= cases and any(len(case["interactions"]) >= talks for case in page["cases"]):
                return page["customer_id"], page["cases"]
        return "", []

    def _split(self, one: str, people: list[str]) -> bool:
        page, cases = self._cases(people, talks=2)
        case = next((each for each in cases if len(each["interactions"]) > 1), None)
        if case is None:
            return False
        some = self._random.sample(case["interactions"], self._random.randrange(1, len(case["interactions"])))
        kind = self._random.choice(["", "question", "complaint"])
        return bool(self._post(f"cases/{case['case_id']}/split", customer_id=page, interactions=some, kind=kind))

    def _join(self, one: str, people: list[str]) -> bool:
        page, cases = self._cases(people, cases=2)
        if not cases:
            return False
        here, other = self._random.sample(cases, 2)
        return bool(self._post(f"cases/{here['case_id']}/join", customer_id=page, other=other["case_id"]))

    def _put(self, one: str, people: list[str]) -> bool:
        page, cases = self._cases(people, cases=2)
        if not cases:
            return False
        here, other = self._random.sample(cases, 2)
        moving = self._random.choice(other["interactions"])
        return bool(self._post(f"interactions/{moving}/case", customer_id=page, case_id=here["case_id"]))

    def _open(self, one: str, people: list[str]) -> bool:
        page, cases = self._cases(people, talks=2)
        case = next((each for each in cases if len(each["interactions"]) > 1), None)
        return case is not None and bool(
            self._post(f"customers/{page}/cases", interaction_id=self._random.choice(case["interactions"]), kind="order"))  # fmt: skip

    def _close(self, one: str, people: list[str]) -> bool:
        page, cases = self._cases(people)
        return bool(self._post(f"cases/{self._random.choice(cases)['case_id']}/close", customer_id=page))

    def _reopen(self, one: str, people: list[str]) -> bool:
        event = self._random.choice(self._happened("case-resolved", people))
        return bool(self._post(f"cases/{event['data']['case_id']}/reopen", customer_id=event["stream"]))

    def _outcome(self, one: str, people: list[str]) -> bool:
        for each in self._random.sample(people, len(people)):
            found = self._desk.client.get(f"/v1/customers/{each}/promises").json()["promises"]
            if found:
                state = self._random.choice(["kept", "broken", "moved", "withdrawn"])
                due = {"due_at": "2026-11-20T10:00:00Z"} if state == "moved" else {}
                promise = self._random.choice(found)["promise_id"]
                return bool(self._post(f"promises/{promise}/outcome", customer_id=each, state=state, **due))
        return False

    def _retract(self, one: str, people: list[str]) -> bool:
        told = self._happened("fact-told-again", people)
        if not told:
            return False
        event = self._random.choice(told)
        fact = event["data"][self._random.choice(["fact_id", "before"])]
        return bool(self._post(f"facts/{fact}/retraction", customer_id=event["stream"]))

    def _settle(self, one: str, people: list[str]) -> bool:
        for each in self._random.sample(people, len(people)):
            path = f"/v1/customers/{each}/contradictions"
            for found in self._desk.client.get(path).json()["contradictions"]:
                stands = {"customer_id": each, "stands": self._random.choice(["left", "right"])}
                if self._post(f"contradictions/{found['contradiction_id']}/resolution", **stands):
                    return True
        return False

    def _move(self, one: str, people: list[str]) -> bool:
        items = self._desk.client.get(f"/v1/customers/{one}/timeline").json().get("items", [])
        talks = list(dict.fromkeys(each["interaction_id"] for each in items if each["interaction_id"]))
        if not talks:
            return False
        return bool(
            self._post(f"interactions/{self._random.choice(talks)}/reassignment", to=self._random.choice(people))
        )

    def _happened(self, name: str, people: list[str]) -> list[Event]:
        """Every event of a name, by its time; of one time in the order of those it happened to, and of its words."""
        found = [each for each in record_of(self._shop) if each["type"].startswith(f"throughline.{name}.")]
        return sorted(found, key=lambda each: (each["time"], people.index(each["stream"]), each["data"].get("key", "")))


def record_of(shop: Shop) -> list[Event]:
    """The whole record of a tenant as an auditor reads it, unmasked."""
    found: list[Event] = []
    while True:
        after = found[-1]["position"] if found else 0
        page = shop.auditor.get(
            "/v1/events", params={"after": after, "limit": 1000}, headers={"X-Purpose": "figures"}
        ).json()
        if not page:
            return found
        found += page


def _batches(events: list[Event]) -> list[list[Event]]:
    return [events[start : start + 100] for start in range(0, len(events), 100)]
