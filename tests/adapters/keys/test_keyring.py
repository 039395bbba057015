"""Keys are found again, shared by nodes, gone for ever when destroyed, and never opened in another's place."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.keys import schema
from adapters.keys.keyring import (
    LOOK_SECONDS,
    TRUSTED_SECONDS,
    KeyDamaged,
    KeyDestroyed,
    Keyring,
    KeysUnavailable,
    WrongMasterKey,
)
from adapters.keys.postgres import PostgresKeys
from adapters.keys.sqlite import SqliteKeys
from tests.adapters.keys.opened import (
    NEW,
    OLD,
    OTHER,
    AtServer,
    Clock,
    Database,
    Flaky,
    InFile,
    chance,
    made,
    mark,
    node,
)
from tests.patience import SECONDS
from tests.peers.postgres import Postgres, running_postgres
from tests.peers.standby import cancel_wait, no_standby


def test_a_key_is_the_same_after_a_restart_and_on_another_node(database: Database):
    with node(database) as first:
        expected = made(first, 3)
        with node(database, seed=2) as second:
            assert expected == {where: mark(second, *where) for where in expected}
    with node(database, seed=3) as again:
        assert expected == {where: mark(again, *where) for where in expected}


def test_a_key_made_on_another_node_is_found(database: Database):
    with node(database) as first, node(database, seed=2) as second:
        with pytest.raises(KeyDestroyed):
            second.key("demo", "c-0000")  # not there yet: nothing is remembered of that
        assert made(first, 1) == {("demo", "c-0000"): mark(second, "demo", "c-0000")}


def test_two_nodes_that_make_a_tenants_key_at_once_end_with_one(database: Database):
    for attempt in range(10):
        start, found = threading.Barrier(4), []

        def make(
            seed: int, attempt: int = attempt, start: threading.Barrier = start, found: list[bytes] = found
        ) -> None:
            with node(database, seed=seed) as keyring:
                start.wait()
                found.append(keyring.keyed_hash("demo", f"purpose-{attempt}", "word"))

        threads = [threading.Thread(target=make, args=(seed,)) for seed in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert 4 == len(found) and 1 == len(set(found))


def test_nodes_that_begin_an_empty_database_with_different_master_keys_do_not_both_start(database: Database):
    start, outcomes = threading.Barrier(2), []

    def begin(master_key: bytes) -> None:
        store = database.store()
        start.wait()
        try:
            outcomes.append(Keyring(store, master_key, chance(1)).current_master)
        except WrongMasterKey:
            outcomes.append("refused")
        store.close()

    threads = [threading.Thread(target=begin, args=(key,)) for key in (OLD, OTHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 == outcomes.count("refused")


def test_what_another_node_destroyed_is_noticed_within_a_second_of_use(database: Database):
    clock = Clock()
    with node(database) as eraser, node(database, clock=clock) as other:
        made(eraser, 2)
        other.key("demo", "c-0000")
        clock.now += 10
        other.key("demo", "c-0000")  # looked just now
        assert eraser.destroy("demo", "c-0000", 5)
        clock.now += LOOK_SECONDS
        with pytest.raises(KeyDestroyed):
            other.key("demo", "c-0000")
        with pytest.raises(KeyDestroyed):
            eraser.key("demo", "c-0000")
        other.key("demo", "c-0001")
        assert not eraser.destroy("demo", "c-0000", 6)
    with node(database) as restarted, pytest.raises(KeyDestroyed):
        restarted.key("demo", "c-0000")


def test_every_tenants_keys_are_found_by_their_names(database: Database):
    names = ["day.1", "day.2", "day.3", "day", "c-1", "e-1"]
    with node(database) as keyring:
        for tenant in ("one", "sklep/ą", "Z"):
            keyring.store([keyring.begin(tenant, name) for name in names], 1)
        keyring.destroy("one", "day.1", 2)
        expected = {("one", "day.2"), ("Z", "day.1"), ("Z", "day.2"), ("sklep/ą", "day.1"), ("sklep/ą", "day.2")}
        assert expected == set(keyring.names("day.", "day.2"))


def test_every_destroyed_key_is_heard_of_once_and_in_order(database: Database):
    with node(database) as first, node(database) as second:
        made(first, 40)
        threads = [
            threading.Thread(target=lambda ring=ring, part=part: [ring.destroy("demo", f"c-{n:04}", n) for n in part])
            for ring, part in ((first, range(20)), (second, range(20, 40)))
        ]
        store, seen = database.store(), 0
        for thread in threads:
            thread.start()
        heard: list[str] = []
        last_look = False
        while not last_look:
            last_look = not any(thread.is_alive() for thread in threads)
            for each in store.changes(seen)[1]:
                assert seen + 1 == each.number
                seen = each.number
                heard.append(each.stream)
        store.close()
    assert [f"c-{n:04}" for n in range(40)] == sorted(heard)


def test_a_destroyed_key_does_not_come_back_with_a_repeated_append(database: Database):
    with node(database) as keyring:
        key = keyring.begin("demo", "c-1")
        keyring.store([key], 1)
        keyring.destroy("demo", "c-1", 2)
        keyring.store([key], 3)
        with pytest.raises(KeyDestroyed):
            keyring.key("demo", "c-1")
    with node(database) as another, pytest.raises(KeyDestroyed):
        another.key("demo", "c-1")


def test_a_key_destroyed_while_it_is_being_read_is_not_kept(database: Database):
    clock = Clock()
    with node(database) as eraser:
        made(eraser, 1)
        flaky = Flaky(database.store())
        reader = Keyring(flaky, OLD, chance(2), (), clock)

        def destroy(name: str) -> None:
            if name == "find":  # read already, not kept yet; meanwhile another thread looks around
                eraser.destroy("demo", "c-0000", 1)
                reader._look()

        flaky.after = destroy
        with pytest.raises(KeyDestroyed):
            reader.key("demo", "c-0000")
        flaky.after = lambda name: None
        with pytest.raises(KeyDestroyed):
            reader.key("demo", "c-0000")
        reader.close()


def test_a_node_that_cannot_ask_opens_nothing_after_five_seconds(database: Database):
    clock, flaky = Clock(), Flaky(database.store())
    keyring = Keyring(flaky, OLD, chance(1), (), clock)
    made(keyring, 1)
    flaky.away = True
    clock.now += TRUSTED_SECONDS
    keyring.key("demo", "c-0000")  # a short absence is not felt
    clock.now += LOOK_SECONDS
    for _ in range(2):
        with pytest.raises(KeysUnavailable):
            keyring.key("demo", "c-0000")
    flaky.away = False
    keyring.key("demo", "c-0000")
    keyring.close()


def test_a_wrong_master_key_is_refused_and_changes_nothing(database: Database):
    with node(database) as keyring:
        made(keyring, 2)
    before = database.dump()
    for given, previous in ((OTHER, ()), (OTHER, (NEW,))):
        with pytest.raises(WrongMasterKey, match="does not open"), node(database, given, previous):
            pass
        assert before == database.dump()
    with node(database) as keyring:
        keyring.key("demo", "c-0000")


def test_a_key_moved_to_another_customer_does_not_open(database: Database):
    with node(database) as keyring:
        made(keyring, 2)
        made(keyring, 1, tenant="other")
    database.run("UPDATE wrapped_key SET wrapped = (SELECT wrapped FROM wrapped_key WHERE tenant = 'demo' AND name = 'c-0000') "
                 "WHERE NOT (tenant = 'demo' AND name = 'c-0000')")  # fmt: skip
    with node(database) as keyring:
        keyring.key("demo", "c-0000")
        for tenant, stream in (("demo", "c-0001"), ("other", "c-0000")):
            with pytest.raises(KeyDamaged):
                keyring.key(tenant, stream)


def test_a_name_that_could_be_read_as_two_is_refused(database: Database):
    with node(database) as keyring, pytest.raises(ValueError, match="separator"):
        keyring.begin("demo\x1fc", "1")


def test_keys_of_one_store_call_are_kept_all_or_none(database: Database):
    with node(database) as keyring:
        key = keyring.begin("demo", "c-1")
        stranger = keyring.begin("demo", "c-2")
        other = type(stranger)("data", "demo", "c-2", stranger.wrapped, "nobody's")
        with pytest.raises(WrongMasterKey):
            keyring.store([key, other], 1)
    with node(database) as keyring, pytest.raises(KeyDestroyed):
        keyring.key("demo", "c-1")


# ---- SQLite alone ----------------------------------------------------------------------------------------------------


def test_readers_do_not_wait_for_a_key_that_is_being_made_durable(tmp_path: Path):
    with node(InFile(tmp_path)) as keyring:
        made(keyring, 1)
        keyring._open.clear()
        reading = threading.Thread(target=keyring.key, args=("demo", "c-0000"), daemon=True)
        with keyring._store._write_lock:
            reading.start()
            reading.join(SECONDS)
            assert not reading.is_alive()


def test_a_destroyed_keys_bytes_are_gone_from_the_files(tmp_path: Path):
    with node(InFile(tmp_path)) as keyring:
        made(keyring, 50)
        wrapped = keyring._store.find("data", "demo", "c-0007").wrapped
        files = lambda: b"".join(path.read_bytes() for path in tmp_path.glob("keys.db*"))  # noqa: E731
        assert wrapped in files()
        keyring.destroy("demo", "c-0007", 1)
        assert wrapped not in files()


def test_both_databases_have_the_same_tables(tmp_path: Path):
    SqliteKeys(tmp_path / "keys.db").close()
    found = sa.inspect(sa.create_engine(f"sqlite:///{tmp_path / 'keys.db'}"))
    for table in schema.metadata.sorted_tables:
        assert {each.name: each.nullable for each in table.columns} == {
            each["name"]: each["nullable"] for each in found.get_columns(table.name)
        }
        assert [each.name for each in table.primary_key] == found.get_pk_constraint(table.name)["constrained_columns"]


def an_unnamed_file(path: Path) -> None:
    """As it was before master keys had names."""
    import hashlib

    master = AESGCM(hashlib.sha256(b"throughline master\x1f" + OLD).digest())
    wrapped = lambda raw, where: bytes(12) + master.encrypt(bytes(12), raw, where)  # noqa: E731
    connection = sqlite3.connect(path)
    connection.executescript("""
        CREATE TABLE data_key (tenant TEXT NOT NULL, stream TEXT NOT NULL, wrapped BLOB NOT NULL, created_at INTEGER NOT NULL,
          PRIMARY KEY (tenant, stream)) WITHOUT ROWID;
        CREATE TABLE tenant_key (tenant TEXT NOT NULL, purpose TEXT NOT NULL, wrapped BLOB NOT NULL,
          PRIMARY KEY (tenant, purpose)) WITHOUT ROWID;
        CREATE TABLE master_check (id INTEGER PRIMARY KEY CHECK (id = 1), wrapped BLOB NOT NULL);""")
    data, purpose = b"data\x1fdemo\x1fc-1", b"tenant\x1fdemo\x1findex"
    connection.execute("INSERT INTO data_key VALUES ('demo', 'c-1', ?, 7)", (wrapped(b"k" * 32, data),))
    connection.execute("INSERT INTO tenant_key VALUES ('demo', 'index', ?)", (wrapped(b"t" * 32, purpose),))
    connection.execute("INSERT INTO master_check VALUES (1, ?)", (wrapped(b"throughline", b"check"),))
    connection.commit()
    connection.close()


def test_a_file_from_before_master_keys_had_names_is_brought_up_by_its_own_master_key_only(tmp_path: Path):
    database = InFile(tmp_path)
    an_unnamed_file(database.path)
    before = database.dump()
    with pytest.raises(WrongMasterKey), node(database, OTHER):
        pass
    assert before == database.dump()
    for _ in range(2):
        with node(database, NEW, (OLD,)) as keyring:
            assert AESGCM(b"k" * 32).encrypt(bytes(12), b"", b"") == mark(keyring, "demo", "c-1")
            assert b"t" * 32 == keyring._hash_key("demo", "index")


# ---- PostgreSQL alone ------------------------------------------------------------------------------------------------


def test_a_database_without_tables_says_what_to_do(postgres: Postgres):
    with pytest.raises(KeysUnavailable, match="throughline migrate"):
        Keyring(PostgresKeys(postgres.fresh()), OLD, chance(1))


def test_a_lost_connection_is_made_anew(server: AtServer):
    with node(server) as keyring:
        expected = made(keyring, 1)
        server.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'throughline keys%'"
        )
        keyring.store([keyring.begin("demo", "c-2")], 1)
        keyring._open.clear()
        assert expected == {("demo", "c-0000"): mark(keyring, "demo", "c-0000")}
        keyring.key("demo", "c-2")


def test_a_server_that_is_away_refuses_and_serves_again(tmp_path: Path):
    with running_postgres(tmp_path / "postgres") as server:
        database = AtServer(server.url())
        with node(database) as keyring:
            key = keyring.begin("demo", "c-1")
            server.stop("immediate")
            with pytest.raises(KeysUnavailable, match="does not answer") as refused:
                keyring.store([key], 1)
            assert "throughline@" not in str(refused.value)
            server.start()
            keyring.store([key], 1)
        with node(database) as again:
            again.key("demo", "c-1")


def test_a_commit_the_standby_did_not_confirm_is_not_taken_for_durable(server: AtServer):
    with node(server) as keyring, ThreadPoolExecutor(1) as thread, no_standby(server.url):
        storing = thread.submit(keyring.store, [keyring.begin("demo", "c-1")], 1)
        cancel_wait(server.url, "throughline keys writer", storing)
        with pytest.raises(KeysUnavailable, match="durable"):
            storing.result(SECONDS)


def test_the_log_is_never_less_waited_for_than_its_server_allows(server: AtServer):
    server.run("ALTER DATABASE " + server.url.rsplit("/", 1)[1] + " SET synchronous_commit = off")
    with node(server) as keyring:
        keyring.store([keyring.begin("demo", "c-1")], 1)
        line = keyring._store._writing._connection
        assert ("on",) == line.execute("SHOW synchronous_commit").fetchone()
