"""A list is taken back while nothing rests on it, and never half."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Model

from accounts.errors import WrongState
from accounts.models import User
from imports import services
from imports.models import Import
from members import services as member_services
from members.models import InsuranceEnrolment, Membership, Person
from teams.models import Dossier
from tests.imports.conftest import START, Upload, member, team_of_three


def rows_of(model: type[Model]) -> list[dict[str, Any]]:
    return list(model._default_manager.order_by("pk").values())


def test_what_a_list_added_is_gone(confirmed: Import, clerk: User) -> None:
    batch = services.undo(actor=clerk, import_id=confirmed.pk)
    assert batch.state == Import.State.UNDONE
    assert not Membership.objects.exists()
    assert not Person.objects.exists()
    assert not batch.rows.exists()


def test_what_a_list_changed_is_as_before(confirmed: Import, upload: Upload, clerk: User) -> None:
    before = rows_of(Person), rows_of(Membership)
    rows = team_of_three()
    rows[0] |= {"title": "Tổ phó", "full_name": "Nguyễn Vân 1"}
    rows[1] |= {"title": "Tổ trưởng", "valid_from": "05/08/2024"}
    batch, written = services.confirm(actor=clerk, import_id=upload([*rows, member(4)]).pk)
    assert written
    services.undo(actor=clerk, import_id=batch.pk)
    assert (rows_of(Person), rows_of(Membership)) == before


def test_who_was_there_before_stays(confirmed: Import, upload: Upload, clerk: User) -> None:
    first = Membership.objects.select_related("person", "team").get(title="to_vien")
    member_services.member_remove(actor=clerk, membership_id=first.pk)
    kept = Person.objects.create(
        commune=first.team.commune,
        full_name="Nguyễn Văn 3",
        birth_date=first.person.birth_date,
        gender="male",
        identity_cipher=first.person.identity_cipher,
        identity_fingerprint=first.person.identity_fingerprint,
        search_name="nguyen van 3",
    )
    batch, _ = services.confirm(actor=clerk, import_id=upload([member(3)]).pk)
    services.undo(actor=clerk, import_id=batch.pk)
    assert Person.objects.filter(pk=kept.pk).exists()
    assert Membership.objects.count() == 2


def test_nothing_is_undone_once_the_dossier_is_handed_in(
    law: None, confirmed: Import, clerk: User, draft: Dossier
) -> None:
    member_services.dossier_submit(actor=clerk, dossier_id=draft.pk)
    with pytest.raises(WrongState, match="đã trình hoặc đã được công nhận"):
        services.undo(actor=clerk, import_id=confirmed.pk)
    assert Membership.objects.count() == 3


def test_nothing_is_undone_once_people_are_recognised(
    confirmed: Import, clerk: User, chairman: User, draft: Dossier
) -> None:
    member_services.team_recognise(actor=chairman, team_id=draft.team_id, unproven_confirmed=True)
    with pytest.raises(WrongState, match="đã trình hoặc đã được công nhận"):
        services.undo(actor=clerk, import_id=confirmed.pk)
    assert Membership.objects.count() == 3


def test_nothing_is_undone_over_a_later_change(confirmed: Import, upload: Upload, clerk: User) -> None:
    later = upload([member(3, address="Nơi ở mới")])
    services.confirm(actor=clerk, import_id=later.pk)
    with pytest.raises(WrongState, match="dòng 6 đã được sửa sau khi nhập"):
        services.undo(actor=clerk, import_id=confirmed.pk)
    assert Membership.objects.count() == 3
    services.undo(actor=clerk, import_id=later.pk)
    services.undo(actor=clerk, import_id=confirmed.pk)
    assert not Membership.objects.exists()


def test_nothing_is_undone_once_somebody_was_removed(confirmed: Import, clerk: User) -> None:
    gone = Membership.objects.get(title="to_vien")
    member_services.member_remove(actor=clerk, membership_id=gone.pk)
    with pytest.raises(WrongState, match="dòng 6 đã được sửa"):
        services.undo(actor=clerk, import_id=confirmed.pk)
    assert Membership.objects.count() == 2


def test_a_removed_person_who_was_typed_again_is_not_the_lists(
    confirmed: Import, clerk: User, draft: Dossier
) -> None:
    gone = Membership.objects.get(title="to_vien")
    birth_date = gone.person.birth_date
    member_services.member_remove(actor=clerk, membership_id=gone.pk)
    member_services.member_add(
        actor=clerk,
        team_id=draft.team_id,
        full_name="Nguyễn Văn 3",
        birth_date=birth_date,
        gender="male",
        identity_number="098000000003",
        address="Thôn Háo Lễ",
        title="to_vien",
    )
    with pytest.raises(WrongState, match="dòng 6 đã được sửa"):
        services.undo(actor=clerk, import_id=confirmed.pk)


def test_nothing_is_undone_once_more_is_on_file_about_somebody(confirmed: Import, clerk: User) -> None:
    person = Person.objects.latest("pk")
    InsuranceEnrolment.objects.create(person=person, kind="bhyt", valid_from=START)
    with pytest.raises(WrongState, match="đã có dữ liệu khác"):
        services.undo(actor=clerk, import_id=confirmed.pk)
    assert Membership.objects.count() == 3


def test_a_preview_is_not_undone(upload: Upload, clerk: User) -> None:
    with pytest.raises(WrongState, match="chờ xác nhận"):
        services.undo(actor=clerk, import_id=upload(team_of_three()).pk)


def test_a_list_is_undone_once(confirmed: Import, clerk: User) -> None:
    services.undo(actor=clerk, import_id=confirmed.pk)
    with pytest.raises(WrongState, match="đã hoàn tác"):
        services.undo(actor=clerk, import_id=confirmed.pk)
