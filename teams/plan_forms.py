"""Forms of a dossier about a team that stands."""

from __future__ import annotations

from typing import Any

from django import forms

from teams.models import Dossier, Team
from teams.plans import Change
from territory.models import Village
from territory.spans import holds_on
from vietnamese.forms import VietDateField, VietForm

_START_ON = "Nhập ngày áp dụng theo dạng 01/07/2024."
_DECIDED_ON = "Nhập ngày quyết định theo dạng 01/07/2024."


class _Villages(forms.ModelMultipleChoiceField[Village]):
    """Villages by their full words."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title)


class PlanForm(VietForm):
    """What every such dossier names: its first day and its reason."""

    start_on = VietDateField(
        label="Áp dụng từ ngày", error_messages={"required": _START_ON, "invalid": _START_ON}
    )
    reason = forms.CharField(
        label="Lý do",
        max_length=Dossier._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, team: Team, **options: Any) -> None:
        super().__init__(*args, **options)
        self.team = team
        self.build()

    def build(self) -> None:
        """Fills the choices that depend on the team."""


class ChangeForm(PlanForm):
    """Another name, area or number of people."""

    field_order = ["new_name", "villages", "people", "quota_number", "quota_decided_on", "start_on", "reason"]

    new_name = forms.CharField(label="Tên tổ", max_length=120)
    villages = _Villages(
        label="Địa bàn phụ trách",
        queryset=Village.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một thôn, khu phố."},
    )
    people = forms.IntegerField(
        label="Chỉ tiêu mới",
        min_value=1,
        max_value=99,
        required=False,
        help_text="Để trống nếu chỉ tiêu không đổi.",
        error_messages={"invalid": "Nhập số người bằng chữ số."},
    )
    quota_number = forms.CharField(
        label="Số quyết định của UBND tỉnh giao chỉ tiêu", max_length=60, required=False
    )
    quota_decided_on = VietDateField(
        label="Ngày quyết định", required=False, error_messages={"invalid": _DECIDED_ON}
    )

    def build(self) -> None:
        """The villages of the commune; those served today are chosen."""
        field: Any = self.fields["villages"]
        field.queryset = Village.objects.filter(commune=self.team.commune_id)

    @property
    def change(self) -> Change:
        """What was asked for."""
        data = self.cleaned_data
        return Change(
            new_name=data["new_name"],
            villages=[village.pk for village in data["villages"]],
            people=data["people"],
            quota_number=data["quota_number"],
            quota_decided_on=data["quota_decided_on"],
        )


class MergeForm(PlanForm):
    """Other teams that go over into this one."""

    field_order = ["others", "start_on", "reason"]

    others = forms.ModelMultipleChoiceField(
        label="Tổ sáp nhập vào tổ này",
        queryset=Team.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một tổ khác để sáp nhập."},
    )

    def build(self) -> None:
        """The other active teams of the commune."""
        active = Team.objects.filter(commune=self.team.commune_id, status=Team.Status.ACTIVE)
        field: Any = self.fields["others"]
        field.queryset = active.exclude(pk=self.team.pk)


class DissolveForm(PlanForm):
    """The end of a team."""


def first_values(team: Team, day: Any) -> dict[str, Any]:
    """What a change begins with: the name and the area of today."""
    served = team.coverages.filter(holds_on(day)).order_by("village").values_list("village", flat=True)
    return {"new_name": team.name, "villages": list(served)}
