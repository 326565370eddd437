"""A draft of thôn Háo Lễ and the typing of one person for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest

from accounts.models import User
from members import services
from members.models import Membership
from teams import services as team_services
from teams.models import Dossier
from territory.models import Village

START = date(2024, 8, 1)
AddMember = Callable[..., Membership]


@pytest.fixture
def draft(clerk: User, village: Village) -> Dossier:
    """The dossier of a team that is to serve from 01/08/2024."""
    return team_services.team_propose(actor=clerk, village_id=village.pk, name="", start_on=START)


@pytest.fixture
def add_member(clerk: User, draft: Dossier) -> AddMember:
    """Enters a person into the draft as the clerk; whatever is not said is right."""
    numbers = count(1)

    def add(title: str = "to_vien", **typed: Any) -> Membership:
        number = next(numbers)
        person: dict[str, Any] = {
            "actor": clerk,
            "team_id": draft.team_id,
            "full_name": f"Nguyễn Văn {number}",
            "birth_date": date(1990, 5, 17),
            "gender": "male",
            "identity_number": f"998{number:09d}",
            "address": "Thôn Háo Lễ",
        }
        return services.member_add(**(person | typed), title=title)

    return add


@pytest.fixture
def complete(law: None, draft: Dossier, add_member: AddMember) -> Dossier:
    """The draft with a head, a deputy and a member."""
    for title in Membership.Title:
        add_member(title)
    return draft
