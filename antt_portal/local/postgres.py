"""The embedded PostgreSQL: made at the first start, reached through a socket in a private folder."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path
from urllib.parse import quote

import psycopg2

from antt_portal.local import processes
from antt_portal.local.places import LocalError, Place, give_to_account, is_root, postgres_programs
from antt_portal.local.processes import Child

NAME = "antt"  # of the role and of the database

# Same order and same letters on every machine: the order of Vietnamese names is a column of the portal.
LOCALE = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
# For tests, whose data nobody misses after a power cut.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def url(place: Place) -> str:
    """Where the database of ``place`` answers, or will once it is started."""
    return f"postgresql://{NAME}@/{NAME}?host={quote(str(place.sockets))}"


def start(place: Place, *, durable: bool) -> Child:
    """Starts the server and returns it once it answers and has its database."""
    data = place.data / "postgres"
    processes.end_leftover(data / "postmaster.pid", data, signal.SIGINT)
    if not (data / "PG_VERSION").exists():
        _make_cluster(data)
    server = _serve(place, data, durable=durable)
    if not processes.wait_until(lambda: answers(place), server):
        stop(server)
        message = f"The embedded PostgreSQL does not start; its reason is in {_log(place)}."
        raise LocalError(message)
    _ensure_database(place)
    return server


def stop(server: Child) -> None:
    """Ends the server: sessions are cut, everything committed is kept."""
    processes.stop([server], how=signal.SIGINT)


def _make_cluster(data: Path) -> None:
    """Makes a new cluster beside its place and moves it there whole: a killed start leaves no half."""
    new = data.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(data, ignore_errors=True)
    new.mkdir()
    give_to_account(new)
    log = data.with_name("initdb.log")
    child = processes.spawn(
        [postgres_programs() / "initdb", "-D", new, "-U", NAME, "--auth=trust", "--no-sync", *LOCALE],
        log=log,
        as_account=is_root(),
    )
    if child.wait() != 0:
        message = f"The embedded PostgreSQL cannot be set up; the reason is in {log}."
        raise LocalError(message)
    new.rename(data)


def _serve(place: Place, data: Path, *, durable: bool) -> Child:
    for leftover in place.sockets.glob(".s.PGSQL.*"):
        leftover.unlink()
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(place.sockets),
        "unix_socket_permissions": "0700",
        **({} if durable else FAST),
    }
    words = [f"--{name}={value}" for name, value in settings.items()]
    return processes.spawn(
        [postgres_programs() / "postgres", "-D", data, *words],
        log=_log(place),
        as_account=is_root(),
        last_word=signal.SIGINT,
    )


def _log(place: Place) -> Path:
    return place.data / "postgres.log"


def answers(place: Place) -> bool:
    try:
        psycopg2.connect(host=str(place.sockets), user=NAME, dbname="postgres").close()
    except psycopg2.OperationalError:
        return False
    return True


def _ensure_database(place: Place) -> None:
    connection = psycopg2.connect(host=str(place.sockets), user=NAME, dbname="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {NAME}")
    connection.close()
