"""The asked-again guard: what a text asks for, and whether the customer had told it before."""

from domain.memory.asking.again import AskedAgainRule
from domain.memory.asking.drafts import Known, known_of
from domain.memory.asking.questions import Question, questions_in
from domain.memory.asking.told_again import ToldAgainRule
from domain.memory.exempt import Exempt, read_exempt

__all__ = ["AskedAgainRule", "Exempt", "Known", "Question", "ToldAgainRule", "known_of", "questions_in", "read_exempt"]
