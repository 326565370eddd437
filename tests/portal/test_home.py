"""What the home page says to a role."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.models import RoleBinding, User
from antt_portal.home import Home
from teams.models import Team
from tests.conftest import give_quota

pytestmark = pytest.mark.django_db


def test_the_administrator_is_told_of_roles_that_end_soon(
    client: Client, administrator: User, clerk: User
) -> None:
    RoleBinding.objects.filter(user=clerk).update(valid_to=date(2024, 8, 1))
    client.force_login(administrator)
    html = client.get("/").content.decode()
    assert "2 vai trò đang giữ, 1 vai trò hết hạn trong 30 ngày tới" in html
    assert "Sắp hết hạn" in html


@pytest.mark.parametrize(("quota", "filled"), [(None, 0), (5, 4)])
def test_only_teams_with_a_quota_are_measured_against_it(
    clerk: User, active_team: Team, quota: int | None, filled: int
) -> None:
    if quota:
        give_quota(active_team, quota)
    strength = Home(clerk).strength()
    assert (strength.people, strength.filled, strength.quota) == (4, filled, quota or 0)
