"""What is asked before a sum owed once can be told: place, day and kind, then what the law asks about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from allowances.one_off import KINDS, Event, event_at, event_of_former, event_of_member
from members.models import FormerService, Membership
from regulations.engine import VOCABULARY
from regulations.engine.facts import FactValue
from regulations.fact_forms import fact_field
from territory import clock
from territory.models import Unit
from vietnamese.dates import ngay
from vietnamese.forms import LongSelect, VietDateField, VietForm


class EventForm(VietForm):
    """Where, when and what; ``member`` or ``former`` come with the address of a person."""

    commune = forms.ModelChoiceField(
        Unit.objects.none(),
        label="Xã, phường, thị trấn",
        empty_label="Chọn xã, phường, thị trấn",
        to_field_name="key",
        widget=LongSelect,
    )
    on = VietDateField(label="Ngày xảy ra sự việc")
    kind = forms.ChoiceField(
        label="Sự việc", choices=[(key, words.capitalize()) for key, words in KINDS.items()]
    )
    member = forms.ModelChoiceField(
        Membership.objects.none(), required=False, widget=forms.HiddenInput, label="Thành viên"
    )
    former = forms.ModelChoiceField(
        FormerService.objects.none(), required=False, widget=forms.HiddenInput, label="Lực lượng trước đây"
    )

    def __init__(self, *args: Any, viewer: User, **options: Any) -> None:
        super().__init__(*args, **options)
        if viewer.has_perm("members.view"):
            members = Membership.objects.visible_to(viewer).recognised()
            self._offer("member", members.select_related("person", "team__commune__parent"))
            services = FormerService.objects.visible_to(viewer)
            self._offer("former", services.select_related("person__commune__parent"))
        self.membership: Membership | None = self._named("member")
        self.service: FormerService | None = self._named("former")
        if self.membership or self.service:
            del self.fields["commune"]
            return
        communes = Unit.objects.visible_to(viewer).communes().select_related("parent")
        self._offer("commune", communes.order_by("sort_key"))

    def clean_on(self) -> date:
        """The day; what has not happened yet is not owed."""
        on: date = self.cleaned_data["on"]
        if on > clock.today():
            raise forms.ValidationError(f"Nhập ngày không sau hôm nay, {ngay(clock.today())}.", code="later")
        return on

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def _named(self, name: str) -> Any:
        """The row that the address names, within the viewer's reach."""
        asked = str(self.data.get(name, "") or self.initial.get(name, ""))
        rows = self.fields[name].queryset  # type: ignore[attr-defined]
        return rows.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 19 else None

    def event(self) -> Event:
        """The event of a valid form."""
        told = self.cleaned_data
        if self.membership is not None:
            return event_of_member(self.membership, told["on"], told["kind"])
        if self.service is not None:
            return event_of_former(self.service, told["on"], told["kind"])
        return event_at(told["commune"], told["on"], told["kind"])


class FactsAsked(VietForm):
    """A field for each fact that the law asks about, by its name; what is left empty is not known."""

    def __init__(self, data: Mapping[str, Any] | None, *, event: Event) -> None:
        super().__init__(data, initial=event.on_file())
        self.fields = {**{name: fact_field(name) for name in self.names(event)}, **self.fields}

    def names(self, event: Event) -> Sequence[str]:
        """The facts that are typed."""
        return event.asked

    def facts(self) -> dict[str, FactValue]:
        """By name of the vocabulary, None where nothing was typed."""
        typed = ((name, self.cleaned_data.get(name)) for name in self.fields if name in VOCABULARY)
        return {name: None if value == "" else value for name, value in typed}


class BenefitForm(FactsAsked):
    """What a dossier needs beside the record: the facts that are not on file, and the papers it rests on."""

    papers = forms.CharField(
        label="Giấy tờ làm căn cứ",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Tên, số, ngày của từng giấy tờ: biên bản giám định, giấy chứng tử, giấy ra viện…",
    )

    def names(self, event: Event) -> Sequence[str]:
        """Those that nobody has entered on record."""
        return [name for name in event.asked if name not in event.on_file()]
