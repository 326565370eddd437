"""The page and the command that cost a draft: what they show, to whom, and what they refuse."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import RIGHTS, Role
from allowances.models import LedgerLine
from members.models import Membership
from regulations.models import LawVersion
from teams.models import Team
from territory.models import Unit, VillageFacts
from tests.allowances.drafts import draft_text

LEADER_MORE = ("vnd: 1440000", "vnd: 1800000")
BIGGER = ("at_most: 4", "at_most: 6")
MARK = "Dự thảo – không phải số chi trả"


@pytest.fixture
def draft(law: None, province: Unit) -> LawVersion:
    """A draft with more for the leader and bigger teams, from 2026 on."""
    return keep_draft(
        province, draft_text(LEADER_MORE, BIGGER, ("valid_from: 2024-07-01", "valid_from: 2026-01-01"))
    )


def keep_draft(territory: Unit, text: str) -> LawVersion:
    return LawVersion.objects.create(
        document_id="du-thao",
        title="Dự thảo sửa đổi mức hỗ trợ",
        territory=territory,
        status=LawVersion.Status.DRAFT,
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        valid_from=date(2026, 1, 1),
    )


def asked(draft: LawVersion, **more: str) -> dict[str, str]:
    return {"draft": str(draft.pk), "first_month": "07/2024", "last_month": "09/2024", **more}


@pytest.fixture
def finance(client: Client, province_finance: User) -> Client:
    """The browser of Sở Tài chính."""
    client.force_login(province_finance)
    return client


def test_the_page_shows_both_laws_by_commune_and_month(
    finance: Client, active_team: Team, draft: LawVersion
) -> None:
    answer = finance.get(reverse("allowances:draft_cost"), asked(draft))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f"<h1>{MARK}</h1>" in text
    for words in ("Xã Phước Hưng", "14.580.000", "15.660.000", "1.080.000", "08/2024", "1 người được tăng"):
        assert words in text, words
    assert "dự thảo làm thay đổi số lượng của 1 Tổ" in text
    assert not LedgerLine.objects.exists()


def test_the_people_are_shown_for_the_commune_that_is_asked_for_alone(
    finance: Client, active_team: Team, draft: LawVersion, commune: Unit
) -> None:
    address = reverse("allowances:draft_cost")
    assert "Trần Văn An" not in finance.get(address, asked(draft)).content.decode()
    assert "Trần Văn An" in finance.get(address, asked(draft, commune=commune.key)).content.decode()


def test_a_commune_beyond_reach_is_not_there(finance: Client, active_team: Team, draft: LawVersion) -> None:
    Unit.objects.create(
        key="99999",
        code="99999",
        level="commune",
        kind="xa",
        name="Xã Xa",
        path="38.9.",
        sort_key="x",
        parent=Unit.objects.get(key="38"),
    )
    answer = finance.get(reverse("allowances:draft_cost"), asked(draft, commune="99999"))
    assert answer.status_code == 404


def test_a_refusal_of_the_draft_is_told_with_its_reason(
    finance: Client, law: None, active_team: Team, province: Unit
) -> None:
    VillageFacts.objects.all().delete()
    by_class = (
        "applies_when: {fact: member.bhxh_tu_nguyen, is: co}",
        "applies_when: {fact: village.households, from: 1}",
    )
    found = keep_draft(province, draft_text(by_class))
    text = finance.get(reverse("allowances:draft_cost"), asked(found)).content.decode()
    assert "theo dự thảo cho 4 người" in text
    assert "Bổ sung số hộ" in text
    assert "4 người thiếu dữ kiện" in text


def test_the_page_works_inside_a_transaction_that_may_only_read(
    finance: Client, active_team: Team, draft: LawVersion, province_finance: User
) -> None:
    finance.get(reverse("allowances:draft_cost"))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        status = finance.get(reverse("allowances:draft_cost"), asked(draft)).status_code
        transaction.set_rollback(True)
    assert status == 200


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"last_month": "06/2024"}, "last_month"),
        ({"last_month": "07/2026"}, "last_month"),
        ({"first_month": "13/2024"}, "first_month"),
        ({"draft": "0"}, "draft"),
    ],
)
def test_what_cannot_be_costed_is_refused_beside_its_field(
    finance: Client, active_team: Team, draft: LawVersion, typed: dict[str, str], field: str
) -> None:
    answer = finance.get(reverse("allowances:draft_cost"), asked(draft) | typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_only_drafts_of_the_own_province_can_be_chosen(
    finance: Client, draft: LawVersion, province: Unit
) -> None:
    other = keep_draft(Unit.objects.get(key="38"), draft_text(("vnd: 1440000", "vnd: 1")))
    form = finance.get(reverse("allowances:draft_cost")).context["form"]
    assert list(form.drafts) == [draft]
    assert finance.get(reverse("allowances:draft_cost"), asked(other)).status_code == 422


def test_without_a_draft_the_page_says_where_one_comes_from(finance: Client, law: None) -> None:
    text = finance.get(reverse("allowances:draft_cost")).content.decode()
    assert "Chưa có dự thảo nào của tỉnh" in text
    assert reverse("regulations:laws") in text


def test_finance_police_and_audit_alone_cost_drafts() -> None:
    may = {role for role, rights in RIGHTS.items() if "allowances.cost_draft" in rights}
    assert may == {Role.PROVINCE_FINANCE, Role.PROVINCE_POLICE, Role.AUDITOR}


def law_cost(path: Path, *words: str) -> str:
    out = StringIO()
    call_command("law", "cost", str(path), *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path, law: None) -> Path:
    """The draft as a file."""
    path = tmp_path / "du-thao.yaml"
    path.write_text(draft_text(LEADER_MORE, BIGGER), encoding="utf-8")
    return path


WORDS = ("--province", "52", "--from", "07/2024", "--to", "09/2024")


def test_the_command_prints_what_the_page_shows(active_team: Team, file: Path) -> None:
    found = json.loads(law_cost(file, *WORDS))
    assert found["months"] == ["2024-07", "2024-08", "2024-09"]
    assert found["total"]["change_vnd"] == 3 * 360_000
    [commune] = found["communes"]
    assert (commune["unit"], commune["gaining"], commune["losing"]) == ("21961", 1, 0)
    assert commune["cells"][0] == {
        "month": "2024-07",
        "component": "ho_tro_hang_thang",
        "today_vnd": 4_860_000,
        "draft_vnd": 5_220_000,
        "change_vnd": 360_000,
    }
    assert found["team_numbers"]["draft"]["maximum"] == 6


def test_the_command_prints_a_table(active_team: Team, file: Path) -> None:
    rows = [line.split("\t") for line in law_cost(file, *WORDS, "--format", "table").splitlines()]
    assert rows[0][0] == MARK
    assert ["Theo xã", "Xã Phước Hưng", "14.580.000", "15.660.000", "1.080.000"] in rows
    assert ["Tổng cộng", "Tỉnh Bình Định", "14.580.000", "15.660.000", "1.080.000"] in rows


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--province", "00"), "không có tỉnh 00"),
        (("--province", "38"), "Chọn dự thảo của tỉnh mình"),
        (("--to", "06/2024"), "tháng cuối"),
        (("--from", "2024"), "07/2024"),
    ],
)
def test_the_command_says_what_is_wrong(
    active_team: Team, file: Path, words: tuple[str, ...], told: str
) -> None:
    with pytest.raises(CommandError, match=told):
        law_cost(file, *WORDS, *words)


def test_the_command_lists_every_fault_of_a_file(law: None, tmp_path: Path) -> None:
    path = tmp_path / "sai.yaml"
    path.write_text(draft_text(("vnd: 1440000", "vnd: nhieu"), ("is: to_pho", "is: pho")), encoding="utf-8")
    with pytest.raises(CommandError, match=r"(?s)sai\.yaml.*sai\.yaml"):
        law_cost(path, *WORDS)
    with pytest.raises(CommandError, match="không đọc được"):
        law_cost(tmp_path / "khong-co.yaml", *WORDS)


def test_membership_rows_stay_as_they_were(active_team: Team, file: Path) -> None:
    before = list(Membership.objects.order_by("pk").values())
    law_cost(file, *WORDS)
    assert list(Membership.objects.order_by("pk").values()) == before
