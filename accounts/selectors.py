"""What the administrator's pages show, read in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Prefetch, QuerySet

from accounts.models import ApiClient, RoleBinding, User
from territory import clock
from territory.models import Unit
from territory.spans import overlaps

UnitChoices = list[tuple[str, list[tuple[int, str]]]]


@dataclass(frozen=True, slots=True)
class BindingRow:
    """One role of a user; ``may_end`` when it still runs and the reader may end it."""

    pk: int
    role: str
    unit: str
    valid_from: date
    last_day: date | None
    word: str
    tag: str
    may_end: bool


@dataclass(frozen=True, slots=True)
class UserRow:
    """One user with the role of today, else the next one, else the last one."""

    pk: int
    username: str
    full_name: str
    position: str
    is_active: bool
    binding: BindingRow


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One client of the API."""

    pk: int
    name: str
    unit: str
    scopes: str
    valid_from: date
    last_day: date | None
    word: str
    tag: str
    may_end: bool


def users(reader: User) -> QuerySet[User]:
    """Users of the reader's reach in the Vietnamese order of names, with their roles there, newest first."""
    roles = (
        RoleBinding.objects.visible_to(reader).select_related("unit__parent").order_by("-valid_from", "-pk")
    )
    found = User.objects.visible_to(reader).prefetch_related(Prefetch("bindings", roles))
    return found.order_by("sort_key", "username")


def user_rows(found: Iterable[User], reader: User) -> list[UserRow]:
    """Rows for ``found`` (of ``users``), in their order."""
    return [
        UserRow(
            user.pk,
            user.username,
            user.full_name,
            user.position,
            user.is_active,
            _most_telling(binding_rows(user, reader)),
        )
        for user in found
    ]


def binding_rows(user: User, reader: User) -> list[BindingRow]:
    """Every role of ``user`` (of ``users``), the newest first."""
    return [_binding_row(binding, may_end=user.pk != reader.pk) for binding in user.bindings.all()]


def client_rows(reader: User) -> list[ClientRow]:
    """Clients of the reader's reach by name."""
    clients = ApiClient.objects.visible_to(reader).select_related("unit__parent").order_by("name")
    return [_client_row(client) for client in clients]


def unit_choices(reader: User) -> UnitChoices:
    """Units of the reader's reach that stand today or later, as groups of a list: (parent, [(pk, name)])."""
    standing = Unit.objects.visible_to(reader).filter(overlaps(clock.today(), None)).select_related("parent")
    rows = sorted(standing, key=lambda unit: (unit.path.count("."), _group_key(unit), unit.sort_key, unit.pk))
    groups = groupby(rows, key=lambda unit: (unit.path.count("."), _group_key(unit), unit.parent))
    return [
        (parent.name if parent else "Cấp tỉnh", [(unit.pk, unit.name) for unit in units])
        for (_, _, parent), units in groups
    ]


def _group_key(unit: Unit) -> str:
    return unit.parent.sort_key if unit.parent else ""


def _most_telling(rows: list[BindingRow]) -> BindingRow:
    by_word = {row.word: row for row in rows}
    return next(by_word[word] for word in ("đang giữ", "chưa đến ngày", "đã hết") if word in by_word)


def _binding_row(binding: RoleBinding, *, may_end: bool) -> BindingRow:
    word, tag = _state(binding)
    return BindingRow(
        pk=binding.pk,
        role=binding.get_role_display(),
        unit=unit_words(binding.unit),
        valid_from=binding.valid_from,
        last_day=binding.last_day,
        word=word,
        tag=tag,
        may_end=may_end and word != "đã hết",
    )


def _client_row(client: ApiClient) -> ClientRow:
    word, tag = _state(client, "đang mở")
    labels = dict(ApiClient.Scope.choices)
    return ClientRow(
        pk=client.pk,
        name=client.name,
        unit=unit_words(client.unit),
        scopes=", ".join(str(labels[scope]) for scope in client.scopes),
        valid_from=client.valid_from,
        last_day=client.last_day,
        word=word,
        tag=tag,
        may_end=word != "đã hết",
    )


def unit_words(unit: Unit) -> str:
    """ "Xã Phước Hưng, huyện Tuy Phước"."""
    return f"{unit.name}, {unit.parent.name_inside}" if unit.parent else unit.name


def _state(row: RoleBinding | ApiClient, running: str = "đang giữ") -> tuple[str, str]:
    today = clock.today()
    if row.valid_to and row.valid_to <= today:
        return "đã hết", "stop"
    return (running, "done") if row.valid_from <= today else ("chưa đến ngày", "waiting")
