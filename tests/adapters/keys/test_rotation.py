"""From one master key to another: at no moment is there a key that the master keys at hand do not open."""

import threading
from typing import Any

import pytest

from adapters.keys import rotation
from adapters.keys.keyring import LOOK_SECONDS, KeyDamaged, Keyring, WrongMasterKey
from adapters.keys.store import KeyStore
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

Marks = dict[tuple[str, str], bytes]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 3)


def begun(database: Database) -> tuple[Marks, bytes]:
    """Keys under the old master key: of customers of two tenants, and a tenant's."""
    with node(database) as keyring:
        expected = made(keyring, 5) | made(keyring, 2, tenant="other")
        return expected, keyring.keyed_hash("demo", "index", "word")


def all_open(database: Database, expected: tuple[Marks, bytes], master_key: bytes, *previous: bytes) -> None:
    """Everything is as it was, for a node that starts with these master keys."""
    with node(database, master_key, previous, seed=9) as keyring:
        assert expected[0] == {where: mark(keyring, *where) for where in expected[0]}
        assert expected[1] == keyring.keyed_hash("demo", "index", "word")


def test_after_a_rotation_the_new_master_key_alone_opens_everything(database: Database):
    expected = begun(database)
    with node(database, NEW, (OLD,)) as keyring:
        assert 8 == sum(keyring.rotate(NEW))
        assert keyring.settled(NEW)
        assert expected[0] == {where: mark(keyring, *where) for where in expected[0]}
    all_open(database, expected, NEW)
    with pytest.raises(WrongMasterKey, match="does not open"), node(database, OLD):
        pass


def test_a_second_rotation_to_the_same_master_key_finds_nothing_to_do(database: Database):
    begun(database)
    with node(database, NEW, (OLD,)) as keyring:
        assert 8 == sum(keyring.rotate(NEW))
        before = database.dump()
        assert 0 == sum(keyring.rotate(NEW))
    assert before == database.dump()


def test_starting_with_both_master_keys_changes_nothing_until_told(database: Database):
    expected = begun(database)
    before = database.dump()
    all_open(database, expected, NEW, OLD)
    assert before == database.dump()
    all_open(database, expected, OLD)


def test_half_way_both_master_keys_are_needed_and_asked_for(database: Database):
    expected = begun(database)
    with node(database, NEW, (OLD,)) as keyring:
        steps = keyring.rotate(NEW)
        assert [0, 3] == [next(steps), next(steps)]
        assert not keyring.settled(NEW)
    before = database.dump()
    for one in (OLD, NEW):
        with pytest.raises(WrongMasterKey, match="not finished"), node(database, one):
            pass
    assert before == database.dump()
    all_open(database, expected, NEW, OLD)
    all_open(database, expected, OLD, NEW)


def test_a_rotation_is_refused_without_the_present_master_key(database: Database):
    begun(database)
    before = database.dump()
    with node(database) as keyring:
        store = database.store()
        with pytest.raises(WrongMasterKey):
            Keyring(store, NEW, chance(1))
        store.close()
        assert keyring.settled(OLD)
    assert before == database.dump()


def test_a_key_made_under_the_old_master_key_and_stored_after_its_end_is_wrapped_again(database: Database):
    expected = begun(database)
    clock = Clock()
    with node(database, NEW, (OLD,)) as rotating, node(database, NEW, (OLD,), clock) as other:
        waiting = other.begin("demo", "c-late")  # its append still waits in the queue
        sum(rotating.rotate(NEW))
        other.store([waiting], 2)
        expected[0]["demo", "c-late"] = mark(other, "demo", "c-late")
        other.keyed_hash("demo", "new purpose", "word")
    all_open(database, expected, NEW)


def test_a_node_wraps_under_the_new_master_key_as_soon_as_it_has_looked(database: Database):
    begun(database)
    clock = Clock()
    with node(database, NEW, (OLD,)) as rotating, node(database, NEW, (OLD,), clock) as other:
        steps = rotating.rotate(NEW)
        next(steps)
        clock.now += LOOK_SECONDS
        assert rotating.current_master == other.begin("demo", "c-late").master
        sum(steps)


def test_keys_made_all_through_a_rotation_are_found_after_it(database: Database):
    expected, clock = begun(database), Clock()
    with node(database, NEW, (OLD,)) as rotating, node(database, NEW, (OLD,), clock, seed=5) as other:
        for number, _ in enumerate(rotating.rotate(NEW)):
            stream = f"b-{number}" if number % 2 else f"z-{number}"  # before and behind where the rotation stands
            other.store([other.begin("demo", stream)], number)
            expected[0]["demo", stream] = mark(other, "demo", stream)
            assert number < 100, "it does not end"
    all_open(database, expected, NEW)


def test_two_nodes_may_rotate_at_once(database: Database):
    expected = begun(database)
    start, failed = threading.Barrier(2), []

    def rotate(seed: int) -> None:
        with node(database, NEW, (OLD,), seed=seed) as keyring:
            start.wait()
            try:
                sum(keyring.rotate(NEW))
            except Exception as error:
                failed.append(error)

    threads = [threading.Thread(target=rotate, args=(seed,)) for seed in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [] == failed
    all_open(database, expected, NEW)


def test_a_rotation_to_a_third_master_key_beside_another_is_refused(database: Database):
    expected = begun(database)
    with node(database, NEW, (OLD, OTHER)) as one, node(database, OTHER, (OLD, NEW)) as two:
        steps = one.rotate(NEW)
        next(steps)
        sum(two.rotate(OTHER))
        with pytest.raises(WrongMasterKey, match="Another rotation"):
            sum(steps)
    all_open(database, expected, OTHER)


def test_a_destroyed_key_is_not_brought_back_by_a_rotation(database: Database):
    begun(database)
    with node(database, NEW, (OLD,)) as keyring:
        flaky = Flaky(keyring._store)
        keyring._store = flaky

        def destroy(name: str) -> None:
            if name == "under_others":  # read by the rotation, not yet written back
                flaky.store.destroy("demo", "c-0001", 1)

        flaky.after = destroy
        sum(keyring.rotate(NEW))
    with node(database, NEW) as again:
        assert again._store.find("data", "demo", "c-0001") is None


def test_a_damaged_key_stops_the_rotation_and_its_master_key_stays(database: Database):
    begun(database)
    database.run("UPDATE wrapped_key SET wrapped = (SELECT wrapped FROM wrapped_key WHERE tenant = 'demo' AND name = 'c-0001') "
                 "WHERE name = 'c-0003'")  # fmt: skip
    with node(database, NEW, (OLD,)) as keyring:
        with pytest.raises(KeyDamaged, match="data demo c-0003"):
            sum(keyring.rotate(NEW))
        keyring.key("demo", "c-0004")
    with node(database, NEW, (OLD,)) as keyring:
        keyring.key("demo", "c-0000")


class Killed(BaseException):
    """The process is no more."""


def crash_at(store: KeyStore, statement: int) -> None:
    """Have a node die before the n-th statement it sends, from now on."""
    left = [statement]

    def count(run: Any) -> Any:
        def counted(*arguments: Any, **more: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return run(*arguments, **more)

        return counted

    holder: Any = store
    if hasattr(holder, "_writing") and hasattr(holder._writing, "_run"):  # PostgreSQL: its lines
        for line in (holder._writing, holder._reading):
            line._connected = _Counting(line._connected, count)
    else:
        holder._writing, holder._reading = _Watched(holder._writing, count), _Watched(holder._reading, count)


class _Watched:
    """A connection whose statements are counted; a dead process sends no ROLLBACK, its connection just ends."""

    def __init__(self, connection: Any, count: Any) -> None:
        self._connection = connection
        self.execute, self.executemany = count(connection.execute), count(connection.executemany)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class _Counting:
    """The same for a psycopg connection: its cursors' statements are counted."""

    def __init__(self, connected: Any, count: Any) -> None:
        self._connected, self._count = connected, count

    def __call__(self) -> Any:
        connection = self._connected()
        cursor = connection.cursor

        def counted(*arguments: Any, **more: Any) -> Any:
            made = cursor(*arguments, **more)
            return _WatchedCursor(made, self._count)

        class Through:
            def __getattr__(self, name: str) -> Any:
                return counted if name == "cursor" else getattr(connection, name)

        return Through()


class _WatchedCursor:
    def __init__(self, cursor: Any, count: Any) -> None:
        self._cursor, self.execute = cursor, count(cursor.execute)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


def killed_before(database: Database, statement: int) -> bool:
    """Rotate until the n-th statement; whether it was reached."""
    store = database.store()
    keyring = Keyring(store, NEW, chance(3), (OLD,), Clock())
    crash_at(store, statement)
    try:
        sum(keyring.rotate(NEW))
    except (Killed, Exception) as error:
        if not isinstance(error, Killed) and not isinstance(error.__context__, Killed):
            raise
        return True
    finally:
        _end(store)
    return False


def _end(store: Any) -> None:
    """As the system ends a dead process: connections are cut, not closed."""
    for each in (store._writing, store._reading):
        connection = getattr(each, "_connection", each)
        if connection is not None:
            connection.close()


def test_killed_before_any_statement_everything_opens_and_the_rotation_goes_on(database: Database):
    expected = begun(database)
    statement, reached, alone = 0, True, {"old": 0, "new": 0, "neither": 0}
    while reached:
        reached = killed_before(database, statement)
        all_open(database, expected, NEW, OLD)
        alone[opens_alone(database, expected)] += 1
        with node(database, NEW, (OLD,), seed=4) as keyring:
            sum(keyring.rotate(NEW))
        all_open(database, expected, NEW)
        with node(database, OLD, (NEW,), seed=8) as keyring:  # back, for the next death
            sum(keyring.rotate(OLD))
        statement += 1
        assert statement < 200, "it does not end"
    assert statement > 12
    assert all(alone.values()), alone  # it died before, after and in the midst of it


def opens_alone(database: Database, expected: tuple[Marks, bytes]) -> str:
    """Which master key alone opens everything: a start with one of two is refused, never half a start."""
    for name, master_key in (("old", OLD), ("new", NEW)):
        try:
            all_open(database, expected, master_key)
        except WrongMasterKey:
            continue
        return name
    return "neither"


def test_both_databases_keep_keys_in_the_same_order_so_that_no_batch_passes_over_one(tmp_path: Any, server: AtServer):
    orders = []
    for database in (InFile(tmp_path), server):
        with node(database) as keyring:
            for stream in ("Z", "a", "ź", "A-1", "a-1", "~", "0"):
                keyring.store([keyring.begin("demo", stream)], 1)
            orders.append([key.name for key in keyring._store.under_others("", ("", "", ""), 100)])
    assert orders[0] == orders[1] and 7 == len(orders[0])
