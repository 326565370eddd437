"""The official units, loaded once for the tests of a file and gone after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from territory.official import OfficialLists, read_lists
from territory.services import units_load
from tests.conftest import kept_for_a_file, settle


@pytest.fixture(scope="session")
def lists() -> OfficialLists:
    """The official lists as read from their files."""
    return read_lists()


@pytest.fixture(scope="module")
def units(lists: OfficialLists, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """All official units; each test is a savepoint inside this transaction."""
    with kept_for_a_file(django_db_blocker):
        units_load(lists)
        settle()
        yield
