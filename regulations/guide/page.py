"""The reference page of law files, made from the code, so that it says what the loader does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from regulations.engine import VOCABULARY, FactSpec
from regulations.engine.schema import law_schema, series_schema
from regulations.guide.money_shapes import MONEY_SHAPES
from regulations.guide.shape import CITATIONS, HEAD, Shape
from regulations.guide.size_shapes import SIZE_SHAPES

_GROUPS = {
    "village": "The village, or all villages of one team",
    "team": "The team",
    "commune": "The commune",
    "district": "The district, until 30/06/2025",
    "former_province": "The former province",
    "member": "The person",
    "duty": "Duty that is claimed",
    "event": "What is paid once",
}
_BLOCKS = (
    (
        "The file",
        ("Document", "Territory", "Citation", "Basis", "PartMonthRule", "NamedValue"),
    ),
    ("Conditions", ("Compare", "AllOf", "AnyOf", "NotOf")),
    (
        "Values",
        (
            "Amount",
            "People",
            "SeriesAmount",
            "FactAmount",
            "Ref",
            "Unknown",
            "Share",
            "SeriesRate",
            "ForEach",
            "Steps",
            "PartOfStep",
            "Sum",
            "When",
            "LargestOf",
            "SmallestOf",
            "Limit",
            "Rest",
            "Table",
            "Row",
            "Dated",
            "DatedRow",
        ),
    ),
    ("The size of a team", ("TeamRule", "Counted")),
    ("Entitlements", ("Component", "OneOff", "Tariff", "TariffLimit")),
)
_SECTIONS = {
    "size": "as `team_size.size`",
    "rule": "beside `team_size.size`",
    "money": "as the `value` of a component",
    "file": "sections of the file",
}
_INTRO = """\
# Law files: facts, blocks and shapes

Made by `manage.py law reference` from the code of the engine; a test holds it against that code. The same
as JSON Schema: [law-file.schema.json](law-file.schema.json).

A law file is YAML. It states the document, its territory and days, named citations, the size of a team,
and what a member is owed. Nothing in it is run as code. Numbers are whole; a rate keeps its exact value
as written (0.70 is seven tenths, 1/3 is a third). Rounding happens once, where `round_to_vnd` says so, a
half going up; without it a sum that does not come out whole is refused. What nobody has verified is
written as `unknown`, or cited with `verified: false`: evaluating it gives “Chưa có quy định được xác minh
…” and never zero. A fact that is not known gives the refusal that asks for it.

Check a file with `manage.py law check FILE`, try it with `manage.py law evaluate FILE --on 2024-08-01
--facts FACTS.json`. FACTS.json is one object of facts; duty of the month stands under the key `claims`: a
list of objects with a `day`, their `duty.*` facts and whatever differs from the person's own facts. A sum
owed once is worked out when the fact `event.kind` is given.

A value is a block told apart by its first key. The same blocks make sizes and sums; a size holds numbers
of people (`exactly`, `at_most`) and a sum money (`vnd`, `series`, `share`), never the other way round.
Only in `sum`, `largest_of`, `smallest_of` and `less` a part may have a condition: `{when: …, value: …}`.
"""


def reference_page() -> str:
    """The whole page as Markdown."""
    schema = law_schema()
    parts = [_INTRO, *_shapes(), "## Facts\n", *_facts(), *_blocks(schema), *_series()]
    return "\n".join(parts).rstrip() + "\n"


def _shapes() -> Iterator[str]:
    yield "## How each shape is written\n"
    yield "Every example stands in a file that begins like this and has a `part_month`:\n"
    yield f"```yaml\n{HEAD}{CITATIONS}```\n"
    for shape in SIZE_SHAPES + MONEY_SHAPES:
        yield f"### {shape.title}\n"
        yield f"{_where(shape)}\n\n```yaml\n{shape.text}\n```\n"


def _where(shape: Shape) -> str:
    return f"Written {_SECTIONS[shape.section]}:"


def _facts() -> Iterator[str]:
    for group, specs in groupby(VOCABULARY.values(), key=lambda spec: spec.name.split(".")[0]):
        yield f"### {_GROUPS[group]}\n"
        yield _table(("fact", "type", "unit", "meaning", "values"), [_fact_row(spec) for spec in specs])


def _fact_row(spec: FactSpec) -> tuple[str, ...]:
    return f"`{spec.name}`", spec.type, spec.unit, spec.meaning, fact_values(spec)


def fact_values(spec: FactSpec) -> str:
    """The values that a fact may have, for reading."""
    if spec.type == "choice":
        return ", ".join(f"{key} ({words})" for key, words in spec.allowed.items())
    if spec.type == "bool":
        return f"true ({spec.meaning}), false ({spec.otherwise})"
    if spec.type == "code":
        return 'digits of the official code, as text: "540"'
    units = f"; a bound may say {', '.join(spec.units)}" if spec.units else ""
    return f"{spec.minimum} to {spec.maximum:,}{units}"


def _blocks(schema: dict[str, Any]) -> Iterator[str]:
    yield "## Keys of a file\n"
    yield _fields(schema)
    for title, names in _BLOCKS:
        yield f"## {title}\n"
        yield from _named_blocks(schema, names)


def _series() -> Iterator[str]:
    yield "## Files of reference series\n"
    yield "A key `series`, a list of Series, beside named `citations`; a value ends where the next begins.\n"
    yield from _named_blocks(series_schema(), ("Series", "SeriesEntry"))


def _named_blocks(schema: dict[str, Any], names: Sequence[str]) -> Iterator[str]:
    for name in names:
        yield f"### {name}\n"
        yield f"{_plain(schema['$defs'][name].get('description', ''))}\n"
        yield _fields(schema["$defs"][name])


def _fields(block: dict[str, Any]) -> str:
    required = block.get("required", [])
    rows = [
        (
            f"`{key}`",
            _type_words(field),
            "yes" if key in required else "",
            _plain(field.get("description", "")),
        )
        for key, field in block["properties"].items()
    ]
    return _table(("key", "holds", "required", "meaning"), rows)


def _type_words(field: dict[str, Any]) -> str:
    forms = field.get("anyOf") or field.get("oneOf")
    if forms:
        return _choice_words(forms)
    if "$ref" in field:
        name = field["$ref"].rsplit("/", 1)[1]
        return "fact" if name == "Fact" else f"[{name}](#{name.lower()})"
    if "enum" in field or "const" in field:
        return ", ".join(f"`{value}`" for value in field.get("enum", [field.get("const")]))
    if field.get("type") == "array":
        return f"list of {_type_words(field['items'])}"
    return _SIMPLE.get(str(field.get("format") or field.get("type")), "rate")


_SIMPLE = {
    "string": "text",
    "integer": "whole number",
    "boolean": "true or false",
    "date": "date",
    "object": "names and citations",
    "null": "null",
}


def _choice_words(forms: Sequence[dict[str, Any]]) -> str:
    names = {form["$ref"].rsplit("/", 1)[1] for form in forms if "$ref" in form}
    if "When" in names:
        return "value, or [When](#when)"
    if "Amount" in names:
        return "value"
    if "Compare" in names:
        return "condition"
    if names == {"Citation"}:
        return "name of a citation, or [Citation](#citation)"
    words = [_type_words(form) for form in forms if form.get("type") != "null"]
    return " or ".join(dict.fromkeys(words))


def _plain(text: str) -> str:
    """A docstring as one paragraph of Markdown."""
    return re.sub(r"\s+", " ", text.replace("``", "`")).strip()


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines) + "\n"
