"""F1: a writing node is killed under load again and again; nothing acknowledged is lost, doubled or out of order."""

from pathlib import Path

import pytest

from tests.faults.cycles import A_LOG, Story, sums, wrong_after
from tests.faults.figures import Figure, first_seed, times
from tests.faults.nodes import node_process
from tests.faults.parts import make_log
from tests.peers.postgres import Postgres

PLANTED_LIVES = 60  # it stops at the first that shows; a busy machine kills at moments when nothing was under way


def lives(count: int) -> list[int]:
    """So many lives, as lives of logs in a row."""
    return [A_LOG] * (count // A_LOG) + ([count % A_LOG] if count % A_LOG else [])


def test_what_was_acknowledged_survives_every_kill_of_a_node_on_sqlite(tmp_path: Path):
    figure, kills, stories = Figure("F1 kill -9", store="sqlite"), times("KILLS", 300), list[Story]()
    with node_process() as node:
        for number, count in enumerate(lives(kills)):
            folder = tmp_path / str(number)
            make_log(folder)
            stories.append(Story(node, folder, first_seed() + number))
            assert [] == wrong_after(stories[-1], count), f"seed {first_seed() + number}"
    figure.say(kills=kills, lost=0, doubled=0, out_of_order=0, **sums(stories))


@pytest.mark.parametrize("bug", ["no dedupe", "answer before commit"])
def test_the_oracle_sees_a_bug_planted_on_sqlite(tmp_path: Path, bug: str):
    make_log(tmp_path)
    with node_process() as node:
        assert [] != wrong_after(Story(node, tmp_path, first_seed(), planted=bug), PLANTED_LIVES)


def test_what_was_acknowledged_survives_every_kill_of_a_node_on_postgresql(tmp_path: Path, postgres: Postgres):
    figure, kills, stories = Figure("F1 kill -9", store="postgresql"), times("KILLS_POSTGRESQL", 30), list[Story]()
    with node_process() as node:
        for number, count in enumerate(lives(kills)):
            folder, url = tmp_path / str(number), postgres.fresh()
            make_log(folder, url)
            stories.append(Story(node, folder, first_seed() + number, url))
            assert [] == wrong_after(stories[-1], count), f"seed {first_seed() + number}"
    figure.say(kills=kills, lost=0, doubled=0, out_of_order=0, **sums(stories))


def test_the_oracle_sees_a_bug_planted_on_postgresql(tmp_path: Path, postgres: Postgres):
    url = postgres.fresh()
    make_log(tmp_path, url)
    with node_process() as node:
        story = Story(node, tmp_path, first_seed(), url, planted="no dedupe on postgresql")
        assert [] != wrong_after(story, PLANTED_LIVES)
