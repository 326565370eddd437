"""Numbers of UBND tỉnh by decision: brought in, replaced, corrected, taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.errors import NotAllowed, WrongState
from accounts.models import User
from imports import services, workbooks
from imports.models import Import
from imports.quotas import Quotas
from teams.models import Quota, Team
from territory.models import Unit, Village
from tests.imports.conftest import book, counts, faults

KIND = Quotas()
JULY = date(2024, 7, 1)
JANUARY = date(2025, 1, 1)


def given(place: str = "thôn Háo Lễ", people: int = 3, **typed: Any) -> dict[str, Any]:
    """A row that is right but for what is said otherwise."""
    row = {
        "commune": "Xã Phước Hưng",
        "place": place,
        "people": people,
        "decision_number": "12/QĐ-UBND",
        "decided_on": date(2024, 6, 20),
        "valid_from": JULY,
    }
    return row | typed


def send(actor: User, rows: list[dict[str, Any]]) -> Import:
    return services.upload(actor=actor, kind=KIND, content=book(rows, KIND), file_name="a.xlsx")


def written(actor: User, rows: list[dict[str, Any]]) -> Import:
    batch, done = services.confirm(actor=actor, import_id=send(actor, rows).pk)
    assert done
    return batch


def history() -> list[tuple[int, str, date, date | None]]:
    rows = Quota.objects.order_by("village", "team", "valid_from")
    return list(rows.values_list("people", "decision_number", "valid_from", "valid_to"))


LATER: dict[str, Any] = {
    "decision_number": "1/QĐ-UBND",
    "decided_on": date(2024, 12, 20),
    "valid_from": JANUARY,
}


def test_a_decision_gives_to_villages_teams_and_communes(province_police: User, active_team: Team) -> None:
    rows = [given(), given(active_team.name, 4), given("", 30)]
    assert counts(written(province_police, rows)) == (3, 0, 0, 0)
    found = set(Quota.objects.values_list("village__name", "team__name", "people"))
    assert found == {("Háo Lễ", None, 3), (None, active_team.name, 4), (None, None, 30)}


def test_the_same_file_twice_changes_nothing(province_police: User, village: Village) -> None:
    written(province_police, [given()])
    assert counts(send(province_police, [given()])) == (0, 0, 1, 0)


def test_what_is_exported_comes_back_without_a_change(province_police: User, active_team: Team) -> None:
    written(province_police, [given(), given(active_team.name, 4), given("", 30)])
    content = workbooks.export(province_police, KIND)
    batch = services.upload(actor=province_police, kind=KIND, content=content, file_name="a.xlsx")
    assert counts(batch) == (0, 0, 3, 0)


def test_a_later_decision_ends_the_number_before(province_police: User, village: Village) -> None:
    written(province_police, [given()])
    batch = written(province_police, [given(people=5, **LATER)])
    assert counts(batch) == (0, 1, 0, 0)
    assert history() == [(3, "12/QĐ-UBND", JULY, JANUARY), (5, "1/QĐ-UBND", JANUARY, None)]
    services.undo(actor=province_police, import_id=batch.pk)
    assert history() == [(3, "12/QĐ-UBND", JULY, None)]


def test_a_correction_is_undone(province_police: User, village: Village) -> None:
    written(province_police, [given()])
    batch = written(province_police, [given(people=4)])
    assert history() == [(4, "12/QĐ-UBND", JULY, None)]
    services.undo(actor=province_police, import_id=batch.pk)
    assert history() == [(3, "12/QĐ-UBND", JULY, None)]


def test_what_a_list_gave_is_gone(province_police: User, village: Village) -> None:
    batch = written(province_police, [given()])
    services.undo(actor=province_police, import_id=batch.pk)
    assert history() == []


def test_nothing_is_undone_over_a_later_decision(province_police: User, village: Village) -> None:
    first = written(province_police, [given()])
    written(province_police, [given(people=5, **LATER)])
    with pytest.raises(WrongState, match="dòng 4 đã được sửa"):
        services.undo(actor=province_police, import_id=first.pk)


@pytest.mark.parametrize(
    ("typed", "place", "sentence"),
    [
        ({"valid_from": date(2024, 6, 30)}, "valid_from", "Nhập ngày từ 01/07/2024"),
        ({"place": "thôn Không Có"}, "place", "ghép tên này"),
        ({"commune": "Xã Xa Lạ"}, "commune", "thuộc đơn vị đang làm việc"),
        ({"commune": ""}, "commune", "Nhập xã, phường, thị trấn."),
        ({"people": 1001}, "people", "Nhập số từ 0 đến 1000."),
        ({"decision_number": ""}, "decision_number", "Nhập số quyết định."),
        ({"decided_on": ""}, "decided_on", "Nhập ngày quyết định."),
    ],
)
def test_a_wrong_cell_says_what_to_do(
    province_police: User,
    village: Village,
    neighbour_commune: Unit,
    typed: dict[str, Any],
    place: str,
    sentence: str,
) -> None:
    (found,) = faults(send(province_police, [given(**typed)]))
    assert list(found) == [place]
    assert sentence in found[place]


def test_an_earlier_day_than_what_is_on_file_is_told(province_police: User, village: Village) -> None:
    written(province_police, [given(**LATER)])
    assert "Nhập ngày sau 01/01/2025" in faults(send(province_police, [given()]))[0]["valid_from"]


def test_a_place_stands_once_in_a_file(province_police: User, village: Village) -> None:
    assert "ở dòng 4" in faults(send(province_police, [given(), given(people=4)]))[1]["place"]


def test_only_the_province_gives_numbers(clerk: User, village: Village) -> None:
    with pytest.raises(NotAllowed):
        send(clerk, [given()])
