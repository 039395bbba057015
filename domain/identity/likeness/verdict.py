"""What to do with scored candidates: attach, suggest, ask for more, or nothing."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from domain.identity.likeness.score import Score

ATTACH = 0.999  # at least this likely,
GAP = 8.0  # this many bits above the runner-up,
INDEPENDENT = 2  # by this many fields that agree, one of them whole, and none that differs
SUGGEST = 0.25
ASK = 0.02
_QUESTIONS = ("birth_date", "postcode", "name")  # what a person knows by heart, the most telling first


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """`people` are the candidates it is about, likeliest first: one for attach, none for none.

    `question` names the field that would tell them apart soonest; empty when everything has been compared.
    """

    act: Literal["attach", "suggest", "ask", "none"]
    people: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    question: str = ""


def decide(scores: Mapping[str, Score]) -> Verdict:
    """Judge the candidates of one person. Nobody is attached by likeness where a runner-up is near or a field differs."""
    ranked = sorted(scores.items(), key=lambda item: (-item[1].bits, item[0]))
    likely = [(person, found) for person, found in ranked if found.value >= ASK]
    if not likely:
        return Verdict(act="none")
    first, best = likely[0]
    gap = best.bits - ranked[1][1].bits if len(ranked) > 1 else GAP
    if best.value >= ATTACH and gap >= GAP and _stands(best):
        return Verdict(act="attach", people=(first,), evidence=best.evidence)
    suggested = tuple(person for person, found in likely if found.value >= SUGGEST)
    if suggested:
        return Verdict(act="suggest", people=suggested, evidence=best.evidence, question=_question(best))
    people = tuple(person for person, _ in likely)
    return Verdict(act="ask", people=people, evidence=best.evidence, question=_question(best))


def _stands(found: Score) -> bool:
    agreed = [reason for reason in found.evidence if not reason.startswith("differs:")]
    whole = any(reason.startswith("same:") for reason in agreed)
    return whole and len(agreed) >= INDEPENDENT and not found.against


def _question(found: Score) -> str:
    compared = {reason.partition(":")[2] for reason in found.evidence}
    return next((field for field in _QUESTIONS if field not in compared), "")
