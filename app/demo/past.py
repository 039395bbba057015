"""The demo's past weeks: many small needs, written down beforehand and imported with their own times, for the figures."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from app.demo import past_words as words
from app.demo.calendar import Anchor, event_id, rfc3339

WEEKS = 13
STARTED = 8  # weeks before the first play, since when what had been told stood on the screen
A_WEEK = 48  # needs that begin in a week
KINDS = (("question", 30), ("order", 24), ("complaint", 30), ("return", 16))
CHANNELS = (("chat", 42), ("email", 23), ("in_store", 15), ("phone", 20))
AFTER = {"question": (72, 20, 6, 2), "order": (50, 31, 13, 6), "complaint": (36, 36, 18, 10), "return": (46, 34, 14, 6)}
DESKS = {"chat": ("chat/web", "sklep internetowy"), "phone": ("phone/infolinia", "+48 22 100 00 00")}
HOURS = (9, 18)
Event = dict[str, Any]
TEAMS = {  # what the shop calls its entry points: names of teams in figures
    "+48 22 100 00 00": "Infolinia", "pomoc@example.com": "Pomoc", "reklamacje@example.com": "Reklamacje",
    "sklep internetowy": "Sklep online", "Salon Gdańsk Wrzeszcz": "Salon Gdańsk", "Salon Kraków Karmelicka": "Salon Kraków",
    "Salon Poznań Półwiejska": "Salon Poznań", "Salon Warszawa Centrum": "Salon Warszawa"}  # fmt: skip


def past(anchor: Anchor, tenant: str, a_week: int = A_WEEK) -> list[Event]:
    """Every event of those weeks in the order of its time; the same for the same anchor. `a_week`: needs that begin in one."""
    random = _Dice("the past of Polana Outdoor")
    events: list[Event] = []
    for week in range(WEEKS, 0, -1):
        for number in range(a_week):
            events += _Need(random, anchor, tenant, week, number).events()
    return sorted(
        (each for each in events if each["time"] < rfc3339(anchor.anchor)), key=lambda each: str(each["time"])
    )


def started_on(anchor: Anchor) -> date:
    """Since which Monday what had been told stood on the screen."""
    return anchor.today - timedelta(days=7 * STARTED + anchor.today.weekday())


class _Dice(Random):
    """Chance that keeps its word: of ten things that happen in three cases of ten, three happen."""

    def __init__(self, seed: str) -> None:
        super().__init__(seed)
        self._owed: dict[str, float] = {}

    def falls(self, what: str, share: float) -> bool:
        """Whether it is this one."""
        owed = self._owed.get(what, 0.5) + share
        self._owed[what] = owed - (owed >= 1)
        return owed >= 1

    def pick(self, what: str, shares: Sequence[tuple[Any, float]]) -> Any:
        """One of several: the one that has been waiting longest for its share."""
        whole = sum(share for _, share in shares)
        for name, share in shares:
            key = f"{what}:{name}"
            self._owed[key] = self._owed.get(key, self.random() * 0.2) + share / whole
        chosen = max(shares, key=lambda each: self._owed[f"{what}:{each[0]}"])[0]
        self._owed[f"{what}:{chosen}"] -= 1
        return chosen


class _Need:
    """One customer with one need, over one to four contacts."""

    def __init__(self, random: _Dice, anchor: Anchor, tenant: str, week: int, number: int) -> None:
        self._random, self._tenant, self._anchor = random, tenant, anchor
        self._id = f"past-{week:02}-{number:02}"
        self._improved = max(0.0, (STARTED - week) / STARTED)  # how far the shop had come
        self._kind = random.pick("kind", KINDS)
        first, last = random.choice(words.FIRST_NAMES)[0], random.choice(words.LAST_NAMES)
        self._name = f"{first} {last}"
        self._email = f"{first}.{last}.{week:02}{number:02}@example.com".translate(words.LETTERS).lower()
        product, product_of, fault = random.choice(words.PRODUCTS)
        self._said = {
            "product": product, "product_plain": product, "product_of": product_of, "fault": fault, "order": f"PL-{70_000 + 100 * week + number}"}  # fmt: skip
        self._begins = anchor.at(
            -7 * week + random.randrange(7) - 1, f"{random.randrange(*HOURS):02}:{random.randrange(60):02}:00"
        )
        self._late = random.falls("late", 0.26 - 0.17 * self._improved)

    def events(self) -> Iterator[Event]:
        """Everything of it."""
        fewer = 1 - 0.25 * self._improved
        shares = [(n, share * (fewer if n > 1 else 1)) for n, share in enumerate(AFTER[self._kind], 1)]
        contacts = self._random.pick(self._kind, shares)
        at, channel = self._begins, self._random.pick("first", CHANNELS)
        for number in range(contacts):
            if number:
                at = self._opening_hours(at + timedelta(hours=self._random.uniform(5, 60)))
                channel = self._random.pick("next", CHANNELS)
            yield from self._contact(channel, at, number, last=number == contacts - 1)

    def _opening_hours(self, at: datetime) -> datetime:
        return at.replace(
            hour=self._random.randrange(*HOURS), minute=self._random.randrange(60), second=0, microsecond=0
        )

    def _contact(self, channel: str, at: datetime, number: int, last: bool) -> Iterator[Event]:
        """What the customer says, what is answered, and perhaps what has to be said again."""
        again = number > 0 and self._kind != "question" and self._random.falls(channel, self._tired(channel))
        answer = words.ASK_AGAIN if again else words.KNOWN if number else words.ANSWER[self._kind]
        turns = [("customer", (words.NEXT if number else words.FIRST)[self._kind]), ("agent", answer)]
        if again:
            turns += [("customer", words.TELL_AGAIN), ("agent", words.ANSWER[self._kind])]
        if last and self._random.random() < 0.8:
            turns += [("customer", words.DONE)]
        thread = f"{channel}:{self._id}-{number}"
        spoken = [(role, text.format(**self._said)) for role, text in turns]
        place = words.STORES[sum(map(ord, self._email)) % len(words.STORES)]
        if channel == "in_store":
            yield self._visit(at, thread, number, place, spoken)
        elif channel == "phone":
            yield from self._call(at, thread, number, spoken)
        else:
            yield from self._letters(channel, at, thread, number, spoken)
        if number == 0 and self._kind in words.PROMISED and self._random.random() < 0.75:
            yield from self._promise(channel, at, thread, place)

    def _tired(self, channel: str) -> float:
        """How likely somebody has to repeat what was said."""
        return (0.95 if channel in ("phone", "in_store") else 0.7) * (1 - 0.85 * self._improved)

    def _letters(
        self, channel: str, at: datetime, thread: str, number: int, spoken: list[tuple[str, str]]
    ) -> Iterator[Event]:
        pace = timedelta(minutes=1) if channel == "chat" else timedelta(minutes=self._random.randrange(40, 400))
        for turn, (role, text) in enumerate(spoken):
            kind = "message.received" if role == "customer" else "message.sent"
            yield self._event(f"{number}-{turn}", kind, channel, at + turn * pace, thread, role, parts=[_part(text)], kind="message",
                              direction="inbound" if role == "customer" else "outbound")  # fmt: skip
        yield self._event(f"{number}-end", "call.ended", channel, at + len(spoken) * pace, thread, "system",
                          call={"state": "ended", "cause": "normal"}, kind="message", direction="inbound")  # fmt: skip

    def _call(self, at: datetime, thread: str, number: int, spoken: list[tuple[str, str]]) -> Iterator[Event]:
        shared = {"kind": "call", "direction": "inbound"}
        yield self._event(
            f"{number}-c", "call.started", "phone", at, thread, "customer", call={"state": "connected"}, **shared
        )
        for turn, (role, text) in enumerate(spoken):
            segment = {
                "party": role,
                "from_ms": 15_000 * turn,
                "to_ms": 15_000 * turn + 12_000,
                "text": text,
                "confidence": 0.95,
            }
            yield self._event(f"{number}-{turn}", "call.transcribed", "phone", at + timedelta(seconds=15 * turn + 12), thread,
                              role, transcript=[segment], **shared)  # fmt: skip
        yield self._event(f"{number}-end", "call.ended", "phone", at + timedelta(seconds=15 * len(spoken) + 20), thread, "system",
                          call={"state": "ended", "cause": "normal"}, **shared)  # fmt: skip

    def _visit(
        self, at: datetime, thread: str, number: int, place: tuple[str, str, str], spoken: list[tuple[str, str]]
    ) -> Event:
        text = " ".join(text for role, text in spoken if role == "customer")
        return self._event(f"{number}-v", "visit.noted", "in_store", at, thread, "customer", kind="visit", direction="inbound",
                           store={"gln": place[0], "associate": place[2]}, parts=[_part(text)])  # fmt: skip

    def _promise(self, channel: str, at: datetime, thread: str, place: tuple[str, str, str]) -> Iterator[Event]:
        """What was promised, and what came of it."""
        promised, what = words.PROMISED[self._kind]
        due = at + timedelta(days=self._random.randrange(2, 6))
        promise = {"kind": promised, "what": what.format(**self._said), "due_at": rfc3339(due)}
        yield self._event("promise", "promise.made", channel, at + timedelta(minutes=3), thread, "agent", promise=promise, kind="context",
                          direction="outbound")  # fmt: skip
        done = due + timedelta(hours=30) if self._late else due - timedelta(hours=7)
        state = {"delivery": "delivered", "replacement": "exchanged", "refund": "refunded"}[promised]
        order = {"number": self._said["order"], "state": state, "as_of": rfc3339(done)}
        yield self._event("kept", "order.noted", "commerce", done, f"order:{self._id}", "customer", order=order, kind="context",
                          order_ref=self._said["order"], direction="internal")  # fmt: skip

    def _event(self, name: str, what: str, channel: str, at: datetime, thread: str, role: str, **data: Any) -> Event:
        """One CloudEvent. Customers bring their address, others say to whom they write."""
        source, desk = DESKS.get(channel, (f"{channel}/sklep", ""))
        if channel == "email":
            source, desk = (
                ("email/reklamacje", "reklamacje@example.com")
                if self._kind == "complaint"
                else ("email/pomoc", "pomoc@example.com")
            )
        if channel == "in_store":
            place = words.STORES[sum(map(ord, self._email)) % len(words.STORES)]
            source, desk = f"store/{place[0]}", place[1]
        handles = [{"kind": "email", "value_raw": self._email, "level": 2}]
        agent = words.AGENTS[len(self._email) % len(words.AGENTS)]
        party: Event = {"role": role}
        if role == "customer":
            party |= {"display_name": self._name, "handles": handles}
        elif role == "agent":
            party |= {"id": agent[0], "display_name": agent[1]}
            data["to"] = [{"role": "customer", "handles": handles}]
        entry = {"entry_point": desk} if desk else {}
        return {
            "specversion": "1.0", "id": event_id(f"{self._id}-{name}", self._anchor), "source": f"//{self._tenant}/{source}",
            "type": f"throughline.{what}.v1", "subject": thread, "time": rfc3339(at), "datacontenttype": "application/json",
            "data": {"channel": channel, **entry, "party": party, **data}}  # fmt: skip


def _part(text: str) -> dict[str, str]:
    return {"type": "text", "text": text, "language": "pl"}
