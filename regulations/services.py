"""Loads law files and reference values into the database; what is there is never rewritten."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

from django.db import transaction
from django.db.models import Q

from accounts.errors import DomainError
from regulations.engine import Law, load_law, load_series
from regulations.engine.series import Series, SeriesEntry
from regulations.models import LawVersion, ReferenceValue, former_territories
from territory.models import Unit

LAW_FOLDER: Final = Path(__file__).parent / "law"
SERIES_FILE: Final = "reference-series.yaml"


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows a load added; ``kept`` are the files whose document stands with another text."""

    laws: int
    values: int
    kept: tuple[str, ...] = ()


@transaction.atomic
def law_load(folder: Path = LAW_FOLDER) -> Loaded:
    """Load every law file of ``folder`` and the reference series; loading again adds nothing.

    An adopted text is never rewritten: a file that differs from what was loaded of its document is left out.
    Raises LawFileError for a file with faults, DomainError for a territory that is not in the unit list.
    """
    files = sorted(path for path in folder.glob("*.yaml") if path.name != SERIES_FILE)
    done = {path.name: _law_add(path.read_text(encoding="utf-8"), path.name) for path in files}
    values = _series_add((folder / SERIES_FILE).read_text(encoding="utf-8"))
    kept = tuple(name for name, outcome in done.items() if outcome == "kept")
    return Loaded(sum(outcome == "added" for outcome in done.values()), values, kept)


def _law_add(text: str, name: str) -> Literal["added", "known", "kept"]:
    if LawVersion.objects.filter(digest=_digest(text)).exists():
        return "known"
    law = load_law(text, name)
    row = version_of(law, text, _territory(law))
    row.status = law.status
    same = LawVersion.objects.filter(document_id=row.document_id, territory=row.territory)
    if row.is_adopted and same.filter(status=LawVersion.Status.ADOPTED).exists():
        return "kept"
    row.save()
    _mark_replaced(law, row)
    return "added"


def _mark_replaced(law: Law, row: LawVersion) -> None:
    """The documents that an adopted one names and that had ended by then point at it."""
    if row.is_adopted:
        names = law.document.replaces
        named = LawVersion.objects.filter(Q(document_id__in=names) | Q(number__in=names))
        here = former_territories(row.territory)
        ended = named.filter(territory__in=here, valid_to__lte=row.valid_from, replaced_by__isnull=True)
        ended.filter(status=row.status).update(replaced_by=row)


def version_of(law: Law, text: str, territory: Unit) -> LawVersion:
    """An unsaved draft of what ``text`` says."""
    return LawVersion(
        document_id=law.document.id,
        number=law.document.number or "",
        title=law.document.title,
        territory=territory,
        status=LawVersion.Status.DRAFT,
        valid_from=law.valid_from,
        valid_to=law.valid_to,
        text=text,
        digest=_digest(text),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _territory(law: Law) -> Unit:
    province = territory_of(law)
    if province is None:
        code, on = law.territory.province_code, law.territory.on
        raise DomainError(f"Nạp danh mục đơn vị trước: chưa có tỉnh mã {code} tại ngày {on:%d/%m/%Y}.")
    return province


def territory_of(law: Law) -> Unit | None:
    """The province whose code held on the day that the file names; None when it is not in the unit list."""
    code, on = law.territory.province_code, law.territory.on
    return Unit.objects.on(on).filter(level=Unit.Level.PROVINCE, code=code).first()


def _series_add(text: str) -> int:
    book = load_series(text, SERIES_FILE)
    return sum(_value_add(series, place) for series in book.series for place in range(len(series.values)))


def _value_add(series: Series, place: int) -> bool:
    entry = series.values[place]
    end = series.values[place + 1].valid_from if place + 1 < len(series.values) else None
    _, created = ReferenceValue.objects.update_or_create(
        series=series.key,
        valid_from=entry.valid_from,
        defaults={"valid_to": end},
        create_defaults=_columns(series, entry, end),
    )
    return created


def _columns(series: Series, entry: SeriesEntry, end: date | None) -> dict[str, object]:
    return {
        "name": series.name,
        "unit": series.unit,
        "valid_to": end,
        "amount_vnd": entry.vnd,
        "rate": entry.rate or "",
        "citation": entry.cite.model_dump(mode="json"),
        "verified": entry.cite.verified,
        "review_on": series.review_date,
    }
