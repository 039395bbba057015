"""What the sweep of attachments takes away, what it brings on after a crash, and that one bad file keeps nothing else."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.attachments import files
from adapters.attachments.store import AttachmentsUnavailable, Place
from adapters.keys.keyring import KeyDestroyed
from adapters.keys.masters import KeyDamaged
from tests.app.http.test_attachments import CANARY, PICTURE, a_file, an_item, uploaded
from tests.app.intake.deliveries import a_message
from tests.app.running import Running, Shop, running_service


def test_a_destroyed_key_leaves_bytes_that_nobody_can_read_and_the_sweep_takes_them(running: Running, shop: Shop):
    path, _ = an_item(shop, CANARY.encode(), "text/plain", phone="+48601000277")
    stream, keyring = path.split("/")[3], running.service.keyring
    folder = running.settings.data_dir / "attachments" / "kept" / shop.tenant.encode().hex() / stream
    assert 1 == len(list(folder.iterdir()))
    keyring.key_made(shop.tenant, "staged.2001-01-01", 1)
    keyring.destroy(shop.tenant, stream, 1)
    assert shop.agent.get(path).status_code in (404, 410, 503)
    running.service.attachments.sweeper.sweep(0)
    assert not folder.exists()
    with pytest.raises(KeyDestroyed):  # of a day whose uploads are all gone
        keyring.key(shop.tenant, "staged.2001-01-01")


def test_one_file_that_cannot_be_read_and_one_whose_key_is_damaged_keep_no_other(
    running: Running, shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    keeping, sweeper = running.service.attachments.keeping, running.service.attachments.sweeper
    told = [uploaded(shop, PICTURE + bytes([number])) for number in range(4)]
    with monkeypatch.context() as crash:  # the process ends behind the commit
        crash.setattr(keeping, "move", lambda *_: None)
        for number, each in enumerate(told):
            shop.sent(a_message(shop, f"bad-{number}", parts=[a_file(each)], phone="+48601000244"))
        running.ask(running.service.attachments.naming.settled())
    ids = [each["dataref"].rsplit(":", 1)[1] for each in told]
    found = [name for each in keeping.store.staged(2**40) if (name := each.name) in ids]
    file = running.settings.data_dir / "attachments" / "staged" / shop.tenant.encode().hex() / found[0]
    file.unlink()
    file.mkdir()  # reading it is an error of the system's
    file.joinpath(found[0]).touch()
    real = keeping.staged

    def staged(tenant: str, upload_id: str) -> Any:
        if upload_id == found[1]:
            raise KeyDamaged(upload_id)
        return real(tenant, upload_id)

    keeping._keyring.key_made(shop.tenant, "staged.2001-01-02", 1)
    with monkeypatch.context() as patched:
        patched.setattr(keeping, "staged", staged)
        sweeper.sweep(keeping.now().timestamp() + 120)
    assert {found[1]} == {each.name for each in keeping.store.staged(2**40)} & set(found[1:])
    with pytest.raises(KeyDestroyed):
        keeping._keyring.key(shop.tenant, "staged.2001-01-02")


def test_what_is_left_of_one_erased_customer_keeps_nothing_of_another(
    running: Running, shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    keeping, kept = running.service.attachments.keeping, running.settings.data_dir / "attachments" / "kept"
    folders = list[Path]()
    for number in range(2):
        path, _ = an_item(shop, PICTURE, phone=f"+4860100028{number}")
        folders.append(kept / shop.tenant.encode().hex() / path.split("/")[3])
        keeping._keyring.destroy(shop.tenant, folders[-1].name, 1)
    remove = shutil.rmtree

    def stuck(folder: Path) -> None:
        if folder == folders[0]:
            raise OSError
        remove(folder)

    with monkeypatch.context() as patched:
        patched.setattr(files.shutil, "rmtree", stuck)
        running.service.attachments.sweeper.sweep(0)
        assert [True, False] == [each.exists() for each in folders]
    running.service.attachments.sweeper.sweep(0)
    assert not folders[0].exists()


def test_what_comes_before_a_crash_is_found_after_it(running: Running, shop: Shop, monkeypatch: pytest.MonkeyPatch):
    keeping, sweeper = running.service.attachments.keeping, running.service.attachments.sweeper
    orphan, named = uploaded(shop, PICTURE), uploaded(shop, PICTURE + b"2")
    with monkeypatch.context() as crash:  # the process ends behind the commit
        crash.setattr(keeping, "move", lambda *_: None)
        receipt = shop.sent(a_message(shop, "crash", parts=[a_file(named)], phone="+48601000266"))
        running.ask(running.service.attachments.naming.settled())
    item = shop.timeline(receipt["customer_id"])["items"][-1]
    path = f"/v1/customers/{receipt['customer_id']}/items/{item['item_id']}/attachments/{item['attachments'][0]['attachment_id']}"
    assert PICTURE + b"2" == shop.agent.get(path).content
    names = lambda: {each.name for each in keeping.store.staged(2**40) if each.tenant == shop.tenant}  # noqa: E731
    ids = [told["dataref"].rsplit(":", 1)[1] for told in (orphan, named)]
    assert set(ids) <= names()
    now = keeping.now().timestamp()
    sweeper.sweep(now + 120)
    assert ids[0] in names() and ids[1] not in names()
    assert PICTURE + b"2" == shop.agent.get(path).content
    sweeper.sweep(now + 89_000)
    assert ids[0] in names()
    clock = keeping._clock
    with monkeypatch.context() as a_day_later:  # still there, and not to be named any more
        a_day_later.setattr(keeping, "_clock", lambda: clock() + 86_500_000_000)
        assert 422 == shop.send(a_message(shop, "late", parts=[a_file(orphan)])).status_code
    sweeper.sweep(now + 90_600)
    assert ids[0] not in names()


FOUR_DAYS = 4 * 86_400 * 1_000_000


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Shop]:
    """A shop of a service whose clock may be turned."""
    with running_service(tmp_path) as running:
        yield running.shop("demo")


def test_what_could_not_be_moved_for_days_is_moved_when_its_home_is_back(own: Shop, monkeypatch: pytest.MonkeyPatch):
    keeping, sweeper = own.running.service.attachments.keeping, own.running.service.attachments.sweeper
    told, clock, move = uploaded(own, PICTURE), keeping._clock, keeping.move

    def away(*_: str) -> None:
        raise AttachmentsUnavailable("The disk is full.")

    monkeypatch.setattr(keeping, "move", away)
    customer = own.sent(a_message(own, "named", parts=[a_file(told)]))["customer_id"]
    own.running.ask(own.running.service.attachments.naming.settled())
    monkeypatch.setattr(keeping, "_clock", lambda: clock() + FOUR_DAYS)
    sweeper.sweep(keeping.now().timestamp())
    monkeypatch.setattr(keeping, "move", move)
    sweeper.sweep(keeping.now().timestamp())
    assert {} == keeping.store.staged(2**40)
    (item,) = own.timeline(customer)["items"]
    path = f"/v1/customers/{customer}/items/{item['item_id']}/attachments/{item['attachments'][0]['attachment_id']}"
    assert PICTURE == own.agent.get(path).content


def test_what_nobody_named_and_cannot_be_removed_is_unreadable_after_days(own: Shop, monkeypatch: pytest.MonkeyPatch):
    keeping, sweeper = own.running.service.attachments.keeping, own.running.service.attachments.sweeper
    upload_id, clock = uploaded(own, PICTURE)["dataref"].rsplit(":", 1)[1], keeping._clock

    def stuck(place: Place, head: bytes | None = None) -> None:
        raise AttachmentsUnavailable("The disk cannot be written.")

    monkeypatch.setattr(keeping.store, "remove", stuck)
    assert keeping.staged("demo", upload_id) is not None
    monkeypatch.setattr(keeping, "_clock", lambda: clock() + FOUR_DAYS)
    sweeper.sweep(keeping.now().timestamp())
    with pytest.raises(KeyDestroyed):
        keeping.staged("demo", upload_id)
