"""Sample accounts: a seat for each role at each unit. They are named after the seat, never after a person."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import ApiClient, RoleBinding, User
from accounts.roles import Role
from antt_portal.sample.generator import PROVINCE
from antt_portal.settings import environment
from territory.models import Unit
from vietnamese.text import person_sort_key

API_CLIENT: Final = "Hệ thống mẫu"
_BOUND_FROM: Final = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Seat:
    """One account: ``username`` and ``full_name`` speak of the unit by its code and its name."""

    role: str
    prefix: str
    title: str
    position: str

    def username(self, unit: Unit) -> str:
        """ "canbo.21961"."""
        return f"{self.prefix}.{unit.code}"

    def full_name(self, unit: Unit) -> str:
        """ "Cán bộ Công an xã Phước Hưng (mẫu)"."""
        return f"{self.title} {unit.name_inside} (mẫu)"


SEATS: Final[dict[str, tuple[Seat, ...]]] = {
    Unit.Level.COMMUNE: (
        Seat(Role.COMMUNE_CLERK, "canbo", "Cán bộ Công an", "Cán bộ"),
        Seat(Role.COMMUNE_CHAIRMAN, "chutich", "Chủ tịch UBND", "CHỦ TỊCH"),
    ),
    Unit.Level.DISTRICT: (Seat(Role.DISTRICT_OFFICER, "huyen", "Cán bộ", "Cán bộ thẩm định"),),
    Unit.Level.PROVINCE: (
        Seat(Role.PROVINCE_POLICE, "congan", "Công an", "Cán bộ Công an tỉnh"),
        Seat(Role.PROVINCE_FINANCE, "taichinh", "Sở Tài chính", "Cán bộ Sở Tài chính"),
        Seat(Role.AUDITOR, "kiemtra", "Cán bộ kiểm tra", "Cán bộ kiểm tra"),
        Seat(Role.ADMINISTRATOR, "quantri", "Quản trị hệ thống", "Quản trị hệ thống"),
    ),
}


def password() -> str:
    """The one password of all sample accounts."""
    return environment.text("SAMPLE_PASSWORD", "Mau-2024-Binh-Dinh")


@transaction.atomic
def load(communes: Collection[str] | None = None) -> int:
    """Write the accounts of these communes (None: of Bình Định) and the units above; returns how many."""
    known = set(User.objects.values_list("username", flat=True))
    missing = [(seat, unit) for seat, unit in _seats(communes) if seat.username(unit) not in known]
    if not missing:
        return 0
    hashed = make_password(password())
    users = [_user(seat, unit, hashed) for seat, unit in missing]
    User.objects.bulk_create(users)
    RoleBinding.objects.bulk_create(
        RoleBinding(user=user, role=seat.role, unit=unit, valid_from=_BOUND_FROM, valid_to=unit.valid_to)
        for user, (seat, unit) in zip(users, missing, strict=True)
    )
    return len(users)


@transaction.atomic
def api_client_load() -> str:
    """Make the sample API client, with all scopes at the province; its token, or "" when it was there."""
    if ApiClient.objects.filter(name=API_CLIENT).exists():
        return ""
    province = Unit.objects.get(key=PROVINCE)
    token, digest = ApiClient.new_token()
    ApiClient.objects.create(
        name=API_CLIENT,
        unit=province,
        scopes=ApiClient.Scope.values,
        token_digest=digest,
        valid_from=_BOUND_FROM,
        valid_to=province.valid_to,
    )
    return token


def _seats(communes: Collection[str] | None) -> Iterator[tuple[Seat, Unit]]:
    below = Unit.objects.communes()
    chosen = (
        below.filter(path__startswith=f"{PROVINCE}.") if communes is None else below.filter(key__in=communes)
    )
    keys = {key for path in chosen.values_list("path", flat=True) for key in path.split(".")}
    for unit in Unit.objects.filter(key__in=keys):
        yield from ((seat, unit) for seat in SEATS[unit.level])


def _user(seat: Seat, unit: Unit, hashed: str) -> User:
    full_name = seat.full_name(unit)
    return User(
        username=seat.username(unit),
        full_name=full_name,
        sort_key=person_sort_key(full_name),
        position=seat.position,
        password=hashed,
        is_sample=True,
    )
