"""The reference page and the schema of law files: they are those of the code, and every example is a law."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from regulations.engine import VOCABULARY, check_law, load_series
from regulations.engine.schema import law_schema
from regulations.engine.yaml_text import read_yaml
from regulations.guide.money_shapes import MONEY_SHAPES
from regulations.guide.page import reference_page
from regulations.guide.shape import Shape, whole_file
from regulations.guide.size_shapes import SIZE_SHAPES

ROOT = Path(__file__).parents[3]
LAW = ROOT / "regulations" / "law"
FILES = sorted(path for path in LAW.glob("*.yaml") if path.name != "reference-series.yaml")
SHAPES = SIZE_SHAPES + MONEY_SHAPES
SERIES = load_series((LAW / "reference-series.yaml").read_text(encoding="utf-8"), "reference-series.yaml")
VALIDATOR = Draft202012Validator(law_schema())


def plain(value: Any) -> Any:
    """The values of a file as JSON has them."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


# Read once, here: what follows is about the schema.
DATA = {path.name: plain(read_yaml(path.read_text(encoding="utf-8")).data) for path in FILES}
DATA |= {shape.title: plain(read_yaml(whole_file(shape)).data) for shape in SHAPES}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.title)
def test_every_example_of_the_page_is_a_law_without_errors(shape: Shape) -> None:
    report = check_law(whole_file(shape), "mau.yaml", SERIES)
    assert [str(problem) for problem in report.problems if problem.severity == "error"] == []


def test_the_page_in_the_repository_is_the_one_of_the_code() -> None:
    page = (ROOT / "docs" / "law" / "vocabulary.md").read_text(encoding="utf-8")
    assert page == reference_page(), "Run manage.py law reference and commit the page."


def test_the_schema_in_the_repository_is_the_one_of_the_code() -> None:
    schema = json.loads((ROOT / "docs" / "law" / "law-file.schema.json").read_text(encoding="utf-8"))
    assert schema == law_schema(), "Run manage.py law schema and commit the schema."


def test_the_page_names_every_fact_and_every_block() -> None:
    page = reference_page()
    assert all(f"`{name}`" in page for name in VOCABULARY)
    told = law_schema()["$defs"].keys() - {"Fact"}
    assert all(f"### {block}\n" in page for block in told)


@pytest.mark.parametrize("name", DATA)
def test_the_schema_accepts_what_the_loader_accepts(name: str) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(DATA[name])] == []


def test_the_schema_refuses_what_is_no_key() -> None:
    assert list(VALIDATOR.iter_errors({**DATA[SHAPES[0].title], "khac": 1}))
