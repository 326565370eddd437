"""The checker: gaps, overlaps, conditions that never hold, days without a value, clashes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from regulations.engine import boxes
from regulations.engine.boxes import Grid
from regulations.engine.checker import Report, check_law, check_together
from regulations.engine.conditions import Condition
from tests.regulations.engine.samples import HEAD, ONE_COMPONENT, SIZE, a_book

CONDITIONS: TypeAdapter[Condition] = TypeAdapter(Condition)
THREE = "{exactly: 3, cite: sure}"


def checked(size: str, *, rule: str = "", more: str = ONE_COMPONENT) -> Report:
    text = f"{HEAD}team_size: {{cite: sure{rule}, size: {size}}}\n{more}"
    return check_law(text, "mau.yaml", a_book())


def errors(report: Report) -> list[tuple[str, str]]:
    return [(each.field, each.message) for each in report.problems if each.severity == "error"]


def table(*rows: str, otherwise: str = "") -> str:
    listed = ", ".join(f"{{when: {row}, value: {THREE}}}" for row in rows)
    return f"{{table: [{listed}]{f', otherwise: {otherwise}' if otherwise else ''}}}"


def households(bounds: str) -> str:
    return f"{{fact: village.households, {bounds}}}"


@pytest.mark.parametrize(
    ("rows", "gap"),
    [
        (("below: 350", "above: 350"), "350 hộ"),
        (("below: 350", "from: 400"), "từ 350 hộ đến 399 hộ"),
        (("below: 350",), "từ 350 hộ"),
        (("from: 2", "is: 1"), "0 hộ"),
        (("is: 5",), "đến 4 hộ hoặc từ 6 hộ"),
        (("below: 100000",), "100.000 hộ"),
        (("from: 10", "in: [4, 5]"), "đến 3 hộ hoặc từ 6 hộ đến 9 hộ"),
    ],
)
def test_a_gap_is_named_by_its_exact_values(rows: tuple[str, ...], gap: str) -> None:
    found = errors(checked(table(*map(households, rows))))
    assert found == [("team_size.size.table", f"Bổ sung dòng cho trường hợp chưa có: {gap}.")]


def test_an_overlap_is_named_by_its_rows_and_exact_values() -> None:
    found = errors(
        checked(table(households("to: 350"), households("from: 350, to: 700"), households("from: 690")))
    )
    assert found == [
        ("team_size.size.table.1", "Sửa điều kiện: dòng 1 và dòng 2 cùng đúng với 350 hộ."),
        ("team_size.size.table.2", "Sửa điều kiện: dòng 2 và dòng 3 cùng đúng với từ 690 hộ đến 700 hộ."),
    ]


def test_a_table_without_gap_or_overlap_is_right() -> None:
    assert not checked(table(households("below: 350"), households("from: 350"))).has_errors
    assert not checked(table(households("below: 350"), otherwise=THREE)).has_errors


def test_choices_and_flags_are_solved_with_the_numbers() -> None:
    rows = (
        "{all: [{fact: commune.border, is: true}, {fact: village.households, below: 100}]}",
        "{all: [{not: {fact: commune.border, is: true}}, {fact: village.households, below: 200}]}",
        "{all: [{fact: village.households, from: 200}, {fact: village.kind, in: [thon, ap]}]}",
    )
    found = errors(checked(table(*rows), rule=", exists_when: {fact: village.kind, in: [thon, ap, khom]}"))
    assert found == [
        (
            "team_size.size.table",
            "Bổ sung dòng cho trường hợp chưa có: thôn hoặc ấp hoặc khóm, xã biên giới,"
            " từ 100 hộ đến 199 hộ; khóm, từ 200 hộ.",
        )
    ]


def test_the_condition_above_a_table_counts() -> None:
    inner = table(households("below: 500"), households("from: 500"))
    outer = (
        f"{{table: [{{when: {households('below: 600')}, value: {inner}}},"
        f" {{when: {households('from: 600')}, value: {THREE}}}]}}"
    )
    assert not checked(outer).has_errors
    outer = outer.replace("below: 600", "below: 400").replace("from: 600", "from: 400")
    assert errors(checked(outer)) == [
        ("team_size.size.table.0.value.table.1.when", "Sửa điều kiện: không có trường hợp nào thỏa mãn.")
    ]


@pytest.mark.parametrize(
    "never",
    [
        "{all: [{fact: village.kind, is: thon}, {fact: village.kind, is: ap}]}",
        "{all: [{fact: village.households, below: 5}, {not: {fact: village.households, below: 9}}]}",
        "{all: [{fact: district.code, is: '540'}, {fact: district.code, is: '541'}]}",
    ],
)
@pytest.mark.parametrize("place", ["sum", "largest_of"])
def test_a_condition_that_can_never_hold_is_named(never: str, place: str) -> None:
    found = errors(checked(f"{{{place}: [{THREE}, {{when: {never}, value: {THREE}}}]}}"))
    assert found == [(f"team_size.size.{place}.1.when", "Sửa điều kiện: không có trường hợp nào thỏa mãn.")]


def test_other_cases_that_do_not_exist_are_named() -> None:
    found = errors(checked(table(households("below: 9"), households("from: 9"), otherwise=THREE)))
    assert found == [("team_size.size.otherwise", "Bỏ otherwise: các dòng của bảng đã gồm mọi trường hợp.")]


def test_other_cases_are_the_context_of_what_they_hold() -> None:
    rest = table(households("to: 20"), households("above: 20"))
    assert not checked(table(households("below: 9"), otherwise=rest)).has_errors
    rest = table(households("to: 5"), households("above: 5"))
    assert errors(checked(table(households("below: 9"), otherwise=rest))) == [
        ("team_size.size.otherwise.table.0.when", "Sửa điều kiện: không có trường hợp nào thỏa mãn.")
    ]


def test_codes_that_no_row_names_are_a_gap() -> None:
    found = errors(checked(table("{fact: district.code, is: '540'}")))
    assert found == [("team_size.size.table", "Bổ sung dòng cho trường hợp chưa có: huyện mã khác.")]
    found = errors(
        checked(
            table("{fact: district.code, is: '540'}"),
            rule=", exists_when: {fact: district.code, in: ['540', '541']}",
        )
    )
    assert found == [("team_size.size.table", "Bổ sung dòng cho trường hợp chưa có: huyện mã 541.")]
    both = table("{fact: district.code, is: '540'}", "{not: {fact: district.code, is: '540'}}")
    assert not checked(both).has_errors


def test_facts_that_are_added_up_are_solved_as_one() -> None:
    both = "[village.persons, village.temporary_residents]"
    rows = (f"{{fact: {both}, below: 3000}}", f"{{fact: {both}, above: 3000}}")
    assert errors(checked(table(*rows)))[0][1] == (
        "Bổ sung dòng cho trường hợp chưa có: số nhân khẩu và số nhân khẩu tạm trú 3.000 nhân khẩu."
    )


def test_areas_are_named_in_their_units() -> None:
    rows = ("{fact: village.area, to: 3 km2}", "{fact: village.area, above: 5 km2}")
    assert errors(checked(table(*rows)))[0][1] == (
        "Bổ sung dòng cho trường hợp chưa có: diện tích thôn, tổ dân phố từ 3.000.001 m² đến 5 km²."
    )


def test_any_one_case_left_open_is_all_of_them() -> None:
    never = "{all: [{fact: commune.border, is: true}, {fact: commune.border, is: false}]}"
    messages = [message for _, message in errors(checked(table(never)))]
    assert "Bổ sung dòng cho trường hợp chưa có: mọi trường hợp." in messages


def test_neighbouring_gaps_are_one() -> None:
    row = f"{{all: [{households('from: 20')}, {{not: {households('below: 10')}}}]}}"
    assert errors(checked(table(row)))[0][1] == "Bổ sung dòng cho trường hợp chưa có: đến 19 hộ."


@pytest.mark.parametrize(
    ("count", "more"), [(4, ""), (5, "; và 1 trường hợp khác"), (7, "; và 3 trường hợp khác")]
)
def test_many_gaps_are_cut_short(count: int, more: str) -> None:
    kinds = [
        f"{{all: [{{fact: village.kind, is: {kind}}}, {households(f'from: {place}')}]}}"
        for place, kind in enumerate(("thon", "ap", "ban", "buon", "khom", "xom", "pho")[:count], start=3)
    ]
    message = errors(checked(table(*kinds)))[0][1]
    assert message.count("; ") == 4 + bool(more)
    assert message.endswith(f"{more}.")
    assert more or "khác" not in message


def test_too_many_cases_are_told_instead_of_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxes, "MOST_CELLS", 2)
    assert not checked(table(households("below: 9"), households("from: 9"))).has_errors
    monkeypatch.setattr(boxes, "MOST_CELLS", 1)
    assert (
        "team_size.size",
        "Chia nhỏ bảng hoặc điều kiện: quá nhiều trường hợp để kiểm tra hết.",
    ) in errors(checked(table(households("below: 9"), households("from: 9"))))


def test_days_without_a_dated_value_are_named() -> None:
    dated = (
        "{dated: [{valid_from: 2024-08-01, valid_to: 2024-09-01, value: {exactly: 3, cite: sure}},"
        " {valid_from: 2024-10-01, valid_to: 2025-06-01, value: {exactly: 3, cite: sure}}]}"
    )
    assert errors(checked(dated)) == [
        ("team_size.size.dated", "Bổ sung mức cho các ngày từ 01/06/2025."),
        ("team_size.size.dated", "Bổ sung mức cho các ngày từ 01/07/2024 đến trước 01/08/2024."),
        ("team_size.size.dated", "Bổ sung mức cho các ngày từ 01/09/2024 đến trước 01/10/2024."),
    ]
    whole = "{dated: [{valid_from: 2024-07-01, valid_to: 2025-07-01, value: {exactly: 3, cite: sure}}]}"
    assert not checked(whole).has_errors
    opened = "{dated: [{valid_from: 2024-07-01, value: {exactly: 3, cite: sure}}]}"
    assert not checked(opened).has_errors


ONE_OFF = """\
one_off:
  - key: chet
    kind: chet
    name: Tử tuất
    applies_when: {fact: event.kind, in: [chet, mai_tang]}
    value: {vnd: 5, cite: sure}
  - key: mai_tang
    kind: mai_tang
    name: Mai táng
    applies_when: {fact: event.kind, is: chet}
    value: {vnd: 5, cite: sure}
"""


def test_a_sum_for_an_event_stands_under_its_event() -> None:
    assert errors(checked(THREE, more=ONE_COMPONENT + ONE_OFF)) == [
        ("one_off.1.applies_when", "Sửa điều kiện: không có trường hợp nào thỏa mãn.")
    ]


def test_gaps_that_the_file_tells_of_are_notes() -> None:
    size = (
        f"{{table: [{{when: {households('below: 9')}, gap_note: văn bản bỏ ngỏ}},"
        f" {{when: {households('from: 9')}, value: {{unknown: chưa thấy, cite: open}}}}]}}"
    )
    notes = [(each.field, str(each)) for each in checked(size).problems if each.severity == "note"]
    assert notes == [
        (
            "part_month",
            "mau.yaml, dòng 7, part_month: Ghi chú: Văn bản không nêu cách tính tháng không đủ ngày.",
        ),
        (
            "team_size.size.table.0",
            "mau.yaml, dòng 11, team_size.size.table.0: Ghi chú: Văn bản bỏ ngỏ: văn bản bỏ ngỏ",
        ),
        (
            "team_size.size.table.1.value",
            "mau.yaml, dòng 11, team_size.size.table.1.value: Ghi chú: Chưa xác minh: chưa thấy",
        ),
    ]


def test_a_rule_for_a_part_of_a_month_leaves_no_note() -> None:
    text = (
        HEAD.replace("part_month: null", "part_month: {convention: by_day, cite: sure}")
        + SIZE
        + ONE_COMPONENT
    )
    assert check_law(text, "mau.yaml", a_book()).problems == ()


def test_a_file_that_cannot_be_read_gives_its_errors() -> None:
    report = check_law("a: 1", "mau.yaml", None)
    assert report.law is None
    assert report.has_errors


def two(change: tuple[str, str]) -> list[str]:
    one = HEAD + SIZE + ONE_COMPONENT
    other = one.replace("1/2024", "2/2024").replace("id: mau", "id: khac").replace(*change)
    reports = {name: check_law(text, name, None) for name, text in (("a.yaml", one), ("b.yaml", other))}
    return [str(problem) for problem in check_together({**reports, "c.yaml": Report(None, ())})]


def test_two_adopted_laws_of_one_province_on_one_day_clash() -> None:
    assert two(("x", "x")) == [
        "b.yaml, dòng 1, valid_from: Ghi valid_to hoặc replaces: Nghị quyết số 1/2024/NQ-HĐND"
        " và Nghị quyết số 2/2024/NQ-HĐND cùng có hiệu lực ngày 01/07/2024."
    ]


@pytest.mark.parametrize(
    "change",
    [
        ("valid_from: 2024-07-01\nvalid_to: 2025-07-01", "valid_from: 2025-07-01"),
        ("status: adopted", "status: draft"),
        ('"52"', '"38"'),
        ("issued: 2024-06-01", "issued: 2024-06-01, replaces: [mau]"),
    ],
)
def test_laws_apart_in_time_or_place_drafts_and_replacements_do_not_clash(change: tuple[str, str]) -> None:
    assert two(change) == []


BOUNDS = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted)
KINDS = st.sampled_from(["thon", "ap", "khom"])


@given(rows=st.lists(st.tuples(KINDS, BOUNDS), min_size=1, max_size=5), negated=st.booleans())
def test_the_solver_agrees_with_trying_every_value(rows: list[tuple[str, list[int]]], negated: bool) -> None:
    def asked(kind: str, bounds: list[int]) -> Condition:
        inside = {"fact": "village.households", "from": bounds[0], "to": bounds[1]}
        parts = ({"fact": "village.kind", "is": kind}, inside)
        whole = {"any": ({"not": parts[0]}, parts[1])} if negated else {"all": parts}
        return CONDITIONS.validate_python(whole)

    conditions = [asked(*row) for row in rows]
    grid = Grid(conditions)
    held = [grid.holding(condition) for condition in conditions]
    tried = {
        tuple(bool(c.holds({"village.kind": kind, "village.households": n})) for c in conditions)
        for kind in ("thon", "ap", "khom", "ban")
        for n in range(33)
    }
    assert {tuple(cell in cells for cells in held) for cell in grid.cells} == tried
