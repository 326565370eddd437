from __future__ import annotations

import pytest

from territory.keys import one_of
from territory.models import Unit

pytestmark = pytest.mark.django_db


def test_finds_the_rows_of_many_keys(province: Unit, commune: Unit) -> None:
    found = Unit.objects.filter(one_of("parent_id", [province.pk, commune.pk, 0]))

    assert {row.parent_id for row in found} <= {province.pk, commune.pk}
    assert list(found) == list(Unit.objects.filter(parent__in=[province.pk, commune.pk, 0]))
    assert found.exists()


def test_no_key_finds_no_row(province: Unit) -> None:
    assert not Unit.objects.filter(one_of("id", [])).exists()
