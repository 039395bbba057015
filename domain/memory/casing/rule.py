"""The rule about cases: opens one for a new need, adds to the one that goes on, says where the channel changed.

An interaction is placed once, as soon as its words say enough. What shows only later that two cases are one (the order
number, "I wrote to you yesterday", an earlier message that came late, a merge) joins them by an event that says why.
"""

from collections.abc import Iterator, Sequence

from domain.customer import events as happened
from domain.customer.event import Event
from domain.memory.cases import Case
from domain.memory.casing.matching import Score
from domain.memory.casing.placing import Needs, carried
from domain.memory.casing.reference import reference_in
from domain.memory.casing.solved import says_solved
from domain.memory.casing.strands import BY_US, FIRST, NAMES_NEED, Strand
from domain.memory.casing.topic import topic_of
from domain.memory.extract import TELLING
from domain.memory.rules import Seen
from domain.voices import SAID

MOST_JOINED = 24  # interactions that are looked at when two pages come together
LAST_WORDS = 2  # items of the customer in which a need is said to be met


class CasesRule:
    """Places interactions in cases. See docs/cases.md."""

    name = "cases.1"
    watches = SAID | {"fact-recorded", "interaction-ended", "interaction-reassigned", "customers-merged"}
    by = f"rule:{name}"

    def derive(self, seen: Seen) -> Sequence[Event]:
        """What the event shows: mostly nothing, for the interaction has its place."""
        match seen.recorded.event:
            case happened.InteractionEnded() as event:
                return list(self._settled(seen, event))
            case happened.InteractionReassigned() | happened.CustomersMerged() as event:
                return list(self._joined(seen, event))
            case happened.FactRecorded() as event if event.key in NAMES_NEED and event.stated_by in TELLING:
                return self._placed(seen, event.interaction_id, telling=event.key == "order_no")
            case happened.MessageSent() as event if event.author_role in BY_US:
                return self._written(seen, event.interaction_id)
            case happened.MessageReceived() | happened.CallTranscribed() | happened.StoreVisitNoted() as event:
                return self._placed(seen, event.interaction_id, telling=None, text=event.text)
            case _:
                return []

    # ---- where an interaction belongs --------------------------------------------------------------------------------

    def _placed(self, seen: Seen, interaction_id: str | None, telling: bool | None, text: str = "") -> list[Event]:
        """Place an interaction; of one that has its place, see whether these words or facts show two cases to be one."""
        if interaction_id is None:
            return []
        case = seen.page.cases.of(interaction_id)
        if case is not None and not self._may_join(seen, case, telling, text):
            return []
        needs = Needs(seen.page, seen.recorded.occurred_at)
        strand = needs.strands.get(interaction_id)
        if strand is None or not strand.told:
            return []
        if case is None:
            return list(self._first(seen, needs, strand))
        best, score = needs.best(strand, but=case.case_id)
        return list(self._join(needs, strand, best, case, score)) if best is not None and score.strong else []

    def _may_join(self, seen: Seen, case: Case, telling: bool | None, text: str) -> bool:
        """Whether a case that began with this interaction may turn out to be a part of another by what is said now."""
        if case.by_hand or len(case.interactions) > 1:
            return False
        if telling is None:
            telling = not _long(seen) and reference_in(text) is not None
        return telling

    def _written(self, seen: Seen, interaction_id: str | None) -> list[Event]:
        """We wrote first: it goes on with a case if it says so, and opens none."""
        if interaction_id is None or seen.page.cases.of(interaction_id) is not None:
            return []
        needs = Needs(seen.page, seen.recorded.occurred_at)
        strand = needs.strands.get(interaction_id)
        return list(self._first(seen, needs, strand)) if strand is not None and not strand.told else []

    def _first(self, seen: Seen, needs: Needs, strand: Strand) -> Iterator[Event]:
        opening = strand.opening()
        best, score = needs.best(strand)
        if best is not None and score.enough:
            yield from self._add(needs, strand, best, score)
            return
        if opening is None or not strand.told:
            return
        item, _ = strand.told[-1]
        case_id = seen.mint("k")
        yield happened.CaseOpened(
            case_id=case_id, interaction_id=strand.interaction_id, about=_kind(strand, opening.kind), detected_by=self.by, item_id=item.item_id,
            reasons=("unlike_earlier" if needs.cases else "first",), confidence=round(1 - max(0.0, score.value) / 2, 2),
            topic=topic_of(strand), order_no=needs.order_told(strand))  # fmt: skip
        newest = seen.page.timeline.newest
        if newest is not None and newest > strand.end:
            yield from self._continued(Needs(seen.page, newest), strand.interaction_id, case_id)

    def _add(self, needs: Needs, strand: Strand, best: Case, score: Score) -> Iterator[Event]:
        item = strand.items[-1]
        order = "" if best.order_no else needs.order_told(strand)
        yield happened.InteractionAddedToCase(
            case_id=best.case_id, interaction_id=strand.interaction_id, detected_by=self.by, item_id=item.item_id,
            reasons=score.reasons, confidence=score.confidence, order_no=order)  # fmt: skip
        settled_at = best.resolved_at or best.changed_at
        if best.state == "resolved" and strand.told and settled_at <= strand.end:
            after = strand.start - settled_at
            yield happened.CaseReopened(
                case_id=best.case_id, detected_by=self.by, interaction_id=strand.interaction_id,
                after_s=max(0, int(after.total_seconds())))  # fmt: skip
        yield from self._switched(needs, strand, best, score)

    def _join(self, needs: Needs, strand: Strand, best: Case, case: Case, score: Score) -> Iterator[Event]:
        """`case` began with this interaction, and is a part of `best`."""
        yield happened.CasesJoined(
            case_id=best.case_id, other=case.case_id, detected_by=self.by, interaction_id=strand.interaction_id,
            reasons=score.reasons, confidence=score.confidence)  # fmt: skip
        yield from self._switched(needs, strand, best, score)

    def _switched(self, needs: Needs, strand: Strand, best: Case, score: Score) -> Iterator[Event]:
        before = needs.last_before(best, strand)
        if before is None or before.channel == strand.channel or strand.interaction_id in needs.page.cases.switches:
            return
        yield happened.ChannelSwitched(
            case_id=best.case_id, from_interaction=before.interaction_id, interaction_id=strand.interaction_id,
            from_channel=before.channel, to_channel=strand.channel, gap_s=max(0, int((strand.start - before.end).total_seconds())),
            detected_by=self.by, confidence=score.confidence, carried=carried(needs.page, strand), reasons=score.reasons,
            item_id=strand.items[-1].item_id)  # fmt: skip

    # ---- what shows only later ---------------------------------------------------------------------------------------

    def _continued(self, needs: Needs, interaction_id: str, case_id: str) -> Iterator[Event]:
        """An earlier interaction came late: cases of later ones that go on from it are a part of its own."""
        strand = needs.strands.get(interaction_id)
        if strand is None:
            return
        own = needs.standing_in(case_id, strand)
        for case, first in needs.begun_after(strand):
            _, score = needs.best(first, among=[own])
            if score.enough:
                yield from self._join(needs, first, own, case, score)

    def _joined(self, seen: Seen, event: happened.InteractionReassigned | happened.CustomersMerged) -> Iterator[Event]:
        """Two pages came together: a case that goes on from one of the other page is a part of it; what has no case gets one."""
        needs = Needs(seen.page, seen.page.timeline.newest or seen.recorded.occurred_at)
        gone: set[str] = set()
        for strand in _since_it_came(needs, event):
            case = seen.page.cases.of(strand.interaction_id)
            if case is None:
                yield from self._first(seen, needs, strand)
            elif not case.by_hand and case.interactions[0] == strand.interaction_id:
                best, score = needs.best(strand, but=case.case_id, without=gone)
                if best is not None and score.enough:
                    gone.add(case.case_id)
                    yield from self._join(needs, strand, best, case, score)

    # ---- met ---------------------------------------------------------------------------------------------------------

    def _settled(self, seen: Seen, event: happened.InteractionEnded) -> Iterator[Event]:
        """The customer said that nothing is left, nothing is owed or open, and it ended: the need is met."""
        page = seen.page
        case = page.cases.of(event.interaction_id)
        if case is None or case.state != "open":
            return
        owed = any(each.owed and each.interaction_id in case.interactions for each in page.memory.promises.values())
        if owed or any(each.interaction_id in case.interactions for each in page.contradictions.open()):
            return
        strand = Needs(page, seen.recorded.occurred_at).strands.get(event.interaction_id)
        if strand is None or case.interactions[-1] != event.interaction_id or strand.foreign:
            return
        for item, words in strand.told[-LAST_WORDS:]:
            if says_solved(words.splitlines()[-1]):
                yield happened.CaseResolved(
                    case_id=case.case_id, why="customer_said_so", detected_by=self.by, item_id=item.item_id,
                    interaction_id=event.interaction_id)  # fmt: skip
                return


def _long(seen: Seen) -> bool:
    """Whether the customer has said more in this interaction than the first words of a need."""
    return sum(role in TELLING for turn in seen.earlier for role in {role for role, _ in turn.parts}) >= FIRST


def _kind(strand: Strand, kind: str) -> str:
    """A question that tells of a problem is a complaint."""
    return "complaint" if kind == "question" and strand.facts.get("problem") else kind


def _since_it_came(needs: Needs, event: happened.InteractionReassigned | happened.CustomersMerged) -> list[Strand]:
    """What came from another page, and whatever began after it: the newest of them."""
    every = list(needs.strands.values())
    if isinstance(event, happened.InteractionReassigned) and not event.provisional:
        came = [each for each in every if each.interaction_id == event.interaction_id]
    else:
        came = [each for each in every if each.items[0].stream != needs.page.customer_id]
    since = min((each.start for each in came), default=None)
    return [each.beginning() for each in every if since is not None and each.start >= since][-MOST_JOINED:]
