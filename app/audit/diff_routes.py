"""GET /v1/customers/{id}/diff: what changed in brief, facts, promises, consents and notices between two moments, each by which event."""

import asyncio
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from app.audit.comparing import Comparing, Side, Stretch, Walked
from app.http.reading import CustomerId, Desk, Incoming, answer, moment_asked
from app.problems import FieldError, problem_spec, unprocessable
from app.security.guard import current
from domain.customer.consents import Consent, Notice
from domain.differences import Change, consents_changed, facts_changed, notices_changed, promises_changed
from domain.memory.facts import HIDDEN, Fact, Promise
from domain.memory.sentences import Sentence
from domain.record import Actor, Recorded

MOMENT = "`v<version>` or an RFC 3339 time."
From = Annotated[str, QueryParameter(name="from", min_length=1, max_length=64, description=MOMENT)]
To = Annotated[str, QueryParameter(name="to", min_length=1, max_length=64, description=MOMENT)]
Language = Annotated[Literal["pl", "en"], QueryParameter(description="Of the sentences.")]
How = Literal["added", "changed", "removed"]


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """The event that did it, as it stands in the customer's own stream."""

    event_id: str
    version: int
    position: int
    type: str
    occurred_at: datetime
    actor: Actor


class Told(msgspec.Struct, frozen=True):
    """A sentence of the brief and the items it stands on."""

    text: str
    items: tuple[str, ...]


class LineChange(msgspec.Struct, frozen=True, kw_only=True):
    """`about` is what the sentence is about; a sentence that only gave way to more needed ones is `removed`."""

    change: How
    about: str
    before: Told | None
    after: Told | None
    cause: Cause


class FactChange(msgspec.Struct, frozen=True, kw_only=True):
    """What held before beside what holds now; `removed` is what was retracted, or went with an interaction."""

    change: How
    key: str
    before: Fact | None
    after: Fact | None
    cause: Cause


class PromiseChange(msgspec.Struct, frozen=True, kw_only=True):
    change: How
    promise_id: str
    before: Promise | None
    after: Promise | None
    cause: Cause


class ConsentChange(msgspec.Struct, frozen=True, kw_only=True):
    """What held for a purpose; `removed` is what went with an interaction. One that runs out by itself is no event."""

    change: How
    purpose: str
    before: Consent | None
    after: Consent | None
    cause: Cause


class NoticeChange(msgspec.Struct, frozen=True, kw_only=True):
    """A notice shown, beside how it was shown before; `removed` is what went with an interaction."""

    change: How
    notice: str
    before: Notice | None
    after: Notice | None
    cause: Cause


class Unchanged(msgspec.Struct, frozen=True, kw_only=True):
    """How many stood at both moments as they were."""

    brief: int
    facts: int
    promises: int
    consents: int
    notices: int


class DiffShown(msgspec.Struct, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    """`from` and `to` are versions of the customer's stream; `events` lie between them."""

    customer_id: str
    first: int
    last: int
    events: int
    brief: list[LineChange]
    facts: list[FactChange]
    promises: list[PromiseChange]
    consents: list[ConsentChange]
    notices: list[NoticeChange]
    same: Unchanged


def diff_routes(desk: Desk, comparing: Comparing) -> list[HTTPRouteHandler]:
    """Make the handler."""

    @get("/v1/customers/{customer_id:str}/diff", responses=problem_spec(400, 401, 403, 404, 422, 503))
    async def diff(request: Incoming, customer_id: CustomerId, first: From, last: To,
                   language: Language = "pl") -> Response[DiffShown]:  # fmt: skip
        """What changed between two moments of a customer's history, each change with the event it came from."""
        _in_order(first, last)
        tenant = current(request).tenant
        page, hidden = await desk.past(request, customer_id, first, what="diff")
        upto = await desk.pages.version_at(tenant, customer_id, *moment_asked(last))
        if page.version > upto:
            raise unprocessable([FieldError("/to", "must not lie before from")])
        stretch = Stretch(tenant, page.customer_id, page.version, upto)
        then = await asyncio.to_thread(comparing.side, page, language)
        walked = await asyncio.to_thread(comparing.walked, stretch, language, None if hidden else page)
        await desk.redact(tenant, walked.page)
        return answer(await asyncio.to_thread(_between, stretch, then, comparing.side(walked.page, language), walked))  # type: ignore[return-value]

    return [diff]


def _in_order(first: str, last: str) -> None:
    """Refuse what is no moment by the name it was sent under. Raises Problem 422."""
    for name, told in (("/from", first), ("/to", last)):
        moment_asked(told, name)


def _between(stretch: Stretch, then: Side, now: Side, walked: Walked) -> DiffShown:
    lines = _lines(walked.turns, then, now)
    causes = walked.causes
    facts = [
        FactChange(change=_how(each), key=(each.after or each.before).key, before=each.before, after=each.after, cause=_cause(each.cause))  # type: ignore[union-attr]
        for each in facts_changed(then.facts, now.facts, causes)]  # fmt: skip
    promises = [
        PromiseChange(change=_how(each), promise_id=(each.after or each.before).promise_id, before=each.before,  # type: ignore[union-attr]
                      after=each.after, cause=_cause(each.cause))
        for each in promises_changed(then.promises, now.promises, causes)]  # fmt: skip
    consents = [
        ConsentChange(change=_how(each), purpose=(each.after or each.before).purpose, before=each.before,  # type: ignore[union-attr]
                      after=each.after, cause=_cause(each.cause))
        for each in consents_changed(then.consents, now.consents, causes)]  # fmt: skip
    notices = [
        NoticeChange(change=_how(each), notice=(each.after or each.before).notice, before=each.before,  # type: ignore[union-attr]
                     after=each.after, cause=_cause(each.cause))
        for each in notices_changed(then.notices, now.notices, causes)]  # fmt: skip
    held = sum(each.stands for each in now.facts)
    same = Unchanged(
        brief=len(now.sentences) - sum(each.after is not None for each in lines),
        facts=held - sum(each.after is not None for each in facts),
        promises=len(now.promises) - sum(each.after is not None for each in promises),
        consents=len(now.consents) - sum(each.after is not None for each in consents),
        notices=len(now.notices) - sum(each.after is not None for each in notices))  # fmt: skip
    return DiffShown(
        customer_id=stretch.customer_id, first=stretch.first, last=stretch.last, events=stretch.last - stretch.first,
        brief=lines, facts=facts, promises=promises, consents=consents,
        notices=notices, same=same)  # fmt: skip


def _lines(turns: dict[str, Recorded], then: Side, now: Side) -> list[LineChange]:
    """As they may be read today: what was found to be secret since is hidden in the old sentence, too."""
    old, new = ({each.about: each for each in side.sentences} for side in (then, now))
    about = [each for each in dict.fromkeys([*new, *old, *turns]) if each in turns]
    changes = [(each, _told(old.get(each)), _told(new.get(each))) for each in about]
    return [
        LineChange(change=_how(Change(before, after, turns[each])), about=each, before=before, after=after, cause=_cause(turns[each]))
        for each, before, after in changes if before or after]  # fmt: skip


def _told(sentence: Sentence | None) -> Told | None:
    return None if sentence is None else Told(sentence.text or HIDDEN, sentence.items)


def _how(change: Change[Fact] | Change[Promise] | Change[Consent] | Change[Notice] | Change[Told]) -> How:
    if change.before is None:
        return "added"
    return "removed" if change.after is None else "changed"


def _cause(recorded: Recorded) -> Cause:
    return Cause(
        event_id=recorded.event_id, version=recorded.version, position=recorded.position, type=recorded.event.name,
        occurred_at=recorded.occurred_at, actor=recorded.actor)  # fmt: skip
