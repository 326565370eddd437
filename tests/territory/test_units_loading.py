from __future__ import annotations

import time

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from territory.official import OfficialLists
from territory.services import units_load


@pytest.mark.django_db
def test_an_empty_database_is_loaded_in_few_statements_and_seconds(
    lists: OfficialLists, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    began = time.perf_counter()
    with django_assert_max_num_queries(40):
        load = units_load(lists)
    assert time.perf_counter() - began < 15
    assert load.units == 63 + 696 + 10_051 + 34 + 3_321 - 11
