"""The JSON Schema of a law file, made from the blocks: for editors and for programs that write files."""

from __future__ import annotations

from typing import Any

from regulations.engine.law import Law
from regulations.engine.series import SeriesBook
from regulations.engine.vocabulary import VOCABULARY

_CITATION = {"$ref": "#/$defs/Citation"}
_NAMED_CITATION = {
    "anyOf": [{"type": "string", "description": "A name from the section citations."}, _CITATION]
}


def law_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a whole law file, with its section of named citations."""
    schema: dict[str, Any] = _with_names(Law.model_json_schema())
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Law file"
    schema["properties"]["citations"] = {
        "type": "object",
        "description": "Citations that the file names once and cites by name.",
        "additionalProperties": _CITATION,
    }
    facts = [{"const": spec.name, "description": spec.meaning} for spec in VOCABULARY.values()]
    schema["$defs"]["Fact"] = {"oneOf": facts, "description": "A fact of the vocabulary."}
    for block, field in (("Compare", "fact"), ("Steps", "count"), ("FactAmount", "amount_of")):
        _ask_facts(schema["$defs"][block]["properties"][field])
    return schema


def series_schema() -> dict[str, Any]:
    """JSON Schema of a file of reference series."""
    schema: dict[str, Any] = _with_names(SeriesBook.model_json_schema())
    return schema


def _with_names(node: Any) -> Any:
    """The schema with a name allowed wherever a citation is asked for."""
    if node == _CITATION:
        return _NAMED_CITATION
    if isinstance(node, dict):
        return {key: _with_names(value) for key, value in node.items()}
    return [_with_names(item) for item in node] if isinstance(node, list) else node


def _ask_facts(field: dict[str, Any]) -> None:
    """Names of facts where a field has any text, one or a list of them."""
    for form in field.get("anyOf", [field]):
        if form.get("type") == "array":
            form["items"] = {"$ref": "#/$defs/Fact"}
        else:
            form.pop("type")
            form["$ref"] = "#/$defs/Fact"
