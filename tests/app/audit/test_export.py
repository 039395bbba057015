"""Evidence of one customer: made beside a running service and without one, checked by a file that knows neither."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.audit import verify
from app.cli import main
from app.control import serve_control
from tests.app.intake.deliveries import a_message
from tests.app.running import Running, Shop, running_service


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("THROUGHLINE_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


@contextmanager
def beside(running: Running) -> Iterator[None]:
    """The running service answers commands."""
    stack = AsyncExitStack()
    running.ask(stack.enter_async_context(serve_control(running.settings.data_dir, running.service.commands())))
    try:
        yield
    finally:
        running.ask(stack.aclose())


def moved_in(shop: Shop) -> tuple[str, str]:
    """A customer whose first message came before they were known: (provisional id, real id)."""
    real = shop.sent(a_message(shop, "m-1", text="hej"))["customer_id"]
    provisional = shop.sent(a_message(shop, "w-1", text="anonim", phone=None) | {"subject": "web:9"})["customer_id"]
    assert real == shop.sent(a_message(shop, "w-2", text="to ja") | {"subject": "web:9"})["customer_id"]
    return provisional, real


def content(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text())


def said(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str]:
    code = main([str(word) for word in ("audit", *words)])
    return code, capsys.readouterr().out


def test_a_bundle_holds_the_stream_and_what_moved_in_and_anybody_can_check_it(
    here: Path, capsys: pytest.CaptureFixture[str]
):
    out = here / "evidence.json"
    with running_service(here / "data") as running, beside(running):
        provisional, real = moved_in(running.shop("demo"))
        running.settled()  # what follows from the words is appended, too
        code, line = said(capsys, "export", "--customer", provisional, "--out", out)
        stored = running.service.reader.stream("demo", real)
    assert 0 == code and line.startswith(f"{out}: versions 1 to {len(stored)} of {real} of tenant demo")
    bundle = content(out)
    own, moved = bundle["rows"][: len(stored)], bundle["rows"][len(stored) :]
    assert {"tenant": "demo", "customer": real, "asked": provisional, "own": len(own), "moved": len(moved)} == {
        name: bundle["about"][name] for name in ("tenant", "customer", "asked", "own", "moved")
    }
    assert [row.state.hex() for row in stored] == [row["state"] for row in own]
    assert {provisional} == {row["stream"] for row in moved}
    assert "message-received" in {row["type"] for row in moved}
    assert 0o600 == out.stat().st_mode & 0o777
    assert "hej" not in out.read_text() and "601000214" not in out.read_text()
    code, line = said(capsys, "verify", out, "--key", here / "data" / "head.pub")
    assert 0 == code and 1 == line.count("\n") and line.startswith("whole: ") and "the expected key" in line


def test_the_verifier_runs_alone_far_from_our_packages(here: Path, capsys: pytest.CaptureFixture[str]):
    out = exported(here)
    capsys.readouterr()
    far = here / "far"
    far.mkdir()
    shutil.copy(verify.__file__, far / "verify.py")
    alone = [sys.executable, "-I", "-S", "verify.py"]
    whole = subprocess.run([*alone, str(out)], cwd=far, capture_output=True, text=True)
    assert (0, "") == (whole.returncode, whole.stderr)
    assert 1 == whole.stdout.count("\n")
    assert "the key it names itself (pin it with --key)" in whole.stdout
    out.write_bytes(out.read_bytes().replace(b'"schema":1', b'"schema":2', 1))
    broken = subprocess.run([*alone, str(out)], cwd=far, capture_output=True, text=True)
    assert (1, "") == (broken.returncode, broken.stderr)
    assert broken.stdout.startswith("broken: line 6: the hash of position ")
    assert (1, broken.stdout) == said(capsys, "verify", out)


def exported(here: Path, customer: str = "") -> Path:
    """A log with one customer, the service gone again, and the bundle made without it."""
    with running_service(here / "data") as running:
        customer = running.shop("demo").sent(a_message(running.shop("demo"), "m-1", text="hej"))["customer_id"]
    assert 0 == main(["audit", "export", "--customer", customer, "--out", str(here / "evidence.json")])
    return here / "evidence.json"


def test_without_a_service_the_same_is_made_under_the_lock(here: Path, capsys: pytest.CaptureFixture[str]):
    out = exported(here)
    capsys.readouterr()
    assert 0 == said(capsys, "verify", out, "--key", here / "data" / "head.pub")[0]


def test_a_kept_head_is_continued(here: Path, capsys: pytest.CaptureFixture[str]):
    out, kept = here / "evidence.json", here / "kept.jsonl"
    with running_service(here / "data") as running, beside(running):
        shop = running.shop("demo")
        customer = shop.sent(a_message(shop, "m-1", text="hej"))["customer_id"]
        first = shop.auditor.get("/v1/proof/head").json()
        kept.write_text(first["line"] + "\n")
        shop.sent(a_message(shop, "m-2", text="hej"))
        assert 0 == said(capsys, "export", "--customer", customer, "--out", out, "--since", kept)[0]
        late = here / "late.jsonl"
        shop.sent(a_message(shop, "m-3", text="hej"))
        assert 0 == said(capsys, "export", "--customer", customer, "--out", here / "late.json")[0]
        late.write_text((here / "data" / "heads.jsonl").read_text())
    assert first["size"] == int(content(out)["kept"]["size"]) < int(content(out)["head"]["size"])
    code, line = said(capsys, "verify", out, "--kept", kept)
    assert 0 == code and f"it continues the kept head of {first['size']} events" in line
    code, line = said(capsys, "verify", out, "--kept", late)
    assert 1 == code and "shorter" in line
    code, line = said(capsys, "verify", here / "late.json", "--kept", kept)
    assert 1 == code and "--since" in line


def test_another_key_is_another_signer(here: Path, capsys: pytest.CaptureFixture[str]):
    out = exported(here)
    capsys.readouterr()
    (here / "other.pub").write_text(f"throughline-key-1 {'ab' * 32}\n")
    code, line = said(capsys, "verify", out, "--key", here / "other.pub")
    assert 1 == code and "not by the one expected" in line
    (here / "other.pub").write_text("ssh-ed25519 AAAA\n")
    assert (1, 1) == (
        said(capsys, "verify", out, "--key", here / "other.pub")[0],
        said(capsys, "verify", here / "gone")[0],
    )


def test_every_refusal_is_one_sentence_and_leaves_no_file(here: Path, capsys: pytest.CaptureFixture[str]):
    out = exported(here)
    kept = here / "data" / "heads.jsonl"
    wrong = here / "wrong.jsonl"
    wrong.write_text(kept.read_text().replace('"size":', '"size":1'))
    customer = content(out)["about"]["customer"]
    out.unlink()
    for words, told in (
        (("--customer", "c-nobody", "--out", out), "There is no customer c-nobody of tenant demo."),
        (
            ("--customer", customer, "--tenant", "other", "--out", out),
            f"There is no customer {customer} of tenant other.",
        ),
        (
            ("--customer", customer, "--out", here / "no" / "e.json"),
            "The file cannot be written: No such file or directory.",
        ),
        (("--customer", customer, "--out", out, "--since", here / "gone"), "The kept head cannot be read from "),
        (
            ("--customer", customer, "--out", out, "--since", wrong),
            "The last line of the kept file is not signed by the key",
        ),
    ):
        capsys.readouterr()
        assert 1 == main([str(word) for word in ("audit", "export", *words)])
        written = capsys.readouterr()
        assert ("", 1) == (written.out, written.err.count("\n"))
        assert written.err.startswith(f"throughline: {told}")
    assert [] == [each.name for each in here.iterdir() if "evidence" in each.name]


def test_rows_that_were_changed_leave_no_bundle(here: Path, capsys: pytest.CaptureFixture[str]):
    with running_service(here / "data") as running:
        shop = running.shop("demo")
        customer = shop.sent(a_message(shop, "m-1", text="hej"))["customer_id"]
        shop.sent(a_message(shop, "m-2", text="hej", phone="+48 601 000 999"))
    import sqlite3

    with sqlite3.connect(here / "data" / "log.db") as log:
        log.execute("UPDATE event SET occurred_at = occurred_at + 1 WHERE position = 2")
    log.close()
    assert 1 == main(["audit", "export", "--customer", customer, "--out", str(here / "evidence.json")])
    assert "the hash of position 2 does not follow" in capsys.readouterr().err
    assert not (here / "evidence.json").exists()


def test_an_export_is_recorded_as_looking(shop: Shop, running: Running, tmp_path: Path):
    customer = shop.sent(a_message(shop, "m-1", text="hej"))["customer_id"]
    asked = {"customer": customer, "tenant": shop.tenant, "out": str(tmp_path / "e.json"), "since": ""}
    running.ask(running.service.commands()["audit.export"](asked))
    (record,) = shop.auditor.get("/v1/access", params={"customer": customer}).json()["records"]
    assert ("command line", "export", "audit") == (record["who"], record["what"], record["purpose"])


def test_what_came_after_the_head_is_left_for_the_next_bundle(shop: Shop, running: Running):
    first = shop.sent(a_message(shop, "m-1", text="hej"))
    shop.sent(a_message(shop, "m-2", text="hej"))
    own, moved = running.service.exporter.rows(shop.tenant, first["customer_id"], first["position"])
    assert ([1], []) == ([row.version for row in own], moved)
