"""What an administrator decides: who may sign in, with which role from when to when, which systems may read.

He decides within the units of his own role, and never about himself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from accounts.errors import DomainError, NotAllowed, WrongState
from accounts.models import ApiClient, Delegation, RoleBinding, User
from accounts.refusals import save_or_refuse
from accounts.roles import Role
from territory import clock
from territory.models import Unit
from territory.scope import within_reach
from territory.spans import overlaps


@dataclass(frozen=True, slots=True)
class Seat:
    """A role at a unit over ``[valid_from, valid_to)``; None runs on."""

    role: str
    unit_id: int
    valid_from: date
    valid_to: date | None


@transaction.atomic
def user_create(*, actor: User, username: str, full_name: str, position: str, seat: Seat) -> User:
    """A new user with his first role; he cannot sign in before he is given a password."""
    _require_manager(actor)
    user = User(username=username, full_name=full_name, position=position)
    user.set_unusable_password()
    save_or_refuse(user)
    _bind(actor, user, seat)
    return user


@transaction.atomic
def role_bind(*, actor: User, user_id: int, seat: Seat) -> RoleBinding:
    """A further role of a user; the database refuses two on one day."""
    return _bind(actor, _governed(actor, user_id), seat)


@transaction.atomic
def role_end(*, actor: User, binding_id: int, valid_to: date) -> RoleBinding:
    """The role ends before ``valid_to``; an end can be moved, but days that have passed stay as they were."""
    _require_manager(actor)
    binding = RoleBinding.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=binding_id)
    _refuse_self(actor, binding.user_id)
    if valid_to < clock.today():
        raise WrongState("Chọn ngày cuối từ hôm qua trở đi.", field="last_day")
    if binding.valid_to and binding.valid_to <= clock.today():
        raise WrongState("Không cần kết thúc: vai trò này đã hết.")
    binding.valid_to = valid_to
    save_or_refuse(binding, at={"binding_ends_after_start": "last_day"})
    return binding


@transaction.atomic
def user_set_active(*, actor: User, user_id: int, is_active: bool) -> User:
    """The user may sign in again, or is out at his next request."""
    user = _governed(actor, user_id)
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    return user


@transaction.atomic
def user_set_password(*, actor: User, user_id: int, password: str) -> User:
    """A password to begin with; it ends every session of the user."""
    user = _governed(actor, user_id)
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


@transaction.atomic
def client_create(
    *, actor: User, name: str, unit_id: int, scopes: Sequence[str], valid_from: date, valid_to: date | None
) -> tuple[ApiClient, str]:
    """A system that may read, and its token, which is kept nowhere and can never be shown again."""
    _require_manager(actor)
    token, digest = ApiClient.new_token()
    client = ApiClient(
        name=name,
        unit=_unit(actor, unit_id),
        scopes=list(scopes),
        token_digest=digest,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    save_or_refuse(client, at={"client_ends_after_start": "last_day"})
    return client, token


@transaction.atomic
def client_end(*, actor: User, client_id: int) -> ApiClient:
    """The token opens nothing from now on; a system that has not begun never begins."""
    _require_manager(actor)
    client = ApiClient.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=client_id)
    if client.valid_to and client.valid_to <= clock.today():
        raise WrongState("Không cần ngừng: kết nối này đã hết hạn.")
    # A span holds a day at least; the token is forgotten, so a client that began today is shut out today.
    client.token_digest = ApiClient.new_token()[1]
    client.valid_to = max(clock.today(), client.valid_from + timedelta(days=1))
    save_or_refuse(client)
    return client


@transaction.atomic
def administrator_create(*, username: str, full_name: str, province_key: str, password: str) -> User:
    """The first administrator of a province from today on; every other user is made by one on a page.

    Raises DomainError for a unit that is not a province on record or has an administrator, for a name that is
    taken, and for a password that is easily guessed.
    """
    province = Unit.objects.filter(key=province_key, level=Unit.Level.PROVINCE).first()
    if province is None:
        raise DomainError(f"Nạp danh mục đơn vị rồi nhập khóa của một tỉnh: không có {province_key}.")
    if RoleBinding.objects.filter(overlaps(clock.today(), None), role=Role.ADMINISTRATOR, unit=province):
        raise DomainError("Đề nghị người quản trị của tỉnh tạo tài khoản: tỉnh đã có người quản trị.")
    user = User(username=username, full_name=full_name)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise DomainError(error.messages[0], code="weak_password") from error
    user.set_password(password)
    save_or_refuse(user)
    save_or_refuse(RoleBinding(user=user, role=Role.ADMINISTRATOR, unit=province, valid_from=clock.today()))
    return user


@transaction.atomic
def delegation_give(
    *, actor: User, delegate_id: int, valid_from: date, valid_to: date, reason: str
) -> Delegation:
    """While the actor is away, another of his unit and role acts in his place; only he himself can say so.

    Raises DomainError for a day that has passed, no reason, a second delegate; NotAllowed for somebody of
    another unit or role, or who holds his role for a part of the days only.
    """
    if valid_from < clock.today():
        raise DomainError("Chọn ngày đầu từ hôm nay trở đi.", code="past", field="valid_from")
    if not reason.strip():
        raise DomainError("Nhập lý do ủy quyền.", code="no_reason", field="reason")
    if delegate_id not in {user.pk for user in colleagues(actor, valid_from, valid_to)}:
        raise NotAllowed("Chọn người cùng đơn vị, cùng vai trò trong suốt thời gian.", field="delegate")
    row = Delegation(
        principal=actor,
        delegate_id=delegate_id,
        valid_from=valid_from,
        valid_to=valid_to,
        reason=reason.strip(),
    )
    save_or_refuse(row, at={"delegation_ends_after_start": "last_day", "one_delegate_a_day": "valid_from"})
    return row


@transaction.atomic
def delegation_end(*, actor: User, delegation_id: int) -> None:
    """The actor is back: his delegation ends today, one that has not begun never begins."""
    row = Delegation.objects.select_for_update(of=("self",)).filter(principal=actor, pk=delegation_id).first()
    if row is None or row.valid_to is None or row.valid_to <= clock.today():
        raise WrongState("Không cần kết thúc: ủy quyền này đã hết hoặc không phải của người làm.")
    if row.valid_from >= clock.today():
        row.delete()
        return
    row.valid_to = clock.today()
    save_or_refuse(row)


def colleagues(user: User, start: date, end: date) -> list[User]:
    """Others who hold the user's role at his unit over all of ``[start, end)``, by name."""
    if user.binding is None:
        return []
    same = RoleBinding.objects.filter(
        unit=user.binding.unit_id, role=user.binding.role, valid_from__lte=start
    )
    lasting = same.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=end)).exclude(user=user)
    return list(
        User.objects.filter(pk__in=lasting.values("user"), is_active=True).order_by("sort_key", "username")
    )


def _bind(actor: User, user: User, seat: Seat) -> RoleBinding:
    binding = RoleBinding(
        user=user,
        role=seat.role,
        unit=_unit(actor, seat.unit_id),
        valid_from=seat.valid_from,
        valid_to=seat.valid_to,
    )
    save_or_refuse(binding, at={"binding_ends_after_start": "last_day"})
    return binding


def _require_manager(actor: User) -> None:
    if not actor.has_perm("accounts.manage"):
        raise NotAllowed("Đề nghị người quản trị làm việc này.")


def _refuse_self(actor: User, user_id: int) -> None:
    if actor.pk == user_id:
        raise NotAllowed("Đề nghị một người quản trị khác: không ai tự đổi quyền của mình.")


def _governed(actor: User, user_id: int) -> User:
    """The user, locked; refused when he acts, or is to act, for a unit beyond the actor's reach."""
    _require_manager(actor)
    _refuse_self(actor, user_id)
    user = User.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=user_id)
    running = user.bindings.filter(overlaps(clock.today(), None))
    if running.exclude(within_reach(actor, "unit__path")).exists():
        raise NotAllowed("Đề nghị người quản trị cấp trên: người này còn vai trò ở đơn vị khác.")
    return user


def _unit(actor: User, unit_id: int) -> Unit:
    unit = Unit.objects.visible_to(actor).filter(pk=unit_id).first()
    if unit is None:
        raise NotAllowed("Chọn đơn vị trong phạm vi quản trị.", field="unit")
    return unit
