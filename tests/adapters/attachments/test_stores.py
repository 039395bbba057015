"""Both homes of attachments: whole objects or none, first come first kept, and nothing in the place of another."""

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.attachments.files import FileAttachments
from adapters.attachments.migrate import check_server, migrate_server
from adapters.attachments.parts_file import PartsFile
from adapters.attachments.postgres import PARTS_AT_ONCE, PostgresAttachments
from adapters.attachments.sealing import Damaged, Head, Seal
from adapters.attachments.store import KEPT, STAGED, AttachmentStore, AttachmentsUnavailable, Place
from app.attachments.opening import open_store
from app.settings import Settings

NEVER, EVER = 0.0, float(2**40)
STAGE = Place(STAGED, "sklep/ą ../x", "", "a-one")
KEEP = Place(KEPT, "sklep/ą ../x", "c-1", "ab12")
PARTS = [b"\x00\xffone", b"two" * 100_000, *(bytes([number]) for number in range(PARTS_AT_ONCE))]


@pytest.fixture(scope="module", params=["files", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AttachmentStore]:
    folder = tmp_path_factory.mktemp("attachments")
    if request.param == "files":
        yield FileAttachments(folder)
        return
    url = request.getfixturevalue("postgres").fresh()
    migrate_server(url)
    check_server(url)
    (folder / "attachments" / "staged").mkdir(parents=True)  # of a node that was alone before
    settings = {
        "THROUGHLINE_DATA_DIR": str(folder),
        "THROUGHLINE_DATABASE_URL": url,
        "THROUGHLINE_MASTER_KEY": "00" * 32,
    }
    store = open_store(Settings.read(settings))
    assert isinstance(store, PostgresAttachments)
    yield store


def written(store: AttachmentStore, place: Place, parts: list[bytes], head: bytes = b"head") -> bool:
    writing = store.begin(place)
    try:
        for part in parts:
            writing.put(part)
        return writing.end(head)
    finally:
        writing.drop()


def test_an_object_is_there_once_it_is_whole_and_stays_the_first(store: AttachmentStore):
    writing = store.begin(STAGE)
    writing.put(PARTS[0])
    assert (None, []) == (store.head(STAGE), list(store.parts(STAGE)))
    writing.drop()
    assert (None, []) == (store.head(STAGE), list(store.staged(EVER)))
    assert written(store, STAGE, PARTS)
    assert not written(store, STAGE, [b"other"], b"else")
    assert (b"head", PARTS) == (store.head(STAGE), list(store.parts(STAGE)))
    assert ([STAGE], []) == (list(store.staged(EVER)), list(store.staged(NEVER)))
    assert store.staged(EVER)[STAGE] == pytest.approx(time.time(), abs=3_000)
    assert sum(map(len, PARTS)) <= store.waiting(STAGE.tenant).size and 1 == store.waiting(STAGE.tenant).uploads
    store.remove(STAGE, b"else")
    assert b"head" == store.head(STAGE)
    store.remove(STAGE, b"head")
    store.remove(STAGE)
    assert (0, 0) == store.waiting(STAGE.tenant) == store.waiting("nobody")
    assert (None, []) == (store.head(STAGE), list(store.staged(EVER)))


def test_a_reader_that_rests_holds_no_connection(store: AttachmentStore):
    if not isinstance(store, PostgresAttachments):
        return
    place = STAGE._replace(name="a-slow")
    assert written(store, place, PARTS)
    reading, address = store.parts(place), store._url
    first = next(reading)
    try:
        store._url = "postgresql://127.0.0.1:1/nobody"
        assert PARTS[:PARTS_AT_ONCE] == [first, *(next(reading) for _ in range(PARTS_AT_ONCE - 1))]
        with pytest.raises(AttachmentsUnavailable):
            next(reading)
    finally:
        store._url = address
        store.remove(place)


def test_what_is_removed_of_one_customer_is_nobody_elses(store: AttachmentStore):
    other, elsewhere = KEEP._replace(owner="c-2"), KEEP._replace(tenant="x")
    assert all(
        written(store, place, [place.owner.encode()]) for place in (KEEP, KEEP._replace(name="cd"), other, elsewhere)
    )
    store.remove_owners([(KEEP.tenant, KEEP.owner), (KEEP.tenant, "c-none")])
    assert (None, None) == (store.head(KEEP), store.head(KEEP._replace(name="cd")))
    assert [[b"c-2"], [b"c-1"]] == [list(store.parts(each)) for each in (other, elsewhere)]


def test_what_is_moved_while_the_folder_is_looked_through_is_passed_over(tmp_path: Path):
    store = FileAttachments(tmp_path)
    assert written(store, STAGE, PARTS)
    staged = next(each for each in tmp_path.rglob("*") if each.is_file()).parent
    for name in ("a-moved", "a-ended.1.writing"):
        (staged / name).symlink_to("nowhere")  # listed, and gone when it is looked at
    assert [STAGE] == list(store.staged(EVER))


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path):
    file = PartsFile(tmp_path / "one")
    file._file.close()
    with Path("/dev/full").open("wb", buffering=1_000) as full:
        file._file = full
        file.put(b"part")
        file.drop()
    assert [] == list(tmp_path.iterdir())


def test_a_file_cut_anywhere_is_no_whole_object(tmp_path: Path):
    store = FileAttachments(tmp_path)
    assert written(store, KEEP, [b"one", b"two"])
    (path,) = (each for each in tmp_path.rglob("*") if each.is_file())
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert (b"head", [b"one", b"two"]) != (store.head(KEEP), list(store.parts(KEEP)))


def test_a_seal_opens_every_part_in_its_place_and_nothing_else():
    key, clear = AESGCM(bytes(32)), [b"one", b"two", b"three"]
    seal = Seal(key, KEEP, os.urandom)
    sealed = [seal.part(number, each) for number, each in enumerate(clear, 1)]
    head = Head(sha256="ab", size=11, media_type="text/plain", parts=3, at=0)
    assert (clear, head) == (list(seal.open_parts(head, sealed)), seal.open_head(seal.head(head)))
    seed = random.SystemRandom().randrange(2**32)
    bit = random.Random(seed).randrange(8 * len(sealed[1]))
    flipped = bytes(byte ^ (1 << bit % 8 if index == bit // 8 else 0) for index, byte in enumerate(sealed[1]))
    wrong = [sealed[:2], [sealed[1], sealed[0], sealed[2]], [*sealed, sealed[2]], [sealed[0], flipped, sealed[2]], []]
    for parts in wrong:
        with pytest.raises(Damaged):
            print(seed, list(seal.open_parts(head, parts)))
    for elsewhere in (
        KEEP._replace(owner="c-2"),
        KEEP._replace(tenant="x"),
        KEEP._replace(area=STAGED),
        KEEP._replace(name="y"),
    ):
        with pytest.raises(Damaged):
            Seal(key, elsewhere, os.urandom).open_head(seal.head(head))
