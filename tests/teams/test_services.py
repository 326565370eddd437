"""The way of a dossier: each step, and each guard that stops a wrong one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import InternalError, transaction

from accounts.errors import DomainError, NotAllowed, SamePerson, WrongState
from accounts.models import Delegation, RoleBinding, User
from accounts.roles import Role
from teams import services
from teams.models import Dossier, DossierEvent, Team, TeamCoverage
from territory.models import Unit, Village
from tests.conftest import MakePerson, MakeUser

START = date(2024, 8, 1)
State = Dossier.State

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(clerk: User, village: Village) -> Dossier:
    return services.team_propose(actor=clerk, village_id=village.pk, name="", start_on=START)


@pytest.fixture
def submitted(draft: Dossier, clerk: User) -> Dossier:
    return services.dossier_submit(actor=clerk, dossier_id=draft.pk)


@pytest.fixture
def examined(submitted: Dossier, district_officer: User) -> Dossier:
    return services.dossier_examine(actor=district_officer, dossier_id=submitted.pk)


def _without_district(commune: Unit) -> None:
    """The commune hangs under its province, as from 01/07/2025."""
    assert commune.parent is not None
    Unit.objects.filter(pk=commune.pk).update(parent=commune.parent.parent)


def _become(user: User, role: str, unit: Unit) -> User:
    """The same person in another seat."""
    user.bindings.all().delete()
    RoleBinding.objects.create(user=user, role=role, unit=unit, valid_from=date(2024, 1, 1))
    return User.objects.get(pk=user.pk)


def test_a_proposal_makes_team_coverage_dossier_and_event(
    draft: Dossier, clerk: User, village: Village
) -> None:
    team = draft.team
    assert (team.name, team.status) == ("Tổ bảo vệ an ninh, trật tự thôn Háo Lễ", Team.Status.PROPOSED)
    assert list(team.coverages.values_list("village", "valid_from", "valid_to")) == [
        (village.pk, START, None)
    ]
    assert (draft.state, draft.prepared_by) == (State.DRAFT, clerk)
    assert [(event.action, event.actor) for event in draft.events.all()] == [("created", clerk)]


def test_a_village_of_another_commune_is_refused(neighbour_clerk: User, village: Village) -> None:
    with pytest.raises(NotAllowed, match="thuộc xã"):
        services.team_propose(actor=neighbour_clerk, village_id=village.pk, name="", start_on=START)


def test_only_a_clerk_proposes(chairman: User, village: Village) -> None:
    with pytest.raises(NotAllowed):
        services.team_propose(actor=chairman, village_id=village.pk, name="", start_on=START)


def test_a_village_that_has_a_team_is_refused(clerk: User, active_team: Team, village: Village) -> None:
    with pytest.raises(DomainError, match="đã có tổ") as refused:
        services.team_propose(actor=clerk, village_id=village.pk, name="Tổ khác", start_on=START)
    assert refused.value.field == "village"
    assert not Team.objects.filter(name="Tổ khác").exists()


def test_a_name_that_is_taken_is_refused_at_the_name(
    clerk: User, active_team: Team, commune: Unit, make_village: Callable[..., Village]
) -> None:
    other = make_village(commune, "Biểu Chánh")
    with pytest.raises(DomainError, match="Nhập tên khác") as refused:
        services.team_propose(actor=clerk, village_id=other.pk, name=active_team.name, start_on=START)
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    ("day", "refused"),
    [
        pytest.param(date(2024, 6, 30), True, id="the day before the law"),
        pytest.param(date(2024, 7, 1), False, id="the first day of the law"),
    ],
)
def test_no_team_is_older_than_the_law(clerk: User, village: Village, day: date, refused: bool) -> None:
    if refused:
        with pytest.raises(DomainError, match="01/07/2024"):
            services.team_propose(actor=clerk, village_id=village.pk, name="", start_on=day)
    else:
        assert (
            services.team_propose(actor=clerk, village_id=village.pk, name="", start_on=day).start_on == day
        )


def test_the_whole_way_leaves_an_event_for_each_step(examined: Dossier, chairman: User) -> None:
    issued = services.dossier_issue(actor=chairman, dossier_id=examined.pk, decision_code="ABCD-1234")
    assert (issued.state, issued.decision_code, issued.issued_by) == (State.ISSUED, "ABCD-1234", chairman)
    assert issued.team.status == Team.Status.ACTIVE
    actions = list(DossierEvent.objects.values_list("action", flat=True))
    assert actions == ["created", "submitted", "examined", "issued"]


@pytest.mark.parametrize("step", ["submit", "examine", "issue"])
def test_a_step_taken_twice_is_refused(
    step: str, draft: Dossier, clerk: User, district_officer: User, chairman: User
) -> None:
    steps: dict[str, Callable[[], Dossier]] = {
        "submit": lambda: services.dossier_submit(actor=clerk, dossier_id=draft.pk),
        "examine": lambda: services.dossier_examine(actor=district_officer, dossier_id=draft.pk),
        "issue": lambda: services.dossier_issue(actor=chairman, dossier_id=draft.pk, decision_code="X"),
    }
    for name, take in steps.items():
        take()
        if name == step:
            break
    with pytest.raises(WrongState):
        steps[step]()


def test_the_district_cannot_examine_a_draft(draft: Dossier, district_officer: User) -> None:
    with pytest.raises(WrongState):
        services.dossier_examine(actor=district_officer, dossier_id=draft.pk)


def test_the_chairman_waits_for_the_district(submitted: Dossier, chairman: User) -> None:
    with pytest.raises(WrongState):
        services.dossier_issue(actor=chairman, dossier_id=submitted.pk, decision_code="X")


def test_without_a_district_the_chairman_decides_at_once(
    commune: Unit, submitted: Dossier, chairman: User
) -> None:
    _without_district(commune)
    issued = services.dossier_issue(actor=chairman, dossier_id=submitted.pk, decision_code="X")
    assert issued.state == State.ISSUED


def test_an_officer_of_another_district_is_refused(
    submitted: Dossier, province: Unit, make_user: Callable[..., User]
) -> None:
    other = Unit.objects.create(
        key="540", code="540", level="district", kind="thanh_pho", name="Thành phố Quy Nhơn",
        parent=province, path="52.540.", sort_key="Q",
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        services.dossier_examine(actor=make_user(Role.DISTRICT_OFFICER, other), dossier_id=submitted.pk)


@pytest.fixture
def handed_in_before(draft: Dossier, make_user: Callable[..., User], commune: Unit, clerk: User) -> User:
    """A second clerk, who handed the dossier in once; it came back, and the first clerk handed it in."""
    second = make_user(Role.COMMUNE_CLERK, commune)
    services.dossier_submit(actor=second, dossier_id=draft.pk)
    officer = make_user(Role.DISTRICT_OFFICER, draft.commune.parent)
    services.dossier_return(actor=officer, dossier_id=draft.pk, reason="Thiếu tổ phó")
    services.dossier_submit(actor=clerk, dossier_id=draft.pk)
    return second


def test_who_handed_in_an_earlier_version_cannot_examine(
    draft: Dossier, handed_in_before: User, district: Unit
) -> None:
    officer = _become(handed_in_before, Role.DISTRICT_OFFICER, district)
    with pytest.raises(SamePerson):
        services.dossier_examine(actor=officer, dossier_id=draft.pk)


def test_who_handed_in_an_earlier_version_cannot_issue(
    draft: Dossier, handed_in_before: User, commune: Unit, district_officer: User
) -> None:
    services.dossier_examine(actor=district_officer, dossier_id=draft.pk)
    chairman = _become(handed_in_before, Role.COMMUNE_CHAIRMAN, commune)
    with pytest.raises(SamePerson):
        services.dossier_issue(actor=chairman, dossier_id=draft.pk, decision_code="X")


def test_who_entered_a_member_cannot_examine(
    submitted: Dossier,
    make_user: Callable[..., User],
    make_person: MakePerson,
    commune: Unit,
    district: Unit,
) -> None:
    second = make_user(Role.COMMUNE_CLERK, commune)
    submitted.team.memberships.create(
        person=make_person(commune), title="to_vien", valid_from=START, entered_by=second
    )
    with pytest.raises(SamePerson):
        services.dossier_examine(
            actor=_become(second, Role.DISTRICT_OFFICER, district), dossier_id=submitted.pk
        )


@pytest.mark.parametrize("judge", ["examined_by", "issued_by"])
def test_the_database_remembers_who_handed_in_an_earlier_version(
    draft: Dossier, handed_in_before: User, judge: str
) -> None:
    with pytest.raises(InternalError, match="Cannot let a maker judge"), transaction.atomic():
        Dossier.objects.filter(pk=draft.pk).update(**{judge: handed_in_before})


def test_a_clerk_cannot_examine(submitted: Dossier, clerk: User) -> None:
    with pytest.raises(NotAllowed):
        services.dossier_examine(actor=clerk, dossier_id=submitted.pk)


def test_who_prepared_cannot_examine(submitted: Dossier, clerk: User, district: Unit) -> None:
    with pytest.raises(SamePerson):
        services.dossier_examine(
            actor=_become(clerk, Role.DISTRICT_OFFICER, district), dossier_id=submitted.pk
        )


def test_who_submitted_cannot_issue(examined: Dossier, clerk: User, commune: Unit) -> None:
    chairman = _become(clerk, Role.COMMUNE_CHAIRMAN, commune)
    with pytest.raises(SamePerson):
        services.dossier_issue(actor=chairman, dossier_id=examined.pk, decision_code="X")


def test_a_chairman_of_the_neighbour_cannot_issue(
    examined: Dossier, neighbour_commune: Unit, make_user: Callable[..., User]
) -> None:
    stranger = make_user(Role.COMMUNE_CHAIRMAN, neighbour_commune)
    with pytest.raises(NotAllowed):
        services.dossier_issue(actor=stranger, dossier_id=examined.pk, decision_code="X")


def test_a_return_needs_a_reason(submitted: Dossier, district_officer: User) -> None:
    with pytest.raises(DomainError) as refused:
        services.dossier_return(actor=district_officer, dossier_id=submitted.pk, reason="  ")
    assert refused.value.field == "reason"


def test_a_returned_dossier_is_a_draft_again_and_keeps_the_reason(
    submitted: Dossier, district_officer: User
) -> None:
    back = services.dossier_return(actor=district_officer, dossier_id=submitted.pk, reason="Thiếu tổ phó")
    assert (back.state, back.submitted_by) == (State.DRAFT, None)
    last = back.events.last()
    assert last is not None
    assert (last.action, last.reason) == ("returned", "Thiếu tổ phó")


def test_the_chairman_may_return_what_waits_for_him(examined: Dossier, chairman: User) -> None:
    back = services.dossier_return(actor=chairman, dossier_id=examined.pk, reason="Sai ngày")
    assert (back.state, back.examined_by) == (State.DRAFT, None)


@pytest.mark.parametrize("who", ["clerk", "chairman", "auditor"])
def test_nobody_returns_a_dossier_out_of_turn(
    who: str, submitted: Dossier, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotAllowed):
        services.dossier_return(actor=request.getfixturevalue(who), dossier_id=submitted.pk, reason="Không")


def test_a_clerk_cannot_return_his_own_draft(draft: Dossier, clerk: User) -> None:
    with pytest.raises(NotAllowed):
        services.dossier_return(actor=clerk, dossier_id=draft.pk, reason="Không")


def test_a_withdrawn_proposal_frees_its_village_and_its_name(
    submitted: Dossier, clerk: User, village: Village
) -> None:
    services.dossier_withdraw(actor=clerk, dossier_id=submitted.pk)
    assert not TeamCoverage.objects.exists()
    again = services.team_propose(actor=clerk, village_id=village.pk, name="", start_on=START)
    assert again.team_id == submitted.team_id
    assert again.team.status == Team.Status.PROPOSED


def test_an_issued_dossier_cannot_be_withdrawn(examined: Dossier, chairman: User, clerk: User) -> None:
    services.dossier_issue(actor=chairman, dossier_id=examined.pk, decision_code="X")
    with pytest.raises(WrongState):
        services.dossier_withdraw(actor=clerk, dossier_id=examined.pk)


def test_a_dossier_of_the_neighbour_is_out_of_reach(draft: Dossier, neighbour_clerk: User) -> None:
    with pytest.raises(NotAllowed, match="không thuộc đơn vị"):
        services.dossier_submit(actor=neighbour_clerk, dossier_id=draft.pk)


@pytest.mark.parametrize("who", ["chairman", "district_officer", "auditor"])
def test_only_the_clerk_submits_and_withdraws(
    who: str, draft: Dossier, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(who)
    for step in (services.dossier_submit, services.dossier_withdraw):
        with pytest.raises(NotAllowed):
            step(actor=actor, dossier_id=draft.pk)


@pytest.mark.parametrize("who", ["province_police", "district_officer"])
def test_only_the_chairman_issues(who: str, examined: Dossier, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotAllowed):
        services.dossier_issue(actor=request.getfixturevalue(who), dossier_id=examined.pk, decision_code="X")


def test_who_stands_in_for_a_maker_never_decides_what_he_made(
    examined: Dossier, clerk: User, chairman: User, make_user: MakeUser, commune: Unit
) -> None:
    # The clerk who made it is a chairman now and away; his colleague of the same seat acts for him.
    maker = _become(clerk, Role.COMMUNE_CHAIRMAN, commune)
    Delegation.objects.create(
        principal=maker, delegate=chairman, valid_from=date(2024, 7, 1), valid_to=date(2024, 8, 1), reason="x"
    )
    with pytest.raises(SamePerson):
        services.dossier_issue(
            actor=User.objects.get(pk=chairman.pk), dossier_id=examined.pk, decision_code="ABCD"
        )
    Delegation.objects.all().delete()
    issued = services.dossier_issue(
        actor=User.objects.get(pk=chairman.pk), dossier_id=examined.pk, decision_code="ABCD"
    )
    assert issued.state == State.ISSUED


def test_a_step_tells_in_whose_place_it_was_taken(
    submitted: Dossier, district_officer: User, make_user: MakeUser, district: Unit
) -> None:
    away = make_user(Role.DISTRICT_OFFICER, district)
    Delegation.objects.create(
        principal=away,
        delegate=district_officer,
        valid_from=date(2024, 7, 1),
        valid_to=date(2024, 8, 1),
        reason="x",
    )
    services.dossier_examine(actor=User.objects.get(pk=district_officer.pk), dossier_id=submitted.pk)
    assert submitted.events.last().acting_for == away  # type: ignore[union-attr]
