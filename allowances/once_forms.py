"""What is asked before a sum owed once can be told: place, day and kind, then what the law asks about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from accounts.models import User
from allowances.once import KINDS, Event, event_at, event_of_member
from members.models import Membership
from regulations.engine.facts import FactValue
from regulations.fact_forms import fact_field
from territory.models import Unit
from vietnamese.forms import LongSelect, VietDateField, VietForm


class EventForm(VietForm):
    """Where, when and what; ``member`` comes with the address of a person's membership."""

    commune = forms.ModelChoiceField(
        Unit.objects.none(), label="Xã, phường, thị trấn", to_field_name="key", widget=LongSelect
    )
    on = VietDateField(label="Ngày xảy ra sự việc")
    kind = forms.ChoiceField(
        label="Sự việc", choices=[(key, words.capitalize()) for key, words in KINDS.items()]
    )
    member = forms.ModelChoiceField(
        Membership.objects.none(), required=False, widget=forms.HiddenInput, label="Thành viên"
    )

    def __init__(self, *args: Any, viewer: User, **options: Any) -> None:
        super().__init__(*args, **options)
        people = (
            Membership.objects.visible_to(viewer).recognised() if viewer.has_perm("members.view") else None
        )
        if people is not None:
            found = people.select_related("person", "team__commune__parent")
            self.fields["member"].queryset = found  # type: ignore[attr-defined]
        if self.membership is not None:
            del self.fields["commune"]
            return
        communes = Unit.objects.visible_to(viewer).communes().select_related("parent").order_by("sort_key")
        self.fields["commune"].queryset = communes  # type: ignore[attr-defined]

    @property
    def membership(self) -> Membership | None:
        """The membership that the address names, within the viewer's reach."""
        asked = str(self.data.get("member", "") or self.initial.get("member", ""))
        people = self.fields["member"].queryset  # type: ignore[attr-defined]
        return people.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 19 else None

    def event(self) -> Event:
        """The event of a valid form."""
        told = self.cleaned_data
        if told["member"] is not None:
            return event_of_member(told["member"], told["on"], told["kind"])
        return event_at(told["commune"], told["on"], told["kind"])


class FactsAsked(VietForm):
    """A field for each fact that the law asks about, by its name; what is left empty is not known."""

    def __init__(self, data: Mapping[str, Any] | None, *, event: Event) -> None:
        super().__init__(data, initial=event.on_file())
        self.fields.update({name: fact_field(name) for name in event.asked})

    def facts(self) -> dict[str, FactValue]:
        """By name of the vocabulary, None where nothing was typed."""
        return {name: None if value == "" else value for name, value in self.cleaned_data.items()}
