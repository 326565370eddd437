"""Gives a test run its embedded servers, before Django reads its settings.

The controller starts them once; the workers of pytest-xdist inherit their addresses, get a test database
each from pytest-django, and a numbered Valkey database each from here.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import ExitStack

import pytest

from antt_portal.local import embedded

_servers = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(args: list[str]) -> Generator[None, object, object]:
    """Starts the servers; a wrapper comes before pytest-django, which loads the settings here."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        address, _, _ = os.environ["REDIS_URL"].rpartition("/")
        os.environ["REDIS_URL"] = f"{address}/{int(worker.removeprefix('gw')) + 1}"
    elif not {"--help", "-h", "--version"}.intersection(args):
        os.environ.update(_servers.enter_context(embedded.test_servers()))
    return (yield)


def pytest_unconfigure() -> None:
    """Stops what was started."""
    _servers.close()
