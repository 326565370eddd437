"""The pages of a change: prepare, preview, confirm by another person, answer for villages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from mergers.models import UnitChange, VillageChoice
from teams.models import Team
from territory.models import Unit, Village
from tests.conftest import MakeUser
from tests.mergers.conftest import Change


@pytest.fixture(autouse=True)
def _on_the_day(settings: Any) -> None:
    settings.PORTAL_TODAY = "2025-07-01"


@pytest.fixture
def police(client: Client, province_police: User) -> Client:
    client.force_login(province_police)
    return client


@pytest.fixture
def second(make_user: MakeUser, province: Unit) -> Client:
    found = Client()
    found.force_login(make_user(Role.PROVINCE_POLICE, province))
    return found


def prepared(police: Client) -> UnitChange:
    police.post("/sap-xep/danh-muc/")
    return UnitChange.objects.get()


def test_the_official_change_is_prepared_once(change: Change, police: Client) -> None:
    assert "Lập theo danh mục chính thức" in police.get("/sap-xep/").text
    assert prepared(police).province == change.province
    assert "Lập theo danh mục chính thức" not in police.get("/sap-xep/").text


def test_the_preview_writes_nothing(
    change: Change, police: Client, active_team: Team, village: Village
) -> None:
    page = police.get(f"/sap-xep/{prepared(police).pk}/").text
    assert "Sẽ chuyển 1 thôn, khu phố, 1 tổ, 4 hồ sơ người" in page
    assert "Xã Phước Quang" in page
    assert village.placements.get().valid_to is None


def test_who_prepared_cannot_confirm(change: Change, police: Client, village: Village) -> None:
    found = prepared(police)
    answer = police.post(f"/sap-xep/{found.pk}/ap-dung/")
    assert answer.status_code == 422
    assert "người lập không được tự xác nhận" in answer.text
    assert village.placements.count() == 1


def test_another_person_confirms(change: Change, police: Client, second: Client, village: Village) -> None:
    found = prepared(police)
    answer = second.post(f"/sap-xep/{found.pk}/ap-dung/", follow=True)
    assert "Đã áp dụng" in answer.text
    village.refresh_from_db()
    assert village.commune == change.east


def test_a_change_cannot_be_confirmed_before_its_day(
    change: Change, police: Client, second: Client, settings: Any
) -> None:
    settings.PORTAL_TODAY = "2025-06-30"
    answer = second.post(f"/sap-xep/{prepared(police).pk}/ap-dung/")
    assert answer.status_code == 422
    assert "Áp dụng từ ngày 01/07/2025" in answer.text


def test_the_clerk_answers_for_his_villages(
    change: Change, divided_team: Team, neighbour_commune: Unit, neighbour_clerk: User, client: Client
) -> None:
    client.force_login(neighbour_clerk)
    address = f"/sap-xep/xa/{neighbour_commune.key}/"
    village = neighbour_commune.villages.get()
    assert client.get(address).text.count("selected>Chưa") == 2
    answer = client.post(address, {f"village_{village.pk}": change.west.pk, "keeper": ""})
    assert answer.status_code == 302
    assert VillageChoice.objects.get().commune == change.west


def test_a_later_change_makes_its_units_and_merges_its_villages(
    change: Change,
    active_team: Team,
    commune: Unit,
    police: Client,
    second: Client,
    make_village: Any,
    settings: Any,
) -> None:
    """A year later Tuy Phước Đông gets another name, and two of its thôn become one."""
    make_village(commune, "Quảng Nghiệp")
    found = prepared(police)
    second.post(f"/sap-xep/{found.pk}/ap-dung/")
    settings.PORTAL_TODAY = "2026-07-01"
    typed = {"document": "12/NQ-HĐND", "issued_on": "01/06/2026", "day": "01/07/2026"}
    police.post("/sap-xep/moi/", typed)
    later = UnitChange.objects.get(document="12/NQ-HĐND")
    unit = {"kind": "xa", "name": "Tuy Phước Biển", "code": "21999", "whole": "21970", "part": ""}
    assert police.post(f"/sap-xep/{later.pk}/xa-moi/", unit).status_code == 302
    keys = [village.pk for village in Village.objects.filter(commune=change.east)]
    merged = {"villages": keys, "kind": "thon", "name": "Háo Nghiệp", "code": "T99"}
    address = f"/sap-xep/{later.pk}/thon/?xa={change.east.key}"
    assert police.post(address, merged).status_code == 302
    second.post(f"/sap-xep/{later.pk}/ap-dung/")
    village = Village.objects.get(code="T99")
    assert village.commune.name == "Xã Tuy Phước Biển"
    assert village.coverages.get().team == active_team
    assert village.facts.get().households == 824
    assert village.placements.get().commune == village.commune


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"whole": "99999"}, "Kiểm tra mã 99999", id="a code nobody has"),
        pytest.param({"whole": "", "part": ""}, "Chọn ít nhất một xã", id="made of nothing"),
        pytest.param({"code": "1"}, "Nhập mã gồm 5 chữ số", id="no code"),
    ],
)
def test_a_new_unit_is_refused_in_words(
    change: Change, province: Unit, commune: Unit, police: Client, typed: dict[str, str], said: str
) -> None:
    police.post("/sap-xep/moi/", {"document": "1", "issued_on": "01/06/2025", "day": "01/07/2025"})
    found = UnitChange.objects.get()
    unit = {"kind": "xa", "name": "Mới", "code": "21999", "whole": "", "part": ""} | typed
    answer = police.post(f"/sap-xep/{found.pk}/xa-moi/", unit)
    assert answer.status_code == 422
    assert said in answer.text


def test_only_the_preparer_edits_and_withdraws(change: Change, police: Client, second: Client) -> None:
    found = prepared(police)
    assert second.post(f"/sap-xep/{found.pk}/rut/").status_code == 422
    assert police.post(f"/sap-xep/{found.pk}/rut/").status_code == 302
    assert UnitChange.objects.get().state == "withdrawn"
