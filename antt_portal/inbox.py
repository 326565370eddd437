"""What waits for a user: dossiers, payment lists and texts whose next step is his, the oldest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from allowances.models import Batch
from regulations.models import LawVersion
from teams.models import Dossier
from teams.selectors import waiting_for
from territory import clock
from vietnamese.dates import thang
from vietnamese.workdays import after_workdays, workdays_left

_LISTED: Final = 200
_CHAIRMAN_DAYS: Final = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: what it is, where it is dealt with, since when; ``days`` it has waited.

    ``due`` only where a text sets a time limit, with the working days ``left`` to it; below 0 it is past.
    """

    title: str
    place: str
    step: str
    url: str
    since: date | None
    days: int | None
    due: date | None = None
    left: int | None = None


def waiting_list(user: User) -> list[Waiting]:
    """All that waits for ``user``, the longest first; a constant number of statements."""
    found = [*_dossiers(user), *_batches(user), *_laws(user)]
    return sorted(found, key=lambda item: (item.since is None, item.since or date.max, item.url))


def _dossiers(user: User) -> Iterator[Waiting]:
    rows = Dossier.objects.visible_to(user).filter(waiting_for(user)).select_related("team", "commune")
    for row in rows.annotate(came=Max("events__at")).order_by("came", "pk")[:_LISTED]:
        returned = row.state == Dossier.State.DRAFT
        item = _waiting(
            f"Hồ sơ {row.get_kind_display()} {row.team.name}",
            row.commune.name,
            "Hoàn thiện và trình" if returned else "Xem và cho ý kiến",
            reverse("members:dossier", args=[row.pk]),
            row.came,  # type: ignore[attr-defined]
        )
        yield _with_limit(item) if user.has_perm("teams.issue_decision") else item


def _batches(user: User) -> Iterator[Waiting]:
    """Lists to check for who checks, to approve for who approves and did not make them."""
    state = Batch.State
    rows = Batch.objects.visible_to(user).filter(is_due=False).select_related("commune")
    for right, wanted, step in (
        ("allowances.check", state.COMPUTED, "Kiểm tra"),
        ("allowances.approve", state.CHECKED, "Duyệt"),
    ):
        if user.has_perm(right):
            mine = rows.filter(state=wanted).order_by("month", "commune__sort_key")
            if wanted == state.CHECKED:
                mine = mine.exclude(makers__overlap=sorted(user.hands))
            for row in mine[:_LISTED]:
                title = f"Danh sách chi trả tháng {thang(row.month)}"
                address = reverse("allowances:batch", args=[row.pk])
                yield _waiting(title, row.commune.name, step, address, row.queued_at)


def _laws(user: User) -> Iterator[Waiting]:
    if not user.has_perm("regulations.adopt"):
        return
    rows = LawVersion.objects.kept_by(user).filter(status="draft").exclude(uploaded_by=None)
    for row in rows.exclude(uploaded_by__in=user.hands).select_related("territory")[:_LISTED]:
        address = reverse("regulations:law", args=[row.pk])
        yield _waiting(str(row), row.territory.name, "Xem và ban hành", address, None)


def _with_limit(item: Waiting) -> Waiting:
    """The chairman decides within five working days (Thông tư 14/2024/TT-BCA, Điều 4)."""
    if item.since is None:
        return item
    due = after_workdays(item.since, _CHAIRMAN_DAYS)
    return replace(item, due=due, left=workdays_left(clock.today(), due))


def _waiting(title: str, place: str, step: str, url: str, came: datetime | None) -> Waiting:
    """The day it came is a real instant; a sample installation may stand before it."""
    today = clock.today()
    since = min(timezone.localtime(came).date(), today) if came else None
    return Waiting(title, place, step, url, since, (today - since).days if since else None)
