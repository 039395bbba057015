"""Every figure counted from the raw record by docs/figures.md alone: no code of the service has a part in it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from statistics import mean, median
from typing import Any, NamedTuple

from tests.app.figures.groups import ZONE, Asked, days, in_team, kind_of, of_talk, pair, share
from tests.app.figures.record import Event, Need, Promised, Read, at, due_of

Number = tuple[int, int, float | None]


class Unit(NamedTuple):
    """One thing that is counted: its groups, whether it is so, its state or way (`more`), and seconds."""

    keys: dict[str, str]
    so: bool = True
    more: tuple[str, ...] = ()
    seconds: float | None = None


ALWAYS = Asked(
    datetime.min.replace(tzinfo=ZONE), datetime.max.replace(tzinfo=ZONE), (), None, datetime.max.replace(tzinfo=ZONE)
)


def figure(read: Read, name: str, asked: Asked) -> dict[tuple[str, ...], Number]:
    """The rows: numerator, denominator, and what is shown."""
    return COUNTED[name](read, asked)


# ---- repetitions per hundred interactions ----------------------------------------------------------------------------


def _asked(read: Read, asked: Asked) -> list[tuple[Any, Event]]:
    return [
        ((event["data"]["item_id"], event["data"]["key"]), event) for event in read.asked
        if event["data"]["fact_id"] not in read.retracted and _counts(read, asked, event)
    ]  # fmt: skip


def _told(read: Read, asked: Asked) -> list[tuple[Any, Event]]:
    return [
        (event["data"]["fact_id"], event) for event in read.told
        if not {event["data"]["fact_id"], event["data"]["before"]} & read.retracted and _counts(read, asked, event)
    ]  # fmt: skip


def _both(read: Read, asked: Asked) -> list[tuple[Any, Event]]:
    both = [event for _, event in _asked(read, asked) + _told(read, asked)]
    both.sort(key=lambda event: event["position"])
    return [((event["data"]["interaction_id"], event["data"]["key"]), event) for event in both]


def _counts(read: Read, asked: Asked, event: Event) -> bool:
    data = event["data"]
    of_team = asked.team is None or read.talks[data["interaction_id"]].team == asked.team
    return of_team and asked.holds(at(event)) and read.together(data["interaction_id"], data.get("told_in"))


def _rate(repeated: Callable[[Read, Asked], list[tuple[Any, Event]]]) -> Callable[[Read, Asked], dict[Any, Number]]:
    def count(read: Read, asked: Asked) -> dict[Any, Number]:
        begun: dict[tuple[str, ...], int] = defaultdict(int)
        for talk in read.talks.values():
            if asked.holds(talk.began) and asked.team in (None, talk.team):
                keys = {"channel": talk.channel, "channel_pair": talk.channel, "team": talk.team} | days(talk.began)
                begun[tuple(keys.get(way, "") for way in asked.by)] += 1
        first: dict[Any, tuple[str, ...]] = {}
        base: dict[tuple[str, ...], tuple[str, ...]] = {}
        for same, event in repeated(read, asked):
            keys = of_talk(read, event["data"]["interaction_id"], at(event))
            told_in = read.talks.get(event["data"].get("told_in") or "")
            pair = f"{told_in.channel if told_in else '?'}>{keys['channel']}"
            known = "no" if event["data"].get("known_then") is False else "yes"
            whole = keys | {"channel_pair": pair, "key": event["data"]["key"], "known_then": known}
            group = first.setdefault(same, tuple(whole[way] for way in asked.by))
            here = {**whole, "channel_pair": keys["channel"], "key": "", "known_then": ""}
            base.setdefault(tuple(whole[way] for way in asked.by), tuple(here[way] for way in asked.by))
            assert group in base
        if not {"channel_pair", "key", "known_then"} & set(asked.by):
            base |= {group: group for group in begun}
        base = base or ({} if asked.by else {(): ()})
        numbers = {group: sum(each == group for each in first.values()) for group in base}
        return {group: (n, begun[base[group]], share(n, begun[base[group]])) for group, n in numbers.items()}

    return count


# ---- states ----------------------------------------------------------------------------------------------------------


def _switches(read: Read, asked: Asked) -> Iterable[Unit]:
    for event in _last_switches(read, asked):
        again = bool(_again(read, event["data"]["interaction_id"]))
        yield Unit(pair(read, event), more=("repeated" if again else "nothing_repeated",))


def _last_switches(read: Read, asked: Asked) -> Iterable[Event]:
    """Of each interaction the last that was found."""
    last = {
        event["data"]["interaction_id"]: event for event in read.switched
        if asked.holds(at(event)) and read.together(event["data"]["interaction_id"], event["data"]["from_interaction"])
    }  # fmt: skip
    return [event for each, event in last.items() if asked.team in (None, read.talks[each].team)]


def _again(read: Read, interaction_id: str) -> list[Event]:
    return [event for _, event in _both(read, ALWAYS) if event["data"]["interaction_id"] == interaction_id]


def _promised(read: Read, asked: Asked) -> Iterable[tuple[Promised, str]]:
    for promise in read.promises.values():
        data = promise.event["data"]
        if at(promise.event) >= asked.end or not in_team(read, asked, data.get("interaction_id")):
            continue
        after = [event for event in promise.after if at(event) < asked.end]
        if any("withdrawn" in event["type"] and not event["data"].get("by") for event in after):
            continue
        due, word = promise.due, ""
        if after:
            word = after[-1]["type"].split(".")[1].removeprefix("promise-")
            due = due_of(after[-1]) if word == "moved" else due
        if word in ("", "moved"):
            yield promise, "overdue" if due and due < min(asked.end, asked.now) else "open"
        elif at(after[-1]) >= asked.start:
            yield promise, word


def _promises(read: Read, asked: Asked) -> Iterable[Unit]:
    for promise, state in _promised(read, asked):
        yield Unit(kind_of(read, promise.event, promise.event["data"].get("promised", "info")), more=(state,))


def _kept(read: Read, asked: Asked) -> Iterable[Unit]:
    for promise, state in _promised(read, asked):
        if asked.holds(at(promise.event)) and state in ("kept", "broken", "overdue"):
            yield Unit(kind_of(read, promise.event, promise.event["data"].get("promised", "info")), state == "kept")


def _contradictions(read: Read, asked: Asked) -> Iterable[Unit]:
    for ref, event in read.found.items():
        if asked.holds(at(event)) and in_team(read, asked, event["data"].get("interaction_id")):
            settled = any(at(each) < asked.end for each in read.settled.get(ref, ()))
            yield Unit(kind_of(read, event, event["data"]["contradicts"]), more=("resolved" if settled else "open",))


def _shares(units: Callable[[Read, Asked], Iterable[Unit]], *states: str) -> Callable[[Read, Asked], dict[Any, Number]]:
    def count(read: Read, asked: Asked) -> dict[Any, Number]:
        found: dict[tuple[str, ...], list[Unit]] = {} if asked.by else {(): []}
        for unit in units(read, asked):
            found.setdefault(tuple(unit.keys[way] for way in asked.by), []).append(unit)
        return {
            (*group, state): (n, len(some), share(n, len(some)))
            for group, some in found.items() for state in states for n in [sum(each.more == (state,) for each in some)]
        }  # fmt: skip

    return count


# ---- needs -----------------------------------------------------------------------------------------------------------


def _begun(read: Read, asked: Asked) -> list[tuple[Need, list[str], dict[str, str]]]:
    """The needs that began in the period: their talks by time, and the groups of the first."""
    found: list[tuple[Need, list[str], dict[str, str]]] = []
    for need in read.needs.values():
        talks = sorted(need.talks, key=lambda each: read.talks[each].began)
        if talks and asked.holds(read.talks[talks[0]].began) and asked.team in (None, read.talks[talks[0]].team):
            found.append((need, talks, of_talk(read, talks[0], read.talks[talks[0]].began) | {"kind": need.about}))
    return found


def _journeys(read: Read, asked: Asked) -> dict[Any, Number]:
    ways: dict[tuple[str, ...], int] = defaultdict(int)
    at_step: dict[tuple[str, ...], int] = defaultdict(int)
    for need, talks, keys in _begun(read, asked):
        channels = [read.talks[each].channel for each in talks[:4]]
        for step, (channel, to) in enumerate(
            zip(channels, [*channels[1:], "closed" if need.met else "open"], strict=True), 1
        ):
            here = (*(keys[way] for way in asked.by), str(step), channel)
            ways[*here, to] += 1
            at_step[here] += 1
    return {way: (n, at_step[way[:-1]], share(n, at_step[way[:-1]])) for way, n in ways.items()}


def _map(read: Read, asked: Asked) -> Iterable[Unit]:
    for need, talks, keys in _begun(read, asked):
        for number, each in enumerate(talks):
            if need.about == "praise" or any(met < read.talks[each].began for met in need.met_at):
                stage = "after"
            elif need.about == "complaint":
                stage = "in_progress" if number else "problem"
            else:
                stage = need.about if need.about in ("order", "return") else "question"
            yield Unit(keys, bool(_again(read, each)), (stage, read.talks[each].channel))


def _first_contact(read: Read, asked: Asked) -> Iterable[Unit]:
    for _, talks, keys in _begun(read, asked):
        until = read.talks[talks[0]].began + timedelta(days=7)
        if until <= asked.now:
            yield Unit(keys, not any(read.talks[each].began <= until for each in talks[1:]))


def _cross(read: Read, asked: Asked) -> Iterable[Unit]:
    people: dict[str, list[tuple[list[str], dict[str, str]]]] = {}
    for _, talks, keys in sorted(_begun(read, asked), key=lambda each: read.talks[each[1][0]].began):
        people.setdefault(read.person(read.talks[talks[0]].owner), []).append((talks, keys))
    for needs in people.values():
        yield Unit(needs[0][1], len({read.talks[each].channel for talks, _ in needs for each in talks}) > 1)


# ---- times -----------------------------------------------------------------------------------------------------------


def _until_known(read: Read, asked: Asked) -> Iterable[Unit]:
    for event in _last_switches(read, asked):
        talk = read.talks[event["data"]["interaction_id"]]
        if talk.channel not in ("email", "marketplace"):
            again = [(at(each) - talk.began).total_seconds() for each in _again(read, event["data"]["interaction_id"])]
            yield Unit(pair(read, event), bool(again), seconds=min(3600.0, max([0.0, *again])))


def _until_answered(read: Read, asked: Asked) -> Iterable[Unit]:
    for event in read.reopened:
        talk = read.talks.get(event["data"].get("interaction_id") or "")
        if (
            talk
            and asked.holds(at(event))
            and asked.team in (None, talk.team)
            and talk.channel not in ("phone", "in_store")
        ):
            after = [each for each in talk.written if each > at(event)]
            took = (min(after) - at(event)).total_seconds() if after else None
            yield Unit(of_talk(read, event["data"]["interaction_id"], at(event)), bool(after), seconds=took)


def _counted(
    units: Callable[[Read, Asked], Iterable[Unit]], typical: Any = None
) -> Callable[[Read, Asked], dict[Any, Number]]:
    def count(read: Read, asked: Asked) -> dict[Any, Number]:
        found: dict[tuple[str, ...], list[Unit]] = {} if asked.by or units is _map else {(): []}
        for unit in units(read, asked):
            found.setdefault((*(unit.keys[way] for way in asked.by), *unit.more), []).append(unit)
        rows: dict[Any, Number] = {}
        for group, some in found.items():
            n, took = sum(each.so for each in some), [each.seconds for each in some if each.seconds is not None]
            shown = (round(typical(took), 2) if took else None) if typical else share(n, len(some))
            rows[group] = (n, len(some), shown)
        return rows

    return count


COUNTED: dict[str, Callable[[Read, Asked], dict[Any, Number]]] = {
    "asked-again": _rate(_asked), "told-again": _rate(_told), "repeat-story": _rate(_both),
    "switches": _shares(_switches, "nothing_repeated", "repeated"),
    "promises": _shares(_promises, "kept", "broken", "open", "overdue", "withdrawn"),
    "promises-kept": _counted(_kept), "contradictions": _shares(_contradictions, "resolved", "open"),
    "first-contact": _counted(_first_contact), "journeys": _journeys, "journey-map": _counted(_map),
    "cross-channel": _counted(_cross), "time-to-context": _counted(_until_known, mean),
    "reopening-response": _counted(_until_answered, median),
}  # fmt: skip
