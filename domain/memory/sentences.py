"""Every sentence that a brief could hold, from what stands on a page; `brief` chooses among them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

from domain.memory.cases import Case
from domain.memory.closing import says_nothing
from domain.memory.contradicting.likeness import number
from domain.memory.contradictions import Contradiction
from domain.memory.facts import HIDDEN, Fact, Promise
from domain.memory.meanings import MEANT
from domain.memory.promising.settling import told_last
from domain.memory.terms import allowed, topic_of
from domain.memory.words import (
    CHANNELS,
    LONGEST,
    MONTHS,
    NEEDS,
    SAID,
    SUBJECTS,
    quoted,
    read_day,
    sentence_at,
    state_of,
    told_value,
)
from domain.page import Page
from domain.timeline.items import Item
from domain.timeline.marks import FAILED, MOVED, SHOP, TOLD, in_one_voice, may_be_ours, own_words

NEVER = datetime.max.replace(tzinfo=UTC)
UNNAMED = frozenset(("policy", "points"))  # contradictions whose subject is a word of ours
STEPS = 4  # of a case's way over the channels
TOLD_OF = (("wanted_outcome", "wants"), ("deadline", "deadline"), ("tried_already", "tried"))


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence: the items it stands on, and what it is about, by which it is found again ("promise:p-1")."""

    text: str
    items: tuple[str, ...]
    about: str

    @property
    def kind(self) -> str:
        """What sort of sentence it is."""
        return self.about.partition(":")[0]


NOTHING = Sentence(text="", items=("",), about="")


class Sentences:
    """A page in one language and one zone."""

    def __init__(self, page: Page, language: str, zone: ZoneInfo) -> None:
        self._page, self._language, self._zone = page, language, zone
        self._said = SAID[language]
        self._case = current_case(page)

    def all(self) -> list[Sentence]:
        """Every one; of a kind the most needed first."""
        need = list(self._need())
        return [
            *need,
            *self._path(),
            *self._promises(),
            *self._contradictions(),
            *self._marked(),
            *self._facts(need[0] if need else NOTHING),
        ]

    # ---- the need ----------------------------------------------------------------------------------------------------

    def _need(self) -> Iterator[Sentence]:
        case = self._case
        item = self._page.timeline.find(case.item_id) if case is not None and case.item_id else None
        if case is None or item is None:
            first = self._page.timeline.first(TOLD)
            if first is not None:
                yield self._line("first", first, own_words(first), "need:first")
            return
        problem = self._problem(case, item)
        words, about = self._opening_words(item, problem), f"need:{case.case_id}"
        if case.state == "resolved":
            yield self._line("settled", item, words, about, settled=self._day(case.resolved_at or case.changed_at))
            return
        kind = NEEDS[self._language].get(case.kind, NEEDS[self._language]["question"])
        what = MEANT[self._language].get(problem.norm, "") if problem is not None else ""
        order, source = self._order(case, words)
        line = self._line("need", item, words, about, kind=f"{kind} ({what})" if what else kind, order=order)
        items = (item.item_id, *(() if source is None or source is item else (source.item_id,)))
        yield msgspec.structs.replace(line, items=items)

    def _problem(self, case: Case, item: Item) -> Fact | None:
        """What went wrong, as the customer told it in this need: in its first words, else the last time."""
        newest = self._page.memory.newest("problem")
        told = [fact for fact in newest if fact.stands and self._is_told_in(case, fact)]
        return next((fact for fact in told if fact.item_id == item.item_id), told[0] if told else None)

    def _is_told_in(self, case: Case, fact: Fact) -> bool:
        source = self._page.timeline.find(fact.item_id)
        return source is not None and source.interaction_id in case.interactions

    def _opening_words(self, item: Item, problem: Fact | None) -> str:
        """The words that opened the need: of a long letter the sentence that says what went wrong."""
        words = own_words(item) or item.text
        if problem is None or problem.item_id != item.item_id or len(words) <= LONGEST:
            return words
        return sentence_at(item.text, problem.span) or words

    def _order(self, case: Case, words: str) -> tuple[str, Item | None]:
        """The order of the need and how far it is, and the item that says so."""
        if not case.order_no:
            return "", None
        moved = self._moved_with_need()
        if moved is not None:
            state = state_of(moved.event, moved.about.get("state"), self._language)
            return self._said["need-order-moved"].format(
                number=case.order_no, state=state, moved=self._day(moved.occurred_at)
            ), moved
        return (self._said["need-order"].format(number=case.order_no) if case.order_no not in words else ""), None

    def _moved_with_need(self) -> Item | None:
        """What moved last, where it is the order that the need itself speaks of."""
        case, moved = self._case, self._page.timeline.last(MOVED)
        if case is None or case.state == "resolved" or moved is None or moved.event != "order-noted":
            return None
        return (
            moved if case.order_no and moved.about.get("number") == case.order_no and moved.about.get("state") else None
        )

    def _path(self) -> Iterator[Sentence]:
        case = self._case
        if case is None:
            return
        switches = sorted(
            (each for each in self._page.cases.switched() if each.case_id == case.case_id), key=lambda each: each.at
        )
        if not switches:
            return
        item = self._page.timeline.find(case.item_id)
        began, shown = item.occurred_at if item is not None else case.opened_at, switches[1 - STEPS :]
        steps = [(switches[0].from_channel, began), *((each.to_channel, each.at) for each in shown)]
        ids = [case.item_id, *(each.item_id for each in shown)]
        items = tuple(dict.fromkeys(each for each in ids if self._page.timeline.find(each) is not None))
        text = self._said["path"].format(
            steps=", ".join(f"{self._channel(channel)} {self._day(at)}" for channel, at in steps)
        )
        if items:
            yield Sentence(text=text, items=items, about=f"path:{case.case_id}")

    # ---- what we owe, what differs -----------------------------------------------------------------------------------

    def _promises(self) -> Iterator[Sentence]:
        every = self._page.memory.promises.values()
        broken = [each for each in every if each.state == "broken" and not self._is_settled(each.interaction_id)]
        owed = [each for each in every if each.owed]
        once = {_owed_as(each): each for each in reversed((*sorted(broken, key=_due), *sorted(owed, key=_due)))}
        for promise in reversed(once.values()):
            said, who = told_last(promise, self._page.timeline)
            due = (
                f"{self._day(promise.due_at)}, {promise.due_at.astimezone(self._zone):%H:%M}" if promise.due_at else ""
            )
            template = ("promise-broken" if promise.state == "broken" else "promise") + ("" if due else "-undated")
            text = self._said[template].format(
                who=who, what=promise.what.strip().rstrip("."), due=due, channel=self._channel(said.channel) if said else "–")  # fmt: skip
            yield Sentence(text=text, items=promise.items, about=f"promise:{promise.promise_id}")

    def _contradictions(self) -> Iterator[Sentence]:
        found = [each for each in self._page.contradictions.open() if not self._is_settled(each.interaction_id)]
        for each in reversed(found):
            text = self._contradiction(each)
            if text is not None:
                yield Sentence(text=text, items=each.items[:2], about=f"contradiction:{each.contradiction_id}")

    def _contradiction(self, found: Contradiction) -> str | None:
        left, right = (self._page.timeline.find(each) for each in found.items[:2])
        if left is None or right is None:
            return None
        subjects = SUBJECTS[self._language]
        topic = topic_of(found.subject, self._language) if found.kind == "policy" else ""
        name = (
            "" if found.kind in UNNAMED and not found.subject.startswith("returnable") else self._named(found.subject)
        )
        values = [self._value(each.value, bool(topic)) for each in (found.left, found.right)]
        return self._said["contradiction"].format(
            kind=topic or subjects.get(found.kind, subjects["order"]), subject=f" ({name})" if name else "",
            left=values[0], left_channel=self._channel(left.channel),
            left_day=self._day(found.left.at or left.occurred_at),
            right=values[1], right_channel=self._channel(right.channel),
            right_day=self._day(found.right.at or right.occurred_at))  # fmt: skip

    def _value(self, value: str, of_a_rule: bool) -> str:
        yes_or_no = of_a_rule and value in ("yes", "no")
        return allowed(value, self._language) if yes_or_no else told_value(value, self._language)

    def _named(self, subject: str) -> str:
        """What a contradiction is about; an order by its number as it is written."""
        name, order = subject.rpartition(":")[2], self._case.order_no if self._case is not None else ""
        return order if order and number(order) == name else name

    # ---- what was said and done --------------------------------------------------------------------------------------

    def _marked(self) -> Iterator[Sentence]:
        timeline = self._page.timeline
        failed, moved, visit = timeline.last(FAILED), timeline.last(MOVED), timeline.last(SHOP)
        if failed is not None:
            yield self._line("failed", failed, failed.text, f"failed:{failed.item_id}")
        if moved is not None and self._moved_with_need() is None:
            yield self._moved(moved)
        if visit is not None and (self._case is None or visit.item_id != self._case.item_id):
            yield self._line("shop", visit, visit.text, f"shop:{visit.item_id}")
        first, last = timeline.first(TOLD), timeline.last(TOLD)
        if (
            first is not None
            and last is not None
            and last.item_id not in (first.item_id, self._case.item_id if self._case else "")
            and not says_nothing(own_words(last))
            and not in_one_voice(last)
        ):
            yield self._line("last", last, own_words(last), "last:words")

    def _facts(self, need: Sentence) -> Iterator[Sentence]:
        """What the customer wants, until when, and what they tried, unless the need's sentence says so already."""
        standing = self._page.memory.standing()
        for key, kind in TOLD_OF:
            fact = standing.get(key)
            item = self._page.timeline.find(fact.item_id) if fact is not None else None
            if fact is not None and item is not None and self._is_of_need(item):
                words = sentence_at(item.text, fact.span) or fact.value
                if (
                    item.item_id != need.items[0]
                    or quoted(words, self._language, may_be_ours(item))[1:-1] not in need.text
                ):
                    yield self._line(kind, item, words, f"{kind}:{fact.fact_id}", meant=self._meant(fact))

    def _meant(self, fact: Fact) -> str:
        """What a fact means in a word or two of the reader's language, before the words themselves."""
        if fact.key == "deadline":
            day = read_day(fact.norm, self._zone)
            return f"{self._day(day)} – " if day is not None else ""
        meant = MEANT[self._language].get(fact.norm, "")
        return f"{meant} – " if meant else ""

    def _moved(self, item: Item) -> Sentence:
        """The order or parcel that moved last, as of the day the system said so."""
        place = item.about.get("locker_or_store")
        text = self._said[item.event].format(
            number=item.about["number"], state=state_of(item.event, item.about.get("state"), self._language),
            place=f" ({place})" if isinstance(place, str) and place else "", day=self._day(item.occurred_at))  # fmt: skip
        return Sentence(text=text, items=(item.item_id,), about=f"moved:{item.about['number']}")

    def _line(self, template: str, item: Item, words: str, about: str, **more: str) -> Sentence:
        text = self._said[template].format(
            channel=self._channel(item.channel), day=self._day(item.occurred_at), who=item.author.name or "–",
            words=quoted(words, self._language, may_be_ours(item)), **more)  # fmt: skip
        return Sentence(text=text, items=(item.item_id,), about=about)

    # ---- words -------------------------------------------------------------------------------------------------------

    def _is_of_need(self, item: Item) -> bool:
        """Whether an item belongs to the need that the brief is about; without a case everything does."""
        case = self._case
        return case is None or item.interaction_id is None or item.interaction_id in case.interactions

    def _is_settled(self, interaction_id: str | None) -> bool:
        case = self._page.cases.of(interaction_id) if interaction_id else None
        return case is not None and case.state == "resolved"

    def _channel(self, channel: str) -> str:
        return CHANNELS[self._language].get(channel, channel)

    def _day(self, at: datetime) -> str:
        local = at.astimezone(self._zone)
        return f"{local.day} {MONTHS[self._language][local.month - 1]}"


def current_case(page: Page) -> Case | None:
    """The need at hand: of the open cases the one that something happened to last; else the one settled last."""
    every = page.cases.all()
    among = [case for case in every if case.state == "open"] or every
    return max(among, key=lambda case: (case.changed_at, case.opened_at), default=None)


def _owed_as(promise: Promise) -> tuple[object, ...]:
    """What tells two promises apart. Words that are hidden now may have been any: such a one is like no other."""
    if HIDDEN[0] in promise.what:
        return (promise.promise_id,)
    return promise.state, promise.kind, promise.what, promise.amount, promise.due_at


def _due(promise: Promise) -> datetime:
    return promise.due_at or NEVER
