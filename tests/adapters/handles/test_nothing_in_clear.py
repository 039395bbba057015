"""A handle stands nowhere in clear: not in the log, its claims, the views, the pages kept or what the service wrote of them."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.app.intake.deliveries import a_message, at
from tests.app.running import running_service

# Each as it is written, and its normal form where that is another text.
HANDLES: dict[str, tuple[str, str]] = {
    "phone": ("601 733 911", "+48601733911"),
    "email": ("Kanarek.7C1F@Example.ORG", "kanarek.7c1f@example.org"),
    "whatsapp": ("48601733912", "+48601733912"),
    "loyalty_card": ("29 0733 911 0000", "2907339110000"),
    "messenger": ("kanarek-msgr-7c1f", "kanarek-msgr-7c1f"),
    "app_user": ("kanarek-app-7c1f", "kanarek-app-7c1f"),
}
UNFIT = {
    "phone": ("800 733 913", "+48800733913"),
    "email": ("Biuro@Kanarek-Role-7c1f.PL", "biuro@kanarek-role-7c1f.pl"),
    "loyalty_card": ("2907339119999", "2907339119999"),
}
NO_ADDRESS = {"phone": "7331337 kanarka"}
LEVELS = {"phone": 1, "messenger": 0}


def handles(named: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    return [{"kind": kind, "value_raw": raw, "level": LEVELS.get(kind, 2)} for kind, (raw, _) in named.items()]


def texts_of(file: Path) -> bytes:
    """All that a database holds, with what its file and write-ahead log hold besides."""
    content = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        return content + "\n".join(database.iterdump()).encode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("canary")
    with running_service(folder) as running:
        shop = running.shop("demo")
        strange = [{"kind": kind, "value_raw": raw, "level": 1} for kind, raw in NO_ADDRESS.items()]
        everything = [*handles(HANDLES), *handles(UNFIT), *strange]
        sent = shop.sent(a_message(shop, "m-1", party={"role": "customer", "handles": everything}))
        shop.sent(
            a_message(shop, "m-2", time=at(1), party={"role": "customer", "handles": handles(HANDLES)})
            | {"subject": "other"}
        )
        for kind, (raw, norm) in HANDLES.items():
            for value in (raw, norm):
                found = shop.agent.post("/v1/customers/lookup", json={"kind": kind, "value": value}).json()
                assert [sent["customer_id"]] == [each["customer_id"] for each in found["customers"]], kind
        shown = shop.agent.get(f"/v1/customers/{sent['customer_id']}").json()["handles"]
        assert {norm for _, norm in (*HANDLES.values(), *UNFIT.values())} <= {each["value"] for each in shown}
        running.settled()
    return folder


def test_the_folder_holds_what_was_sent(folder: Path):
    databases = list(folder.rglob("*.db"))
    assert {"log.db", "views.db"} <= {each.name for each in databases}
    assert b"handle-linked" in texts_of(folder / "log.db")


@pytest.mark.parametrize(
    "kind", [*HANDLES, *(f"unfit {kind}" for kind in UNFIT), *(f"strange {kind}" for kind in NO_ADDRESS)]
)
def test_no_file_of_the_service_shows_a_handle(folder: Path, kind: str):
    raw, norm = {**HANDLES, **{f"unfit {each}": UNFIT[each] for each in UNFIT},
                 **{f"strange {each}": (NO_ADDRESS[each], NO_ADDRESS[each]) for each in NO_ADDRESS}}[kind]  # fmt: skip
    bare = norm.removeprefix("+48")  # digits alone, as another spelling would leave them
    for file in (each for each in folder.rglob("*") if each.is_file()):
        content = (texts_of(file) if file.suffix == ".db" else file.read_bytes()).lower()
        for text in (raw, norm, bare):
            for spelled in (
                text.lower().encode(),
                text.lower().encode().hex().encode(),
                text.lower().encode("utf-16-le"),
            ):
                assert spelled not in content, (file.name, kind)
