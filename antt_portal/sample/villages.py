"""Villages of a sample commune: names, households, class. Pure: the same commune gives the same villages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from antt_portal.sample.draw import draw, pick
from antt_portal.sample.names import LANG_NAMES, lang_names, thon_names
from antt_portal.sample.story import COUNTED, START
from territory.models import Unit, Village, VillageFacts

Kind = Village.Kind

UPLAND_DISTRICTS: Final = frozenset({"542", "546", "551"})
UPLAND_COMMUNES: Final = frozenset({"21694", "21700", "21718", "21841"})
# Wards of Quy Nhơn and An Nhơn are divided into khu vực, those of Hoài Nhơn and the townships into khu phố.
_KHU_VUC_DISTRICTS: Final = frozenset({"540", "549"})

# Xã Phước Hưng is the commune that the guide walks through: its sizes hold every edge of the bands of thôn.
# (name, households, whether it has its team already)
_PHUOC_HUNG: Final = (
    ("Háo Lễ", 412, False),
    ("Tân Hội", 298, False),
    ("Biểu Chánh", 349, True),
    ("Lương Lộc", 350, True),
    ("An Cửu", 700, True),
    ("Quảng Nghiệp", 701, True),
    ("Nho Lâm", 286, True),
    ("Đại Hội", 534, True),
)
_TUY_PHUOC_TOWN: Final = (499, 500, 800, 801, 367, 612, 284)

_AS_THEY_ARE: Final = Fraction(1)

# (least, most) households by band; the law's edges lie between them.
_BANDS: Final = {
    Kind.THON: ((140, 349), (350, 700), (701, 980)),
    Kind.LANG: ((45, 210), (45, 210), (45, 210)),
    Kind.KHU_PHO: ((190, 499), (500, 800), (801, 1150)),
    Kind.KHU_VUC: ((190, 499), (500, 800), (801, 1150)),
}
_EDGES: Final = {
    Kind.THON: (349, 350, 700, 701),
    Kind.KHU_PHO: (499, 500, 800, 801),
    Kind.KHU_VUC: (499, 500, 800, 801),
}
# The yearly counts after the first, by which villages shrink and grow.
_COUNTED_LATER: Final = (date(2025, 1, 1), date(2026, 1, 1))
_LOWLAND_BANDS: Final = (*[0] * 11, *[1] * 6, *[2] * 3)
_UPLAND_BANDS: Final = (*[0] * 9, 1)


@dataclass(frozen=True, slots=True)
class Count:
    """Households and persons of a village from ``valid_from`` until the next count."""

    households: int
    persons: int
    valid_from: date

    @property
    def village_class(self) -> str:
        """The class by size, as a sample sees it."""
        classes = VillageFacts.VillageClass
        if self.households >= 500:
            return classes.LOAI_1
        return classes.LOAI_2 if self.households >= 250 else classes.LOAI_3


@dataclass(frozen=True, slots=True)
class VillagePlan:
    """One village to write."""

    code: str
    kind: str
    name: str
    households: int
    persons: int
    upland: bool
    has_team: bool

    def counts(self, until: date) -> list[Count]:
        """The counts before ``until``; now and then one more was taken for the teams of July 2024."""
        found = [Count(self.households, self.persons, COUNTED)]
        if draw(12, self.code, "counted again") == 0:
            found = [
                Count(self.households - 2, self.persons - 9, COUNTED),
                replace(found[0], valid_from=START),
            ]
        for day in _COUNTED_LATER:
            more = draw(12, self.code, "grown", day.year) - 3
            found.append(Count(found[-1].households + more, found[-1].persons + 3 * more, day))
        return [count for count in found if count.valid_from < until]

    @property
    def seats(self) -> int:
        """3, 4 or 5 by the band of households (Bình Định, NQ 03/2024/NQ-HĐND)."""
        low, high = (500, 800) if self.kind in (Kind.KHU_PHO, Kind.KHU_VUC) else (350, 700)
        return 3 + (self.households >= low) + (self.households > high)


def villages_of(commune: Unit, district: str, factor: Fraction = _AS_THEY_ARE) -> list[VillagePlan]:
    """The villages of ``commune``, which lies in the district of that code; ``factor`` times as many."""
    if commune.code == "21961" and factor == _AS_THEY_ARE:
        return [_plan(commune, i, Kind.THON, *row) for i, row in enumerate(_PHUOC_HUNG, 1)]
    if commune.code == "21952" and factor == _AS_THEY_ARE:
        sizes = enumerate(_TUY_PHUOC_TOWN, 1)
        return [_plan(commune, i, Kind.KHU_PHO, str(i), size, True) for i, size in sizes]
    return [
        _drawn(commune, index, kind, name, upland=_is_upland(commune, district))
        for index, (kind, name) in enumerate(_named(commune, district, factor), 1)
    ]


def _is_upland(commune: Unit, district: str) -> bool:
    return district in UPLAND_DISTRICTS or commune.code in UPLAND_COMMUNES


def _named(commune: Unit, district: str, factor: Fraction) -> Iterator[tuple[str, str]]:
    """Kind and name of each village."""
    code = commune.code
    if commune.kind == Unit.Kind.XA:
        yield from _in_xa(code, factor, upland=_is_upland(commune, district))
    elif district in _KHU_VUC_DISTRICTS:
        yield from ((Kind.KHU_VUC, str(i)) for i in range(1, _times(7, 4, code, factor) + 1))
    elif commune.kind == Unit.Kind.THI_TRAN:
        yield from ((Kind.KHU_PHO, str(i)) for i in range(1, _times(6, 3, code, factor) + 1))
    else:
        yield from ((Kind.KHU_PHO, name) for name in thon_names(_times(6, 4, code, factor), code))


def _in_xa(code: str, factor: Fraction, *, upland: bool) -> Iterator[tuple[str, str]]:
    if not upland:
        yield from ((Kind.THON, name) for name in thon_names(_times(6, 4, code, factor), code))
        return
    count = _times(6, 2, code, factor)
    below = min(count - min(count, 2), LANG_NAMES)
    yield from ((Kind.THON, name) for name in thon_names(count - below, code))
    yield from ((Kind.LANG, name) for name in lang_names(below, code))


def _times(least: int, spread: int, code: str, factor: Fraction) -> int:
    """From ``least`` on, ``spread`` possible numbers, times ``factor``; a part of a village is a chance."""
    whole, part = divmod((least + draw(spread, code, "count")) * factor, 1)
    return max(1, whole + (draw(part.denominator, code, "part") < part.numerator))


def _drawn(commune: Unit, index: int, kind: str, name: str, *, upland: bool) -> VillagePlan:
    band = pick(_UPLAND_BANDS if upland else _LOWLAND_BANDS, commune.code, kind, name, "band")
    least, most = _BANDS[Kind(kind)][band]
    households = least + draw(most - least + 1, commune.code, kind, name, "households")
    if kind in _EDGES and draw(30, commune.code, kind, name, "edge") == 0:
        households = pick(_EDGES[Kind(kind)], commune.code, kind, name, "which edge")
    has_team = draw(90, commune.code, kind, name, "team") != 0
    return _plan(commune, index, kind, name, households, has_team, upland=upland)


def _plan(
    commune: Unit, index: int, kind: str, name: str, households: int, has_team: bool, *, upland: bool = False
) -> VillagePlan:
    tenths = 31 + draw(10, commune.code, kind, name, "persons")
    return VillagePlan(
        code=f"{commune.code}-{index:02d}",
        kind=kind,
        name=name,
        households=households,
        persons=households * tenths // 10,
        upland=upland,
        has_team=has_team,
    )
