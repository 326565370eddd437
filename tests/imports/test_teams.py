"""Teams for many villages at once, each as the page would propose it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.errors import DomainError, NotAllowed, WrongState
from accounts.models import User
from imports import services, workbooks
from imports.models import Import
from imports.teams import Teams
from members import services as member_services
from teams import services as team_services
from teams.models import Dossier, Team
from territory.models import Unit, Village
from tests.conftest import MakeVillage
from tests.imports.conftest import START, book, counts, faults

KIND = Teams()


def team(village: str = "thôn Háo Lễ", **typed: Any) -> dict[str, Any]:
    """A row that is right but for what is said otherwise."""
    return {"village": village, "start_on": START} | typed


def send(actor: User, rows: list[dict[str, Any]]) -> Import:
    return services.upload(actor=actor, kind=KIND, content=book(rows, KIND), file_name="a.xlsx")


def written(actor: User, rows: list[dict[str, Any]]) -> Import:
    batch, done = services.confirm(actor=actor, import_id=send(actor, rows).pk)
    assert done
    return batch


@pytest.fixture
def other(commune: Unit, make_village: MakeVillage) -> Village:
    """A second village of the commune."""
    return make_village(commune, "Quảng Nghiệp")


def test_a_preview_proposes_nothing(clerk: User, village: Village, other: Village) -> None:
    assert counts(send(clerk, [team(), team("Quảng Nghiệp")])) == (2, 0, 0, 0)
    assert not Team.objects.exists()
    assert not Dossier.objects.exists()


def test_each_team_gets_its_dossier(clerk: User, village: Village, other: Village) -> None:
    written(clerk, [team(), team("Quảng Nghiệp", name="Tổ số 2")])
    found = Dossier.objects.order_by("pk").values_list("team__name", "state", "start_on", "prepared_by")
    name = "Tổ bảo vệ an ninh, trật tự thôn Háo Lễ"
    assert list(found) == [(name, "draft", START, clerk.pk), ("Tổ số 2", "draft", START, clerk.pk)]


def test_the_same_file_twice_changes_nothing(clerk: User, village: Village) -> None:
    written(clerk, [team()])
    assert counts(send(clerk, [team()])) == (0, 0, 1, 0)


def test_what_is_exported_comes_back_without_a_change(clerk: User, active_team: Team, other: Village) -> None:
    written(clerk, [team("Quảng Nghiệp")])
    content = workbooks.export(clerk, KIND)
    batch = services.upload(actor=clerk, kind=KIND, content=content, file_name="a.xlsx")
    assert counts(batch) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        pytest.param({"start_on": date(2024, 6, 30)}, "start_on", id="before the law"),
        pytest.param({"name": "Tổ khác"}, "village", id="a village that has its team"),
    ],
)
def test_a_list_refuses_with_the_sentence_of_the_page(
    clerk: User, village: Village, other: Village, typed: dict[str, Any], place: str
) -> None:
    team_services.team_propose(actor=clerk, village_id=village.pk, name="", start_on=START)
    wanted = other if place == "start_on" else village
    row = team(str(wanted), **typed)
    with pytest.raises(DomainError) as refused:
        team_services.team_propose(
            actor=clerk, village_id=wanted.pk, name=row.get("name", ""), start_on=row["start_on"]
        )
    assert faults(send(clerk, [row])) == [{place: refused.value.message}]


def test_one_village_twice_in_a_file_is_told(clerk: User, village: Village) -> None:
    batch = send(clerk, [team(), team(name="Tổ thứ hai")])
    assert [list(found) for found in faults(batch)] == [[], ["village"]]


def test_a_team_that_stands_is_not_changed_by_a_list(clerk: User, active_team: Team) -> None:
    row = team(name=active_team.name, start_on=date(2024, 9, 1))
    assert "bằng hồ sơ" in faults(send(clerk, [row]))[0]["start_on"]


def test_proposals_of_a_list_are_withdrawn_together(clerk: User, village: Village, other: Village) -> None:
    batch = written(clerk, [team(), team("Quảng Nghiệp")])
    services.undo(actor=clerk, import_id=batch.pk)
    assert set(Dossier.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert counts(send(clerk, [team()])) == (1, 0, 0, 0)


def test_a_list_is_not_undone_once_people_were_entered(clerk: User, village: Village, other: Village) -> None:
    batch = written(clerk, [team(), team("Quảng Nghiệp")])
    member_services.member_add(
        actor=clerk,
        team_id=Team.objects.latest("pk").pk,
        full_name="Nguyễn Văn Thử",
        birth_date=date(1990, 5, 17),
        gender="male",
        identity_number="098000000001",
        address="Thôn Háo Lễ",
        title="to_vien",
    )
    with pytest.raises(WrongState, match="đã nhập người"):
        services.undo(actor=clerk, import_id=batch.pk)
    assert set(Dossier.objects.values_list("state", flat=True)) == {"draft"}


def test_only_the_clerk_proposes_teams(district_officer: User, village: Village) -> None:
    with pytest.raises(NotAllowed):
        send(district_officer, [team()])
