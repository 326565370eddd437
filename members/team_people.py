"""What an issued decision on a team means for its people: recognised, gone over, or at an end."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from accounts.errors import WrongState
from accounts.refusals import save_or_refuse
from members.models import Membership
from members.services import team_recognise
from teams.models import Dossier
from teams.plans import teams_that_end


@transaction.atomic
def people_follow(dossier: Dossier, *, unproven_confirmed: bool = False) -> list[Membership]:
    """The memberships that the decision on ``dossier`` names: begun, moved or ended; locked with their teams.

    An established team's people are recognised by who issued it, with ``unproven_confirmed`` also those of
    whom a standard is not proved yet (see ``team_recognise``). Who comes over with a merger is tổ viên of the
    team from the day on: it has a head and a deputy. A change of the team itself moves nobody.
    """
    if dossier.kind == Dossier.Kind.ESTABLISH:
        assert dossier.issued_by is not None  # noqa: S101 (a constraint of issued dossiers)
        team_recognise(
            actor=dossier.issued_by, team_id=dossier.team_id, unproven_confirmed=unproven_confirmed
        )
        return []
    if dossier.kind == Dossier.Kind.CHANGE:
        return []
    ended = _ended(dossier)
    return ended if dossier.kind == Dossier.Kind.DISSOLVE else [_gone_over(row, dossier) for row in ended]


def _ended(dossier: Dossier) -> list[Membership]:
    """Everybody who serves on the day in a team that ends, his membership closed before it."""
    day = dossier.start_on
    rows = Membership.objects.filter(team__in=teams_that_end(dossier))
    if rows.filter(valid_from__gte=day).exists():
        message = "Trả lại hồ sơ: có người mới tham gia tổ vào hoặc sau ngày áp dụng. Chọn ngày khác."
        raise WrongState(message)
    running = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day)).select_for_update(of=("self",))
    found = sorted(running.select_related("person"), key=lambda row: (row.person.sort_key, row.pk))
    for row in found:
        row.valid_to = day
        save_or_refuse(row)
    return found


def _gone_over(row: Membership, dossier: Dossier) -> Membership:
    moved = Membership(
        person=row.person,
        team=dossier.team,
        title=Membership.Title.TO_VIEN,
        status=Membership.Status.RECOGNISED,
        valid_from=dossier.start_on,
        entered_by=dossier.prepared_by,
    )
    save_or_refuse(moved)
    return moved
