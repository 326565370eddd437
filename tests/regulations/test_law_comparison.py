"""Two versions side by side: what stays, what changes, what comes and what goes."""

from __future__ import annotations

import pytest

from regulations.comparison import counts, side_by_side
from regulations.engine import Citation
from regulations.reading import RuleRow, RuleText

SURE = Citation(document="NQ", article="Điều 1", verified=True, source="Công báo")
LATER = Citation(document="NQ khác", article="Điều 9", verified=True, source="Công báo")
DOUBT = Citation(document="NQ", article="Điều 1", verified=False)


def rule(*rows: RuleRow, name: str = "Hỗ trợ") -> RuleText:
    return RuleText(name, rows)


def row(when: str, value: str, citation: Citation = SURE) -> RuleRow:
    return RuleRow(when, value, citation)


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        pytest.param([row("Tổ trưởng", "1")], [row("Tổ trưởng", "1", LATER)], "same", id="another article"),
        pytest.param([row("Tổ trưởng", "1")], [row("Tổ trưởng", "2")], "changed", id="another figure"),
        pytest.param([row("Tổ trưởng", "1", DOUBT)], [row("Tổ trưởng", "1")], "changed", id="now verified"),
        pytest.param([], [row("Tổ trưởng", "1")], "new", id="only in the new one"),
        pytest.param([row("Tổ trưởng", "1")], [], "gone", id="only in the old one"),
    ],
)
def test_a_row_is_compared_by_its_figure(old: list[RuleRow], new: list[RuleRow], change: str) -> None:
    (pair,) = side_by_side([rule(*old)], [rule(*new)])
    assert [found.change for found in pair.rows] == [change]


def test_rows_stand_in_the_order_of_the_new_text_then_those_that_are_gone() -> None:
    old = rule(row("A", "1"), row("B", "1"), row("C", "1"))
    new = rule(row("C", "1"), row("D", "1"), row("A", "1"))
    (pair,) = side_by_side([old], [new])
    assert [found.when for found in pair.rows] == ["C", "D", "A", "B"]


def test_two_rows_of_one_case_are_matched_in_their_order() -> None:
    (pair,) = side_by_side([rule(row("A", "1"), row("A", "2"))], [rule(row("A", "1"), row("A", "3"))])
    assert [found.change for found in pair.rows] == ["same", "changed"]


def test_a_rule_that_only_one_text_has_is_shown_whole() -> None:
    found = side_by_side([rule(row("A", "1"), name="Cũ")], [rule(row("B", "1"), name="Mới")])
    assert [(pair.name, pair.rows[0].change) for pair in found] == [("Mới", "new"), ("Cũ", "gone")]


def test_the_changes_are_counted() -> None:
    found = side_by_side([rule(row("A", "1"), row("B", "1"))], [rule(row("A", "2"), row("C", "1"))])
    assert counts(found) == {"giữ nguyên": 0, "thay đổi": 1, "thêm mới": 1, "không còn": 1}
