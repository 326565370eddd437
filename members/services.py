"""Decisions about people: who is proposed for a team, and the steps of a dossier that look at its people."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import ProtectedError, QuerySet

from accounts.errors import DomainError, NotAllowed, WrongState
from accounts.models import User
from accounts.refusals import save_or_refuse
from members import identity, rules, selectors
from members.models import Membership, Person, Recognition
from members.selection import rejected
from members.standing import not_met_words, standing_of_memberships
from regulations.national_law import national_law
from teams import plans
from teams import services as teams
from teams.models import Dossier
from territory.models import Unit
from vietnamese.text import person_sort_key

# The form field that each refusal of the database belongs to.
_PLACES: Final = {
    "identity_fingerprint": "identity_number",
    "membership_one_team_at_a_time": "identity_number",
    "one_to_truong_a_day": "title",
    "one_to_pho_a_day": "title",
}
_KNOWN: Final = "Kiểm tra lại: số định danh này đã có trong hệ thống."
_UNPROVEN: Final = (
    "Xem tiêu chuẩn chưa đủ căn cứ của từng người, rồi đánh dấu đồng ý công nhận hoặc trả lại hồ sơ."
)
_OTHER_NAME: Final = "Kiểm tra họ tên, ngày sinh: trong xã, số định danh này ghi cho người khác."


@transaction.atomic
def member_add(
    *,
    actor: User,
    team_id: int,
    full_name: str,
    birth_date: date,
    gender: str,
    identity_number: str,
    address: str,
    title: str,
    valid_from: date | None = None,
) -> Membership:
    """A person proposed for a team whose dossier is a draft, from its start or from ``valid_from``.

    Raises DomainError with the form field: an age below that of Điều 13, an identity number that another
    commune or another person has, a title that is taken, a person who serves elsewhere on those days.
    """
    dossier = _lock_draft(actor, team_id)
    start = valid_from or dossier.start_on
    if fault := rules.age_fault(birth_date, start, national_law().least_age):
        raise DomainError(fault, code="age", field="birth_date")
    person = member_build(
        commune=dossier.commune,
        full_name=full_name,
        birth_date=birth_date,
        gender=gender,
        identity_number=identity_number,
        address=address,
        is_sample=dossier.team.is_sample,
    )
    membership = Membership(person=person, team=dossier.team, title=title, valid_from=start, entered_by=actor)
    save_or_refuse(membership, at=_PLACES)
    return membership


@transaction.atomic
def member_remove(*, actor: User, membership_id: int) -> None:
    """Take a proposed person out of a draft; nothing is kept about a person who was only proposed."""
    membership = Membership.objects.visible_to(actor).filter(pk=membership_id).first()
    if membership is None:
        raise NotAllowed("Mở lại trang tổ: người này không còn trong danh sách đề nghị.")
    _lock_draft(actor, membership.team_id)
    _take_out(membership)


@transaction.atomic
def dossier_submit(*, actor: User, dossier_id: int) -> Dossier:
    """Hand in a draft whose people are complete: one head, one deputy, members, a number the law allows,
    and nobody who fails a standard of Điều 13.

    Raises DomainError that names the article, and what ``teams.services.dossier_submit`` raises.
    """
    dossier = teams.dossier_lock(actor=actor, dossier_id=dossier_id)
    if dossier.kind == Dossier.Kind.ESTABLISH:
        fault = selectors.team_strength(dossier.team, dossier).fault or standing_fault(dossier)
    else:
        fault = plans.fault(dossier)
    if fault and dossier.state == Dossier.State.DRAFT:
        raise DomainError(fault, code="composition")
    return teams.dossier_submit(actor=actor, dossier_id=dossier_id)


@transaction.atomic
def dossier_withdraw(*, actor: User, dossier_id: int) -> Dossier:
    """Give up a proposal; the people who were only proposed go with it."""
    dossier = teams.dossier_withdraw(actor=actor, dossier_id=dossier_id)
    if dossier.kind != Dossier.Kind.ESTABLISH:
        return dossier
    for membership in _proposed(dossier.team_id).select_related("person"):
        _take_out(membership)
    return dossier


@transaction.atomic
def team_recognise(*, actor: User, team_id: int, unproven_confirmed: bool) -> int:
    """The proposed memberships of a team rest on a decision of ``actor`` from now on; returns how many.

    Raises DomainError while somebody fails a standard of Điều 13 or was not chosen by the council, and while
    somebody's standard is not proved unless ``unproven_confirmed`` says that the decider accepts it. What he
    accepted is kept.
    """
    proposed = list(_proposed(team_id).select_related("person"))
    standings = standing_of_memberships(proposed)
    for row in proposed:
        if fault := not_met_words(row.person.full_name, standings[row.pk]):
            raise DomainError(fault, code="standard_not_met")
    if fault := rejected([row.person for row in proposed]):
        raise DomainError(fault, code="not_chosen")
    if not unproven_confirmed and any(standings[row.pk].unproven for row in proposed):
        raise DomainError(_UNPROVEN, code="standard_unproven", field="unproven_confirmed")
    for row in proposed:
        unproven = [finding.standard.key for finding in standings[row.pk].unproven]
        Recognition.objects.create(membership=row, decided_by=actor, unproven=unproven)
    return _proposed(team_id).update(status=Membership.Status.RECOGNISED)


def standing_fault(dossier: Dossier) -> str:
    """Who of the dossier's people fails a standard of Điều 13 or the council's vote; "" for nobody."""
    proposed = list(_proposed(dossier.team_id).select_related("person"))
    standings = standing_of_memberships(proposed)
    faults = (not_met_words(row.person.full_name, standings[row.pk]) for row in proposed)
    return next(filter(None, faults), "") or rejected([row.person for row in proposed])


def member_build(
    *,
    commune: Unit,
    full_name: str,
    birth_date: date,
    gender: str,
    identity_number: str,
    address: str,
    is_sample: bool,
) -> Person:
    """The saved person of the commune with this number, new or known by it, with the address of today.

    Raises DomainError with the form field for a number that another commune or another person has.
    """
    person = _person_found(commune, identity_number, full_name, birth_date) or person_build(
        commune=commune,
        full_name=full_name,
        birth_date=birth_date,
        gender=gender,
        identity_number=identity_number,
    )
    person.address, person.is_sample = address, is_sample
    save_or_refuse(person, at=_PLACES)
    return person


def person_build(
    *, commune: Unit, full_name: str, birth_date: date, gender: str, identity_number: str
) -> Person:
    """A person not yet saved: number encrypted and fingerprinted, name in its search and sort forms."""
    return Person(
        commune=commune,
        full_name=full_name,
        birth_date=birth_date,
        gender=gender,
        identity_cipher=identity.encrypted(identity_number),
        identity_fingerprint=identity.fingerprint(identity_number),
        search_name=selectors.search_key(full_name),
        sort_key=person_sort_key(full_name),
    )


def person_fault(person: Person, commune_id: int, full_name: str, birth_date: date) -> str:
    """Why the number of ``person`` cannot stand for this name, birth date and commune; "" when it can."""
    if person.commune_id != commune_id:
        return _KNOWN
    if person.search_name != selectors.search_key(full_name) or person.birth_date != birth_date:
        return _OTHER_NAME
    return ""


def draft_fault(dossier: Dossier | None) -> str:
    """Why people cannot be entered into the open ``dossier`` of a team; "" while it is a draft."""
    if dossier is None:
        return "Lập hồ sơ trước: tổ này chưa có hồ sơ để nhập người."
    if dossier.state != Dossier.State.DRAFT:
        return f"Chỉ sửa danh sách khi hồ sơ đang lập; hồ sơ này {dossier.get_state_display()}."
    return ""


def _person_found(commune: Unit, identity_number: str, full_name: str, birth_date: date) -> Person | None:
    """The person of the commune with this number; a number of another commune or another name is refused."""
    wanted = identity.fingerprints(identity_number)
    person = Person.objects.select_for_update().filter(identity_fingerprint__in=wanted).first()
    if person and (fault := person_fault(person, commune.pk, full_name, birth_date)):
        raise DomainError(fault, code="known", field="identity_number")
    return person


def _lock_draft(actor: User, team_id: int) -> Dossier:
    """The draft of the actor's own commune that the team's people are entered in, its row locked."""
    first = Dossier.objects.filter(team=team_id, kind=Dossier.Kind.ESTABLISH)
    open_dossier = first.exclude(state=Dossier.State.WITHDRAWN).first()
    if open_dossier is None:
        raise WrongState(draft_fault(None))
    dossier = teams.dossier_lock(actor=actor, dossier_id=open_dossier.pk)
    if (
        not actor.has_perm("members.edit")
        or actor.binding is None
        or actor.binding.unit_id != dossier.commune_id
    ):
        raise NotAllowed("Nhờ cán bộ Công an cấp xã của tổ này thực hiện.")
    if fault := draft_fault(dossier):
        raise WrongState(fault)
    return dossier


def _proposed(team_id: int) -> QuerySet[Membership]:
    return Membership.objects.filter(team=team_id, status=Membership.Status.PROPOSED)


def _take_out(membership: Membership) -> None:
    person = membership.person
    membership.delete()
    try:
        with transaction.atomic():
            person.delete()
    except ProtectedError:
        return  # He serves or served elsewhere, or is insured: his file stays.
