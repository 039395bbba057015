"""Polish as customers and shops speak it, and English beside it: facts and questions, on what the rules were written with and on what was kept aside."""

from collections import Counter
from pathlib import Path

import msgspec
import pytest

from domain.memory.asking import questions_in
from domain.memory.extract import Asked, hear
from tests.domain.memory.extract.telling import SUNDAY, WARSAW

HERE = Path(__file__).parent


class Line(msgspec.Struct, frozen=True):
    """Somebody's words, what had been asked, and the gold: a telling (key=norm, alternatives by a bar, "!" takes back) or a key asked for."""

    role: str
    asked: tuple[str, ...]
    text: str
    gold: tuple[str, ...]


def lines_of(name: str) -> list[Line]:
    found: list[Line] = []
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split(" |")]
        cells = [cell.replace("\\n", "\n") for cell in cells]  # of a letter
        if line.startswith("K"):
            gold = "|".join(cells[3:]).split(";") if len(cells) > 3 else []
            found.append(
                Line(
                    "customer", tuple(cells[1].split()), cells[2], tuple(each.strip() for each in gold if each.strip())
                )
            )
        elif line.startswith("P"):
            found.append(Line("agent", (), cells[1], tuple(cells[2].split()) if len(cells) > 2 else ()))
    return found


def wrong_in(line: Line) -> tuple[int, list[str]]:
    """How many of the gold are right, and what is missing or too much."""
    told, asked = hear(line.role, line.text, Asked(line.asked), SUNDAY, WARSAW)
    if line.role == "agent":
        found, gold = list(asked.keys), [(each,) for each in line.gold]
    else:
        found = [f"{each.key}={each.norm}{'!' * each.corrects}" for each in told]
        gold = [
            tuple(f"{each.partition('=')[0]}={norm}" for norm in each.partition("=")[2].split("|"))
            for each in line.gold
        ]
    missing = [each for each in gold if not set(each) & set(found)]
    extra = [each for each in found if not any(each in one for one in gold)]
    return len(gold) - len(missing), [f"-{each[0]}" for each in missing] + [f"+{each}" for each in extra]


@pytest.mark.parametrize("name", ["plain_pl.txt", "plain_en.txt"])
def test_plain_letters_calls_and_slips_are_understood(name: str, capsys: pytest.CaptureFixture[str]):
    """Written before the rules were mended by them: what is told, and what an agent's own words ask for."""
    lines, right, gold, extra = lines_of(name), 0, 0, list[str]()
    for line in lines:
        if line.role == "agent":
            found = [each.key for each in questions_in(line.text)]
            known = [(each,) for each in line.gold]
        else:
            told, _ = hear(line.role, line.text, Asked(line.asked), SUNDAY, WARSAW)
            found = [f"{each.key}={each.norm}" for each in told]
            known = [
                tuple(f"{key}={norm}" for norm in norms.split("|"))
                for key, _, norms in (each.partition("=") for each in line.gold)
            ]
        right += sum(not set(each).isdisjoint(found) for each in known)
        gold += len(known)
        extra += [each for each in found if not any(each in one for one in known)]
    with capsys.disabled():
        print(f"\n{name}: {len(lines)} lines, recall {right / gold:.3f}, beside: {extra}")
    assert 0.95 <= right / gold
    assert [] == extra


@pytest.mark.parametrize(("name", "least"), [("told.txt", 0.97), ("aside.txt", 0.95)])
def test_polish_is_understood(name: str, least: float, capsys: pytest.CaptureFixture[str]):
    lines, counts = lines_of(name), Counter[str]()
    wrong = {line.text: faults for line in lines if (faults := wrong_in(line)[1])}
    counts["right"] = sum(wrong_in(line)[0] for line in lines)
    counts["gold"] = sum(len(line.gold) for line in lines)
    counts["extra"] = sum(fault.startswith("+") for faults in wrong.values() for fault in faults)
    recall, precision = counts["right"] / counts["gold"], counts["right"] / (counts["right"] + counts["extra"])
    with capsys.disabled():
        print(f"\n{name}: {len(lines)} lines, recall {recall:.3f}, precision {precision:.3f}, wrong: {wrong}")
    assert least <= recall
    assert least <= precision
