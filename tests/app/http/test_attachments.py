"""Attachments end to end: sent before their event, kept sealed, shown only where nothing can run, gone with their customer."""

import base64
import hashlib
import itertools
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.attachments.sealing import PART_BYTES
from adapters.attachments.store import AttachmentsUnavailable, Place
from app.demo.pictures import png, statement
from domain.customer.events import Attachment
from tests.app.intake.deliveries import a_message
from tests.app.running import Running, Shop, slug, to_json
from tests.canaries import files
from tests.patience import SECONDS

KEYS = itertools.count()
PICTURE = png(40, 30, lambda x, y: (x * 6, y * 8, 90))
HTML = b"<!doctype html><script>top.pwned = 1</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="top.pwned = 1"/>'
CANARY = "kanarek-w-pliku-5d1e" * 20


def upload(shop: Shop, content: bytes, kind: str = "image/png", key: str = "", **headers: str) -> httpx.Response:
    told = {"Content-Type": kind, "Idempotency-Key": key or f"file-{next(KEYS)}", **headers}
    return shop.adapter.post("/v1/attachments", content=content, headers=told)


def uploaded(shop: Shop, content: bytes, kind: str = "image/png", key: str = "") -> dict[str, Any]:
    answer = upload(shop, content, kind, key)
    assert 201 == answer.status_code, answer.text
    return answer.json()


def a_file(told: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "file", "dataref": told["dataref"], "name": "zamek.png", **more}


def one_off(told: dict[str, Any]) -> dict[str, str]:
    """The upload whose number ends in another digit: nobody sent it."""
    kept, last = told["dataref"][:-1], told["dataref"][-1]
    return {"dataref": kept + ("a" if last != "a" else "b")}


def away(_: Place) -> bytes:
    raise AttachmentsUnavailable


def an_item(shop: Shop, content: bytes, kind: str = "image/png", id: str = "", phone: str = "+48601000214",
            **more: Any) -> tuple[str, dict[str, Any]]:  # fmt: skip
    """A message with one attachment: its address, and what the item says of it."""
    told = uploaded(shop, content, kind)
    event = a_message(shop, id or told["dataref"], parts=[a_file(told, **more)], phone=phone)
    receipt = shop.sent(event | {"subject": f"wa:{phone}"})
    shop.running.ask(shop.running.service.attachments.naming.settled())
    item = next(
        each for each in shop.timeline(receipt["customer_id"])["items"] if each["item_id"] == receipt["item_id"]
    )
    shown = item["attachments"][0]
    path = f"/v1/customers/{receipt['customer_id']}/items/{item['item_id']}/attachments/{shown['attachment_id']}"
    return path, shown


def test_bytes_sent_before_their_event_are_opened_from_its_item(shop: Shop):
    path, shown = an_item(shop, PICTURE)
    digest = hashlib.sha256(PICTURE).hexdigest()
    assert ("zamek.png", "image/png", digest, len(PICTURE), 40, 30) == tuple(
        shown[name] for name in ("name", "media_type", "sha256", "size", "width", "height"))  # fmt: skip
    for role in ("agent", "lead", "auditor"):
        assert 404 == getattr(shop, role).get(f"{path}-otherwise").status_code  # no record of what is not there
        answer = getattr(shop, role).get(path)
        assert (200, PICTURE, "image/png") == (answer.status_code, answer.content, answer.headers["content-type"])
    looks = shop.auditor.get("/v1/access", params={"customer": path.split("/")[3]}).json()["records"]
    told = f"attachment:{shown['attachment_id']}"
    assert {("agent", told), ("lead", told), ("auditor", told)} == {
        (each["who"], each["what"]) for each in looks if each["what"].startswith("attachment:")}  # fmt: skip


def test_an_answer_lets_nothing_run_and_nobody_keep_it(shop: Shop):
    path, _ = an_item(shop, PICTURE, name='../..\\tmp/\u202eknp.exe\r\nX-Evil: 1\x01 ąę".png')
    told = shop.agent.get(path).headers
    assert "sandbox; default-src 'none'" == told["content-security-policy"]
    assert ("nosniff", "private, no-store") == (told["x-content-type-options"], told["cache-control"])
    assert told["content-disposition"].startswith("inline; filename=") and "x-evil" not in told
    assert (
        "attachment; filename"
        in shop.agent.get(an_item(shop, statement(), "application/pdf")[0]).headers["content-disposition"]
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [(HTML, "image/png"), (SVG, "image/png"), (PICTURE, "image/jpeg"), (PICTURE, "image/svg+xml"), (HTML, "application/pdf"), (b"\x00MZ", "text/plain")],
)  # fmt: skip
def test_bytes_that_are_not_what_they_are_said_to_be_are_refused(shop: Shop, content: bytes, kind: str):
    answer = upload(shop, content, kind)
    assert (422, "invalid") == (answer.status_code, slug(answer))


@pytest.mark.parametrize(
    ("content", "kind"),
    [(HTML, "text/html"), (SVG, "image/svg+xml"), (HTML, ""), (statement(), "application/pdf"),
     (PICTURE[:16] + b"\xff" * 8 + PICTURE[24:], "image/png")],
    ids=["html", "svg", "unsaid", "pdf", "more pixels than a screen"],
)  # fmt: skip
def test_whatever_is_no_small_picture_is_a_download_of_no_type(shop: Shop, content: bytes, kind: str):
    path, shown = an_item(shop, content, kind)
    answer = shop.agent.get(path)
    assert (content, "application/octet-stream") == (answer.content, answer.headers["content-type"])
    assert answer.headers["content-disposition"].startswith("attachment") and "width" not in shown


def test_a_picture_that_is_a_page_as_well_is_only_a_picture(shop: Shop):
    answer = shop.agent.get(an_item(shop, PICTURE + HTML)[0])
    assert ("image/png", "nosniff") == (answer.headers["content-type"], answer.headers["x-content-type-options"])


def test_many_parts_come_back_whole(shop: Shop):
    content = bytes(range(256)) * (PART_BYTES // 256) * 2 + b"end"
    assert content == shop.agent.get(an_item(shop, content, "application/octet-stream")[0]).content


def test_a_length_beyond_the_settings_is_413_before_anything_is_read(running: Running, shop: Shop):
    head = (f"POST /v1/attachments HTTP/1.1\r\nHost: x\r\nAuthorization: {shop.adapter.headers['authorization']}\r\n"
            f"Idempotency-Key: big\r\nContent-Length: {running.settings.attachment_bytes + 1}\r\n\r\n")  # fmt: skip
    with socket.create_connection(("127.0.0.1", running.port), SECONDS) as line:
        line.sendall(head.encode())
        assert line.recv(64).startswith(b"HTTP/1.1 413")


def test_the_digest_that_is_given_must_be_theirs(shop: Shop):
    right = f"sha-256=:{base64.b64encode(hashlib.sha256(PICTURE).digest()).decode()}:"
    assert 201 == upload(shop, PICTURE, **{"Content-Digest": right}).status_code
    for wrong in (right[:12] + "A" + right[13:], "sha-256=:short:", "sha-256=x"):
        assert 422 == upload(shop, PICTURE, **{"Content-Digest": wrong}).status_code
    told = uploaded(shop, PICTURE)
    for wrong in ({"sha256": "0" * 64}, {"size": 1}, {"media_type": "text/html"}):
        answer = shop.send(a_message(shop, "wrong", parts=[{"type": "text", "text": "x"}, a_file(told, **wrong)]))
        assert f"/data/parts/1/{next(iter(wrong))}" == answer.json()["errors"][0]["pointer"]


def test_the_same_call_is_known_again_and_other_bytes_are_a_conflict(shop: Shop):
    first = uploaded(shop, PICTURE, key="wamid.9")
    again = upload(shop, PICTURE, key="wamid.9")
    assert (200, first | {"outcome": "duplicate"}) == (again.status_code, again.json())
    assert (409, "idempotency-conflict") == (
        (other := upload(shop, PICTURE + b"x", key="wamid.9")).status_code,
        slug(other),
    )
    assert 400 == shop.adapter.post("/v1/attachments", content=PICTURE).status_code
    event = a_message(shop, "m-9", parts=[a_file(first)])
    receipt = shop.sent(event)
    shop.running.ask(shop.running.service.attachments.naming.settled())
    assert (200, receipt | {"outcome": "duplicate"}) == ((twice := shop.send(event)).status_code, twice.json())
    for content, expected in ((PICTURE, 200), (PICTURE + b"x", 409)):  # named and moved by now
        assert expected == upload(shop, content, key="wamid.9").status_code


def test_an_upload_is_named_once_and_only_by_who_sent_it(shop: Shop):
    own = shop.client("adapter", source=shop.source("chat/web"))
    told = own.post(
        "/v1/attachments", content=PICTURE, headers={"Content-Type": "image/png", "Idempotency-Key": "c-1"}
    ).json()
    refused = shop.send(a_message(shop, "other-source", parts=[a_file(told)]))
    assert "/data/parts/0/dataref" == refused.json()["errors"][0]["pointer"]
    mine = uploaded(shop, PICTURE)
    shop.sent(a_message(shop, "once", parts=[a_file(mine)]))
    assert 422 == shop.send(a_message(shop, "twice", parts=[a_file(mine)])).status_code
    assert 422 == shop.send(a_message(shop, "none", parts=[a_file(one_off(mine))])).status_code


def test_a_dry_run_refuses_what_it_would_not_take(shop: Shop):
    own, mine = shop.client("adapter", source=shop.source("chat/web")), uploaded(shop, PICTURE)
    foreign = own.post(
        "/v1/attachments", content=PICTURE, headers={"Content-Type": "image/png", "Idempotency-Key": "c-2"}
    ).json()
    path, unknown = "/v1/intake?dry_run=true", one_off(mine)
    good = a_message(shop, "dry", parts=[a_file(mine)])
    for _ in range(2):  # nothing is claimed by it
        told = shop.adapter.post(path, json=good)
        (would,) = [each["event"] for each in told.json()["would_append"] if "attachments" in each["event"]]
        assert hashlib.sha256(PICTURE).hexdigest() == would["attachments"][0]["sha256"]
    bad = [a_message(shop, f"dry-{number}", parts=[a_file(each)]) for number, each in enumerate((foreign, unknown))]
    for event in bad:
        answer = shop.adapter.post(path, json=event)
        assert (422, "/data/parts/0/dataref") == (answer.status_code, answer.json()["errors"][0]["pointer"])
    batch = {"Content-Type": "application/cloudevents-batch+json"}
    results = shop.adapter.post(path, content=to_json([*bad, good]), headers=batch).json()["results"]
    assert ["errors", "errors", "would_append"] == [
        next(name for name in ("errors", "would_append") if name in each) for each in results
    ]


def test_who_names_it_second_is_refused_and_a_home_that_is_away_says_so(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    naming, mine = shop.running.service.attachments.naming, uploaded(shop, PICTURE)
    real, early = naming._waiting, naming._waiting(shop.tenant, mine["dataref"].rsplit(":", 1)[1])
    shop.sent(a_message(shop, "first", parts=[a_file(mine)]))
    looks = iter([early])  # the second looked before the first was recorded
    monkeypatch.setattr(naming, "_waiting", lambda *asked: next(looks, None) or real(*asked))
    (refused,) = shop.batch([a_message(shop, "second", parts=[a_file(mine)])]).json()["results"]
    assert "/data/parts/0/dataref" == refused["errors"][0]["pointer"]
    other = uploaded(shop, PICTURE)
    monkeypatch.setattr(naming._keeping.store, "head", away)
    answer = shop.send(a_message(shop, "third", parts=[a_file(other)]))
    assert (503, "attachments-unavailable", "1") == (answer.status_code, slug(answer), answer.headers["retry-after"])


def test_what_is_read_while_it_is_moved_goes_on(shop: Shop, monkeypatch: pytest.MonkeyPatch):
    keeping, content = shop.running.service.attachments.keeping, b"a" * PART_BYTES + b"b" * PART_BYTES + b"c"
    told, move, parts = uploaded(shop, content, "text/plain"), keeping.move, keeping.store.parts

    def as_a_server_gives_them(place: Place) -> Iterator[bytes]:
        for number in itertools.count():
            yield from (some := list(parts(place))[number : number + 1])
            if not some:
                return

    monkeypatch.setattr(keeping, "move", lambda *_: None)
    monkeypatch.setattr(keeping.store, "parts", as_a_server_gives_them)
    stream = shop.sent(a_message(shop, "moved", parts=[a_file(told)]))["customer_id"]
    shop.running.ask(shop.running.service.attachments.naming.settled())
    upload_id = told["dataref"].rsplit(":", 1)[1]
    found = keeping.open(shop.tenant, Attachment(ref="", sha256=told["sha256"], attachment_id=upload_id))
    assert found is not None
    begun = next(found.parts)
    move(shop.tenant, stream, upload_id)
    assert content == begun + b"".join(found.parts)


def test_another_tenant_a_revoked_token_and_another_item_find_nothing(running: Running, shop: Shop):
    path, shown = an_item(shop, PICTURE)
    assert 404 == running.shop().agent.get(path).status_code
    other, _ = an_item(shop, PICTURE + b"x", phone="+48601000299")
    assert 404 == shop.agent.get(f"{other.rsplit('/', 1)[0]}/{shown['attachment_id']}").status_code
    assert 404 == shop.agent.get(f"{path[:-1]}").status_code
    leaver = shop.client("agent", name="leaver")
    assert 200 == leaver.get(path).status_code
    gate = running.service.gate
    token = next(each for each in running.ask(gate.tokens()) if each.tenant == shop.tenant and each.name == "leaver")
    running.ask(gate.revoke_token(token.id))
    assert 401 == leaver.get(path).status_code


def in_any_file(folder: Path, canary: bytes) -> list[str]:
    return [name for name, content in files(folder) if canary in content]


def test_nothing_of_it_stands_in_clear_in_any_file(running: Running, shop: Shop):
    path, shown = an_item(shop, CANARY.encode(), "text/plain", name="kanarek-w-nazwie.txt")
    waiting = uploaded(shop, CANARY.encode(), "text/plain")
    for canary in (CANARY[:20], "kanarek-w-nazwie", shown["sha256"], waiting["sha256"]):
        assert [] == in_any_file(running.settings.data_dir, canary.encode())
    assert CANARY == shop.agent.get(path).text


def test_bytes_that_were_changed_on_the_disk_are_no_answer(running: Running, shop: Shop):
    path, _ = an_item(shop, PICTURE, phone="+48601000255")
    (file,) = (
        running.settings.data_dir / "attachments" / "kept" / shop.tenant.encode().hex() / path.split("/")[3]
    ).iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:40] + bytes([whole[40] ^ 1]) + whole[41:])
    assert (410, "attachment-damaged") == ((answer := shop.agent.get(path)).status_code, slug(answer))
