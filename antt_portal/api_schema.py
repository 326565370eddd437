"""What the OpenAPI file says of every operation: the scope it needs and how it refuses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

_SCOPE: Final = "x-scope"
_REFUSALS: Final = {
    "400": "A parameter cannot be read or does not exist.",
    "401": "The token is missing, unknown or ended.",
    "403": "The client does not hold the scope.",
    "404": "No such row or page within the client's unit.",
}
_PROBLEM: Final = {
    "type": "object",
    "description": "Why a request was refused, in the one shape of all refusals.",
    "properties": {
        "code": {"type": "string", "description": "Stable, for programs."},
        "message": {"type": "string", "description": "Vietnamese, says what to do."},
        "field": {"type": "string", "description": "The parameter it is about; empty for none."},
    },
    "required": ["code", "message", "field"],
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One address of the API as the page of the API shows it."""

    path: str
    parameters: tuple[str, ...]
    scope: str


def operations() -> Iterator[Operation]:
    """The addresses of the OpenAPI file, in its order."""
    generator: Any = SchemaGenerator
    schema = generator().get_schema(request=None, public=True)
    for path, verbs in schema["paths"].items():
        for operation in verbs.values():
            parameters = tuple(
                part["name"] for part in operation.get("parameters", ()) if part["in"] == "query"
            )
            yield Operation(path, parameters, operation[_SCOPE])


class ClientTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI file names the token."""

    target_class = "accounts.api_auth.ClientTokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """A bearer token in the header."""
        return {"type": "http", "scheme": "bearer"}


class ScopedSchema(AutoSchema):
    """Adds the scope that an operation needs to its description."""

    def get_extensions(self) -> dict[str, str]:
        """The scope, for programs."""
        return {_SCOPE: getattr(self.view, "scope", "")}

    def get_description(self) -> str:  # type: ignore[override]  # as its parent has it
        """What the operation gives, and the scope that opens it."""
        words: str = super().get_description() or ""
        return f"{words}\n\nScope: `{getattr(self.view, 'scope', '')}`."


def add_refusals(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Every operation's refusals, all of one shape (a post-processing hook)."""
    result["components"]["schemas"]["Problem"] = _PROBLEM
    for path in result["paths"].values():
        for operation in path.values():
            operation["responses"].update({code: _refusal(words) for code, words in _REFUSALS.items()})
    return result


def _refusal(words: str) -> Mapping[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": words, "content": {"application/json": {"schema": schema}}}
