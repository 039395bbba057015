"""Two calls with one Idempotency-Key go on at the same time: one of them is the upload, whatever becomes of it meanwhile."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from adapters.attachments.files import FileWriting
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
