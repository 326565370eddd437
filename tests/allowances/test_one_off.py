"""Sums owed once: page, paper and API say what the engine says, from the law of the place and day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pypdf import PdfReader

from accounts.models import User
from allowances.one_off import event_at, event_of_member, reckon
from members.models import FormerService, Membership
from regulations.engine import Why
from regulations.engine.facts import FactValue
from regulations.models import LawVersion
from regulations.services import LAW_FOLDER, SERIES_FILE
from teams.models import Team
from territory.models import Unit
from tests.allowances.one_off_law import law_with_one_off, load_with_one_off
from tests.conftest import START, MakeApi
from tests.merged import Merged

DAY = date(2024, 7, 18)
PAGE = "/chi-tra/mot-lan/"
PAPER = "/chi-tra/mot-lan.pdf"
HURT: dict[str, FactValue] = {"event.capacity_loss": 31, "event.on_duty": True}
HURT_VND = 7_450_000 + 26 * 750_000


@pytest.fixture
def one_off_law(province: Unit, tmp_path: Path) -> LawVersion:
    """A law of Bình Định with sums owed once, and the reference series."""
    return load_with_one_off(tmp_path)


@pytest.fixture
def leader(active_team: Team) -> Membership:
    """Trần Văn An, tổ trưởng."""
    return active_team.memberships.select_related("person", "team__commune").get(title="to_truong")


def asked(kind: str, commune: str = "21961", **more: object) -> dict[str, Any]:
    return {"commune": commune, "on": "18/07/2024", "kind": kind, **more}


def sent(client: Client, address: str, query: dict[str, Any], facts: dict[str, Any]) -> Any:
    return client.post(address, facts, query_params=query)


def words(pdf: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return " ".join(text.replace("\u00a0", " ").split())


def test_page_paper_api_and_command_give_one_answer(
    client: Client, clerk: User, make_api: MakeApi, one_off_law: LawVersion, commune: Unit, tmp_path: Path
) -> None:
    client.force_login(clerk)
    typed = {"event.capacity_loss": "31", "event.on_duty": "co"}
    page = sent(client, PAGE, asked("tai_nan"), typed).content.decode().replace("\u00a0", " ")
    paper = words(sent(client, PAPER, asked("tai_nan"), typed).content)
    query = {"on": "2024-07-18", "kind": "tai_nan", "event.capacity_loss": "31", "event.on_duty": "true"}
    api = make_api(commune, "units").get("/api/v1/units/21961/one-off/", query).json()
    line = told_by_command(tmp_path, {"event.kind": "tai_nan", **HURT})["one_off"][0]
    assert line["amount_vnd"] == api["total_vnd"] == HURT_VND
    assert api["one_off"][0]["article"] == line["article"]
    assert ". ".join(api["one_off"][0]["sentences"]) == line["why"]
    assert "26.950.000 đồng" in page
    assert "26.950.000 đồng" in paper
    assert "Hai mươi sáu triệu chín trăm năm mươi nghìn đồng" in paper
    for sentence in Why.from_json(api["one_off"][0]["why"]).reasons():
        assert sentence.replace("\u00a0", " ") in " ".join(page.split())
        assert sentence.replace("\u00a0", " ") in paper


def told_by_command(folder: Path, facts: dict[str, Any]) -> dict[str, Any]:
    (folder / "law.yaml").write_text(law_with_one_off(), encoding="utf-8")
    (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
    out = StringIO()
    call_command(
        "law",
        "evaluate",
        str(folder / "law.yaml"),
        "--on",
        "2024-07-18",
        "--facts",
        str(folder / "facts.json"),
        "--series",
        str(LAW_FOLDER / SERIES_FILE),
        stdout=out,
    )
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def trees(one_off_law: LawVersion, commune: Unit) -> Iterator[Why]:
    cases: dict[str, dict[str, FactValue]] = {
        "tai_nan": HURT,
        "chet": {},
        "mai_tang": {},
        "om_dau": {"event.days": 20, "member.title": "to_pho"},
        "thoi_viec": {
            "member.former_force": "cong_an_xa_ban_chuyen_trach",
            "member.service_months": 67,
        },
    }
    for kind, facts in cases.items():
        answer = reckon(event_at(commune, DAY, kind), facts)
        yield from (line.why for line in answer.lines)


def test_every_reason_computes_again_to_its_sum(one_off_law: LawVersion, commune: Unit) -> None:
    found = list(trees(one_off_law, commune))
    assert [why.recompute() for why in found] == [why.value for why in found]
    assert [why.value for why in found] == [HURT_VND, 84_240_000, 23_400_000, 1_050_000, 21_060_000]


def test_only_what_the_law_asks_about_this_kind_is_asked(one_off_law: LawVersion, commune: Unit) -> None:
    assert event_at(commune, DAY, "tai_nan").asked == ("event.capacity_loss", "event.on_duty")
    assert event_at(commune, DAY, "chet").asked == ()


def test_a_kind_without_rule_is_refused_and_never_zero(
    client: Client, clerk: User, law: None, commune: Unit
) -> None:
    client.force_login(clerk)
    page = client.get(PAGE, asked("chet"))
    assert page.status_code == 200
    assert "Chưa có quy định được xác minh về trợ cấp khi chết." in page.content.decode()
    assert "0 đồng" not in page.content.decode().replace("\u00a0", " ")


def test_a_day_before_any_law_is_refused_in_words(law: None, commune: Unit) -> None:
    answer = reckon(event_at(commune, date(2023, 1, 5), "chet"), {})
    assert [refusal.sentence for refusal in answer.refusals] == [
        "Chưa có quy định được xác minh về trợ cấp khi chết: "
        "Xã Phước Hưng chưa có văn bản có hiệu lực ngày 05/01/2023."
    ]


def test_what_has_not_happened_yet_is_refused(client: Client, clerk: User, one_off_law: LawVersion) -> None:
    client.force_login(clerk)
    page = client.get(PAGE, {**asked("chet"), "on": "19/07/2040"}).content.decode()
    assert "Nhập ngày không sau hôm nay, 18/07/2024." in page


def test_a_fact_left_empty_is_asked_for_by_name(client: Client, clerk: User, one_off_law: LawVersion) -> None:
    client.force_login(clerk)
    page = sent(client, PAGE, asked("tai_nan"), {"event.on_duty": "co"}).content.decode()
    assert "Bổ sung tỷ lệ suy giảm khả năng lao động để tính trợ cấp tai nạn." in page


def test_a_fact_that_cannot_be_is_refused_at_its_field(
    client: Client, clerk: User, one_off_law: LawVersion
) -> None:
    client.force_login(clerk)
    answer = sent(client, PAGE, asked("tai_nan"), {"event.capacity_loss": "101"})
    assert answer.status_code == 422
    assert 'value="101"' in answer.content.decode()
    assert "event.capacity_loss" in answer.context["facts"].errors
    assert sent(client, PAPER, asked("tai_nan"), {"event.capacity_loss": "101"}).status_code == 422


def test_the_form_begins_with_what_is_on_record_of_the_member(
    client: Client, clerk: User, one_off_law: LawVersion, leader: Membership
) -> None:
    FormerService.objects.create(
        person=leader.person,
        force="cong_an_xa_ban_chuyen_trach",
        valid_from=date(2015, 3, 1),
        valid_to=START,
        source="Sổ lương 2015",
        entered_by=clerk,
    )
    client.force_login(clerk)
    page = client.get(PAGE, asked("thoi_viec", member=leader.pk))
    form = page.context["facts"]
    assert form.initial["member.former_force"] == "cong_an_xa_ban_chuyen_trach"
    assert "Trần Văn An" in page.content.decode()
    assert event_of_member(leader, DAY, "om_dau").on_file() == {"member.title": "to_truong"}


def test_a_member_beyond_reach_is_not_told(
    client: Client, neighbour_clerk: User, one_off_law: LawVersion, leader: Membership, make_api: MakeApi
) -> None:
    client.force_login(neighbour_clerk)
    page = client.get(PAGE, asked("om_dau", commune="21964", member=leader.pk))
    assert "Trần Văn An" not in page.content.decode()
    api = make_api(Unit.objects.get(key="21964"), "members")
    query = {"on": "2024-07-18", "kind": "om_dau"}
    assert api.get(f"/api/v1/members/{leader.pk}/one-off/", query).status_code == 404


def test_who_may_not_see_members_reads_no_fact_of_one(
    client: Client, province_finance: User, one_off_law: LawVersion, leader: Membership
) -> None:
    client.force_login(province_finance)
    page = client.get(PAGE, asked("om_dau", member=leader.pk))
    assert page.context["form"].membership is None
    assert "Trần Văn An" not in page.content.decode()


def test_the_api_takes_facts_of_the_member_from_the_record(
    make_api: MakeApi, one_off_law: LawVersion, leader: Membership, commune: Unit
) -> None:
    query = {"on": "2024-07-18", "kind": "om_dau", "event.days": "3"}
    answer = make_api(commune, "members").get(f"/api/v1/members/{leader.pk}/one-off/", query).json()
    assert answer["facts"] == {"member.title": "to_truong", "event.days": 3}
    assert answer["total_vnd"] == 3 * 80_000


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"kind": "chet"}, "on"),
        ({"on": "2024-07-18", "kind": "khac"}, "kind"),
        ({"on": "2024-07-18", "kind": "chet", "event.day": "3"}, "event.day"),
        ({"on": "2024-07-18", "kind": "chet", "event.days": "-1"}, "event.days"),
        ({"on": "2024-07-18", "kind": "chet", "event.on_duty": "1"}, "event.on_duty"),
    ],
)
def test_the_api_refuses_what_it_cannot_read_by_name(
    make_api: MakeApi, one_off_law: LawVersion, commune: Unit, query: dict[str, str], field: str
) -> None:
    answer = make_api(commune, "units").get("/api/v1/units/21961/one-off/", query)
    assert answer.status_code == 400
    assert answer.json()["field"] == field


def test_a_merged_commune_keeps_the_law_of_its_former_province(merged: Merged) -> None:
    event = event_at(merged.hills, date(2025, 7, 18), "chet")
    assert event.held is not None
    assert event.held.version.number == "05/2024/NQ-HĐND"
