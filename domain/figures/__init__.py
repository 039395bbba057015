"""Figures: what is counted of remembered things, each by a definition with a version.

marks_of an event (marks.py) stand in a table; a figure (rates.py, shares.py) is a pure function over those of a period.
"""

from domain.figures.catalogue import FIGURES
from domain.figures.counting import Figure, Needs, Row, Tally
from domain.figures.marks import MARKED, Mark, mark_of
from domain.figures.periods import Period
from domain.figures.staff import staff_id

__all__ = ["FIGURES", "MARKED", "Figure", "Mark", "Needs", "Period", "Row", "Tally", "mark_of", "staff_id"]
