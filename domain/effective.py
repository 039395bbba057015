"""Which events stand on a customer's page after interactions moved in and out: for folds that are made anew."""

from collections.abc import Callable, Iterable

from domain.customer import events as happened
from domain.record import Recorded

Borrow = Callable[[str, str | None, int], Iterable[Recorded]]


def standing_events(customer_id: str, events: Iterable[Recorded], borrow: Borrow) -> list[Recorded]:
    """The stream's events, less those of interactions that left, and with those of interactions that came."""
    standing: list[Recorded] = []
    for recorded in events:
        event = recorded.event
        if not isinstance(event, happened.InteractionReassigned):
            standing.append(recorded)
        elif event.from_customer != customer_id:
            standing += borrow(
                event.from_customer, None if event.provisional else event.interaction_id, recorded.position
            )
        elif event.provisional:
            standing.clear()
        else:
            standing = [
                each for each in standing if getattr(each.event, "interaction_id", None) != event.interaction_id
            ]
    return standing
