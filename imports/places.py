"""Communes, teams and villages by the names that a list writes, within the reach of who brings it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from django.db.models import QuerySet

from accounts.models import User
from imports.kinds import Judged
from imports.sheet import Values, key_of
from teams.models import Team
from territory import clock
from territory.models import Unit, Village

_BEYOND: Final = "Chọn xã, phường, thị trấn thuộc đơn vị đang làm việc."
_NO_VILLAGE: Final = "Chọn thôn, khu phố có trong danh sách, hoặc ghép tên này ở trang xem trước."
_MISSING: Final = "Chọn xã, phường, thị trấn."
# One force, two ways to write it.
_SHORT: Final = (("an ninh trat tu", "antt"), ("an ninh va trat tu", "antt"), ("to bao ve antt", "to"))


class Communes:
    """The communes of a reach; one of them alone need not be named."""

    def __init__(self, actor: User) -> None:
        found = list(Unit.objects.visible_to(actor).on(clock.today()).communes())
        names = Counter(unit.name for unit in found)
        self.labels = {
            unit.pk: unit.name if names[unit.name] == 1 else f"{unit.name} ({unit.code})" for unit in found
        }
        self._named = Named((pk, 0, label) for pk, label in self.labels.items())

    def found(self, typed: str) -> tuple[int | None, str]:
        """The commune of a cell and "", or None and what is wrong with it."""
        if not typed:
            only = next(iter(self.labels)) if len(self.labels) == 1 else None
            return only, "" if only else _MISSING
        commune = self._named.found(0, typed, {})
        return commune, "" if commune else _BEYOND


class Named:
    """Teams or villages of communes by their names.

    A name that is written exactly so counts first; then one without its marks, then one of another usual
    spelling, each only where no other of the commune shares it.
    """

    def __init__(self, rows: Iterable[tuple[int, int, str]]) -> None:
        self._indexes: list[dict[tuple[int, str], list[int]]] = [{} for _ in _SPELLINGS]
        for pk, commune, name in rows:
            for index, spelling in zip(self._indexes, _SPELLINGS, strict=True):
                found = index.setdefault((commune, spelling(name)), [])
                if pk not in found:
                    found.append(pk)

    def found(self, commune: int, typed: str, names: Mapping[str, int]) -> int | None:
        """The one of this name in the commune, or what was chosen for the name."""
        for index, spelling in zip(self._indexes, _SPELLINGS, strict=True):
            if len(found := index.get((commune, spelling(typed)), [])) == 1:
                return found[0]
        return names.get(name_key(commune, typed))


def name_key(commune: int, typed: str) -> str:
    """The key of a typed name within its commune."""
    return f"{commune} {_exact_key(typed)}"


def _exact_key(name: str) -> str:
    return " ".join(name.casefold().split())


def near_key(name: str) -> str:
    """What usual spellings share: "Tổ bảo vệ ANTT thôn A", "Tổ bảo vệ an ninh, trật tự thôn A"."""
    key = key_of(name)
    for long, short in _SHORT:
        key = key.replace(long, short)
    return key


_SPELLINGS: Final[tuple[Callable[[str], str], ...]] = (_exact_key, key_of, near_key)


def branches(communes: Communes, rows: Iterable[tuple[int, str]]) -> dict[str, list[str]]:
    """Names by the label of their commune, both in their order; ``rows`` are (commune, name)."""
    found: dict[str, list[str]] = {}
    for commune, name in rows:
        if commune in communes.labels:
            found.setdefault(communes.labels[commune], []).append(name)
    return found


def standing_teams(actor: User) -> QuerySet[Team]:
    """Teams of the reach that serve or are proposed."""
    gone = [Team.Status.DISSOLVED, Team.Status.WITHDRAWN]
    return (
        Team.objects.visible_to(actor)
        .exclude(status__in=gone)
        .order_by("commune__sort_key", "sort_key", "pk")
    )


def villages_in_order(actor: User) -> list[Village]:
    """Villages of the reach, by commune."""
    rows = Village.objects.visible_to(actor).select_related("commune")
    return list(rows.order_by("commune__sort_key", "sort_key", "code"))


def named_villages(actor: User) -> Named:
    """Villages by "thôn Háo Lễ" and by "Háo Lễ" alone."""
    rows = Village.objects.visible_to(actor)
    full = [(row.pk, row.commune_id, str(row)) for row in rows]
    return Named([*full, *((row.pk, row.commune_id, row.name) for row in rows)])


def village_of(
    judged: Judged, values: Values, communes: Communes, villages: Named, names: Mapping[str, int]
) -> int | None:
    """The village that a row's cells name; None with the fault, or the unknown name, at the row."""
    commune, fault = communes.found(values.get("commune", ""))
    if commune is None:
        judged.faults["commune"] = fault
        return None
    typed = values.get("village", "")
    village = villages.found(commune, typed, names) if typed else None
    if typed and village is None:
        judged.faults["village"] = _NO_VILLAGE
        judged.unknown = (name_key(commune, typed), typed)
    return village
