"""Two calls with one Idempotency-Key go on at the same time: one of them is the upload, whatever becomes of it meanwhile."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.attachments.files import FileAttachments, FileWriting
from tests.app.http.test_attachments import PICTURE, a_file, upload, uploaded
from tests.app.intake.deliveries import a_message
from tests.app.running import Shop, slug

Meanwhile = Callable[[Callable[[], Any]], None]
OTHER = PICTURE + b"another"


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Iterator[Meanwhile]:
    """Do something between the moment the next call has looked for others and the moment it takes its place."""
    waiting: list[Callable[[], Any]] = []
    end = FileWriting.end

    def ended(self: FileWriting, head: bytes) -> bool:
        if waiting:
            waiting.pop()()
        return end(self, head)

    monkeypatch.setattr(FileWriting, "end", ended)
    yield waiting.append
    assert not waiting


def named(shop: Shop, told: dict[str, Any]) -> httpx.Response:
    """An event names it, and it is where it belongs."""
    answer = shop.send(a_message(shop, told["dataref"], parts=[a_file(told)]))
    shop.running.ask(shop.running.service.attachments.naming.settled())
    return answer


def staged(shop: Shop) -> list[str]:
    found = shop.running.service.attachments.keeping.store.staged(2**40)
    return [place.name for place in found if place.tenant == shop.tenant]


def test_other_bytes_under_the_key_of_an_upload_that_was_named_meanwhile_are_a_conflict(
    shop: Shop, meanwhile: Meanwhile
):
    meanwhile(lambda: named(shop, uploaded(shop, PICTURE, key="wamid.1")))
    refused = upload(shop, OTHER, key="wamid.1")
    assert (409, "idempotency-conflict") == (refused.status_code, slug(refused))
    assert [] == staged(shop), "nothing of what was refused stays"
    assert (200, 409) == tuple(upload(shop, content, key="wamid.1").status_code for content in (PICTURE, OTHER))


def test_the_same_bytes_under_the_key_of_an_upload_that_was_named_meanwhile_are_that_upload(
    shop: Shop, meanwhile: Meanwhile
):
    first: list[dict[str, Any]] = []

    def all_of_it() -> None:
        first.append(uploaded(shop, PICTURE, key="wamid.2"))
        assert 201 == named(shop, first[0]).status_code

    meanwhile(all_of_it)
    again = upload(shop, PICTURE, key="wamid.2")
    assert (200, first[0] | {"outcome": "duplicate"}) == (again.status_code, again.json())


def test_of_two_that_end_at_once_with_other_bytes_the_second_is_a_conflict(shop: Shop, meanwhile: Meanwhile):
    meanwhile(lambda: uploaded(shop, PICTURE, key="wamid.3"))
    assert 409 == upload(shop, OTHER, key="wamid.3").status_code
    meanwhile(lambda: uploaded(shop, PICTURE, key="wamid.4"))
    assert 200 == upload(shop, PICTURE, key="wamid.4").status_code


def the_staged(shop: Shop, name: str) -> Path:
    """The file of an upload that no event names yet."""
    return next((shop.running.settings.data_dir / "attachments/staged").glob(f"*/{name.rsplit(':', 1)[-1]}"))


def damage(file: Path, at: int) -> None:
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize(("second", "status"), [(OTHER, 409), (PICTURE, 200)])
def test_of_two_that_take_the_place_of_a_damaged_upload_at_once_only_one_is_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, second: bytes, status: int
):
    damage(the_staged(shop, uploaded(shop, PICTURE, key="wamid.5")["dataref"]), -10)  # in its head
    first: list[dict[str, Any]] = []
    remove = FileAttachments.remove

    def removed(self: FileAttachments, *given: Any) -> None:
        if not first:
            first.append({})
            first[0] = uploaded(shop, PICTURE, key="wamid.5")
        remove(self, *given)

    monkeypatch.setattr(FileAttachments, "remove", removed)
    assert status == upload(shop, second, key="wamid.5").status_code
    assert 201 == named(shop, first[0]).status_code


def test_bytes_that_are_sent_again_take_the_place_of_damaged_ones(shop: Shop):
    told = uploaded(shop, PICTURE, key="wamid.6")
    damage(the_staged(shop, told["dataref"]), 40)  # in its only part
    assert told == uploaded(shop, PICTURE, key="wamid.6")
    assert 200 == upload(shop, PICTURE, key="wamid.6").status_code
    assert 201 == named(shop, told).status_code and [] == staged(shop)


def test_what_waits_for_its_event_has_a_bound_and_whoever_sent_it_still_gets_its_answer(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.attachments.receiving.WAITING_COUNT", 2)
    first, _ = (uploaded(shop, PICTURE, key=key) for key in ("wamid.7", "wamid.8"))
    refused = upload(shop, PICTURE, key="wamid.9")
    assert (429, "too-much-waits", "60") == (refused.status_code, slug(refused), refused.headers["retry-after"])
    assert 201 == upload(shop.running.shop(), PICTURE).status_code, "another tenant has its own"
    assert 200 == upload(shop, PICTURE, key="wamid.7").status_code
    assert 201 == named(shop, first).status_code
    assert 201 == upload(shop, PICTURE, key="wamid.9").status_code
    assert (429, 200) == tuple(upload(shop, PICTURE, key=key).status_code for key in ("wamid.0", "wamid.7"))


def test_the_bytes_that_wait_have_a_bound_too(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    keeping = shop.running.service.attachments.keeping
    uploaded(shop, PICTURE, key="wamid.10")
    taken = keeping.store.waiting(shop.tenant)
    assert 1 == taken.uploads and len(PICTURE) < taken.size < len(PICTURE) + 1_000
    monkeypatch.setattr(FileAttachments, "waiting", lambda *_: taken._replace(size=2_000_000_000 - 10))
    refused = upload(shop, PICTURE, key="wamid.11")
    assert (429, "too-much-waits") == (refused.status_code, slug(refused))
