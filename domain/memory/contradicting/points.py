"""How many loyalty points somebody has, as an agent says it."""

import re
from collections.abc import Iterator

from domain.memory.contradicting.clauses import Clause
from domain.memory.contradicting.statements import Statement

_POINTS = re.compile(
    r"(?=\d)(?<![\d.,])(?P<n>\d{1,3}(?:[ \u00a0.,]\d{3})+|\d{1,9}) ?(?:punkt(?:y|ów|ami)?|pkt|points?)\b", re.IGNORECASE
)
_LABELLED = re.compile(
    r"\b(?:(?:saldo|stan) (?:(?:pani|pana|państwa|twoich) )?punktów(?: na (?:\w+ )?(?:koncie|karcie))?|(?:liczba )?punkt(?:y|ów) na (?:koncie"
    r"|karcie)|(?:points?"
    r"|loyalty|rewards?) balance|balance of points"
    r"|saldo (?:lojalnościowe|karty|programu)|your points|points on your (?:card|account))"
    r"(?:\s*:|\s+(?:to|wynosi|is|are))\s*(?P<n>\d{1,3}(?:[ \u00a0.,]\d{3})+|\d{1,9})(?![\w%]|[.,]\d| ?(?:zł|pln|€|£))",
    re.IGNORECASE,
)
_HAS = re.compile(
    r"\b(?:masz|ma pani?|(?:ze|u)bra\w+|u?zbiera\w+|widzę|mają państwo|na (?:\w+ )?(?:koncie|karcie)|saldo|stan (?:konta|punktów)|"
    r"you(?:'ve| have| currently have| (?:currently |now )?hold)(?: got)?|(?:your|the) (?:points )?(?:balance|account|card))\b",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"\b(?:doda\w*|nalicz\w*|dopis\w*|otrzyma\w*|dosta\w*|brakuje|jeszcze|potrzeb\w*|wymieni\w*|za|odj\w+|add\w*|earn\w*|get|need\w*|more|redeem\w*"
    r"|for|worth|give|gave|bonus\w*|extra|"
    r"deduct\w*|credit\w*|spent|until|do)\b",
    re.IGNORECASE,
)


def points_in(clause: Clause) -> Iterator[Statement]:
    """The balance in a clause; what is added, needed or spent is none."""
    labelled = _LABELLED.search(clause.text)
    found = list(_POINTS.finditer(clause.text)) if labelled is None else [labelled]
    if len(found) != 1 or (labelled is None and (not _HAS.search(clause.text) or _MOVES.search(clause.text))):
        return
    points = "".join(filter(str.isdigit, found[0]["n"]))
    yield Statement(kind="points", subject="points:balance", value=points, norm=points,
                    span=(clause.start, clause.start + len(clause.text.rstrip())))  # fmt: skip
