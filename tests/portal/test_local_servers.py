"""The embedded servers, really started; each test has a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from antt_portal.local import embedded, places, postgres, processes, valkey
from antt_portal.local.places import LocalError, Place


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that belongs to one test, in an environment that names no servers."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    path = embedded.TESTS / f"case-{os.getpid()}"
    yield path
    place = places.place_for(path)
    shutil.rmtree(place.data, ignore_errors=True)
    shutil.rmtree(place.sockets, ignore_errors=True)


@pytest.fixture
def place(folder: Path) -> Place:
    place = places.place_for(folder)
    places.make(place)
    return place


def rows(place: Place, sql: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(postgres.url(place))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found: list[tuple[object, ...]] = cursor.fetchall()
    connection.close()
    return found


def test_postgresql_keeps_what_was_written_when_it_is_stopped(place: Place) -> None:
    server = postgres.start(place, durable=True)
    rows(place, "CREATE TABLE t AS SELECT 1 AS n; SELECT 1")
    postgres.stop(server)
    assert server.returncode == 0
    server = postgres.start(place, durable=True)
    assert rows(place, "SELECT n FROM t") == [(1,)]
    postgres.stop(server)


def test_postgresql_starts_again_after_it_was_killed(place: Place) -> None:
    server = postgres.start(place, durable=True)
    rows(place, "CREATE TABLE t AS SELECT 1 AS n; SELECT 1")
    server.kill()
    server.wait()
    assert (place.data / "postgres" / "postmaster.pid").exists()
    server = postgres.start(place, durable=True)
    assert rows(place, "SELECT n FROM t") == [(1,)]
    postgres.stop(server)


def test_a_start_ends_the_server_that_a_killed_start_left(place: Place) -> None:
    leftover = postgres.start(place, durable=False)
    server = postgres.start(place, durable=False)
    assert leftover.wait(5) == 0
    postgres.stop(server)


def test_a_start_that_was_killed_while_it_made_the_cluster_is_made_good(place: Place) -> None:
    (place.data / "postgres.new").mkdir()
    (place.data / "postgres.new" / "half").touch()
    postgres.stop(postgres.start(place, durable=False))


def test_a_stale_pid_file_never_ends_somebody_elses_process(tmp_path: Path) -> None:
    stranger = subprocess.Popen(["sleep", "60"])
    pid_file = tmp_path / "postmaster.pid"
    pid_file.write_text(f"{stranger.pid}\n{tmp_path}\n")
    processes.end_leftover(pid_file, tmp_path, signal.SIGTERM)
    assert stranger.poll() is None
    assert not pid_file.exists()
    stranger.kill()
    stranger.wait()


def test_the_database_sorts_and_folds_the_same_on_every_machine(place: Place) -> None:
    server = postgres.start(place, durable=False)
    sql = "SELECT datlocprovider::text, datlocale, upper('Đặng ừ') FROM pg_database WHERE datname = 'antt'"
    assert rows(place, sql) == [("b", "C.UTF-8", "ĐẶNG Ừ")]
    postgres.stop(server)


def test_the_reason_of_a_failed_start_is_named(place: Place) -> None:
    server = postgres.start(place, durable=False)
    postgres.stop(server)
    with (place.data / "postgres" / "postgresql.conf").open("a") as file:
        file.write("no_such_setting = 1\n")
    with pytest.raises(LocalError, match=r"postgres\.log"):
        postgres.start(place, durable=False)


def test_valkey_asks_for_its_password_and_keeps_its_keys(place: Place) -> None:
    server = valkey.start(place, durable=True)
    client = redis.Redis.from_url(valkey.url(place))
    client.set("key", "value")
    port = client.connection_pool.connection_kwargs["port"]
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=port, retry=Retry(NoBackoff(), 0)).ping()
    processes.stop([server])
    server = valkey.start(place, durable=True)
    assert redis.Redis.from_url(valkey.url(place)).get("key") == b"value"
    processes.stop([server])


def test_the_address_of_valkey_is_private(place: Place) -> None:
    processes.stop([valkey.start(place, durable=False)])
    assert place.redis_url_file.stat().st_mode & 0o077 == 0


def test_an_address_that_was_never_started_refuses(place: Place) -> None:
    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(valkey.url(place), retry=Retry(NoBackoff(), 0)).ping()


def test_a_second_command_joins_the_servers_but_a_second_portal_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "MAIN", folder)
    with embedded.main_servers(shared=False) as first:
        with embedded.main_servers(shared=True) as second:
            assert second["DATABASE_URL"] == first["DATABASE_URL"] == embedded.database_url()
        with pytest.raises(LocalError, match="Stop the other one first"), embedded.main_servers(shared=False):
            pass
        assert redis.Redis.from_url(embedded.redis_url()).ping()
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(first["DATABASE_URL"])


def test_two_test_runs_have_servers_of_their_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "TESTS", folder)
    with embedded.test_servers() as one, embedded.test_servers() as other:
        assert one["DATABASE_URL"] != other["DATABASE_URL"]
        assert one["REDIS_URL"] != other["REDIS_URL"]
    for number in ("0", "1"):
        shutil.rmtree(places.place_for(folder / number).data)


def test_servers_that_are_named_are_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "MAIN", folder)
    monkeypatch.setenv("DATABASE_URL", "postgresql://there/antt")
    monkeypatch.setenv("REDIS_URL", "redis://there/0")
    with embedded.main_servers(shared=False) as env:
        assert (env["DATABASE_URL"], env["REDIS_URL"]) == ("postgresql://there/antt", "redis://there/0")
        assert not (places.place_for(folder).data / "postgres").exists()
