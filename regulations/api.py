"""What the law answers, as other systems read it."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


@extend_schema_field(
    {
        "type": "object",
        "description": "A step of the calculation. `value`: an integer, or a fraction written p/q. "
        "`leaves`: the steps it rests on, of the same shape.",
        "properties": {
            "operation": {"type": "string"},
            "sentence": {"type": "string"},
            "value": {"oneOf": [{"type": "integer"}, {"type": "string"}]},
            "citation": {"type": "object", "nullable": True, "additionalProperties": {}},
            "leaves": {"type": "array", "items": {"type": "object", "additionalProperties": {}}},
        },
        "required": ["operation", "sentence", "value", "citation", "leaves"],
    }
)
class WhyField(serializers.JSONField):
    """The tree of a calculation."""
