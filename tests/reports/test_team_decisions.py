"""Decisions on a team that stands: changed, merged, dissolved; register, payload and paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from accounts.models import User
from members.models import Membership
from reports import services
from reports.models import Document
from reports.rendering import render_document
from teams import plans
from teams.models import Dossier, Team, TeamCoverage
from teams.services import dossier_examine, dossier_submit
from territory.models import Unit
from tests.conftest import START, MakePerson, MakeVillage

pytestmark = pytest.mark.django_db
DAY = date(2024, 7, 10)
Decide = Callable[[Dossier], Document]


@pytest.fixture
def decide(law: None, clerk: User, district_officer: User, chairman: User) -> Decide:
    def way(dossier: Dossier) -> Document:
        dossier_submit(actor=clerk, dossier_id=dossier.pk)
        dossier_examine(actor=district_officer, dossier_id=dossier.pk)
        return services.decision_issue(actor=chairman, dossier_id=dossier.pk)

    return way


def words(document: Document) -> str:
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(render_document(document))).pages)
    return " ".join(text.split())


def propose(
    kind: str, clerk: User, team: Team, commune: Unit, make_village: MakeVillage, make_person: MakePerson
) -> Dossier:
    common: dict[str, Any] = {"actor": clerk, "team_id": team.pk, "start_on": DAY, "reason": "Sáp nhập thôn."}
    if kind == "dissolve":
        return plans.dissolve_propose(**common)
    if kind == "change":
        asked = plans.Change("Tổ Háo Lễ mới", [], 4, "99/QĐ-UBND", date(2024, 7, 5))
        return plans.change_propose(**common, change=asked)
    other = Team.objects.create(commune=commune, name="Tổ Biểu Chánh", status="active", sort_key="b")
    village = make_village(commune, "Biểu Chánh")
    TeamCoverage.objects.create(team=other, village=village, valid_from=START)
    person = make_person(commune, "Đỗ Văn Em", birth_date=date(1980, 3, 4))
    Membership.objects.create(
        person=person, team=other, title="to_truong", status="recognised", valid_from=START
    )
    return plans.merge_propose(**common, others=[other.pk])


@pytest.mark.parametrize(
    ("kind", "title", "said"),
    [
        (
            "change",
            "Về việc điều chỉnh Tổ bảo vệ an ninh, trật tự thôn Háo Lễ",
            [
                "Tên gọi: Tổ Háo Lễ mới;",
                "Số lượng thành viên: 04 người, theo Quyết định số 99/QĐ-UBND ngày 05 tháng 7 năm 2024",
                "Căn cứ Quyết định số 99/QĐ-UBND ngày 05 tháng 7 năm 2024 của Ủy ban nhân dân tỉnh",
                "Như Điều 2;",
            ],
        ),
        (
            "merge",
            "Về việc sáp nhập tổ vào Tổ bảo vệ an ninh, trật tự thôn Háo Lễ",
            [
                "phụ trách địa bàn thôn Biểu Chánh, thôn Háo Lễ, kể từ ngày 10 tháng 7 năm 2024.",
                "1. Ông Đỗ Văn Em, sinh ngày 04/03/1980: Tổ viên.",
                "Như Điều 3;",
            ],
        ),
        (
            "dissolve",
            "Về việc giải thể Tổ bảo vệ an ninh, trật tự thôn Háo Lễ",
            [
                "kể từ ngày 10 tháng 7 năm 2024. Lý do: Sáp nhập thôn.",
                "thôi tham gia",
                "Trần Văn An, sinh ngày",
            ],
        ),
    ],
)
def test_the_paper_says_what_was_decided(
    kind: str,
    title: str,
    said: list[str],
    decide: Decide,
    clerk: User,
    active_team: Team,
    commune: Unit,
    make_village: MakeVillage,
    make_person: MakePerson,
) -> None:
    document = decide(propose(kind, clerk, active_team, commune, make_village, make_person))
    assert (document.title, document.number) == (title, 1)
    text = words(document)
    for sentence in said:
        assert sentence in text
    assert render_document(document) == render_document(Document.objects.get(pk=document.pk))
