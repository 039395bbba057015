"""`throughline audit check`: the log as it stands, read beside whoever writes it."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.log.sqlite import SqliteReader
from app.audit.check import BATCH, LogBroken, LogCheck, check_log
from app.cli import main
from tests.app.audit.evidence import Evidence, evidence
from tests.app.intake.deliveries import a_message
from tests.app.running import running_service
from tests.peers.postgres import Postgres


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Evidence]:
    with evidence(tmp_path, "c-1", "c-2", "c-1", "c-3", "c-1") as made:
        made.proof.fresh()
        yield made


def check(kept: Evidence, change: str = "", theirs: Path | None = None) -> str:
    """What the check says of a copy of the folder in which something was changed."""
    copy = kept.folder / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    for name in ("heads.jsonl",):
        shutil.copy(kept.folder / name, copy / name)
    for name in ("log.db", "proof.db"):
        with sqlite3.connect(kept.folder / name) as source, sqlite3.connect(copy / name) as target:
            source.backup(target)
    with sqlite3.connect(copy / "log.db") as log:
        log.executescript(change)
    reader = SqliteReader(copy / "log.db")
    try:
        found = check_log(
            reader, copy / "heads.jsonl", theirs, copy / "proof.db", kept.proof.public_key, lambda _: None
        )
    except LogBroken as broken:
        return str(broken)
    finally:
        reader.close()
    return f"{found.events} {found.streams} {found.heads}"


def test_a_whole_log_is_whole(kept: Evidence):
    assert "5 3 1" == check(kept)
    kept.grow("c-2", "c-9")
    assert "7 4 1" == check(kept), "what no head covers yet is checked by its chains"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("DELETE FROM event WHERE position = 2", "position 2 is missing"),
        ("DELETE FROM event WHERE position = 5", "rolled back"),
        ("DELETE FROM event", "rolled back"),
        ("UPDATE event SET version = 7 WHERE position = 3", "position 3 is version 7 of c-1, which stood at 1"),
        ("UPDATE event SET state = x'00' WHERE position = 4", "the hash of position 4 does not follow"),
        (
            "UPDATE event SET prev_hash = zeroblob(32) WHERE position = 3",
            "position 3 does not follow from version 1 of c-1",
        ),
        ("UPDATE event SET stream = 'c-9' WHERE position = 1", "the hash of position 1"),
        ("UPDATE log_identity SET life = 'other'", "no head was signed in this life"),
    ],
)
def test_the_first_broken_place_is_named(kept: Evidence, change: str, told: str):
    assert told in check(kept, change)


def test_a_tail_that_no_head_covers_is_missed_by_the_tree_beside_the_log(kept: Evidence):
    kept.grow("c-2", "c-3")
    kept.proof.catch_up()
    assert "the tree in proof.db is of 7 events, the log has 6: it was rolled back" == check(
        kept, "DELETE FROM event WHERE position = 7"
    )


def test_a_folder_that_was_rolled_back_whole_is_found_by_a_head_kept_elsewhere(kept: Evidence, tmp_path: Path):
    elsewhere = tmp_path / "elsewhere.jsonl"
    older = tmp_path / "older"
    shutil.copytree(kept.folder, older, ignore=shutil.ignore_patterns("copy", "older"))
    kept.grow("c-1")
    kept.proof.fresh()
    shutil.copy(kept.heads_file.path, elsewhere)
    reader = SqliteReader(older / "log.db")
    files = (older / "heads.jsonl", older / "proof.db")
    assert 5 == check_log(reader, files[0], None, files[1], None, lambda _: None).events
    with pytest.raises(LogBroken, match="the kept file, the head signed .* is of 6 events, the log has 5"):
        check_log(reader, files[0], elsewhere, files[1], None, lambda _: None)
    reader.close()


def test_heads_by_different_keys_or_not_heads_at_all_are_refused(
    kept: Evidence, tmp_path_factory: pytest.TempPathFactory
):
    with evidence(tmp_path_factory.mktemp("other"), "c-1") as other:
        other.proof.fresh()
        assert "more than one key" in check(kept, "", other.heads_file.path)
    wrong = kept.folder / "wrong.jsonl"
    wrong.write_text(kept.heads_file.path.read_text() + "x\n")
    assert "wrong.jsonl, line 2 is not a signed head" == check(kept, "", wrong)


def test_the_walk_tells_how_far_it_is_and_stops_where_the_log_stood_when_it_began(kept: Evidence):
    told: list[int] = []
    kept.grow(*["c-1"] * 10)
    assert 12 == LogCheck(kept.log.reader, [], told.append).run(12).events
    assert [12] == told
    assert BATCH > 12


def test_the_command_works_beside_a_running_service_and_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("THROUGHLINE_DATA_DIR", str(tmp_path))
    with running_service(tmp_path) as running:
        shop = running.shop("demo")
        shop.sent(a_message(shop, "m-1", text="hej"))
        shop.auditor.get("/v1/proof/head")
        assert 0 == main(["audit", "check"])
    assert 0 == main(["audit", "check", "--kept", str(tmp_path / "heads.jsonl")])
    lines = capsys.readouterr().out.splitlines()
    assert 2 == len(lines) and all(line.startswith("whole: ") for line in lines)
    with sqlite3.connect(tmp_path / "log.db") as log:
        log.execute("DELETE FROM event WHERE position = 1")
    log.close()
    assert 1 == main(["audit", "check"])
    assert "broken: position 1 is missing\n" == capsys.readouterr().out


def test_without_a_log_the_command_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("THROUGHLINE_DATA_DIR", str(tmp_path))
    assert 1 == main(["audit", "check"])
    assert capsys.readouterr().err.startswith("throughline: There is no log that could be read at ")


def test_a_postgresql_log_is_checked_the_same_way(
    tmp_path: Path, postgres: Postgres, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    url = postgres.fresh()
    monkeypatch.setenv("THROUGHLINE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", url)
    with evidence(tmp_path, "c-1", "c-2", "c-1", url=url) as kept:
        kept.proof.fresh()
        assert 0 == main(["audit", "check"])
    assert "whole: 3 events in 2 streams, as 1 signed heads say" in capsys.readouterr().out
