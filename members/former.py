"""The change of 01/07/2024: who served in the former forces, and who was kept (Điều 14 khoản 1)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from accounts.errors import DomainError, NotAllowed
from accounts.models import User
from accounts.refusals import save_or_refuse
from members.models import FormerService, KeepDecision, Person
from members.services import member_build
from territory import clock


@dataclass(frozen=True, slots=True)
class FormerRow:
    """One service of one person; ``decision`` the newest about him, None while nothing is on record."""

    service: FormerService
    decision: KeepDecision | None

    @property
    def tag(self) -> str:
        """The look of the outcome."""
        if self.decision is None:
            return "attention"
        return "done" if self.decision.outcome == KeepDecision.Outcome.KEPT else "stop"

    @property
    def is_released(self) -> bool:
        """Whether he was not kept."""
        return self.decision is not None and self.decision.outcome == KeepDecision.Outcome.RELEASED

    @property
    def words(self) -> str:
        """The outcome as a word."""
        return self.decision.get_outcome_display().capitalize() if self.decision else "Chưa có quyết định"


@transaction.atomic
def former_record(
    *,
    actor: User,
    full_name: str,
    birth_date: date,
    gender: str,
    identity_number: str,
    address: str,
    force: str,
    valid_from: date,
    last_day: date,
    source: str,
) -> FormerService:
    """The service of a person of the actor's commune, who is put on file where he is not.

    Raises DomainError with the form field for a number of somebody else, for days after 30/06/2024 and for
    days on which the same service is already on record.
    """
    if actor.binding is None or not actor.has_perm("members.edit"):
        raise NotAllowed("Nhờ cán bộ Công an cấp xã thực hiện.")
    person = member_build(
        commune=actor.binding.unit,
        full_name=full_name,
        birth_date=birth_date,
        gender=gender,
        identity_number=identity_number,
        address=address,
        is_sample=actor.is_sample,
    )
    row = FormerService(
        person=person,
        force=force,
        valid_from=valid_from,
        valid_to=last_day + timedelta(days=1),
        source=source,
        entered_by=actor,
    )
    places = {
        "former_service_before_the_law": "last_day",
        "former_service_ends_after_start": "last_day",
        "one_former_force_a_day": "valid_from",
    }
    save_or_refuse(row, at=places)
    return row


@transaction.atomic
def keep_decide(
    *,
    actor: User,
    people: Collection[int],
    outcome: str,
    reason: str,
    number: str,
    decided_on: date,
) -> int:
    """One decision on record for several people of former forces; returns how many.

    Raises DomainError for nobody, NotAllowed for somebody of another commune: then nobody's is written.
    """
    if not people:
        raise DomainError("Đánh dấu ít nhất một người trong danh sách.", code="nobody")
    if decided_on > clock.today():
        raise DomainError("Nhập ngày không sau hôm nay.", code="later", field="decided_on")
    own = FormerService.objects.visible_to(actor).filter(person__in=people)
    if not actor.has_perm("members.edit") or set(own.values_list("person", flat=True)) != set(people):
        raise NotAllowed("Chọn người trong danh sách của xã mình.")
    for person in sorted(people):
        save_or_refuse(
            KeepDecision(
                person_id=person,
                outcome=outcome,
                reason=reason,
                number=number,
                decided_on=decided_on,
                entered_by=actor,
            )
        )
    return len(set(people))


def former_people(user: User) -> QuerySet[FormerService]:
    """Services in the former forces in the user's reach, by name."""
    rows = FormerService.objects.visible_to(user).select_related("person__commune")
    return rows.order_by("person__commune__sort_key", "person__sort_key", "valid_from", "pk")


def former_rows(services: Collection[FormerService]) -> list[FormerRow]:
    """``services`` with the newest decision about each person, in their order; one statement."""
    people = {row.person_id for row in services}
    newest = {row.person_id: row for row in KeepDecision.objects.filter(person__in=people).order_by("pk")}
    return [FormerRow(row, newest.get(row.person_id)) for row in services]


def keep_decision_of(person: Person) -> KeepDecision | None:
    """What was last put on record about keeping or releasing ``person``."""
    return person.keep_decisions.order_by("pk").last()
