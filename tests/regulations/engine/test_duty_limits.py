"""The limits of a month on duty: times, đồng, the highest of a day."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulations.engine import (
    Claim,
    Law,
    LawFileError,
    Line,
    Refusal,
    tariff_lines,
)
from tests.regulations.engine.duty_samples import CITE, TARIFFS, answers, claim, law
from tests.regulations.engine.samples import DAY, a_book, a_law_with

NIGHTS = "  - {tariffs: [dem], at_most_times: 2, cite: sure}\n"


def test_nights_over_the_limit_of_the_month_do_not_count() -> None:
    line = tariff_lines(law(NIGHTS), {}, tuple(claim("dem", day) for day in (1, 2, 3)), DAY, a_book())[0]
    assert isinstance(line, Line)
    assert line.amount_vnd == 300_000
    assert line.why.sentences()[0] == (
        "2 đêm (tính tối đa 2 lần mỗi tháng) × 150.000\u00a0đồng = 300.000\u00a0đồng"
    )


def test_a_limit_that_cuts_nothing_is_not_told() -> None:
    line = tariff_lines(law(NIGHTS), {}, (claim("dem", 1), claim("dem", 2)), DAY, a_book())[0]
    assert isinstance(line, Line)
    assert line.why.sentences()[0] == "2 đêm × 150.000\u00a0đồng = 300.000\u00a0đồng"


def test_the_article_of_a_limit_that_cuts_is_told() -> None:
    limit = f"  - {{tariffs: [dem], at_most_times: 1, cite: {CITE}}}\n"
    line = tariff_lines(law(limit), {}, (claim("dem", 1), claim("dem", 2)), DAY, a_book())[0]
    assert isinstance(line, Line)
    assert line.why.sources() == ["Luật mẫu, Điều 9", "Nghị quyết mẫu, Điều 2"]


def test_of_one_day_the_higher_counts_before_the_month_is_full() -> None:
    limit = "  - {tariffs: [dem, le], at_most_times: 1, keep: earliest, cite: sure}\n"
    assert answers(law(limit), claim("dem", 1), claim("ngay_le", 1))["le"] == 600_000


def test_of_equal_sums_of_a_day_the_one_that_the_limit_names_first_counts() -> None:
    equal = TARIFFS.replace("{vnd: 80000, cite: sure}", "{vnd: 150000, cite: sure}")
    for order, kept in (("dem, ca", "dem"), ("ca, dem", "ca")):
        limit = f"tariff_limits:\n  - {{tariffs: [{order}], same_day: highest, cite: sure}}\n"
        assert answers(a_law_with(equal + limit), claim("dem", 1), claim("huy_dong", 1))[kept] == 150_000


@pytest.mark.parametrize(
    ("keep", "expected"),
    [
        (
            "earliest",
            {"dem": 300_000, "le": "Không tính (tính tối đa 2 lần mỗi tháng): đã tính đủ ở khoản khác."},
        ),
        ("highest", {"le": 600_000, "dem": 150_000}),
    ],
)
def test_a_limit_over_several_kinds_says_which_count(keep: str, expected: dict[str, int | str]) -> None:
    limit = f"  - {{tariffs: [dem, le], at_most_times: 2, keep: {keep}, cite: sure}}\n"
    assert answers(law(limit), claim("dem", 1), claim("dem", 2), claim("ngay_le", 3)) == expected


def test_only_the_highest_of_a_day_may_count() -> None:
    limit = "  - {tariffs: [dem, le], same_day: highest, cite: sure}\n"
    found = answers(law(limit), claim("dem", 1), claim("ngay_le", 1), claim("dem", 2))
    assert found == {"dem": 150_000, "le": 600_000}
    line = tariff_lines(
        law(limit), {}, (claim("dem", 1), claim("ngay_le", 1), claim("dem", 2)), DAY, a_book()
    )[0]
    assert "(mỗi ngày tính mức cao nhất)" in line.why.sentences()[0]  # type: ignore[union-attr]


def test_the_highest_of_a_day_is_chosen_before_the_month_is_limited() -> None:
    limits = NIGHTS.replace("at_most_times: 2", "at_most_times: 1")
    limits += "  - {tariffs: [dem, le], same_day: highest, cite: sure}\n"
    found = answers(law(limits), claim("dem", 1), claim("ngay_le", 1), claim("dem", 2))
    assert found == {"dem": 150_000, "le": 600_000}


def test_each_claim_is_paid_at_the_value_of_its_own_day() -> None:
    rises = a_law_with(
        "tariffs:\n  - {key: a, name: A, per: day, value: {dated: ["
        "{valid_from: 2024-07-01, valid_to: 2024-08-15, value: {vnd: 50, cite: sure}},"
        " {valid_from: 2024-08-15, value: {vnd: 70, cite: sure}}]}}\n"
    )
    assert answers(rises, claim("dem", 14), claim("dem", 15)) == {"a": 120}


@pytest.mark.parametrize("order", ["dem, le", "le, dem"])
def test_the_highest_of_a_day_is_found_in_any_order(order: str) -> None:
    limit = f"  - {{tariffs: [{order}], same_day: highest, cite: sure}}\n"
    assert answers(law(limit), claim("dem", 1), claim("ngay_le", 1)) == {
        "le": 600_000,
        "dem": "Không tính (mỗi ngày tính mức cao nhất): đã tính đủ ở khoản khác.",
    }


def test_a_limit_in_money_over_one_kind() -> None:
    limit = "  - {tariffs: [ca], at_most: {vnd: 100000, cite: sure}, cite: sure}\n"
    assert answers(law(limit), claim("huy_dong", 1)) == {"ca": 80_000}
    assert answers(law(limit), claim("huy_dong", 1), claim("huy_dong", 1)) == {"ca": 100_000}


def test_a_limit_in_money_tells_its_words_and_its_article() -> None:
    limit = f"  - {{tariffs: [ca, dem], at_most: {{vnd: 200000, cite: sure}}, cite: {CITE}}}\n"
    found = tariff_lines(law(limit), {}, (claim("huy_dong", 1), claim("dem", 1)), DAY, a_book())
    night, shift = (line for line in found if isinstance(line, Line))
    assert shift.why.sentence == "1 ca × 80.000\u00a0đồng = 80.000\u00a0đồng (không quá 200.000\u00a0đồng)"
    assert night.why.sentence == (
        "1 đêm × 150.000\u00a0đồng = 150.000\u00a0đồng,"
        " vượt mức tối đa 120.000\u00a0đồng nên tính 120.000\u00a0đồng"
    )
    assert {line.why.sources()[0] for line in (night, shift)} == {"Luật mẫu, Điều 9"}


def test_a_limit_in_money_over_several_kinds_is_filled_in_its_order() -> None:
    limit = "  - {tariffs: [le, ca, dem], at_most: {series: luong}, cite: sure}\n"
    claims = (claim("ngay_le", 1), *(claim("huy_dong", day) for day in range(1, 7)), claim("dem", 1))
    found = tariff_lines(law(limit), {}, claims, DAY, a_book())
    sums = {line.component: line.amount_vnd for line in found if isinstance(line, Line)}
    assert sums == {"le": 600_000, "ca": 400_000, "dem": 0}
    ca = next(line for line in found if line.component == "ca")
    assert isinstance(ca, Line)
    cut, room = ca.why.sentences()[:2]
    assert cut.endswith("480.000\u00a0đồng, vượt mức tối đa 400.000\u00a0đồng nên tính 400.000\u00a0đồng")
    assert room.endswith("- 600.000\u00a0đồng đã tính = 400.000\u00a0đồng")


@pytest.mark.parametrize(
    "limit",
    [
        "  - {tariffs: [dem], at_most_times: 2, cite: open}\n",
        "  - {tariffs: [dem, le], at_most: {vnd: 5, cite: open}, cite: sure}\n",
        "  - {tariffs: [dem], at_most: {series: khac}, cite: sure}\n",
    ],
)
def test_a_limit_that_is_not_known_refuses_what_it_limits(limit: str) -> None:
    found = tariff_lines(law(limit), {}, (claim("dem", 1), claim("huy_dong", 1)), DAY, a_book())
    assert [type(answer) for answer in found if answer.component == "dem"] == [Refusal]
    assert [answer.amount_vnd for answer in found if isinstance(answer, Line)] == [80_000]


def test_a_limit_that_is_not_known_leaves_what_nobody_claims_untold() -> None:
    limit = "  - {tariffs: [dem], at_most_times: 2, cite: open}\n"
    assert answers(law(limit), claim("huy_dong", 1)) == {"ca": 80_000}


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        ("{tariffs: [dem], cite: sure}", "Ghi đúng một giới hạn: at_most_times, at_most hoặc same_day."),
        (
            "{tariffs: [dem, le], at_most_times: 2, cite: sure}",
            "Ghi keep đúng khi at_most_times giới hạn nhiều loại (tariffs).",
        ),
        (
            "{tariffs: [dem], at_most_times: 2, keep: highest, cite: sure}",
            "Ghi keep đúng khi at_most_times giới hạn nhiều loại (tariffs).",
        ),
        (
            "{tariffs: [dme], at_most_times: 2, cite: sure}",
            "Không có khoản “dme” trong tariffs; gần nhất là “dem”.",
        ),
    ],
)
def test_a_limit_that_cannot_be_is_refused(limit: str, message: str) -> None:
    with pytest.raises(LawFileError) as caught:
        law(f"  - {limit}\n")
    assert message in {problem.message for problem in caught.value.problems}


def test_a_limit_on_what_does_not_exist_is_named_by_its_place() -> None:
    with pytest.raises(LawFileError) as caught:
        law("  - {tariffs: [dem, lex], at_most_times: 2, keep: highest, cite: sure}\n")
    assert [problem.field for problem in caught.value.problems] == ["tariff_limits.0.tariffs.1"]


KINDS = ["dem", "ngay_nghi", "huy_dong"]
CLAIMS = st.lists(
    st.builds(claim, st.sampled_from(KINDS), st.integers(1, 6), st.integers(0, 600)), min_size=1, max_size=12
)
LIMITS = (
    "  - {tariffs: [dem, le], same_day: highest, cite: sure}\n"
    "  - {tariffs: [dem, le, ca], at_most_times: 5, keep: highest, cite: sure}\n"
    "  - {tariffs: [le], at_most_times: 2, cite: sure}\n"
    "  - {tariffs: [ca, dem], at_most: {vnd: 500000, cite: sure}, cite: sure}\n"
)
REVERSED = "".join(reversed(LIMITS.splitlines(keepends=True)))


def total(law: Law, claims: list[Claim]) -> int:
    found = tariff_lines(law, {}, claims, DAY, a_book())
    return sum(answer.amount_vnd for answer in found if isinstance(answer, Line))


@given(claims=CLAIMS, seed=st.randoms(use_true_random=False))
def test_the_order_of_claims_and_limits_never_changes_the_sum(claims: list[Claim], seed: object) -> None:
    mixed = list(claims)
    seed.shuffle(mixed)  # type: ignore[attr-defined]
    assert total(law(LIMITS), claims) == total(law(REVERSED), mixed)


@given(claims=CLAIMS)
def test_the_month_never_goes_over_its_limits(claims: list[Claim]) -> None:
    found = tariff_lines(law(LIMITS), {}, claims, DAY, a_book())
    sums = {line.component: line.amount_vnd for line in found if isinstance(line, Line)}
    assert sums.get("ca", 0) + sums.get("dem", 0) <= 500_000
    assert sums.get("le", 0) <= 2 * 600_000
    assert all(line.why.recompute() == line.amount_vnd for line in found if isinstance(line, Line))
