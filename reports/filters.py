"""The filter of the list of documents, kept in the address of the page."""

from __future__ import annotations

from typing import Any

import django_filters

from reports.models import Document
from teams.filters import ReachFilterSet, communes_of
from vietnamese.forms import LongSelect, VietForm


class DocumentFilter(ReachFilterSet):
    """Documents by year of the register and by issuing commune."""

    year = django_filters.ChoiceFilter(label="Năm", field_name="register__year", empty_label="Tất cả")
    commune = django_filters.ModelChoiceFilter(
        label="Đơn vị ban hành",
        field_name="unit",
        empty_label="Tất cả",
        queryset=communes_of,
        widget=LongSelect,
    )

    class Meta:
        model = Document
        fields: list[str] = []
        form = VietForm

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        years = Document.objects.visible_to(self.request.user).order_by("-register__year")
        found = years.values_list("register__year", flat=True).distinct()
        self.filters["year"].extra["choices"] = [(year, year) for year in found]
