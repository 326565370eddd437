"""What is put on file about a person: dated facts, insurance, standards, papers. Each is one transaction.

A new row ends the one of its kind that runs on, holds until the next one, and replaces the one of its own
first day; any other overlap is refused by the database. The trail keeps what it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from django.db import models, transaction

from accounts.dated import make_room
from accounts.errors import DomainError, NotAllowed
from accounts.models import User
from accounts.refusals import save_or_refuse
from members.fact_kinds import KINDS
from members.models import FiledPaper, InsuranceEnrolment, Person, PersonFact, StandardEvidence
from regulations.national_law import national_law
from territory import clock

_PLACES: Final = {
    "one_person_fact_a_kind_a_day": "valid_from",
    "person_fact_ends_after_start": "valid_to",
    "one_enrolment_a_kind_a_day": "valid_from",
    "enrolment_ends_after_start": "valid_to",
    "person_fact_value_of_its_kind": "value",
    "person_fact_has_a_source": "source",
}


@transaction.atomic
def fact_record(
    *,
    actor: User,
    person_id: int,
    kind: str,
    valid_from: date,
    source: str,
    value: str = "",
    number: int | None = None,
    valid_to: date | None = None,
) -> PersonFact:
    """A fact of ``kind`` from ``valid_from`` on; ``value`` and ``number`` as ``PersonFact`` keeps them.

    Raises NotAllowed for a person of another commune, DomainError with the form field for a number that is
    missing or out of range and for days on which the fact is already on record.
    """
    person = person_of(actor, person_id)
    taken = KINDS[kind].takes_number(value)
    if taken and number is None:
        raise DomainError("Nhập số: giá trị đã chọn cần có số kèm theo.", code="no_number", field="number")
    if fault := KINDS[kind].number_fault(number) if taken else "":
        raise DomainError(fault, code="number", field="number")
    until = make_room(_rows(person, kind), valid_from, changeable_from=date.min)
    row = PersonFact(
        person=person,
        kind=kind,
        value=value,
        number=number if taken else None,
        source=source,
        valid_from=valid_from,
        valid_to=valid_to or until,
        entered_by=actor,
    )
    save_or_refuse(row, at=_PLACES)
    return row


@transaction.atomic
def enrolment_record(
    *,
    actor: User,
    person_id: int,
    kind: str,
    valid_from: date,
    source: str,
    valid_to: date | None = None,
) -> InsuranceEnrolment:
    """The person pays into the insurance ``kind`` from ``valid_from`` on; raises as ``fact_record`` does."""
    person = person_of(actor, person_id)
    until = make_room(_rows(person, kind), valid_from, changeable_from=date.min)
    row = InsuranceEnrolment(
        person=person, kind=kind, source=source, valid_from=valid_from, valid_to=valid_to or until
    )
    save_or_refuse(row, at=_PLACES)
    return row


@transaction.atomic
def fact_end(*, actor: User, person_id: int, kind: str, last_day: date) -> None:
    """The open fact or insurance of a kind holds until ``last_day``; what comes after it is not known.

    Raises DomainError where none is open.
    """
    rows = _rows(person_of(actor, person_id), kind)
    row = rows.select_for_update().filter(valid_to=None).first()
    if row is None:
        raise DomainError("Mở lại trang của người này: không có dòng nào chưa kết thúc.", code="none_open")
    row.valid_to = last_day + timedelta(days=1)
    save_or_refuse(row, at=dict.fromkeys(_PLACES, "last_day"))


@transaction.atomic
def evidence_record(
    *,
    actor: User,
    person_id: int,
    standard: str,
    basis: str,
    answer: str,
    since: date | None = None,
    number: str = "",
    issued_on: date | None = None,
    issuer: str = "",
) -> StandardEvidence:
    """What a person states about a standard of Điều 13, or what a paper proves.

    Raises DomainError with the form field: an answer of another standard, a paper without number or day, a
    paper of a day to come, a residence without its first day.
    """
    person = person_of(actor, person_id)
    wanted = national_law().standard(standard).answer(answer)
    if wanted is None:
        raise DomainError("Chọn nội dung trong danh sách.", code="answer", field="answer")
    if wanted.least_months and since is None:
        raise DomainError("Nhập ngày bắt đầu tạm trú.", code="no_since", field="since")
    if issued_on is not None and issued_on > clock.today():
        raise DomainError("Nhập ngày cấp không sau hôm nay.", code="issued_later", field="issued_on")
    is_paper = basis == StandardEvidence.Basis.PAPER
    if is_paper and not (number and issued_on):
        missing = "issued_on" if number else "number"
        raise DomainError("Nhập số và ngày cấp của giấy tờ.", code="no_paper", field=missing)
    row = StandardEvidence(
        person=person,
        standard=standard,
        basis=basis,
        answer=answer,
        since=since if wanted.least_months else None,
        number=number if is_paper else "",
        issued_on=issued_on if is_paper else None,
        issuer=issuer if is_paper else "",
        entered_by=actor,
    )
    save_or_refuse(row)
    return row


@transaction.atomic
def papers_record(*, actor: User, person_id: int, received: Mapping[str, date | None]) -> int:
    """The papers of a person's file by key with the day each was received, None for absent; how many."""
    person = person_of(actor, person_id)
    known = {paper.key for paper in national_law().papers}
    present = {key: day for key, day in received.items() if day is not None and key in known}
    late = next((key for key, day in present.items() if day > clock.today()), "")
    if late:
        raise DomainError("Nhập ngày nhận không sau hôm nay.", code="received_later", field=late)
    person.papers.exclude(paper__in=present).delete()
    for key, day in present.items():
        FiledPaper.objects.update_or_create(person=person, paper=key, defaults={"received_on": day})
    return len(present)


def person_of(actor: User, person_id: int) -> Person:
    """The person whose file the actor may write, the row locked: his own commune keeps it."""
    people = Person.objects.visible_to(actor).select_for_update(of=("self",))
    person = people.select_related("commune").filter(pk=person_id).first()
    if person is None or not actor.has_perm("members.edit"):
        raise NotAllowed("Nhờ cán bộ Công an cấp xã giữ hồ sơ của người này thực hiện.")
    return person


def _rows(person: Person, kind: str) -> models.QuerySet[PersonFact] | models.QuerySet[InsuranceEnrolment]:
    return person.facts.filter(kind=kind) if kind in KINDS else person.enrolments.filter(kind=kind)
