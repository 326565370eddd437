"""What a run would post, told before it is started; nothing is stored."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.db import InternalError
from django.test import Client

from accounts.errors import DomainError, NotAllowed
from accounts.models import User
from allowances import preview as preview_module
from allowances.models import Batch, LedgerLine
from allowances.preview import Preview, preview
from members.models import Membership
from teams.models import Team
from territory.models import Unit
from tests.allowances.closed import AUGUST, close, compute
from tests.allowances.conftest import JULY
from tests.conftest import MakeApi

TEAM_OF_FOUR, TO_TRUONG = 4_860_000, 1_440_000
BACK = (2 * TO_TRUONG * 16 + 31) // 62 - TO_TRUONG

pytestmark = pytest.mark.usefixtures("queued", "law")


def _counts() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def _preview(viewer: User, unit: Unit, month: date = JULY) -> Preview:
    return preview(viewer=viewer, unit=unit, month=month)


def test_it_tells_what_the_run_then_posts_and_stores_nothing(
    active_team: Team, province: Unit, province_police: User
) -> None:
    before = _counts()
    told = _preview(province_police, province)
    assert _counts() == before
    [batch] = compute(province_police, province, JULY)
    batch.refresh_from_db()
    assert (told.total.people, told.total.lines, told.total.total_vnd) == (
        batch.people,
        batch.line_count,
        batch.total_vnd,
    )
    assert list(told.refusals) == batch.refusals
    assert sum(told.total.sums) == told.total.own_vnd == TEAM_OF_FOUR


def test_corrections_of_closed_months_are_told_apart(
    active_team: Team, province: Unit, province_police: User
) -> None:
    close(province_police, province, JULY)
    Membership.objects.filter(team=active_team, title="to_truong").update(valid_from=date(2024, 7, 16))
    told = _preview(province_police, province, AUGUST).total
    assert (told.own_vnd, told.arrears_vnd, told.recoveries_vnd) == (TEAM_OF_FOUR, 0, BACK)


def test_what_is_computed_or_locked_gets_nothing(
    active_team: Team, province: Unit, province_police: User
) -> None:
    compute(province_police, province, JULY)
    told = _preview(province_police, province)
    assert (told.total.people, told.total.lines, told.rows[0].is_locked) == (4, 0, False)
    close(province_police, province, JULY)
    told = _preview(province_police, province)
    assert (told.total.lines, told.rows[0].is_locked) == (0, True)


def test_the_database_refuses_whatever_a_preview_would_write(
    active_team: Team, province: Unit, province_police: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def writes(_lists: object) -> dict[int, object]:
        Team.objects.update(name="Tên khác")
        return {}

    monkeypatch.setattr(preview_module, "settle", writes)
    with pytest.raises(InternalError, match="read-only transaction"):
        _preview(province_police, province)


def test_the_transaction_around_it_still_writes(
    active_team: Team, province: Unit, province_police: User
) -> None:
    _preview(province_police, province)
    assert Team.objects.update(name="Tên khác") == 1


def test_a_unit_without_anybody_pays_nobody_and_says_so(
    client: Client, commune: Unit, province: Unit, province_police: User
) -> None:
    assert _preview(province_police, province).is_empty
    client.force_login(province_police)
    html = client.get("/chi-tra/xem-truoc/", {"unit": province.key, "month": "07/2024"}).content.decode()
    assert "Đợt tính sẽ không chi cho ai." in html
    [batch] = compute(province_police, province, JULY)
    batch.refresh_from_db()
    assert (batch.people, batch.line_count, batch.total_vnd, LedgerLine.objects.count()) == (0, 0, 0, 0)
    assert "Chưa có dòng chi trả nào." in client.get(f"/chi-tra/xa/{batch.pk}/").content.decode()


def test_a_month_that_cannot_be_run_is_refused_in_words(
    active_team: Team, province: Unit, province_police: User
) -> None:
    with pytest.raises(DomainError, match="chưa có văn bản có hiệu lực tháng 06/2024"):
        _preview(province_police, province, date(2024, 6, 1))
    assert not Batch.objects.exists()


def test_a_unit_out_of_reach_is_refused(active_team: Team, commune: Unit, neighbour_clerk: User) -> None:
    with pytest.raises(NotAllowed):
        _preview(neighbour_clerk, commune)


def test_the_page_offers_the_start_to_who_may_start(
    client: Client, active_team: Team, province: Unit, province_police: User, clerk: User
) -> None:
    client.force_login(province_police)
    asked = {"unit": province.key, "month": "07/2024"}
    html = client.get("/chi-tra/xem-truoc/", asked).content.decode()
    assert "4 người, 4 dòng sẽ ghi, 4.860.000" in html
    assert "Tính hỗ trợ tháng 07/2024" in html
    client.force_login(clerk)
    assert client.get("/chi-tra/xem-truoc/", asked).status_code == 422
    own = client.get("/chi-tra/xem-truoc/", {"month": "07/2024"}).content.decode()
    assert "4 người, 4 dòng sẽ ghi" in own
    assert "Tính hỗ trợ tháng" not in own


def test_the_api_tells_the_same(active_team: Team, province: Unit, commune: Unit, make_api: MakeApi) -> None:
    api = make_api(commune, "ledger")
    answer = api.get(f"/api/v1/units/{commune.key}/month-preview/", {"month": "2024-07"}).json()
    assert answer["total"]["lines"] == 4
    assert answer["lists"][0]["amounts"] == [{"component": "ho_tro_hang_thang", "amount_vnd": TEAM_OF_FOUR}]
    refused = api.get(f"/api/v1/units/{commune.key}/month-preview/", {"month": "2024-06"})
    assert (refused.status_code, refused.json()["code"]) == (422, "no_law")
    assert api.get(f"/api/v1/units/{province.key}/month-preview/", {"month": "2024-07"}).status_code == 404
