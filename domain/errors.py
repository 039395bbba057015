"""Every refusal on one screen. Each has a row in app/problems.py."""

from collections.abc import Iterable, Sequence
from datetime import datetime


class Refusal(Exception):
    """A decision's "no": a state of affairs, not a fault."""


class StreamMoved(Refusal):
    """Somebody wrote to this customer first."""


class IdempotencyConflict(Refusal):
    """The same source and id came before with other content."""


class ClaimLost(Refusal):
    """Another customer or thread took the handle in the same moment. Callers decide again; nobody outside sees it."""


class UnknownCustomer(Refusal):
    """No such customer for this tenant."""


class UnknownInteraction(Refusal):
    """No such interaction for this tenant."""


class UnknownVersion(Refusal):
    """The moment asked for lies outside this customer's history."""


class Overloaded(Refusal):
    """More is waiting than can be written soon; nothing was stored, and it is safe to repeat."""


class LogHeld(Overloaded):
    """Another program is writing to the log's file and does not let go; nothing was stored, and it is safe to repeat."""


class OutcomeUnknown(Refusal):
    """The log did not say whether the write is durable; it is safe to repeat."""


class UnreadableHistory(Refusal):
    """An event of this customer cannot be read by this version: their page stays closed, everybody else's is open."""


class UnknownHandle(Refusal):
    """This customer has no such handle."""


class HandleUnfit(Refusal):
    """This handle cannot prove its customer: several people use it, it is only quoted, or an unproven claim brought it."""


class NoWayToSend(Refusal):
    """No way out leads to handles of this kind."""


class NotSent(Refusal):
    """The channel did not take it."""


class UnknownCode(Refusal):
    """No such code for this tenant."""


class CodeGone(Refusal):
    """The code was used, replaced or has expired."""


class CodesPaused(Refusal):
    """Codes for this handle rest until a time: too many were sent, or too many answers were wrong."""

    def __init__(self, until: datetime | None = None) -> None:
        super().__init__()
        self.until = until


class WrongCode(Refusal):
    """That is not the code."""

    def __init__(self, tries_left: int = 0) -> None:
        super().__init__()
        self.tries_left = tries_left


class AlreadyOne(Refusal):
    """The two are the same customer already."""


class UnknownMerge(Refusal):
    """No such merge for this tenant."""


class AlreadyReversed(Refusal):
    """This merge was reversed before."""


class NeedsLead(Refusal):
    """Both have orders: somebody with more to answer for decides."""


class KnownApart(Refusal):
    """Somebody has said that these are two people."""


class PageMoved(Refusal):
    """The page is not the one that was looked at."""

    def __init__(self, version: int) -> None:
        super().__init__()
        self.fields = [("/seen_version", f"The page stands at version {version} now.")]


class AllotmentNeeded(Refusal):
    """No handle says whose some items are: whoever takes the merge back must."""

    def __init__(self, items: Iterable[str]) -> None:
        super().__init__()
        self.items = list(items)
        self.fields = [(f"/allot/{item}", "Say whose this is.") for item in self.items]


class AllotmentWrong(Refusal):
    """An allotment of something that is not asked about, or to somebody who has no part in the merge."""

    def __init__(self, items: Iterable[str]) -> None:
        super().__init__()
        self.fields = [
            ("/allot", "Each key must be an item that is asked about, each value one of the two.") for _ in items
        ]


class UnknownCase(Refusal):
    """This customer has no such case."""


class CaseWrong(Refusal):
    """A case cannot be changed so; the field says why."""

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__()
        self.fields = [(pointer, detail)]


class UnknownHandoff(Refusal):
    """No such hand-over for this tenant."""


class Crossed(Refusal):
    """Somebody wrote while the reply was being written. `more` stands in the answer: what they wrote."""

    def __init__(self, version: int, items: Sequence[object]) -> None:
        super().__init__()
        self.more = {"version": version, "items": items}


class NotSeen(Refusal):
    """A version that the page has not reached cannot have been seen."""

    def __init__(self, version: int) -> None:
        super().__init__()
        self.fields = [("/seen_version", f"The page stands at version {version}.")]


class NoWayToReply(Refusal):
    """Nothing written can reach this customer on that channel; the field says why, in a fixed word."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.fields = [("/channel", why)]


class ReplyWrong(Refusal):
    """A reply cannot go there; the field says why."""

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__()
        self.fields = [(pointer, detail)]


class ClaimedByColleague(Refusal):
    """A colleague has taken this customer on. `more` stands in the answer: who, and until when."""

    def __init__(self, by: str, name: str, expires_at: datetime) -> None:
        super().__init__()
        self.more = {"by": by, "name": name, "expires_at": expires_at}


class NotClaimed(Refusal):
    """Whoever wants to give this customer back has not taken them on."""
