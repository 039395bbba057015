"""Every figure there is, by its name."""

from domain.figures.counting import Figure
from domain.figures.rates import ASKED_AGAIN, REPEAT_STORY, TOLD_AGAIN
from domain.figures.shares import CONTRADICTIONS, PROMISES, SWITCHES

_ALL: tuple[Figure, ...] = (ASKED_AGAIN, TOLD_AGAIN, REPEAT_STORY, SWITCHES, PROMISES, CONTRADICTIONS)
FIGURES: dict[str, Figure] = {figure.name: figure for figure in _ALL}
