"""Every refusal on one screen. Each has a row in app/problems.py."""


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


class OutcomeUnknown(Refusal):
    """The log did not say whether the write is durable; it is safe to repeat."""


class UnreadableHistory(Refusal):
    """An event of this customer cannot be read by this version: their page stays closed, everybody else's is open."""
