"""Why a team may have so many people, as other systems read it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import QueryDict
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from regulations.api import WhyField
from regulations.engine import REFUSAL_KINDS, Refusal, TeamSize
from territory import clock
from territory.api_filters import IsoDayField, refuse_unknown
from vietnamese.forms import VietForm


class DayParameters(VietForm):
    """The day that is asked about."""

    on = IsoDayField(label="Ngày", required=False)


def day_asked(parameters: QueryDict) -> date:
    """The day of the parameter ``on``, today without it; ValidationError in words for any other parameter."""
    refuse_unknown(parameters, DayParameters.base_fields)
    form = DayParameters(parameters)
    if not form.is_valid():
        raise ValidationError({"on": "Nhập ngày theo dạng 2024-07-18."}, code="invalid")
    day: date = form.cleaned_data["on"] or clock.today()
    return day


class RefusedSerializer(serializers.Serializer[Refusal]):
    """Why there is no number."""

    kind = serializers.ChoiceField(choices=REFUSAL_KINDS, read_only=True)
    why = serializers.CharField(source="sentence", read_only=True, help_text="The reason in Vietnamese.")


class TeamSizeSerializer(serializers.Serializer[TeamSize | Refusal]):
    """The size that the law gives a team on a day; without a number all is null but ``refusal``."""

    on = serializers.SerializerMethodField(help_text="The day of the answer.")
    exists = serializers.SerializerMethodField(help_text="Whether the law sets up a team there.")
    min = serializers.SerializerMethodField(help_text="Least people; null: none that is verified.")
    max = serializers.SerializerMethodField(help_text="Most people.")
    exact = serializers.SerializerMethodField(help_text="Whether the law fixes the number.")
    sentences = serializers.SerializerMethodField(
        help_text="The reasons in Vietnamese, the conclusion first, then the articles."
    )
    why = serializers.SerializerMethodField()
    refusal = serializers.SerializerMethodField()

    def get_on(self, _size: TeamSize | Refusal) -> date:
        """The day."""
        day: date = self.context["on"]
        return day

    def get_exists(self, size: TeamSize | Refusal) -> bool | None:
        """Whether there is to be a team."""
        return None if isinstance(size, Refusal) else size.exists

    def get_min(self, size: TeamSize | Refusal) -> int | None:
        """The least number."""
        return None if isinstance(size, Refusal) else size.minimum

    def get_max(self, size: TeamSize | Refusal) -> int | None:
        """The most."""
        return None if isinstance(size, Refusal) else size.maximum

    def get_exact(self, size: TeamSize | Refusal) -> bool | None:
        """Whether the law leaves nothing to choose."""
        return None if isinstance(size, Refusal) else size.exact

    def get_sentences(self, size: TeamSize | Refusal) -> list[str]:
        """The reasons in words."""
        return [size.sentence] if isinstance(size, Refusal) else size.why.sentences()

    @extend_schema_field(WhyField(allow_null=True))
    def get_why(self, size: TeamSize | Refusal) -> dict[str, Any] | None:
        """The tree of the calculation."""
        return None if isinstance(size, Refusal) else size.why.to_json()

    @extend_schema_field(RefusedSerializer(allow_null=True))
    def get_refusal(self, size: TeamSize | Refusal) -> dict[str, Any] | None:
        """Why there is no number."""
        return RefusedSerializer(size).data if isinstance(size, Refusal) else None
