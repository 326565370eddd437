"""The shapes of a size: steps, additions, choices, limits, dates, quotas."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulations.engine import Bounds, Facts, Law, Refusal, TeamSize, evaluate, team_size
from regulations.engine.citation import Citation
from regulations.engine.team_rule import Counted
from tests.regulations.engine.samples import DAY, a_book, a_size

THREE = "{exactly: 3, cite: sure}"
ONE = "{exactly: 1, cite: sure}"
HOUSEHOLDS = "count: village.households"


def sized(law: Law, facts: Facts, on: date = DAY) -> TeamSize:
    size = team_size(law, facts, on, a_book())
    assert isinstance(size, TeamSize), size
    assert size.why.recompute() == size.maximum
    return size


def people(law: Law, **facts: object) -> int:
    return sized(law, named(facts)).maximum


def named(facts: dict[str, object]) -> Facts:
    """village_households=3 as the fact village.households."""
    return {name.replace("_", ".", 1): value for name, value in facts.items()}  # type: ignore[misc]


def refused(law: Law, facts: Facts) -> str:
    refusal = team_size(law, facts, DAY, a_book())
    assert isinstance(refusal, Refusal)
    return refusal.sentence


def steps(text: str) -> Law:
    return a_size(f"{{sum: [{THREE}, {{for_each: {{{HOUSEHOLDS}, {text}}}, add: {ONE}}}]}}")


@pytest.mark.parametrize(
    ("households", "expected"), [(0, 3), (350, 3), (549, 3), (550, 4), (749, 4), (750, 5), (1350, 8)]
)
def test_one_more_for_each_full_step_beyond_a_threshold(households: int, expected: int) -> None:
    assert people(steps("beyond: 350, each: 200"), village_households=households) == expected


@pytest.mark.parametrize(
    ("households", "expected"), [(500, 3), (666, 3), (667, 4), (833, 4), (834, 5), (999, 5), (1000, 6)]
)
def test_a_third_of_the_threshold_is_an_exact_fraction(households: int, expected: int) -> None:
    assert people(steps("beyond: 500, each_share: 1/3"), village_households=households) == expected


@pytest.mark.parametrize(("households", "expected"), [(300, 4), (500, 5), (9000, 5)])
def test_steps_may_have_a_most(households: int, expected: int) -> None:
    assert people(steps("beyond: 200, each: 100, at_most: 2"), village_households=households) == expected


def test_steps_say_their_arithmetic() -> None:
    size = sized(steps("beyond: 350, each: 200"), {"village.households": 900})
    assert size.why.sentences()[:2] == [
        "3 người + 2 người = 5 người",
        "900 hộ vượt 350 hộ là 550 hộ, được 2 lần đủ 200 hộ: 2 × 1 người = 2 người",
    ]
    assert (size.minimum, size.exact) == (5, True)


def test_steps_of_an_unknown_number_ask_for_it() -> None:
    assert refused(steps("each: 200"), {}) == "Bổ sung số hộ để tính số lượng thành viên Tổ."


def test_a_size_must_come_out_whole() -> None:
    law = steps("each: 200, parts: exact")
    assert people(law, village_households=400) == 5
    assert refused(law, {"village.households": 300}).startswith("Bổ sung quy định làm tròn: ")


def test_a_number_that_never_ends_keeps_its_fraction() -> None:
    assert "= 10/3 người" in refused(steps("each: 300, parts: exact"), {"village.households": 100})


def test_independent_additions_add_up() -> None:
    law = a_size(
        f"{{sum: [{THREE}, {{when: {{fact: commune.border, is: true}}, value: {ONE}}},"
        f" {{when: {{fact: village.households, from: 500}}, value: {{exactly: 2, cite: sure}}}}]}}"
    )
    assert [
        people(law, commune_border=b, village_households=n) for b in (False, True) for n in (499, 500)
    ] == [
        3,
        5,
        4,
        6,
    ]
    assert refused(law, {"village.households": 1}) == (
        "Bổ sung xã biên giới hay không phải xã biên giới để tính số lượng thành viên Tổ."
    )
    assert sized(law, named({"commune_border": True, "village_households": 1})).why.sentences()[0] == (
        "3 người + 1 người (xã biên giới) = 4 người"
    )


DONG_NAI = a_size(
    """{largest_of: [
      {exactly: 3, cite: sure},
      {when: {any: [{fact: [village.persons, village.temporary_residents], from: 3000},
                    {fact: village.area, above: 3 km2}]}, value: {exactly: 5, cite: sure}},
      {when: {fact: commune.hotspot, is: true}, value: {exactly: 9, cite: sure}}]}"""
)


@pytest.mark.parametrize(
    ("persons", "temporary", "area", "hotspot", "expected"),
    [
        (2000, 999, 3_000_000, False, 3),
        (2000, 1000, 3_000_000, False, 5),
        (0, 0, 3_000_001, False, 5),
        (0, 0, 0, True, 9),
    ],
)
def test_the_highest_band_that_any_test_reaches_wins(
    persons: int, temporary: int, area: int, hotspot: bool, expected: int
) -> None:
    facts: Facts = {
        "village.persons": persons,
        "village.temporary_residents": temporary,
        "village.area": area,
        "commune.hotspot": hotspot,
    }
    assert sized(DONG_NAI, facts).maximum == expected


def test_a_choice_shows_what_it_was_chosen_from() -> None:
    facts = named({"village_persons": 5000, "village_temporary_residents": 0, "village_area": 0})
    size = sized(DONG_NAI, {**facts, "commune.hotspot": False})
    assert size.why.sentences()[0] == (
        "Lấy mức cao nhất là 5 người trong các mức: 3 người; 5.000 nhân khẩu (từ 3.000): 5 người"
    )


def test_a_choice_whose_conditions_all_fail_is_refused() -> None:
    law = a_size(
        f"{{largest_of: [{{when: {{fact: commune.border, is: true}}, value: {THREE}}},"
        f" {{when: {{fact: commune.island, is: true}}, value: {THREE}}}]}}"
    )
    assert refused(law, {"commune.border": False, "commune.island": False}) == (
        "Kiểm tra dữ kiện: văn bản không nêu số lượng thành viên Tổ cho trường hợp"
        " không phải xã biên giới, không phải xã đảo."
    )


def test_the_smallest_of_several_can_be_meant_too() -> None:
    law = a_size(f"{{smallest_of: [{THREE}, {{at_most: 5, cite: sure}}]}}")
    assert (sized(law, {}).maximum, sized(law, {}).minimum) == (3, 3)
    assert sized(law, {}).why.sentences()[0].startswith("Lấy mức thấp nhất là 3 người trong các mức: ")


@pytest.mark.parametrize(("households", "expected"), [(0, 4), (100, 4), (500, 5), (700, 7), (5000, 7)])
def test_an_overall_floor_and_cap(households: int, expected: int) -> None:
    law = a_size(
        f"{{limit: {{for_each: {{{HOUSEHOLDS}, each: 100}}, add: {ONE}}},"
        " at_least: {exactly: 4, cite: sure}, at_most: {exactly: 7, cite: sure}}"
    )
    size = sized(law, {"village.households": households})
    assert (size.minimum, size.maximum, size.exact) == (expected, expected, True)


def test_the_cap_of_a_range_cuts_its_top_and_the_floor_fills_its_bottom() -> None:
    law = a_size("{limit: {at_most: 9, cite: sure}, at_most: {exactly: 7, cite: sure}}")
    assert (sized(law, {}).minimum, sized(law, {}).maximum) == (None, 7)
    law = a_size("{limit: {at_most: 9, cite: sure}, at_least: {exactly: 3, cite: sure}}")
    assert (sized(law, {}).minimum, sized(law, {}).maximum) == (3, 9)
    assert sized(law, {}).why.sentences()[0] == "Tối đa 9 người (không dưới 3 người)"


def test_ranges_add_up_at_both_ends_and_stay_open_where_one_is_open() -> None:
    added = f"{{for_each: {{{HOUSEHOLDS}, each: 100}}, add: {{at_least: 1, at_most: 2, cite: sure}}}}"
    closed = a_size(f"{{sum: [{THREE}, {added}]}}")
    size = sized(closed, {"village.households": 250})
    assert (size.minimum, size.maximum, size.exact) == (5, 7, False)
    opened = a_size(f"{{sum: [{{at_most: 3, cite: sure}}, {added}]}}")
    assert sized(opened, {"village.households": 250}).minimum is None
    each = a_size(f"{{for_each: {{{HOUSEHOLDS}, each: 100}}, add: {{at_most: 2, cite: sure}}}}")
    assert sized(each, {"village.households": 250}).minimum is None


def test_all_other_cases_have_their_own_row() -> None:
    law = a_size(
        f"{{table: [{{when: {{fact: village.households, from: 350}}, value: {{exactly: 4, cite: sure}}}}],"
        f" otherwise: {THREE}}}"
    )
    assert [people(law, village_households=n) for n in (349, 350)] == [3, 4]
    assert sized(law, {"village.households": 10}).why.sentences()[0] == (
        "10 hộ (trường hợp còn lại): 3 người"
    )
    assert refused(law, {}) == "Bổ sung số hộ để tính số lượng thành viên Tổ."


def test_a_gap_that_the_file_tells_of_is_refused_with_its_note() -> None:
    law = a_size("{table: [{when: {fact: commune.island, is: true}, gap_note: văn bản bỏ ngỏ}]}")
    assert refused(law, {"commune.island": True}) == (
        "Chưa có quy định được xác minh về số lượng thành viên Tổ: văn bản bỏ ngỏ"
    )


def test_a_row_whose_own_article_is_not_verified_is_refused() -> None:
    law = a_size(f"{{table: [{{when: {{fact: commune.island, is: true}}, value: {THREE}, cite: open}}]}}")
    assert refused(law, {"commune.island": True}).endswith("chưa đọc được điều này")


def test_a_size_may_change_by_date_inside_one_document() -> None:
    law = a_size(
        "{dated: [{valid_from: 2024-07-01, valid_to: 2025-01-01, value: {exactly: 3, cite: sure}},"
        " {valid_from: 2025-02-01, value: {exactly: 5, cite: sure}}]}"
    )
    days = (date(2024, 12, 31), date(2025, 2, 1))
    assert [sized(law, {}, day).maximum for day in days] == [3, 5]
    gap = team_size(law, {}, date(2025, 1, 15), a_book())
    assert isinstance(gap, Refusal)
    assert gap.sentence.endswith("văn bản không có mức cho ngày 15/01/2025")
    assert [(span.start, span.end) for span in law.spans[1:]] == [
        (date(2024, 7, 1), date(2025, 1, 1)),
        (date(2025, 2, 1), None),
    ]


QUOTA = a_size("{at_most: 7, cite: sure}", rule=", quota: sure")


def test_a_decided_quota_stands_in_place_of_the_formula_and_beside_it() -> None:
    size = sized(QUOTA, {"team.quota": 4})
    assert (size.exists, size.minimum, size.maximum, size.exact, size.quota) == (True, 4, 4, True, 4)
    assert isinstance(size.formula, Bounds)
    assert (size.formula.minimum, size.formula.maximum) == (None, 7)
    assert size.why.sentences()[0] == (
        "Chỉ tiêu thành viên do UBND tỉnh giao: 4 người; theo tiêu chí: mỗi Tổ tối đa 7 người"
    )
    assert sized(QUOTA, {}).quota is None
    assert evaluate(QUOTA, {"team.quota": 4}, DAY, a_book())["team_size"]["quota"] == 4


def test_a_quota_holds_even_where_the_formula_is_not_known() -> None:
    law = a_size("{unknown: chưa thấy tiêu chí, cite: open}", rule=", quota: sure")
    size = sized(law, {"team.quota": 4})
    assert (size.maximum, size.formula) == (4, None)
    assert "theo tiêu chí: chưa có quy định được xác minh" in size.why.sentences()[0]


def test_what_each_step_adds_counts_for_the_least_number_too() -> None:
    law = a_size(
        f"{{sum: [{THREE}, {{for_each: {{{HOUSEHOLDS}, each: 100}}, add: {{exactly: 2, cite: sure}}}}]}}"
    )
    size = sized(law, {"village.households": 350})
    assert (size.minimum, size.maximum) == (9, 9)


def test_evaluate_shows_the_formula_beside_a_decided_number() -> None:
    law = a_size(THREE, rule=", quota: sure")
    answer = evaluate(law, {"team.quota": 5}, DAY, a_book())["team_size"]
    assert (answer["quota"], answer["formula"]["min"], answer["formula"]["max"]) == (5, 3, 3)
    assert {"quota", "formula", "teams", "villages"}.isdisjoint(evaluate(law, {}, DAY, a_book())["team_size"])


def test_a_part_of_a_person_is_refused_with_the_article_that_gives_it() -> None:
    other = "{document: Luật mẫu, article: Điều 9, verified: true, source: mẫu}"
    one = f"{{exactly: 1, cite: {other}}}"
    law = a_size(f"{{for_each: {{{HOUSEHOLDS}, each: 200, parts: exact}}, add: {one}}}")
    refusal = team_size(law, {"village.households": 100}, DAY, a_book())
    assert isinstance(refusal, Refusal)
    assert refusal.sentence.startswith("Bổ sung quy định làm tròn: 100 hộ, bằng 0,5 lần 200 hộ")
    assert refusal.citation is not None
    assert (refusal.citation.words(), refusal.kind) == ("Luật mẫu, Điều 9", "no_rounding")


@pytest.mark.parametrize(
    ("asked", "about"),
    [("teams", "số Tổ của một thôn, tổ dân phố"), ("villages", "số thôn, tổ dân phố của một Tổ")],
)
def test_a_number_beside_the_size_is_asked_for_by_its_name(asked: str, about: str) -> None:
    rule = f", {asked}: {{table: [{{when: {{fact: village.households, from: 9}}, value: {ONE}}}]}}"
    assert refused(a_size(THREE, rule=rule), {}) == f"Bổ sung số hộ để tính {about}."


def test_a_figure_that_nobody_saw_refuses_with_its_citation() -> None:
    refusal = team_size(a_size("{unknown: chưa thấy, cite: sure}"), {}, DAY, a_book())
    assert isinstance(refusal, Refusal)
    assert refusal.sentence == "Chưa có quy định được xác minh về số lượng thành viên Tổ: chưa thấy"
    assert refusal.citation == CITE


def test_a_quota_counts_only_where_the_law_says_so() -> None:
    assert sized(a_size(THREE), {"team.quota": 5}).maximum == 3


def test_several_teams_for_a_village_and_several_villages_for_a_team() -> None:
    law = a_size(
        THREE,
        rule=", villages: {at_least: 1, at_most: 4, cite: sure}, teams: {table: ["
        "{when: {fact: village.households, from: 1000}, value: {at_most: 2, cite: sure}}],"
        " otherwise: {exactly: 1, cite: sure}}",
    )
    size = sized(law, {"village.households": 1000})
    assert size.teams is not None
    assert size.villages is not None
    assert (size.teams.maximum, size.villages.minimum, size.villages.maximum) == (2, 1, 4)
    assert size.teams.why.sentences()[0] == "1.000 hộ (từ 1.000): tối đa 2 Tổ"
    answer = evaluate(law, {"village.households": 1000}, DAY, a_book())["team_size"]
    assert answer["teams"] == {"min": None, "max": 2, "why": size.teams.why.sentences()}
    assert answer["villages"] == {"min": 1, "max": 4, "why": size.villages.why.sentences()}


def test_a_size_counts_the_villages_of_the_team() -> None:
    law = a_size(f"{{sum: [{THREE}, {{for_each: {{count: team.villages, beyond: 1}}, add: {ONE}}}]}}")
    assert [people(law, team_villages=n) for n in (1, 2, 4)] == [3, 4, 6]


CITE = Citation(document="Nghị quyết mẫu", article="Điều 2", verified=True, source="mẫu")


@pytest.mark.parametrize(
    ("first", "every", "on", "day"),
    [
        (date(2024, 7, 1), None, date(2030, 1, 1), date(2024, 7, 1)),
        (date(2024, 7, 1), 5, date(2024, 1, 1), date(2024, 7, 1)),
        (date(2024, 7, 1), 5, date(2029, 6, 30), date(2024, 7, 1)),
        (date(2024, 7, 1), 5, date(2029, 7, 1), date(2029, 7, 1)),
        (date(2023, 12, 31), 1, date(2026, 3, 1), date(2025, 12, 31)),
        (date(2024, 2, 29), 1, date(2025, 3, 1), date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2024, 2, 29), date(2024, 2, 29)),
        (date(2024, 2, 29), 4, date(2028, 3, 1), date(2028, 2, 29)),
        (date(2024, 2, 1), 1, date(2025, 3, 1), date(2025, 2, 1)),
        (date(2024, 3, 29), 1, date(2025, 4, 1), date(2025, 3, 29)),
    ],
)
def test_facts_are_counted_on_a_fixed_day_and_again_after_years(
    first: date, every: int | None, on: date, day: date
) -> None:
    assert Counted(first=first, every_years=every, cite=CITE).day(on) == day


def test_the_counting_day_that_is_told_is_the_latest() -> None:
    counted = Counted(first=date(2024, 7, 1), every_years=5, cite=CITE)
    assert counted.words(date(2030, 1, 1)) == "số liệu tính đến 01/07/2029"


def test_the_counting_day_is_told_and_must_be_verified() -> None:
    law = a_size(THREE, rule=", counted: {first: 2024-07-01, cite: sure}")
    assert sized(law, {}).why.sentences()[0] == "Mỗi Tổ 3 người; số liệu tính đến 01/07/2024"
    law = a_size(THREE, rule=", counted: {first: 2024-07-01, cite: open}")
    assert refused(law, {}).startswith("Chưa có quy định được xác minh")


@given(
    threshold=st.integers(1, 2000),
    share=st.fractions(min_value=Fraction(1, 20), max_value=2, max_denominator=20),
    households=st.integers(0, 20_000),
    cap=st.integers(3, 9),
)
def test_a_size_is_never_outside_its_bounds_nor_falls_with_more_households(
    threshold: int, share: Fraction, households: int, cap: int
) -> None:
    law = a_size(
        f"{{limit: {{sum: [{THREE}, {{for_each: {{{HOUSEHOLDS}, beyond: {threshold},"
        f" each_share: {share}}}, add: {ONE}}}]}}, at_most: {{exactly: {cap}, cite: sure}}}}"
    )
    few, more = people(law, village_households=households), people(law, village_households=households + 1)
    assert 3 <= few <= more <= cap
    exact = 3 + max(households - threshold, 0) // (share * threshold)
    assert few == min(exact, cap)
