"""What holds for every shape of the reference page, whatever the facts: sums recompute, sizes keep bounds."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from regulations.engine import (
    VOCABULARY,
    Claim,
    Facts,
    FactSpec,
    Law,
    Line,
    Refusal,
    Why,
    load_law,
    load_series,
    monthly_lines,
    one_off,
    tariff_lines,
    team_size,
)
from regulations.guide.money_shapes import MONEY_SHAPES
from regulations.guide.shape import whole_file
from regulations.guide.size_shapes import SIZE_SHAPES

SERIES_FILE = Path(__file__).parents[3] / "regulations" / "law" / "reference-series.yaml"
SERIES = load_series(SERIES_FILE.read_text(encoding="utf-8"), SERIES_FILE.name)
LAWS = [load_law(whole_file(shape), shape.title) for shape in SIZE_SHAPES + MONEY_SHAPES]
DAYS = st.dates(date(2024, 7, 1), date(2025, 6, 30))


def values(spec: FactSpec) -> st.SearchStrategy[str | int | bool | None]:
    if spec.type == "choice":
        return st.sampled_from([*spec.allowed])
    if spec.type == "bool":
        return st.booleans()
    if spec.type == "code":
        return st.sampled_from(["540", "541", "542", "543"])
    # Small numbers as often as large ones: bands lie below a few thousand.
    return st.integers(spec.minimum, min(spec.maximum, 20)) | st.integers(spec.minimum, spec.maximum)


FACTS: st.SearchStrategy[Facts] = st.fixed_dictionaries(
    {}, optional={name: values(spec) | st.none() for name, spec in VOCABULARY.items()}
)
WHOLE_FACTS: st.SearchStrategy[Facts] = st.fixed_dictionaries(
    {name: values(spec) for name, spec in VOCABULARY.items()}
)


def answers(law: Law, facts: Facts, on: date) -> list[Line | Refusal]:
    claims = [Claim(on, {"duty.kind": "dem", "duty.minutes": 300}), Claim(on, {"duty.kind": "ngay_le"})]
    once = (one_off(law, facts, kind, on, SERIES) for kind in VOCABULARY["event.kind"].allowed)
    duty = tariff_lines(law, facts, claims, on, SERIES)
    return [*monthly_lines(law, facts, on, SERIES), *duty, *(each for found in once for each in found)]


def holds(why: Why) -> None:
    assert why.recompute() == why.value
    assert Why.from_json(json.loads(json.dumps(why.to_json()))) == why
    assert all(why.sentences())


@given(law=st.sampled_from(LAWS), facts=FACTS | WHOLE_FACTS, on=DAYS)
def test_every_sum_recomputes_from_its_leaves_and_every_refusal_says_why(
    law: Law, facts: Facts, on: date
) -> None:
    for answer in answers(law, facts, on):
        if isinstance(answer, Line):
            holds(answer.why)
            assert answer.amount_vnd == answer.why.value >= 0
        else:
            assert answer.sentence.endswith(".") or answer.sentence.startswith(
                "Chưa có quy định được xác minh"
            )


@given(law=st.sampled_from(LAWS), facts=FACTS | WHOLE_FACTS, on=DAYS)
def test_every_size_recomputes_and_keeps_its_bounds(law: Law, facts: Facts, on: date) -> None:
    size = team_size(law, facts, on, SERIES)
    if not isinstance(size, Refusal):
        holds(size.why)
        assert size.why.value == size.maximum
        assert 0 <= (size.minimum or 0) <= size.maximum
        assert size.exact == (size.minimum == size.maximum)


@given(law=st.sampled_from(LAWS), facts=WHOLE_FACTS, on=DAYS, seed=st.integers(0, 99))
def test_the_order_of_rules_and_of_facts_never_changes_a_sum(
    law: Law, facts: Facts, on: date, seed: int
) -> None:
    mix = random.Random(seed)
    rules = {name: tuple(mix.sample(rules, len(rules))) for name, rules in sections(law).items()}
    shuffled = law.model_copy(update=rules)
    told = dict(mix.sample(list(facts.items()), len(facts)))
    assert sums(shuffled, told, on) == sums(law, facts, on)


def sections(law: Law) -> dict[str, tuple[object, ...]]:
    return {
        "values": law.values,
        "components": law.components,
        "tariffs": law.tariffs,
        "tariff_limits": law.tariff_limits,
        "one_off": law.one_off,
    }


def sums(law: Law, facts: Facts, on: date) -> dict[str, int]:
    return {line.component: line.amount_vnd for line in answers(law, facts, on) if isinstance(line, Line)}
