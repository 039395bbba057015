"""Whatever was ever stored opens for ever to exactly what it was: one golden file per (type, schema), never changed."""

import hashlib
import shutil
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest

from adapters.log.codec import Codec, State
from adapters.log.rows import FIRST, row_hash
from adapters.log.upcasts import Upcasts
from domain.customer.events import CUSTOMER_EVENTS, REGISTRY, Event, ItemEvent
from domain.privacy import Open, mark_of
from tests.golden import files, write
from tests.golden.full import FULL, ITEM

EVERY = pytest.mark.parametrize("path", files.paths(), ids=lambda path: path.name.removesuffix(".json"))


@pytest.mark.parametrize("kind", CUSTOMER_EVENTS, ids=lambda kind: f"{kind.name}.v{kind.schema}")
def test_every_field_of_every_event_stands_in_a_golden_file(kind: type[Event]):
    there = [files.read(path) for path in files.paths()]
    missing = set(kind.__struct_fields__) - files.covered(there, kind.name, kind.schema)
    assert set() == missing, "fill tests/golden/full.py, then python -m tests.golden.write"


def test_no_golden_file_was_changed_lost_or_left_out_of_the_manifest():
    assert files.manifest() == dict(files.digests())


@EVERY
def test_it_is_named_by_its_type_and_schema(path: Path):
    golden = files.read(path)
    assert path.name.startswith(f"{golden.type}.v{golden.schema}.")
    assert (golden.type, golden.schema) == (golden.row["type"], golden.row["schema"])


@EVERY
def test_it_opens_to_exactly_what_it_was(path: Path):
    golden = files.read(path)
    shown = files.shown(files.opened(golden, bytes.fromhex(golden.key)))
    expected = golden.opens_to
    if (golden.type, golden.schema) not in write.REGISTRY:  # of an earlier schema: the event as today's has it
        schema = next(schema for name, schema in write.REGISTRY if name == golden.type)
        today = path.with_name(f"{path.name.removesuffix('.json')}.as.v{schema}.json")
        expected = expected | {"event": msgspec.json.decode(today.read_bytes())}
    else:
        assert golden.fields == expected["event"]
    assert expected == {name: shown[name] for name in expected}


@EVERY
def test_of_an_erased_person_it_opens_without_the_sealed_fields(path: Path):
    golden = files.read(path)
    recorded = files.opened(golden, None)
    kind = type(recorded.event)
    sealed = [field.name for field in msgspec.structs.fields(kind) if mark_of(field.type) != "open"]
    assert recorded.delivery is None
    assert not set(sealed) & set(msgspec.to_builtins(recorded.event))


@EVERY
def test_its_bytes_are_those_of_the_documented_format(path: Path):
    golden = files.read(path)
    fields, delivery = files.unsealed_by_hand(golden)
    assert golden.fields == fields
    assert golden.opens_to["delivery"] == delivery
    assert golden.row["hash"] == files.hash_by_hand(golden.row)
    row = files.row_of(golden)
    assert row.hash == row_hash(row[:-2], row.prev_hash)


@pytest.mark.parametrize("event", FULL, ids=lambda event: event.name)
def test_what_is_written_today_is_what_was_written_then(event: Event):
    """Byte for byte, but for the order of what JSON leaves unordered: a reader of the last release reads it too."""
    golden = files.seal(event)
    fields, delivery = files.unsealed_by_hand(golden)
    assert golden.fields == fields
    then = [files.read(path) for path in files.paths()]
    known = [each for each in then if (each.type, each.schema) == (event.name, event.schema)]
    assert any(each.opens_to["delivery"] == delivery and set(each.row) == set(golden.row) for each in known)
    marks = [set(msgspec.json.decode(each.row["state"])) for each in known]
    assert set(msgspec.json.decode(golden.row["state"])) in marks


def test_the_envelopes_are_pinned_field_by_field():
    """Golden rows carry every field of Meta and Delivery; State's are the marks, all of them known."""
    there = [files.read(path) for path in files.paths()]
    assert files.covered_envelope(there) >= write.ENVELOPE
    assert ("open", "personal", "special", "secret", "delivery") == State.__struct_fields__
    assert bytes(32) == FIRST


# ---- the checks above, seen to fail ----------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(files.FOLDER, tmp_path / "events")
    shutil.copy(files.MANIFEST, tmp_path / "MANIFEST")
    for module in (files, write):
        monkeypatch.setattr(module, "FOLDER", tmp_path / "events")
        monkeypatch.setattr(module, "MANIFEST", tmp_path / "MANIFEST")
    return tmp_path / "events"


def test_writing_again_changes_nothing(copy: Path):
    before = dict(files.digests())
    assert 0 == write.main()
    assert before == dict(files.digests())


def test_a_lost_file_is_missed_and_one_of_a_new_event_is_added_alone(copy: Path):
    lost = copy / "handle-unlinked.v1.1.json"
    lost.unlink()
    with pytest.raises(AssertionError):
        test_no_golden_file_was_changed_lost_or_left_out_of_the_manifest()
    assert 1 == write.main()
    kept = [line for line in files.MANIFEST.read_text().splitlines() if lost.name not in line]
    files.MANIFEST.write_text("\n".join(kept) + "\n")
    assert 0 == write.main()
    assert lost.exists()
    test_no_golden_file_was_changed_lost_or_left_out_of_the_manifest()


def test_a_changed_file_is_found_and_never_written_over(copy: Path):
    changed = copy / "note-added.v1.1.json"
    changed.write_bytes(changed.read_bytes().replace(b'"lead"', b'"team"'))
    digest = hashlib.sha256(changed.read_bytes()).hexdigest()
    with pytest.raises(AssertionError):
        test_no_golden_file_was_changed_lost_or_left_out_of_the_manifest()
    assert 1 == write.main()
    assert digest == hashlib.sha256(changed.read_bytes()).hexdigest()


def test_a_field_that_is_read_differently_is_found(monkeypatch: pytest.MonkeyPatch):
    path = next(path for path in files.paths() if path.name.startswith("note-added"))
    read = Codec.open

    def misread(self: Codec, row: object) -> object:
        recorded = read(self, row)  # type: ignore[arg-type]
        return msgspec.structs.replace(recorded, event=msgspec.structs.replace(recorded.event, visibility="team"))

    monkeypatch.setattr(Codec, "open", misread)
    with pytest.raises(AssertionError):
        test_it_opens_to_exactly_what_it_was(path)


class NoteAdded2(ItemEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A second schema, as a later release may have one: `visibility` got another name."""

    name: ClassVar[str] = "note-added"
    schema: ClassVar[int] = 2

    seen_by: Open[str] = "team"


def test_when_an_event_gets_a_second_schema_its_first_golden_file_stays_and_says_what_it_became(
    copy: Path, monkeypatch: pytest.MonkeyPatch
):
    path = copy / "note-added.v1.1.json"
    before = path.read_bytes()
    registry = {key: kind for key, kind in REGISTRY.items() if key[0] != "note-added"} | {("note-added", 2): NoteAdded2}
    full = (*(event for event in FULL if event.name != "note-added"), NoteAdded2(**ITEM, seen_by="lead"))
    monkeypatch.setattr(write, "REGISTRY", registry)
    monkeypatch.setattr(write, "FULL", full)
    rename = Upcasts(registry, {("note-added", 1): _renamed})
    forget = Upcasts(registry, {("note-added", 1): lambda fields: fields})
    monkeypatch.setattr(files, "UPCASTS", rename)
    with pytest.raises(FileNotFoundError):
        test_it_opens_to_exactly_what_it_was(path)
    assert 0 == write.main()
    assert {
        "note-added.v1.1.json",
        "note-added.v1.2.json",
        "note-added.v1.3.json",
        "note-added.v2.1.json",
        "note-added.v1.1.as.v2.json",
        "note-added.v1.2.as.v2.json",
        "note-added.v1.3.as.v2.json",
    } == {each.name for each in copy.glob("note-added*")}
    assert before == path.read_bytes()
    for each in (path, copy / "note-added.v2.1.json"):
        test_it_opens_to_exactly_what_it_was(each)
    monkeypatch.setattr(files, "UPCASTS", forget)
    with pytest.raises(AssertionError):
        test_it_opens_to_exactly_what_it_was(path)


def _renamed(fields: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in fields.items() if name != "visibility"}
    return rest | {"seen_by": fields.get("visibility", "team")}
