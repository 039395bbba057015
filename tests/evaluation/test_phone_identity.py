"""Callers read by poor speech recognition against ten thousand profiles: who is ranked first, who is attached.

The data stands beside the checkout where it stands at all; elsewhere this skips. Some calls carry the key of one profile
while the caller gives name, birth date and postcode of another, word by word; they are counted apart, by plain
comparison of what was read and not by our score, and both figures are printed.
"""

from collections import Counter, defaultdict
from typing import Any

import pytest

from domain.identity.likeness.letters import fold
from domain.identity.likeness.person import Person, prepare
from domain.identity.likeness.score import score
from domain.identity.likeness.spoken import likeliest
from domain.identity.likeness.spoken_dates import read_dates
from domain.identity.likeness.spoken_names import read_names
from domain.identity.likeness.spoken_postcodes import plain, read_postcodes
from domain.identity.likeness.verdict import decide
from tests.evaluation.people import DATA, Index, lines_of, looked_at

CALLS = DATA / "evi_phone_identity"
FIRST = {"pl": 0.97, "en": 0.97}  # the aim was 0.85
ATTACHED = {"pl": 0.9, "en": 0.85}
WRONG = 0.001  # of calls, apart from those that say they are somebody else
Answers = dict[str, list[list[str]]]


def _heard(answers: Answers) -> Person:
    return Person(
        names=likeliest(read_names, answers["name"]), birth_dates=likeliest(read_dates, answers["dob"]),
        postcodes=likeliest(read_postcodes, answers["postcode"]), heard=True,
    )  # fmt: skip


def _said(profile: dict[str, Any], person: Person) -> int:
    """How many of the profile's three items were read exactly."""
    return (
        (profile["dob"] in person.birth_dates)
        + (plain(profile["postcode"]) in person.postcodes)
        + (fold(profile["name"]) in person.names)
    )


def _calls(language: str) -> dict[tuple[str, str], Answers]:
    calls: dict[tuple[str, str], Answers] = defaultdict(lambda: defaultdict(list))
    for line in lines_of(CALLS / "interactions.jsonl.gz"):
        if line["lang"] == language and looked_at(line["conversation_key"]):
            calls[line["conversation_key"], line["customer_key"]][line["facts"][0]["slot"]].append(line["asr_nbest"])
    return calls


def _judge(language: str) -> Counter[str]:
    profiles = {line["customer_key"]: line for line in lines_of(CALLS / f"profiles.{language}.jsonl.gz")}
    index = Index({key: Person(given=(line["first"],), family=(line["last"],), birth_dates=(line["dob"],), postcodes=(line["postcode"],))
                   for key, line in profiles.items()})  # fmt: skip
    counts: Counter[str] = Counter()
    for (_, key), answers in _calls(language).items():
        person = _heard(answers)
        ready = prepare(person)
        scores = {name: score(ready, index.people[name], index.rarity) for name in index.candidates(ready)}
        verdict = decide(scores)
        counts["calls"] += 1
        counts["first"] += bool(scores) and key == max(scores, key=lambda name: scores[name].bits)
        counts[verdict.act] += 1
        if verdict.act == "attach" and verdict.people != (key,):
            plainly = _said(profiles[verdict.people[0]], person) >= 2 and _said(profiles[key], person) == 0
            counts["says another" if plainly else "wrong"] += 1
    return counts


@pytest.mark.skipif(not CALLS.exists(), reason="the evaluation data is not beside this checkout")
def test_misheard_callers_are_ranked_first_and_hardly_ever_attached_wrongly(capsys: pytest.CaptureFixture[str]):
    counts = {language: _judge(language) for language in ("pl", "en")}
    together = counts["pl"] + counts["en"]
    with capsys.disabled():
        for name, found in {**counts, "all": together}.items():
            calls = found["calls"]
            print(f"\nphone identity, {name}: {calls} calls, right one first {found['first'] / calls:.4f}, "
                  f"attached {found['attach'] / calls:.4f}, wrong by the key {(found['wrong'] + found['says another']) / calls:.4f} "
                  f"(of these the caller says another profile {found['says another']}, taken wrongly {found['wrong']}), "
                  f"suggested {found['suggest'] / calls:.4f}", end="")  # fmt: skip
        print()
    for language in ("pl", "en"):
        assert FIRST[language] <= counts[language]["first"] / counts[language]["calls"]
        assert ATTACHED[language] <= counts[language]["attach"] / counts[language]["calls"]
    assert WRONG >= together["wrong"] / together["calls"]
