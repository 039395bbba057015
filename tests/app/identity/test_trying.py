"""Rules tried on a log that a service has written, and is still writing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.identity.ruling import identity_rules, read_rules
from app.settings import Settings, SettingsError
from domain.identity.rules import STANDARD, Rules
from tests.app.identity.contacts import People, email, phone
from tests.app.running import Running, running_service

LATE = "2026-11-22"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A household, people whom evidence made one, and what a person took back."""
    with running_service(tmp_path_factory.mktemp("service")) as running:
        people = People(running, running.shop("demo"))
        people.sent(phone(1), email("anna.nowak"), name="Anna Nowak")
        people.sent(phone(1), email("jan.kowalski"), name="Jan Kowalski")
        people.sent(phone(1, 1), name="Jan Kowalski")
        for number in (1, 2):
            people.sent(phone(10 + number), name="Ewa Mazur")
            people.sent(email(f"e-{number}"), name="Ewa Mazur")
            people.proven(phone(10 + number, 3), email(f"e-{number}", 3))
        people.post(f"merges/{merge_ids(people)[1]}/reversal", {"reason": "two people"})
        yield running


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return tmp_path / "rules.toml"


def merge_ids(people: People) -> list[str]:
    service = people.running.service
    rows = [each for each in service.reader.since(0, 1_000, "demo") if each.type == "customers-merged"]
    events: list[Any] = [service.codec.open(each).event for each in rows]
    return list(dict.fromkeys(each.merge_id for each in events))


def tried(running: Running, rules: Path, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
          *more: str) -> dict[str, Any]:  # fmt: skip
    rules.write_text(said)
    monkeypatch.setenv("THROUGHLINE_DATA_DIR", str(running.settings.data_dir))
    assert 0 == main(["identity", "try", str(rules), "--json", *more])
    return json.loads(capsys.readouterr().out)


def test_the_rules_in_force_say_what_stands(running: Running, rules: Path, monkeypatch, capsys):
    found = tried(running, rules, "", monkeypatch, capsys)
    assert found["present"] == found["tried"]
    counts = found["tried"]["counts"]
    assert (2, 0, 0) == (counts["merge"], counts["new"], counts["undone"])
    assert {"emails", "said"} == {each["why"] for each in found["tried"]["shared"] if each["kind"] == "phone"}


def test_what_a_person_took_back_is_a_known_error_of_rules_that_would_do_it(
    running: Running, rules: Path, monkeypatch, capsys
):
    mistakes = tried(running, rules, "", monkeypatch, capsys)["tried"]["mistakes"]
    assert [("merge", "reversal")] == [(each["what"], each["how"]) for each in mistakes]
    stricter = tried(running, rules, "ties_at = 4", monkeypatch, capsys)["tried"]["mistakes"]
    assert [("suggest", "reversal")] == [(each["what"], each["how"]) for each in stricter]
    assert [] == tried(running, rules, "ties_at = 4\nlist_from = 0.95", monkeypatch, capsys)["tried"]["mistakes"]


def test_stricter_rules_would_take_back_what_stands(running: Running, rules: Path, monkeypatch, capsys):
    found = tried(running, rules, "ties_at = 4", monkeypatch, capsys)
    assert 2 == found["tried"]["counts"]["undone"]
    assert found["tried"]["undone"][0]["today"]
    assert 0 == found["tried"]["counts"]["merge"]
    assert 0 == found["present"]["counts"]["undone"]


def test_trying_writes_nothing(running: Running, rules: Path, monkeypatch, capsys):
    running.settled()
    before = running.service.reader.head(), sorted(each.name for each in running.settings.data_dir.iterdir())
    tried(running, rules, "ties_at = 4", monkeypatch, capsys)
    assert before == (running.service.reader.head(), sorted(each.name for each in running.settings.data_dir.iterdir()))


def test_nothing_personal_is_printed(running: Running, rules: Path, monkeypatch, capsys):
    rules.write_text("ties_at = 4")
    monkeypatch.setenv("THROUGHLINE_DATA_DIR", str(running.settings.data_dir))
    for more in ([], ["--json"]):
        assert 0 == main(["identity", "try", str(rules), *more])
        printed = capsys.readouterr().out
        assert "c-" in printed
        assert not [
            word for word in ("+48", "601 000", "mail.example", "nowak", "Nowak", "Ewa", "e-1@") if word in printed
        ]


def test_only_what_began_since_a_day_is_listed(running: Running, rules: Path, monkeypatch, capsys):
    assert tried(running, rules, "", monkeypatch, capsys, "--since", "2026-11-01")["tried"]["links"]
    assert [] == tried(running, rules, "", monkeypatch, capsys, "--since", LATE)["tried"]["links"]


def test_lists_are_as_long_as_asked_for(running: Running, rules: Path, monkeypatch, capsys):
    assert [] == tried(running, rules, "", monkeypatch, capsys, "--limit", "0")["tried"]["links"]


def test_people_read_the_same_in_words(running: Running, rules: Path, monkeypatch, capsys):
    rules.write_text("ties_at = 4")
    monkeypatch.setenv("THROUGHLINE_DATA_DIR", str(running.settings.data_dir))
    assert 0 == main(["identity", "try", str(rules)])
    printed = capsys.readouterr().out
    assert "Nothing was written." in printed
    assert "Would be taken back:" in printed


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("few = 1", "few"), ("fewer = 3", "fewer"), ("ties_at = 1", "ties_at"), ("names_agree = 'x'", "names_agree"),
        ("[lent]\nemail = 99", "lent.email"), ("[lent]\nemial = 3", "lent.emial"), ("few =", "not TOML"),
    ],
)  # fmt: skip
def test_a_file_of_bad_rules_is_refused_with_the_key_named(
    said: str, named: str, rules: Path, tmp_path: Path, monkeypatch, capsys
):
    rules.write_text(said)
    monkeypatch.setenv("THROUGHLINE_DATA_DIR", str(tmp_path))
    assert 2 == main(["identity", "try", str(rules)])
    assert named in capsys.readouterr().err
    with pytest.raises(SettingsError, match=rf"THROUGHLINE_IDENTITY_RULES .*{named}"):
        identity_rules(Settings.read({"THROUGHLINE_IDENTITY_RULES": str(rules)}))


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path):
    with pytest.raises(ValueError, match="cannot be read"):
        read_rules(tmp_path / "none.toml")


def test_rules_come_from_the_file_where_it_says_something_else(rules: Path):
    rules.write_text("few = 5\n[lent]\nforum_user = 3\n")
    assert Rules(few=5, lent={"forum_user": 3}) == read_rules(rules, ["forum_user"])
    assert STANDARD == identity_rules(Settings.read({}))


def test_the_service_links_by_the_rules_of_its_file(rules: Path, tmp_path: Path):
    rules.write_text("ties_at = 4\nattaches_at = 4\n")
    with running_service(tmp_path / "data", THROUGHLINE_IDENTITY_RULES=str(rules)) as running:
        people = People(running, running.shop("demo"))
        one, other = people.sent(phone(1)), people.sent(email("anna"))
        people.proven(phone(1, 3), email("anna", 3))
        assert not people.together(one, other)
