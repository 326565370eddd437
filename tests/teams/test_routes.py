"""Who examines a dossier: the country's rule by day, a province's own, and what holds after a change."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.errors import DomainError, NotAllowed, WrongState
from accounts.models import User
from teams import routes, services
from teams.models import ApprovalRoute, Dossier, Examiner
from teams.routes import route_on, route_set
from teams.selectors import dossier_actions, state_words
from territory.models import Unit, Village
from tests.conftest import END_OF_DISTRICTS

START = date(2024, 7, 1)
SOURCE = "Quyết định số 15/2024/QĐ-UBND ngày 10/07/2024 của UBND tỉnh"
PAGE = "/ho-so/quy-trinh/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(clerk: User, village: Village) -> Dossier:
    return services.team_propose(actor=clerk, village_id=village.pk, name="", start_on=date(2024, 8, 1))


def own(actor: User, examiner: str = "province", day: date = START) -> ApprovalRoute | None:
    return route_set(actor=actor, examiner=examiner, valid_from=day, source=SOURCE)


def submit(actor: User, dossier: Dossier) -> Dossier:
    return services.dossier_submit(actor=actor, dossier_id=dossier.pk)


@pytest.mark.parametrize(
    ("day", "examiner"),
    [
        (START, Examiner.DISTRICT),
        (date(2025, 6, 30), Examiner.DISTRICT),
        (END_OF_DISTRICTS, Examiner.NOBODY),
        (date(2030, 1, 1), Examiner.NOBODY),
    ],
)
def test_the_district_examines_until_it_ends(day: date, examiner: str) -> None:
    found = route_on("52", day)
    assert found.examiner == examiner
    assert found.source
    assert found.province == ""


def test_a_province_of_its_own_route_leaves_others_to_the_country(province_police: User) -> None:
    own(province_police)
    assert (route_on("52", START).examiner, route_on("52", START).source) == (Examiner.PROVINCE, SOURCE)
    assert route_on("38", START).examiner == Examiner.DISTRICT


def test_the_province_examines_where_it_says_so(
    draft: Dossier, clerk: User, district_officer: User, province_police: User, chairman: User
) -> None:
    own(province_police)
    sent = submit(clerk, draft)
    assert (sent.route_source, state_words(sent)) == (SOURCE, "chờ Công an tỉnh thẩm định")
    assert dossier_actions(district_officer, sent) == dossier_actions(chairman, sent) == frozenset()
    assert dossier_actions(province_police, sent) == {"examine", "return"}
    with pytest.raises(NotAllowed):
        services.dossier_examine(actor=district_officer, dossier_id=sent.pk)
    with pytest.raises(WrongState):
        services.dossier_issue(actor=chairman, dossier_id=sent.pk, decision_code="X")
    services.dossier_examine(actor=province_police, dossier_id=sent.pk)
    issued = services.dossier_issue(actor=chairman, dossier_id=sent.pk, decision_code="X")
    assert issued.state == Dossier.State.ISSUED


def test_where_nobody_examines_the_chairman_has_the_next_step(
    draft: Dossier, clerk: User, district_officer: User, province_police: User, chairman: User
) -> None:
    own(province_police, "nobody")
    sent = submit(clerk, draft)
    assert dossier_actions(chairman, sent) == {"issue", "return"}
    for officer in (district_officer, province_police):
        with pytest.raises(NotAllowed):
            services.dossier_examine(actor=officer, dossier_id=sent.pk)


def test_the_route_of_the_day_of_submission_holds_to_the_decision(
    draft: Dossier, clerk: User, district_officer: User, province_police: User, chairman: User
) -> None:
    sent = submit(clerk, draft)
    own(province_police, "nobody")
    sent.refresh_from_db()
    assert dossier_actions(district_officer, sent) == {"examine", "return"}
    with pytest.raises(WrongState):
        services.dossier_issue(actor=chairman, dossier_id=sent.pk, decision_code="X")
    services.dossier_examine(actor=district_officer, dossier_id=sent.pk)
    services.dossier_issue(actor=chairman, dossier_id=sent.pk, decision_code="X")


def test_a_dossier_that_came_back_takes_the_route_of_its_next_day(
    draft: Dossier, clerk: User, district_officer: User, province_police: User
) -> None:
    sent = submit(clerk, draft)
    services.dossier_return(actor=district_officer, dossier_id=sent.pk, reason="Thiếu giấy")
    own(province_police)
    assert submit(clerk, draft).examiner == Examiner.PROVINCE


def test_what_a_district_examined_is_decided_after_the_district_has_ended(
    draft: Dossier, clerk: User, district_officer: User, chairman: User, commune: Unit, province: Unit
) -> None:
    services.dossier_examine(actor=district_officer, dossier_id=submit(clerk, draft).pk)
    Unit.objects.filter(pk=commune.pk).update(parent=province)
    draft.refresh_from_db()
    assert dossier_actions(chairman, draft) == {"issue", "return"}
    services.dossier_issue(actor=chairman, dossier_id=draft.pk, decision_code="X")


def test_a_route_ends_the_one_before_and_the_country_can_hold_again(province_police: User) -> None:
    own(province_police)
    own(province_police, "nobody", date(2024, 9, 1))
    assert own(province_police, "", date(2024, 10, 1)) is None
    spans = ApprovalRoute.objects.order_by("valid_from").values_list("examiner", "valid_from", "valid_to")
    assert list(spans) == [
        ("province", START, date(2024, 9, 1)),
        ("nobody", date(2024, 9, 1), date(2024, 10, 1)),
    ]
    assert route_on("52", date(2024, 10, 1)).examiner == Examiner.DISTRICT


def test_a_route_of_the_same_first_day_is_corrected(province_police: User) -> None:
    own(province_police)
    own(province_police, "nobody")
    assert [row.examiner for row in ApprovalRoute.objects.all()] == ["nobody"]


@pytest.mark.parametrize(
    ("examiner", "day", "sentence"),
    [
        ("province", date(2024, 6, 30), "01/07/2024"),
        ("district", END_OF_DISTRICTS, "không còn cấp huyện"),
        ("province", date(2024, 7, 31), "Nhập ngày từ 01/08/2024"),
        ("", date(2024, 8, 1), "Nhập ngày sau 01/08/2024"),
    ],
)
def test_a_wrong_route_is_refused(province_police: User, examiner: str, day: date, sentence: str) -> None:
    own(province_police, "nobody", date(2024, 8, 1))
    with pytest.raises(DomainError, match=sentence):
        own(province_police, examiner, day)


def test_there_is_nothing_to_end_under_the_country_s_rule(province_police: User) -> None:
    with pytest.raises(WrongState, match="quy trình chung"):
        own(province_police, "")


@pytest.mark.parametrize(
    "who", ["clerk", "chairman", "district_officer", "province_finance", "administrator"]
)
def test_only_the_province_s_police_lay_a_route_down(who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotAllowed):
        own(request.getfixturevalue(who))


def test_a_route_needs_its_source(province_police: User) -> None:
    with pytest.raises(DomainError, match="văn bản"):
        route_set(actor=province_police, examiner="nobody", valid_from=START, source=" ")


def test_the_database_refuses_two_routes_of_a_day_and_one_without_source(
    province_police: User, province: Unit
) -> None:
    own(province_police)
    for source in (SOURCE, ""):
        day = START if source else date(2020, 1, 1)
        row = ApprovalRoute(province=province, examiner="nobody", source=source, valid_from=day)
        row.valid_to, row.entered_by = (None if source else START), province_police
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_the_database_refuses_a_submitted_dossier_without_route(draft: Dossier, clerk: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.filter(pk=draft.pk).update(state="submitted", submitted_by=clerk)


def test_the_page_says_what_holds_and_takes_the_province_s_own(
    client: Client, province_police: User, clerk: User
) -> None:
    client.force_login(clerk)
    html = client.get(PAGE).content.decode()
    assert "cấp huyện thẩm định, Chủ tịch UBND cấp xã quyết định" in html
    assert "Ghi quy trình" not in html
    client.force_login(province_police)
    typed = {"examiner": "province", "valid_from": "01/07/2024", "source": SOURCE}
    html = client.post(PAGE, typed, follow=True).content.decode()
    assert "Đã ghi quy trình từ ngày 01/07/2024" in html
    assert "Công an tỉnh thẩm định, Chủ tịch UBND cấp xã quyết định" in html
    assert SOURCE in html
    assert client.post(PAGE, typed | {"source": ""}).status_code == 422
    client.post(PAGE, {"examiner": "chung", "valid_from": "18/07/2024", "source": "QĐ 16"})
    assert routes.route_on("52", date(2024, 7, 18)).examiner == Examiner.DISTRICT
