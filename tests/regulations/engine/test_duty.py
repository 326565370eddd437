"""Duty by the day, night, shift and hour: tariffs, least time, limits of a month."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulations.engine import (
    Claim,
    FactError,
    Facts,
    Law,
    LawFileError,
    LawNotInForce,
    Line,
    Refusal,
    evaluate,
    tariff_lines,
)
from tests.regulations.engine.samples import DAY, a_book, a_law_with

TARIFFS = """\
tariffs:
  - key: dem
    name: Làm nhiệm vụ ban đêm
    per: night
    applies_when: {fact: duty.kind, is: dem}
    least_minutes: 240
    value: {vnd: 150000, cite: sure}
  - key: le
    name: Ngày nghỉ, ngày lễ
    per: day
    applies_when: {fact: duty.kind, in: [ngay_nghi, ngay_le]}
    value:
      sum:
        - {vnd: 600000, cite: sure}
        - {when: {fact: commune.border, is: true}, value: {vnd: 70000, cite: sure}}
  - key: ca
    name: Trực ca
    per: shift
    applies_when: {fact: duty.kind, is: huy_dong}
    value: {vnd: 80000, cite: sure}
  - key: gio
    name: Tập huấn
    per: hour
    applies_when: {fact: duty.kind, is: tap_huan}
    value: {share: 0.02, of: {series: luong}, cite: sure}
    round_to_vnd: 1000
"""


def law(limits: str = "") -> Law:
    return a_law_with(TARIFFS + (f"tariff_limits:\n{limits}" if limits else ""))


def claim(kind: str, day: int, minutes: int | None = 480, **facts: object) -> Claim:
    told: Facts = {"duty.kind": kind, "duty.minutes": minutes, "commune.border": False}
    return Claim(date(2024, 8, day), {**told, **facts})  # type: ignore[dict-item]


def answers(law: Law, *claims: Claim) -> dict[str, int | str]:
    found = tariff_lines(law, {}, claims, DAY, a_book())
    assert all(answer.why.recompute() == answer.amount_vnd for answer in found if isinstance(answer, Line))
    return {
        answer.component: answer.amount_vnd if isinstance(answer, Line) else answer.sentence
        for answer in found
    }


def test_nights_are_counted_once_a_day_and_added_up() -> None:
    assert answers(law(), claim("dem", 1), claim("dem", 1), claim("dem", 2)) == {"dem": 300_000}


def test_no_claim_gives_no_line() -> None:
    assert tariff_lines(law(), {}, (), DAY, a_book()) == ()


def test_a_line_says_times_and_value() -> None:
    line = tariff_lines(law(), {}, (claim("dem", 1), claim("dem", 2)), DAY, a_book())[0]
    assert isinstance(line, Line)
    assert line.name == "Làm nhiệm vụ ban đêm"
    assert line.why.sentences() == [
        "2 đêm × 150.000\u00a0đồng = 300.000\u00a0đồng",
        "Căn cứ Nghị quyết mẫu, Điều 2",
    ]


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ((240,), {"dem": 150_000}),
        ((239,), {"dem": "Không tính ngày 01/08/2024: dưới 240 phút."}),
        ((120, 120), {"dem": 150_000}),
        ((None,), {"dem": "Bổ sung thời gian làm nhiệm vụ để tính làm nhiệm vụ ban đêm."}),
    ],
)
def test_duty_below_the_least_time_does_not_count(
    minutes: tuple[int | None, ...], expected: dict[str, int | str]
) -> None:
    assert answers(law(), *(claim("dem", 1, each) for each in minutes)) == expected


def test_days_of_different_value_are_added() -> None:
    claims = (claim("ngay_le", 1), claim("ngay_nghi", 2, **{"commune.border": True}), claim("ngay_nghi", 3))
    line = tariff_lines(law(), {}, claims, DAY, a_book())[0]
    assert isinstance(line, Line)
    assert line.amount_vnd == 1_870_000
    assert line.why.sentences()[:2] == [
        "2 ngày × 600.000\u00a0đồng + 1 ngày × 670.000\u00a0đồng = 1.870.000\u00a0đồng",
        "600.000\u00a0đồng + 70.000\u00a0đồng (xã biên giới) = 670.000\u00a0đồng",
    ]


def test_a_day_counts_at_the_best_of_its_claims() -> None:
    claims = (claim("ngay_le", 1), claim("ngay_le", 1, **{"commune.border": True}))
    assert answers(law(), *claims) == {"le": 670_000}


def test_each_shift_counts() -> None:
    assert answers(law(), claim("huy_dong", 1), claim("huy_dong", 1)) == {"ca": 160_000}


def test_hours_count_in_proportion_and_are_rounded_once() -> None:
    assert answers(law(), claim("tap_huan", 1, 100), claim("tap_huan", 2, 100)) == {"gio": 67_000}
    assert answers(law(), claim("tap_huan", 1, 0), claim("tap_huan", 2, 1)) == {"gio": 0}
    assert answers(law(), claim("tap_huan", 1, None)) == {
        "gio": "Bổ sung thời gian làm nhiệm vụ để tính tập huấn."
    }


def test_what_no_tariff_speaks_of_is_refused_and_not_zero() -> None:
    assert answers(law(), claim("nang_nhoc", 1)) == {
        "tariffs": "Chưa có quy định được xác minh về bồi dưỡng khi công việc nặng nhọc, độc hại, nguy hiểm."
    }


def test_duty_of_no_kind_asks_for_its_kind() -> None:
    found = answers(law(), Claim(date(2024, 8, 1), {}))
    assert found["dem"] == "Bổ sung loại nhiệm vụ được bồi dưỡng để tính làm nhiệm vụ ban đêm."


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


CITE = "{document: Luật mẫu, article: Điều 9, verified: true, source: mẫu}"


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


def test_a_tariff_that_is_not_verified_or_not_whole_is_refused() -> None:
    broken = a_law_with(
        "tariffs:\n"
        "  - {key: a, name: A, per: day, applies_when: {fact: duty.kind, is: dem},"
        " value: {vnd: 5, cite: open}}\n"
        "  - {key: b, name: B, per: day, applies_when: {fact: duty.kind, is: ngay_le},"
        " value: {share: 1/3, of: {vnd: 10, cite: sure}, cite: sure}}\n"
    )
    found = answers(broken, claim("dem", 1), claim("ngay_le", 2))
    assert str(found["a"]).startswith("Chưa có quy định được xác minh về a: ")
    assert str(found["b"]).startswith("Bổ sung quy định làm tròn: ")
    refusal = tariff_lines(broken, {}, (claim("dem", 1),), DAY, a_book())[0]
    assert isinstance(refusal, Refusal)
    assert (refusal.component, refusal.name) == ("a", "A")
    assert refusal.citation is not None
    assert refusal.citation.words() == "Nghị quyết mẫu, Điều 3"


NOTHING = f"{{sum: [{{when: {{fact: commune.border, is: true}}, value: {{vnd: 5, cite: {CITE}}}}}]}}"


@pytest.mark.parametrize(
    ("value", "article"), [(NOTHING, "Luật mẫu, Điều 9"), ("{ref: them}", "Nghị quyết mẫu, Điều 2")]
)
def test_duty_that_gives_nothing_names_its_rule_or_the_article_of_the_team(value: str, article: str) -> None:
    rules = a_law_with(
        f"values:\n  - {{key: them, name: Thêm, value: {NOTHING}}}\n"
        f"tariffs:\n  - {{key: a, name: A, per: day, value: {value}}}\n"
    )
    line = tariff_lines(rules, {}, (claim("dem", 1),), DAY, a_book())[0]
    assert isinstance(line, Line)
    assert (line.amount_vnd, line.citation.words()) == (0, article)


def test_a_day_of_another_month_is_refused_by_name() -> None:
    with pytest.raises(FactError, match="Chọn ngày trong tháng 08/2024: 01/09/2024 ở ngoài tháng"):
        tariff_lines(law(), {}, (Claim(date(2024, 9, 1), {}),), DAY, a_book())


def test_a_day_before_the_law_is_refused() -> None:
    with pytest.raises(LawNotInForce):
        tariff_lines(law(), {}, (Claim(date(2024, 6, 30), {}),), date(2024, 7, 1), a_book())


def test_evaluate_puts_duty_among_the_lines() -> None:
    answer = evaluate(law(), {}, DAY, a_book(), (claim("tap_huan", 1, 60),))
    assert [(line["component"], line["amount_vnd"]) for line in answer["lines"][1:]] == [("gio", 20_000)]
    lines = evaluate(law(), {}, DAY, a_book(), (claim("dem", 1),))["lines"]
    assert [(line["component"], line["amount_vnd"]) for line in lines] == [
        ("khoan", 1_000_000),
        ("dem", 150_000),
    ]


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
