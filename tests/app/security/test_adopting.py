"""A node that goes over to the database all nodes share brings its tokens and access records along, once."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from adapters.access.rows import Access
from adapters.access.schema import SCHEMA
from adapters.access.store import AccessStore, AccessUnavailable
from app.security.adopting import adopt
from app.security.gate import Gate
from app.settings import Settings
from tests.app.stores import OpenStore, in_file

run = asyncio.run
LOOKED = Access(
    tenant="demo", customer_id="c-1", person="p-anna", who="Anna", role="agent", what="page", purpose="care", via="http",
    at=datetime(2026, 11, 20, 12, 0, 0, 5, UTC), at_version=4)  # fmt: skip


@pytest.fixture
def shared(shared_store: OpenStore, access_database: str, tmp_path: Path) -> tuple[Settings, AccessStore]:
    variables = {"THROUGHLINE_DATA_DIR": str(tmp_path), "THROUGHLINE_DATABASE_URL": access_database}
    return Settings.read(variables), shared_store()


def kept_here(settings: Settings) -> str:
    gate = Gate(in_file(settings), settings)
    token = run(gate.create_token("agent", "Anna"))
    run(gate.store.add(LOOKED))
    gate.close()
    return token


def test_tokens_and_records_are_moved_and_the_file_is_put_away(shared: tuple[Settings, AccessStore]) -> None:
    settings, store = shared
    token = kept_here(settings)
    assert 2 == run(adopt(settings))
    assert run(Gate(store, settings).recognise({"authorization": f"Bearer {token}"}))
    assert [LOOKED] == run(store.find(Access, {"tenant": "demo", "customer_id": "c-1"}))
    assert not (settings.data_dir / "access.db").exists()
    assert 0 == run(adopt(settings))


def test_what_was_interrupted_is_moved_once(shared: tuple[Settings, AccessStore], access_database: str) -> None:
    settings, store = shared
    kept_here(settings)
    with psycopg.connect(access_database, autocommit=True) as connection:
        connection.execute(f"ALTER TABLE {SCHEMA}.access RENAME TO gone".encode())
        with pytest.raises(AccessUnavailable):
            run(adopt(settings))
        connection.execute(f"ALTER TABLE {SCHEMA}.gone RENAME TO access".encode())
    assert 1 == run(adopt(settings))
    assert 1 == len(run(store.find(Access, {})))
