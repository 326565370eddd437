"""Numbers that come from facts: one fact, or several of one unit added up."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from regulations.engine.block import refuse
from regulations.engine.fact_spec import Facts, FactSpec
from regulations.engine.spelling import did_you_mean
from regulations.engine.vocabulary import VOCABULARY


def known_fact(name: str) -> FactSpec:
    """The fact called ``name``; refused, with the nearest name, when there is none."""
    spec = VOCABULARY.get(name)
    if spec is None:
        refuse(f"Không có dữ kiện “{name}” trong bảng từ{did_you_mean(name, VOCABULARY)}.")
    return spec


def _can_be_counted(names: Any) -> Any:
    specs = [known_fact(name) for name in as_names(names)]
    wrong = next((spec for spec in specs if spec.type != "int"), None)
    if wrong is not None:
        refuse(f"Chọn dữ kiện là số: {wrong.meaning} không phải là số.")
    return _of_one_unit(names)


def _of_one_unit(names: Any) -> Any:
    if len({known_fact(name).unit for name in as_names(names)}) > 1:
        refuse("Chỉ cộng các dữ kiện cùng đơn vị tính.")
    return names


FactNames = Annotated[
    str | Annotated[tuple[str, ...], Field(min_length=2), AfterValidator(_can_be_counted)],
    AfterValidator(_of_one_unit),
]
NumberFacts = Annotated[FactNames, AfterValidator(_can_be_counted)]


def as_names(names: str | tuple[str, ...]) -> tuple[str, ...]:
    """One name or several, as several."""
    return (names,) if isinstance(names, str) else names


def total(names: tuple[str, ...], facts: Facts) -> int | None:
    """The facts added up; None when one of them is not known."""
    values = [facts.get(name) for name in names]
    return None if None in values else sum(int(value or 0) for value in values)


def number_words(names: tuple[str, ...], value: int) -> str:
    """A number in the unit of its facts: "420 hộ"."""
    return VOCABULARY[names[0]].number_words(value)
