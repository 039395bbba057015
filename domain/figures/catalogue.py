"""Every figure there is, by its name."""

from domain.figures.counting import Figure
from domain.figures.journeys import CROSS_CHANNEL, FIRST_CONTACT, JOURNEY_MAP, JOURNEYS
from domain.figures.rates import ASKED_AGAIN, REPEAT_STORY, TOLD_AGAIN
from domain.figures.shares import CONTRADICTIONS, PROMISES, PROMISES_KEPT, SWITCHES
from domain.figures.times import REOPENING_RESPONSE, TIME_TO_CONTEXT

_ALL: tuple[Figure, ...] = (
    ASKED_AGAIN, TOLD_AGAIN, REPEAT_STORY, SWITCHES, PROMISES, PROMISES_KEPT, CONTRADICTIONS, FIRST_CONTACT, JOURNEYS,
    JOURNEY_MAP, CROSS_CHANNEL, TIME_TO_CONTEXT, REOPENING_RESPONSE,
)  # fmt: skip
FIGURES: dict[str, Figure] = {figure.name: figure for figure in _ALL}
