"""A list of members: what it would do, what it does, and what comes back."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.errors import DomainError, NotAllowed, WrongState
from accounts.models import Trail, User
from accounts.roles import Role
from imports import services, workbooks
from imports.models import Import, ImportRow
from members import bulk, identity
from members import services as member_services
from members.models import Membership, Person
from spreadsheets.form import LIST_SHEET
from spreadsheets.reading import read_rows
from teams import services as team_services
from teams.models import Dossier, Team
from territory.models import Unit
from tests.conftest import MakeUser
from tests.imports.conftest import KIND, START, Upload, book, counts, faults, member, team_of_three


def test_a_preview_writes_nothing(upload: Upload) -> None:
    batch = upload(team_of_three())
    assert counts(batch) == (3, 0, 0, 0)
    assert not Person.objects.exists()
    assert not Membership.objects.exists()


def test_a_confirmed_list_is_proposed_by_who_confirmed(confirmed: Import, clerk: User) -> None:
    rows = Membership.objects.order_by("pk")
    assert {(row.status, row.valid_from, row.entered_by_id) for row in rows} == {
        ("proposed", START, clerk.pk)
    }
    assert [row.title for row in rows] == ["to_truong", "to_pho", "to_vien"]
    assert [row.person.gender for row in rows] == ["male", "female", "male"]
    assert identity.decrypted(rows[0].person.identity_cipher) == "098000000001"


def test_the_team_of_a_list_goes_its_way_like_one_that_was_typed(
    law: None, confirmed: Import, clerk: User, draft: Dossier
) -> None:
    dossier = member_services.dossier_submit(actor=clerk, dossier_id=draft.pk)
    assert dossier.state == Dossier.State.SUBMITTED


def test_who_entered_people_by_a_list_may_not_judge_their_dossier(
    law: None, upload: Upload, clerk: User, district_officer: User, draft: Dossier
) -> None:
    batch = upload(team_of_three(), actor=district_officer)
    services.confirm(actor=district_officer, import_id=batch.pk)
    member_services.dossier_submit(actor=clerk, dossier_id=draft.pk)
    with pytest.raises(DomainError, match="người lập hồ sơ không được duyệt"):
        team_services.dossier_examine(actor=district_officer, dossier_id=draft.pk)


def test_the_same_file_twice_changes_nothing(confirmed: Import, upload: Upload, clerk: User) -> None:
    again = upload(team_of_three())
    assert counts(again) == (0, 0, 3, 0)
    with pytest.raises(WrongState, match="Không có gì để ghi"):
        services.confirm(actor=clerk, import_id=again.pk)


def test_what_is_exported_comes_back_without_a_change(confirmed: Import, clerk: User) -> None:
    content = workbooks.export(clerk, KIND)
    batch = services.upload(actor=clerk, kind=KIND, content=content, file_name="xuat.xlsx")
    assert counts(batch) == (0, 0, 3, 0)


def test_an_active_team_comes_back_without_a_change(active_team: Team, clerk: User) -> None:
    content = workbooks.export(clerk, KIND)
    batch = services.upload(actor=clerk, kind=KIND, content=content, file_name="xuat.xlsx")
    assert counts(batch) == (0, 0, 4, 0)


def test_an_export_shows_no_identity_number(confirmed: Import, clerk: User) -> None:
    rows = read_rows(workbooks.export(clerk, KIND), "a.xlsx", sheet=LIST_SHEET)
    numbers = [row[6] for row in rows[4:]]
    assert sorted(map(str, numbers)) == ["•••••••••001", "•••••••••002", "•••••••••003"]


def test_good_rows_go_in_while_wrong_ones_come_back(upload: Upload, clerk: User) -> None:
    batch = upload([*team_of_three(), member(4, birth_date="31/02/1990"), member(5, title="Trưởng")])
    assert counts(batch) == (3, 0, 0, 2)
    services.confirm(actor=clerk, import_id=batch.pk)
    assert Membership.objects.count() == 3
    content = workbooks.wrong_rows(clerk, batch, KIND)
    with ZipFile(BytesIO(content)) as archive:
        notes = archive.read("xl/comments1.xml").decode()
    assert 'ref="E5"' in notes
    assert 'ref="I6"' in notes
    assert notes.count("<comment ") == 2
    assert "Nhập ngày theo dạng 01/07/2024." in notes
    assert "(Dòng 7 của tệp đã tải lên.)" in notes
    rows = read_rows(content, "a.xlsx", sheet=LIST_SHEET)[4:]
    assert [(row[3], row[4], row[8]) for row in rows] == [
        ("Nguyễn Văn 4", "31/02/1990", "Tổ viên"),
        ("Nguyễn Văn 5", date(1990, 5, 17), "Trưởng"),
    ]


def test_wrong_rows_that_were_mended_go_in(upload: Upload, clerk: User) -> None:
    batch = upload([*team_of_three(), member(4, birth_date="31/02/1990")])
    services.confirm(actor=clerk, import_id=batch.pk)
    mended = upload([member(4)])
    services.confirm(actor=clerk, import_id=mended.pk)
    assert Membership.objects.count() == 4


@pytest.mark.parametrize(
    ("typed", "place", "sentence"),
    [
        ({"full_name": ""}, "full_name", "Nhập họ và tên."),
        ({"full_name": "x" * 101}, "full_name", "Rút ngắn còn tối đa 100 ký tự."),
        ({"title": ""}, "title", "Chọn chức danh."),
        ({"gender": "khác"}, "gender", "Chọn một trong: Nam, Nữ."),
        ({"identity_number": 98000000001.0}, "identity_number", "Excel đã đổi thành số và bỏ số 0 ở đầu"),
        ({"identity_number": "•••••••••001"}, "identity_number", "Nhập số định danh gồm 12 chữ số."),
        ({"team": "Tổ không có"}, "team", "Chọn tổ có trong danh sách"),
        ({"commune": "Xã Phước Quang"}, "commune", "Chọn xã, phường, thị trấn thuộc đơn vị đang làm việc."),
        ({"birth_date": date(2010, 1, 1)}, "birth_date", "Điều 13"),
        ({"code": 999}, "code", "Xóa mã này"),
        ({"code": "một"}, "code", "Nhập số nguyên"),
    ],
)
def test_a_wrong_cell_says_what_to_do(
    upload: Upload, neighbour_commune: Unit, typed: dict[str, Any], place: str, sentence: str
) -> None:
    batch = upload([member(1, **typed)])
    assert counts(batch) == (0, 0, 0, 1)
    (found,) = faults(batch)
    assert list(found) == [place]
    assert sentence in found[place]


def test_every_wrong_cell_of_a_row_is_told(upload: Upload) -> None:
    batch = upload([member(1, birth_date="mai", title="?", identity_number="12", address="")])
    assert set(faults(batch)[0]) == {"birth_date", "title", "identity_number", "address"}


@pytest.mark.parametrize(
    ("first", "second", "place"),
    [
        pytest.param(
            {}, {"identity_number": "098000000001", "full_name": "Khác"}, "identity_number", id="number"
        ),
        pytest.param({"title": "Tổ trưởng"}, {"title": "Tổ trưởng"}, "title", id="two heads"),
        pytest.param({"title": "Tổ phó"}, {"title": "Tổ phó"}, "title", id="two deputies"),
    ],
)
def test_a_row_that_another_row_excludes_names_it(
    upload: Upload, first: dict[str, Any], second: dict[str, Any], place: str
) -> None:
    batch = upload([member(1, **first), member(2, **second)])
    assert counts(batch) == (1, 0, 0, 1)
    assert "dòng 4" in faults(batch)[1][place]


REFUSED_ON_THE_PAGE = [
    pytest.param({"birth_date": date(2010, 1, 1)}, id="too young"),
    pytest.param({"identity_number": "097000000001"}, id="known in another commune"),
    pytest.param({"identity_number": "096000000001"}, id="another name for the number"),
    pytest.param({"identity_number": "095000000001", "full_name": "Trần Văn An"}, id="serves elsewhere"),
    pytest.param({"title": "to_truong"}, id="a second head"),
    pytest.param({"title": "to_pho"}, id="a second deputy"),
]


@pytest.mark.parametrize("typed", REFUSED_ON_THE_PAGE)
def test_a_list_refuses_with_the_sentence_of_the_page(
    upload: Upload,
    clerk: User,
    draft: Dossier,
    active_team: Team,
    neighbour_commune: Unit,
    make_person: Any,
    typed: dict[str, Any],
) -> None:
    make_person(neighbour_commune, "Nguyễn Văn 9", identity_number="097000000001")
    make_person(draft.commune, "Lê Thị Khác", identity_number="096000000001")
    serving = make_person(draft.commune, "Trần Văn An", identity_number="095000000001")
    Membership.objects.filter(person__full_name="Võ Thị Dung").update(person=serving)
    for title, number in (("to_truong", 1), ("to_pho", 2)):
        entry = page_entry(clerk, draft, number) | {"title": title}
        member_services.member_add(**entry)
    entry = page_entry(clerk, draft, 9) | typed
    with pytest.raises(DomainError) as refused:
        member_services.member_add(**entry)
    words = {label.value: label.label for label in Membership.Title}
    row = member(9, **(typed | {"title": words[str(entry["title"])]}))
    batch = upload([row])
    assert faults(batch) == [{refused.value.field: refused.value.message}]


def page_entry(actor: User, draft: Dossier, number: int) -> dict[str, Any]:
    return {
        "actor": actor,
        "team_id": draft.team_id,
        "full_name": f"Nguyễn Văn {number}",
        "birth_date": date(1990, 5, 17),
        "gender": "male",
        "identity_number": f"098{number:09d}",
        "address": "Thôn Háo Lễ",
        "title": "to_vien",
    }


def test_a_team_whose_dossier_is_on_its_way_takes_nobody(
    law: None, confirmed: Import, upload: Upload, clerk: User, draft: Dossier
) -> None:
    member_services.dossier_submit(actor=clerk, dossier_id=draft.pk)
    batch = upload([member(4), member(3, address="Nơi khác")])
    assert all("Chỉ sửa danh sách khi hồ sơ đang lập" in found["team"] for found in faults(batch))


def test_a_team_without_a_dossier_takes_nobody(upload: Upload, active_team: Team) -> None:
    batch = upload([member(4, team=active_team.name, commune="Xã Phước Hưng")])
    assert "Lập hồ sơ trước" in faults(batch)[0]["team"]


def test_a_changed_cell_shows_old_and_new(confirmed: Import, upload: Upload, clerk: User) -> None:
    rows = team_of_three()
    rows[2] |= {"address": "Thôn Quảng Nghiệp", "full_name": "Nguyễn Vân 3", "valid_from": "02/08/2024"}
    batch = upload(rows)
    assert counts(batch) == (0, 1, 2, 0)
    (row,) = batch.rows.filter(state=ImportRow.State.CHANGED)
    assert row.content["changes"] == [
        ["full_name", "Nguyễn Văn 3", "Nguyễn Vân 3"],
        ["address", "Thôn Háo Lễ", "Thôn Quảng Nghiệp"],
        ["valid_from", {"day": "2024-08-01"}, {"day": "2024-08-02"}],
    ]
    services.confirm(actor=clerk, import_id=batch.pk)
    changed = Membership.objects.select_related("person").get(title="to_vien")
    assert (changed.person.full_name, changed.person.address) == ("Nguyễn Vân 3", "Thôn Quảng Nghiệp")
    assert changed.valid_from == date(2024, 8, 2)
    assert upload(rows).same_count == 3


def test_the_trail_names_the_import(confirmed: Import, clerk: User) -> None:
    added = Trail.objects.filter(table="members_membership", action="insert")
    assert {row.reason for row in added} == {f"Nhập thành viên từ Excel, lần {confirmed.pk}"}
    services.undo(actor=clerk, import_id=confirmed.pk)
    gone = Trail.objects.filter(table="members_person", action="delete")
    assert {row.reason for row in gone} == {f"Hoàn tác nhập thành viên từ Excel, lần {confirmed.pk}"}


def test_the_trail_tells_what_was_taken_out(confirmed: Import, clerk: User) -> None:
    workbooks.export(clerk, KIND)
    workbooks.wrong_rows(clerk, confirmed, KIND)
    found = Trail.objects.filter(action="read", actor=clerk).order_by("pk")
    assert [row.reason for row in found] == [
        "Xuất danh sách thành viên ra Excel",
        f"Tải các dòng sai của lần nhập {confirmed.pk}",
    ]


def test_head_and_deputy_change_places(confirmed: Import, upload: Upload, clerk: User) -> None:
    rows = team_of_three()
    rows[0]["title"], rows[1]["title"] = rows[1]["title"], rows[0]["title"]
    batch = upload(rows)
    assert counts(batch) == (0, 2, 1, 0)
    services.confirm(actor=clerk, import_id=batch.pk)
    assert upload(rows).same_count == 3


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"title": "Tổ phó"}, "title"),
        ({"valid_from": "02/07/2024"}, "valid_from"),
        ({"gender": "Nữ"}, "gender"),
    ],
)
def test_what_a_decision_holds_is_not_changed_by_a_list(
    active_team: Team, clerk: User, typed: dict[str, Any], place: str
) -> None:
    row = Membership.objects.select_related("person").get(team=active_team, person__full_name="Võ Thị Dung")
    listed = exported(row) | typed
    batch = services.upload(actor=clerk, kind=KIND, content=book([listed]), file_name="a.xlsx")
    assert list(faults(batch)[0]) == [place]
    assert "Giữ nguyên" in faults(batch)[0][place]


def test_the_address_of_a_recognised_member_is_corrected(active_team: Team, clerk: User) -> None:
    row = Membership.objects.select_related("person").get(team=active_team, person__full_name="Võ Thị Dung")
    content = book([exported(row) | {"address": "Nơi ở mới"}])
    batch = services.upload(actor=clerk, kind=KIND, content=content, file_name="a.xlsx")
    services.confirm(actor=clerk, import_id=batch.pk)
    row.person.refresh_from_db()
    assert row.person.address == "Nơi ở mới"


def exported(row: Membership) -> dict[str, Any]:
    person = row.person
    return {
        "code": row.pk,
        "team": row.team.name,
        "full_name": person.full_name,
        "birth_date": person.birth_date,
        "gender": "Nam",
        "identity_number": person.masked_identity,
        "address": person.address,
        "title": row.get_title_display(),
        "valid_from": row.valid_from,
    }


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"identity_number": "•••••••••999"}, "identity_number"),
        ({"identity_number": "098000000999"}, "identity_number"),
        ({"full_name": "Người Khác"}, "identity_number"),
        ({"birth_date": date(1991, 1, 1)}, "identity_number"),
    ],
)
def test_columns_that_were_sorted_apart_are_found(
    active_team: Team, clerk: User, typed: dict[str, Any], place: str
) -> None:
    row = Membership.objects.select_related("person").first()
    assert row is not None
    batch = services.upload(actor=clerk, kind=KIND, content=book([exported(row) | typed]), file_name="a.xlsx")
    assert list(faults(batch)[0]) == [place]


def test_a_code_of_another_commune_is_no_code(
    active_team: Team, neighbour_clerk: User, make_village: Any, neighbour_commune: Unit
) -> None:
    village = make_village(neighbour_commune, "Quảng Điền")
    team_services.team_propose(actor=neighbour_clerk, village_id=village.pk, name="Tổ A", start_on=START)
    row = Membership.objects.select_related("person").first()
    assert row is not None
    content = book([exported(row) | {"team": "Tổ A"}])
    batch = services.upload(actor=neighbour_clerk, kind=KIND, content=content, file_name="a.xlsx")
    assert list(faults(batch)[0]) == ["code"]


def test_names_that_are_not_known_are_chosen_once(upload: Upload, clerk: User, draft: Dossier) -> None:
    rows = [row | {"team": "To BV Q.Nghiep"} for row in team_of_three()]
    batch = upload([*rows, member(4, team="Tổ khác hẳn")])
    assert counts(batch) == (0, 0, 0, 4)
    unknown = {row.content["unknown"][1]: row.content["unknown"][0] for row in batch.rows.all()}
    batch = services.names_choose(
        actor=clerk, import_id=batch.pk, chosen={unknown["To BV Q.Nghiep"]: draft.team_id}
    )
    assert counts(batch) == (3, 0, 0, 1)
    services.confirm(actor=clerk, import_id=batch.pk)
    assert Membership.objects.filter(team=draft.team_id).count() == 3


@pytest.mark.parametrize(
    "name", ["Tổ bảo vệ ANTT thôn Quảng Nghiệp", "tổ thôn QUẢNG NGHIỆP", "To thon Quang Nghiep"]
)
def test_usual_spellings_of_a_team_need_no_choice(upload: Upload, name: str) -> None:
    assert upload([member(1, team=name)]).new_count == 1


def test_names_that_differ_by_a_mark_alone_are_told_apart(
    upload: Upload, clerk: User, commune: Unit, make_village: Any
) -> None:
    for name in ("Phú Mỹ", "Phú Mỵ"):
        village = make_village(commune, name)
        team_services.team_propose(actor=clerk, village_id=village.pk, name=f"Tổ {name}", start_on=START)
    batch = upload([member(1, team="Tổ Phú Mỹ"), member(2, team="TỔ PHÚ MỴ"), member(3, team="To Phu My")])
    assert counts(batch) == (2, 0, 0, 1)
    services.confirm(actor=clerk, import_id=batch.pk)
    found = {row.team.name for row in Membership.objects.select_related("team")}
    assert found == {"Tổ Phú Mỹ", "Tổ Phú Mỵ"}


def test_a_name_cannot_stand_for_a_team_beyond_the_reach(
    upload: Upload, clerk: User, neighbour_commune: Unit
) -> None:
    beyond = Team.objects.create(commune=neighbour_commune, name="Tổ bên kia", sort_key="x")
    batch = upload([member(1, team="Tổ lạ")])
    with pytest.raises(NotAllowed, match="Chọn tên trong danh sách"):
        services.names_choose(actor=clerk, import_id=batch.pk, chosen={"x": beyond.pk})


def test_a_district_names_the_commune_of_each_row(
    upload: Upload, district_officer: User, neighbour_commune: Unit, make_village: Any, neighbour_clerk: User
) -> None:
    village = make_village(neighbour_commune, "Quảng Điền")
    team_services.team_propose(actor=neighbour_clerk, village_id=village.pk, name="Tổ A", start_on=START)
    rows = [
        member(1, commune="Xã Phước Hưng"),
        member(2, commune="xã phước quang", team="Tổ A"),
        member(3),
        member(4, commune="Xã Xa Lạ"),
    ]
    batch = upload(rows, actor=district_officer)
    assert counts(batch) == (2, 0, 0, 2)
    assert [list(found) for found in faults(batch)] == [[], [], ["commune"], ["commune"]]


def test_a_list_is_read_and_written_in_as_many_statements_whatever_its_length(
    upload: Upload, clerk: User, commune: Unit, make_village: Any
) -> None:
    for number in range(1, 13):
        village = make_village(commune, f"Số {number}")
        team_services.team_propose(actor=clerk, village_id=village.pk, name=f"Tổ {number}", start_on=START)
    spent = []
    for first, length, teams in ((1, 5, 1), (100, 60, 12)):
        with CaptureQueriesContext(connection) as queries:
            numbers = range(first, first + length)
            batch = upload([member(number, team=f"Tổ {number % teams + 1}") for number in numbers])
            services.confirm(actor=clerk, import_id=batch.pk)
        spent.append(len(queries))
    assert spent[0] == spent[1]


def test_what_was_seen_is_what_is_written(upload: Upload, clerk: User, draft: Dossier) -> None:
    batch = upload(team_of_three())
    member_services.member_add(**(page_entry(clerk, draft, 50) | {"title": "to_truong"}))
    batch, written = services.confirm(actor=clerk, import_id=batch.pk)
    assert not written
    assert counts(batch) == (2, 0, 0, 1)
    assert Membership.objects.count() == 1
    batch, written = services.confirm(actor=clerk, import_id=batch.pk)
    assert written
    assert Membership.objects.count() == 3


def test_a_list_is_confirmed_once(confirmed: Import, clerk: User) -> None:
    with pytest.raises(WrongState, match="đã ghi"):
        services.confirm(actor=clerk, import_id=confirmed.pk)


def test_a_dropped_list_keeps_nothing(upload: Upload, clerk: User) -> None:
    batch = services.drop(actor=clerk, import_id=upload(team_of_three()).pk)
    assert not batch.rows.exists()
    with pytest.raises(WrongState, match="đã bỏ"):
        services.confirm(actor=clerk, import_id=batch.pk)


def test_another_units_list_is_not_there(
    upload: Upload, district_officer: User, neighbour_clerk: User
) -> None:
    batch = upload(team_of_three())
    for actor in (district_officer, neighbour_clerk):
        with pytest.raises(NotAllowed):
            services.confirm(actor=actor, import_id=batch.pk)


@pytest.mark.parametrize("role", [Role.COMMUNE_CHAIRMAN])
def test_who_enters_no_members_brings_no_list(
    upload: Upload, make_user: MakeUser, commune: Unit, role: str
) -> None:
    with pytest.raises(NotAllowed):
        upload(team_of_three(), actor=make_user(role, commune))


def test_who_enters_no_members_has_no_list_judged(chairman: User) -> None:
    with pytest.raises(NotAllowed):
        bulk.judge(chairman, [])


@pytest.mark.parametrize("who", ["neighbour_clerk", "clerk"])
def test_an_entry_for_a_team_out_of_reach_is_wrong_at_its_team(
    request: pytest.FixtureRequest, draft: Dossier, who: str
) -> None:
    """A list holds keys of teams: a made-up key leads into no other commune's team."""
    entry = bulk.Entry(
        row=2,
        team_id=draft.team_id,
        full_name="Nguyễn Văn Thử",
        birth_date=date(1990, 5, 17),
        gender="male",
        identity_number="999000000777",
        address="Thôn Quảng Nghiệp",
        title="to_vien",
    )
    (verdict,) = bulk.judge(request.getfixturevalue(who), [entry])
    expected = {} if who == "clerk" else {"team": "Chọn tổ thuộc đơn vị đang làm việc."}
    assert verdict.faults == expected
    assert verdict.is_new is (who == "clerk")


@pytest.mark.usefixtures("draft")
def test_a_file_that_is_refused_leaves_nothing(clerk: User) -> None:
    for content, sentence in ((b"%PDF", "Chọn tệp Excel"), (book([]), "Điền ít nhất một dòng")):
        with pytest.raises(DomainError, match=sentence) as refused:
            services.upload(actor=clerk, kind=KIND, content=content, file_name="a.xlsx")
        assert refused.value.field == "file"
    assert not Import.objects.exists()
