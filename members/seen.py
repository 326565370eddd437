"""What a reader of a dossier has before his eyes: nobody signs another dossier than the one he read."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from accounts.errors import WrongState
from accounts.models import Trail, User
from teams import selectors
from teams import services as teams
from teams.models import Dossier
from teams.quotas import numbers_of
from vietnamese.dates import ngay

T = TypeVar("T")
_PEOPLE = ("pk", "title", "status", "valid_from", "valid_to")
_PERSON = ("person__full_name", "person__birth_date", "person__gender", "person__address")


def version_of(dossier: Dossier) -> str:
    """A short mark of state, plan, area, quota and people; another dossier has another mark."""
    teams_named = [dossier.team_id, *dossier.absorbed.order_by("pk").values_list("pk", flat=True)]
    team = dossier.team
    content = [
        dossier.state,
        dossier.start_on,
        team.name,
        selectors.plan_words(dossier),
        list(team.coverages.order_by("pk").values_list("village", "valid_from", "valid_to")),
        sorted(numbers_of(teams_named, dossier.start_on).items()),
        list(team.memberships.order_by("pk").values_list(*_PEOPLE, *_PERSON)),
    ]
    text = json.dumps(content, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@transaction.atomic
def as_seen(*, actor: User, dossier_id: int, seen: str, step: Callable[[], T]) -> T:
    """Take ``step`` on the dossier whose mark is ``seen``; WrongState once it is another.

    The row is locked first, as every step and every entry of a person locks it.
    """
    dossier = teams.dossier_lock(actor=actor, dossier_id=dossier_id)
    if not hmac.compare_digest(version_of(dossier).encode(), seen.encode()):
        message = f"Đọc lại hồ sơ rồi làm tiếp: {_changed_by(dossier)} sau khi mở trang."
        raise WrongState(message, code="unseen")
    return step()


def _changed_by(dossier: Dossier) -> str:
    """ "Nguyễn Văn A đã sửa lúc 18/07/2024 09:05", by the last change of its team."""
    last = Trail.objects.filter(team_key=dossier.team_id).select_related("actor").order_by("-pk").first()
    if last is None or last.actor is None:
        return "hồ sơ đã thay đổi"
    at = timezone.localtime(last.at)
    return f"{last.actor.full_name} đã sửa lúc {ngay(at.date())} {at:%H:%M}"
