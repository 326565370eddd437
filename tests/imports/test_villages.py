"""The year's facts of villages: brought in, corrected, taken back, and what they may not touch."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.errors import NotAllowed, WrongState
from accounts.models import User
from allowances import posting
from allowances import services as allowances_services
from imports import services, workbooks
from imports.models import Import
from imports.villages import Villages
from teams.models import Team
from territory.models import Unit, Village, VillageFacts
from tests.conftest import MakeVillage
from tests.imports.conftest import book, counts, faults

KIND = Villages()
NEW_YEAR = date(2025, 1, 1)


def count(village: str = "thôn Háo Lễ", **typed: Any) -> dict[str, Any]:
    """A row that is right but for what is said otherwise."""
    row = {
        "village": village,
        "valid_from": NEW_YEAR,
        "households": 430,
        "persons": 1700,
        "village_class": "Loại 2",
        "source": "Báo cáo 05/01/2025",
    }
    return row | typed


def send(actor: User, rows: list[dict[str, Any]]) -> Import:
    return services.upload(actor=actor, kind=KIND, content=book(rows, KIND), file_name="a.xlsx")


def written(actor: User, rows: list[dict[str, Any]]) -> Import:
    batch, done = services.confirm(actor=actor, import_id=send(actor, rows).pk)
    assert done
    return batch


def history(village: Village) -> list[tuple[date, date | None, int]]:
    return list(village.facts.order_by("valid_from").values_list("valid_from", "valid_to", "households"))


OLD = (date(2024, 1, 1), None, 412)


def test_new_facts_end_those_before_and_keep_them(clerk: User, village: Village) -> None:
    batch = written(clerk, [count()])
    assert counts(batch) == (1, 0, 0, 0)
    assert history(village) == [(date(2024, 1, 1), NEW_YEAR, 412), (NEW_YEAR, None, 430)]
    assert VillageFacts.objects.get(valid_from=NEW_YEAR).village_class == "loai_2"


def test_the_first_facts_of_a_village(clerk: User, commune: Unit, make_village: MakeVillage) -> None:
    village = make_village(commune, "Quảng Nghiệp", None)
    written(clerk, [count("Quảng Nghiệp", village_class="")])
    assert history(village) == [(NEW_YEAR, None, 430)]


def test_the_same_file_twice_changes_nothing(clerk: User, village: Village) -> None:
    written(clerk, [count()])
    assert counts(send(clerk, [count()])) == (0, 0, 1, 0)


def test_what_is_exported_comes_back_without_a_change(
    clerk: User, village: Village, commune: Unit, make_village: MakeVillage
) -> None:
    make_village(commune, "Hào Lễ", 99, village_class="loai_3")
    make_village(commune, "Chưa có số liệu", None)
    content = workbooks.export(clerk, KIND)
    batch = services.upload(actor=clerk, kind=KIND, content=content, file_name="a.xlsx")
    assert counts(batch) == (0, 0, 2, 0)


ALL = {
    "temporary_residents": "1.200",
    "area": "3,25 km²",
    "special": "Không",
    "hotspot": "Có",
    "hardship": "không",
    "merged": "CÓ",
}
STORED = {
    "temporary_residents": 1200,
    "area": 3_250_000,
    "special": False,
    "hotspot": True,
    "hardship": False,
    "merged": True,
}


def stated(village: Village) -> dict[str, Any]:
    newest = village.facts.latest("valid_from")
    return {name: getattr(newest, name) for name in STORED}


def test_a_list_holds_every_fact_of_a_village(clerk: User, village: Village) -> None:
    written(clerk, [count(**ALL)])
    assert stated(village) == STORED
    columns = {column.key for column in KIND.columns} - {"commune", "village", "valid_from"}
    fields = {field.name for field in VillageFacts._meta.fields} - {"id", "village", "valid_from", "valid_to"}
    assert columns == fields
    content = workbooks.export(clerk, KIND)
    batch = services.upload(actor=clerk, kind=KIND, content=content, file_name="a.xlsx")
    assert counts(batch) == (0, 0, 1, 0)


def test_an_empty_cell_keeps_what_was_stated_and_undoing_brings_it_back(
    clerk: User, village: Village
) -> None:
    written(clerk, [count(**ALL)])
    batch = written(clerk, [count(households=440, village_class="", hotspot="Không", area="")])
    assert counts(batch) == (0, 1, 0, 0)
    assert stated(village) == STORED | {"hotspot": False}
    assert village.facts.latest("valid_from").village_class == "loai_2"
    services.undo(actor=clerk, import_id=batch.pk)
    assert stated(village) == STORED
    assert village.facts.latest("valid_from").households == 430


def test_undoing_a_first_statement_leaves_it_unstated(clerk: User, village: Village) -> None:
    same_day: dict[str, Any] = {"valid_from": date(2024, 1, 1), "households": 412, "persons": 1648}
    batch = written(clerk, [count(**same_day, **ALL)])
    services.undo(actor=clerk, import_id=batch.pk)
    assert stated(village) == dict.fromkeys(STORED)
    assert village.facts.get().village_class == ""


def test_the_preview_of_new_facts_shows_what_they_replace(
    client: Client, clerk: User, village: Village
) -> None:
    client.force_login(clerk)
    html = client.get(f"/nhap-excel/{send(clerk, [count(hotspot='Có')]).pk}/").content.decode()
    assert '<del><span class="govuk-visually-hidden">Cũ: </span>412</del>' in html
    assert "Mới: </span>430</ins>" in html
    assert '<del><span class="govuk-visually-hidden">Cũ: </span>(trống)</del>' in html


def test_facts_of_the_same_first_day_are_corrected(clerk: User, village: Village) -> None:
    row = count(valid_from=date(2024, 1, 1), households=413, persons=1648, village_class="", source="Sửa lỗi")
    batch = written(clerk, [row])
    assert counts(batch) == (0, 1, 0, 0)
    assert history(village) == [(date(2024, 1, 1), None, 413)]
    services.undo(actor=clerk, import_id=batch.pk)
    assert history(village) == [OLD]
    assert village.facts.get().source == "UBND xã, 01/2024"


def test_what_a_list_added_is_gone_and_what_it_ended_runs_on(clerk: User, village: Village) -> None:
    batch = written(clerk, [count()])
    services.undo(actor=clerk, import_id=batch.pk)
    assert history(village) == [OLD]


def test_facts_that_had_ended_before_are_not_prolonged(clerk: User, village: Village) -> None:
    village.facts.update(valid_to=NEW_YEAR)
    batch = written(clerk, [count()])
    services.undo(actor=clerk, import_id=batch.pk)
    assert history(village) == [(date(2024, 1, 1), NEW_YEAR, 412)]


def test_nothing_is_undone_over_newer_facts(clerk: User, village: Village) -> None:
    batch = written(clerk, [count()])
    written(clerk, [count(valid_from=date(2026, 1, 1))])
    with pytest.raises(WrongState, match="dòng 4 đã được sửa"):
        services.undo(actor=clerk, import_id=batch.pk)


def test_nothing_is_undone_once_a_month_was_computed_from_it(
    law: None, clerk: User, active_team: Team, province: Unit, province_police: User
) -> None:
    batch = written(clerk, [count(valid_from=date(2024, 7, 1))])
    run = allowances_services.run_start(actor=province_police, unit=province, month=date(2024, 7, 1))
    for part in run.batches.all():
        posting.batch_compute(batch_id=part.pk)
    with pytest.raises(WrongState, match="đã tính chi trả sau khi nhập"):
        services.undo(actor=clerk, import_id=batch.pk)


@pytest.mark.parametrize(
    ("typed", "place", "sentence"),
    [
        ({"village": "thôn Không Có"}, "village", "ghép tên này"),
        ({"valid_from": date(2023, 1, 1)}, "valid_from", "Nhập ngày sau 01/01/2024"),
        ({"households": "bốn trăm"}, "households", "Nhập số nguyên"),
        ({"persons": -5}, "persons", "Nhập số từ 0"),
        ({"village_class": "Loại 9"}, "village_class", "Chọn một trong: Loại 1, Loại 2, Loại 3."),
        ({"area": "3,25"}, "area", "Nhập diện tích kèm đơn vị"),
        ({"hotspot": "có lẽ"}, "hotspot", "Chọn một trong: Có, Không."),
        ({"temporary_residents": "-1"}, "temporary_residents", "Nhập số"),
        ({"source": ""}, "source", "Nhập nguồn số liệu."),
        ({"commune": "Xã Phước Quang"}, "commune", "thuộc đơn vị đang làm việc"),
    ],
)
def test_a_wrong_cell_says_what_to_do(
    clerk: User, village: Village, neighbour_commune: Unit, typed: dict[str, Any], place: str, sentence: str
) -> None:
    (found,) = faults(send(clerk, [count(**typed)]))
    assert list(found) == [place]
    assert sentence in found[place]


def test_a_village_stands_once_in_a_file(clerk: User, village: Village) -> None:
    batch = send(clerk, [count(), count(valid_from=date(2025, 2, 1))])
    assert "đã có ở dòng 4" in faults(batch)[1]["valid_from"]


def test_a_district_brings_the_facts_of_its_communes(
    district_officer: User, village: Village, neighbour_commune: Unit, make_village: MakeVillage
) -> None:
    make_village(neighbour_commune, "Quảng Điền")
    rows = [count(commune="Xã Phước Hưng"), count("Quảng Điền", commune="Xã Phước Quang")]
    assert counts(written(district_officer, rows)) == (2, 0, 0, 0)


def test_a_chairman_brings_no_facts(chairman: User, village: Village) -> None:
    with pytest.raises(NotAllowed):
        send(chairman, [count()])
