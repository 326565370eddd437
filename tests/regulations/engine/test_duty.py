"""Duty by the day, night, shift and hour: what a tariff counts."""

from __future__ import annotations

from datetime import date

import pytest

from regulations.engine import (
    Claim,
    FactError,
    LawNotInForce,
    Line,
    Refusal,
    evaluate,
    tariff_lines,
)
from tests.regulations.engine.duty_samples import CITE, answers, claim, law
from tests.regulations.engine.samples import DAY, a_book, a_law_with


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


def test_hours_of_one_day_are_each_paid_at_their_own_value() -> None:
    border = law().model_copy(update={"tariffs": law().tariffs[1:2]})
    hours = border.tariffs[0].model_copy(update={"per": "hour"})
    claims = (claim("ngay_le", 1, 60), claim("ngay_le", 1, 60, **{"commune.border": True}))
    assert answers(border.model_copy(update={"tariffs": (hours,)}), *claims) == {"le": 1_270_000}


def test_what_no_tariff_speaks_of_is_refused_and_not_zero() -> None:
    assert answers(law(), claim("nang_nhoc", 1)) == {
        "tariffs": "Chưa có quy định được xác minh về bồi dưỡng khi công việc nặng nhọc, độc hại, nguy hiểm."
    }


def test_duty_of_no_kind_asks_for_its_kind() -> None:
    found = answers(law(), Claim(date(2024, 8, 1), {}))
    assert found["dem"] == "Bổ sung loại nhiệm vụ được bồi dưỡng để tính làm nhiệm vụ ban đêm."


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
    with pytest.raises(FactError, match="Chọn ngày trong tháng 08/2024: 01/09/2024 ở ngoài tháng") as caught:
        tariff_lines(law(), {}, (Claim(date(2024, 9, 1), {}),), DAY, a_book())
    assert caught.value.fact == "day"


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
