"""Nights of duty as a commune enters them."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from allowances.duty import duty_record
from members.models import Membership
from tests.allowances.conftest import JULY

EIGHT_HOURS = 480


def nights(
    clerk: User, member: Membership, *days: int, minutes: int = EIGHT_HOURS, month: date = JULY
) -> int:
    """Enters these days of the month for a member, and no others; returns how many changed."""
    told = {(member.pk, month.replace(day=day)): minutes for day in days}
    return duty_record(actor=clerk, team_id=member.team_id, month=month, kind="dem", minutes=told)
