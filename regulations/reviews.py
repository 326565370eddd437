"""Laws and reference values that a person must look at soon: their review or their end is near."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from django.db.models import Q

from regulations.models import LawVersion, ReferenceValue
from regulations.selectors import compiled
from territory.spans import holds_on

NOTICE: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Due:
    """What is due by a day; ``law`` where it is a document, None where it is a reference value."""

    name: str
    place: str
    what: Literal["review", "end"]
    by: date
    is_past: bool
    law: LawVersion | None = None

    @property
    def word(self) -> str:
        """What to do, in Vietnamese."""
        if self.what == "end":
            return "hết hiệu lực, chưa có văn bản hoặc mức nối tiếp"
        return "quá hạn rà soát" if self.is_past else "đến hạn rà soát"


def due_on(day: date, within: timedelta = NOTICE) -> list[Due]:
    """What holds on ``day`` and is to be reviewed, or ends without a successor, before ``day + within``."""
    found = [*_laws(day, day + within), *_values(day, day + within)]
    return sorted(found, key=lambda due: (due.by, due.name))


def _laws(day: date, until: date) -> Iterator[Due]:
    adopted = LawVersion.objects.filter(status=LawVersion.Status.ADOPTED)
    for law in adopted.filter(holds_on(day)).select_related("territory"):
        review = compiled(law.digest, law.text).review_date
        if law.valid_to is None and review < until:
            yield Due(law.words, law.territory.name, "review", review, review < day, law)
        if law.last_day and law.last_day < until and law.replaced_by_id is None:
            yield Due(law.words, law.territory.name, "end", law.last_day, is_past=False, law=law)


def _values(day: date, until: date) -> Iterator[Due]:
    near = Q(valid_to__isnull=True, review_on__lt=until) | Q(valid_to__lte=until)
    values = ReferenceValue.objects.on(day).filter(near)
    followed = set(ReferenceValue.objects.filter(valid_from__gt=day).values_list("series", "valid_from"))
    for value in values:
        if value.last_day is None:
            yield Due(value.name, "cả nước", "review", value.review_on, value.review_on < day)
        elif (value.series, value.valid_to) not in followed:
            yield Due(value.name, "cả nước", "end", value.last_day, is_past=False)
