"""What insurances cost and what the State adds, by the national file and the reference series."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from regulations.engine import (
    Contribution,
    LawFileError,
    Line,
    Refusal,
    SeriesBook,
    contribution,
    load_insurance,
    load_series,
)
from regulations.engine.facts import FactValue
from regulations.national_insurance import national_insurance
from tests.regulations.engine.conftest import LAW

JULY_2024, JUNE_2025, JULY_2025 = date(2024, 7, 1), date(2025, 6, 30), date(2025, 7, 1)
INSURED: Mapping[str, FactValue] = {
    "member.bhxh_tu_nguyen": "co",
    "member.bhxh_income_vnd": 1_500_000,
    "member.bhxh_group": "khac",
    "member.bhxh_months": 0,
    "commune.island": False,
}
HEALTH: Mapping[str, FactValue] = {
    "member.bhyt": "co",
    "member.bhyt_group": "ho_gia_dinh",
    "member.bhyt_rank": 1,
}


@pytest.fixture(scope="module")
def series() -> SeriesBook:
    return load_series((LAW / "reference-series.yaml").read_text(encoding="utf-8"), "reference-series.yaml")


def month(series: SeriesBook, on: date, kind: str = "bhxh_tu_nguyen", **facts: FactValue) -> Contribution:
    told = {**(INSURED if kind == "bhxh_tu_nguyen" else HEALTH)}
    told |= {name.replace("__", "."): value for name, value in facts.items()}
    found = contribution(national_insurance().scheme(kind), told, on, series)
    lines = [answer for answer in (found.premium, found.state) if isinstance(answer, Line)]
    assert [line.why.recompute() for line in lines] == [line.amount_vnd for line in lines]
    return found


def vnd(answer: Line | Refusal | None) -> int | str | None:
    if isinstance(answer, Refusal):
        return answer.kind
    return answer.amount_vnd if answer else None


@pytest.mark.parametrize(
    ("group", "before", "after"),
    [
        ("ho_ngheo", 99_000, 165_000),
        ("ho_can_ngheo", 82_500, 132_000),
        ("dan_toc_thieu_so", 33_000, 99_000),
        ("khac", 33_000, 66_000),
    ],
)
def test_the_states_share_by_group_on_the_edge_of_the_decrees(
    series: SeriesBook, group: str, before: int, after: int
) -> None:
    for on, share, text in (
        (JULY_2024, before, "Nghị định 134/2015/NĐ-CP"),
        (JUNE_2025, before, "Nghị định 134/2015/NĐ-CP"),
        (JULY_2025, after, "Nghị định 159/2025/NĐ-CP"),
    ):
        state = month(series, on, member__bhxh_group=group).state
        assert isinstance(state, Line)
        assert (state.amount_vnd, state.citation.document) == (share, text)


def test_an_island_pays_half_whatever_the_group_and_only_since_the_later_decree(series: SeriesBook) -> None:
    assert vnd(month(series, JULY_2025, commune__island=True).state) == 165_000
    assert vnd(month(series, JUNE_2025, commune__island=True).state) == 33_000
    assert vnd(month(series, JULY_2025, commune__island=None).state) == "missing_fact"


def test_the_premium_is_of_the_chosen_income(series: SeriesBook) -> None:
    assert vnd(month(series, JULY_2024, member__bhxh_income_vnd=4_680_000).premium) == 1_029_600
    assert vnd(month(series, JULY_2024, member__bhxh_income_vnd=None).premium) == "missing_fact"
    assert vnd(month(series, JULY_2024, member__bhxh_income_vnd=1_500_001).premium) == "no_rounding"


@pytest.mark.parametrize(
    ("joined", "left", "share"),
    [(0, 120, 66_000), (119, 1, 66_000), (120, 0, "used_up"), (121, 0, "used_up")],
)
def test_the_state_adds_its_share_for_so_many_months(
    series: SeriesBook, joined: int, left: int, share: int | str
) -> None:
    found = month(series, JULY_2025, member__bhxh_months=joined)
    assert (found.joined, found.left, vnd(found.state)) == (joined, left, share)
    if share == "used_up":
        assert isinstance(found.state, Refusal)
        assert found.state.sentence == "Đã đủ 120 tháng được Nhà nước hỗ trợ."


def test_where_no_limit_was_seen_none_is_told(series: SeriesBook) -> None:
    found = month(series, JUNE_2025, member__bhxh_months=500)
    assert (found.joined, found.left, vnd(found.state)) == (500, None, 33_000)
    assert month(series, JULY_2025, member__bhxh_months=None).left is None


def test_who_is_not_insured_pays_nothing_and_gets_nothing(series: SeriesBook) -> None:
    found = month(series, JULY_2025, member__bhxh_tu_nguyen="khong", member__bhxh_months=120)
    assert (found.premium, found.state) == (None, None)


def test_what_no_source_tells_is_not_computed(series: SeriesBook) -> None:
    assert vnd(month(series, date(2026, 1, 1)).state) == "not_known"
    assert vnd(month(series, JULY_2024, "bhyt", member__bhyt_rank=2).premium) == "not_known"
    assert vnd(month(series, JULY_2025, "bhyt", member__bhyt_group="nha_nuoc_ho_tro").state) == "not_known"


def test_health_insurance_is_of_the_base_salary_of_its_day(series: SeriesBook) -> None:
    first = month(series, JULY_2024, "bhyt")
    assert (vnd(first.premium), first.state, first.joined, first.left) == (105_300, None, None, None)
    assert vnd(month(series, date(2026, 7, 1), "bhyt").premium) == 113_850
    paid = month(series, JULY_2024, "bhyt", member__bhyt_group="nha_nuoc_dong", member__bhyt_rank=None)
    assert (vnd(paid.premium), vnd(paid.state)) == (105_300, 105_300)


_CITE = "{document: Mẫu, article: Điều 1, verified: true, source: mẫu}"
ONE = f"""\
  - kind: bhyt
    name: BHYT
    component: ho_tro_bhyt
    cite: {_CITE}
    premium: {{key: dong, name: Mức đóng, value: {{vnd: 5, cite: {_CITE}}}}}
    state: {{key: ho_tro, name: Hỗ trợ, value: {{vnd: 5, cite: {_CITE}}}}}
"""


def test_a_file_with_an_insurance_twice_or_a_wrong_word_is_refused_with_its_line() -> None:
    assert [scheme.limits for scheme in load_insurance(f"schemes:\n{ONE}", "mau").schemes] == [()]
    with pytest.raises(LawFileError) as caught:
        load_insurance(f"schemes:\n{ONE}{ONE}", "mau")
    assert [problem.message for problem in caught.value.problems] == ["Ghi mỗi loại bảo hiểm một lần."]
    with pytest.raises(LawFileError) as caught:
        load_insurance(f"schemes:\n{ONE}".replace("premium", "premum"), "mau")
    assert [(problem.line, problem.field) for problem in caught.value.problems] == [
        (2, "schemes.0.premium"),
        (6, "schemes.0.premum"),
    ]
