"""The embedded servers as the portal sees them: where they answer, and a block in which they run."""

from __future__ import annotations

import fcntl
import itertools
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO

from antt_portal.local import places, postgres, processes, valkey
from antt_portal.local.places import ROOT, LocalError, Place

MAIN = ROOT / "var" / "local"
TESTS = ROOT / "var" / "test"


def database_url() -> str:
    """Where the embedded PostgreSQL of this checkout answers, or will once it is started."""
    return postgres.url(places.place_for(MAIN))


def redis_url() -> str:
    """Where the embedded Valkey of this checkout answers; an address that refuses while there is none."""
    return valkey.url(places.place_for(MAIN))


@contextmanager
def main_servers(*, shared: bool) -> Iterator[dict[str, str]]:
    """Runs what ``DATABASE_URL`` and ``REDIS_URL`` do not name; yields the environment to work in.

    Where another command of this checkout already runs the servers, they are used if ``shared``;
    otherwise LocalError.
    """
    place = places.place_for(MAIN)
    places.make(place)
    if place.data != MAIN:
        print(f"Data folder: {place.data} (the database's account cannot enter this one).", file=sys.stderr)
    lock = _try_lock(place)
    if lock is None and not shared:
        message = "Stop the other one first: the portal already runs from this folder."
        raise LocalError(message)
    if lock is None:
        _wait_for_other(place)
        yield _environment(place)
        return
    with lock, _running(place, durable=True):
        yield _environment(place)


@contextmanager
def test_servers() -> Iterator[dict[str, str]]:
    """Runs fast servers for one test run, in the first folder under var/test that no other run uses."""
    place, lock = _free_test_place()
    with lock, _running(place, durable=False):
        yield _environment(place)


def _free_test_place() -> tuple[Place, IO[bytes]]:
    for number in itertools.count():
        place = places.place_for(TESTS / str(number))
        places.make(place)
        lock = _try_lock(place)
        if lock:
            return place, lock
    raise AssertionError


@contextmanager
def _running(place: Place, *, durable: bool) -> Iterator[None]:
    with ExitStack() as stack:
        needed = _needed()
        if "REDIS_URL" in needed:
            stack.callback(processes.stop, [valkey.start(place, durable=durable)])
        if "DATABASE_URL" in needed:
            stack.callback(postgres.stop, postgres.start(place, durable=durable))
        yield


def _needed() -> set[str]:
    """The names of the addresses that nobody has given."""
    return {name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)}


def _environment(place: Place) -> dict[str, str]:
    ours = {"DATABASE_URL": postgres.url(place), "REDIS_URL": valkey.url(place)}
    return {**os.environ, **{name: ours[name] for name in _needed()}}


def _try_lock(place: Place) -> IO[bytes] | None:
    """The open lock file of ``place``, or ``None`` while another process holds it.

    The kernel frees the lock when its holder ends, however it ends.
    """
    file = place.lock.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _wait_for_other(place: Place, patience: float = 60) -> None:
    """Waits until the servers that another command is starting answer."""
    needed = _needed()
    deadline = time.monotonic() + patience
    while not _answer(place, needed):
        if time.monotonic() > deadline:
            message = f"Another command holds {place.lock}, but its servers do not answer: stop it first."
            raise LocalError(message)
        time.sleep(0.2)


def _answer(place: Place, needed: set[str]) -> bool:
    return ("DATABASE_URL" not in needed or postgres.answers(place)) and (
        "REDIS_URL" not in needed or valkey.answers(valkey.url(place))
    )
