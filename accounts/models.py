"""Users, the role each holds at a unit over a span of days, and clients of the API."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, ClassVar, Final

import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields.json import KeyTransform
from django.utils.functional import cached_property

from accounts.roles import LEVELS, Role, rights_of
from territory import clock
from territory.models import Unit
from territory.scope import Viewer, within_reach
from territory.spans import DatedModel, ends_after_start, holds_on, never_two
from vietnamese.text import person_sort_key


class UserQuerySet(models.QuerySet["User"]):
    """Questions about users."""

    def visible_to(self, viewer: Viewer) -> UserQuerySet:
        """Users who hold, held or will hold a role at a unit of the viewer's reach; no unit, no rows."""
        return self.filter(
            models.Exists(RoleBinding.objects.visible_to(viewer).filter(user=models.OuterRef("pk")))
        )


class UserManager(BaseUserManager["User"]):
    """Makes users; there are no superusers: rights come from a role alone."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """A saved user with ``password``; None leaves him unable to sign in."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. What he may do and see is his role of today."""

    username = models.CharField(
        "tên đăng nhập",
        max_length=60,
        unique=True,
        error_messages={"unique": "Nhập tên đăng nhập khác: tên này đã có người dùng."},
    )
    full_name = models.CharField("họ và tên", max_length=100)
    position = models.CharField("chức vụ", max_length=100, blank=True)
    is_active = models.BooleanField("đang dùng", default=True)
    is_sample = models.BooleanField("tài khoản mẫu", default=False)
    # Vietnamese order of names: given name, middle, family.
    sort_key = models.CharField("khóa sắp xếp", max_length=400, db_collation="C", editable=False, default="")
    date_joined = models.DateTimeField("ngày tạo", auto_now_add=True)

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["full_name"]

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"
        ordering: ClassVar = ["sort_key", "username"]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **options: Any) -> None:
        """Saved with the place of the name in the Vietnamese order."""
        self.sort_key = person_sort_key(self.full_name)
        super().save(*args, **options)

    @cached_property
    def binding(self) -> RoleBinding | None:
        """The role he holds today with its unit, or None."""
        if not self.is_active or self.pk is None:
            return None
        return self.bindings.filter(holds_on(clock.today())).select_related("unit__parent__parent").first()

    @cached_property
    def principals(self) -> list[User]:
        """Those in whose place he acts today: colleagues of his unit and role who are away."""
        if self.binding is None:
            return []
        same = RoleBinding.objects.filter(
            holds_on(clock.today()), unit=self.binding.unit_id, role=self.binding.role
        )
        given = Delegation.objects.filter(
            holds_on(clock.today()), delegate=self, principal__in=same.values("user")
        )
        return [row.principal for row in given.select_related("principal").order_by("pk")]

    @property
    def hands(self) -> frozenset[int]:
        """The keys of all whom his act counts for: what one of them made he cannot judge."""
        return frozenset({self.pk, *(principal.pk for principal in self.principals)})

    @property
    def reach(self) -> str:
        """The path of the unit he acts for; "" reaches nothing."""
        return self.binding.unit.path if self.binding else ""

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        """Whether his role of today carries the right ``perm``."""
        return self.binding is not None and perm in rights_of(self.binding.role)

    def has_perms(self, perms: list[str], obj: object | None = None) -> bool:
        """Whether his role of today carries all of ``perms``."""
        return all(self.has_perm(perm) for perm in perms)


class RoleBindingQuerySet(models.QuerySet["RoleBinding"]):
    """Questions about roles."""

    def visible_to(self, viewer: Viewer) -> RoleBindingQuerySet:
        """Roles at units of the viewer's reach; no unit, no rows."""
        return self.filter(within_reach(viewer, "unit__path"))


class RoleBinding(DatedModel):
    """The one role a user holds at a unit over a span of days."""

    user = models.ForeignKey(User, models.PROTECT, related_name="bindings", verbose_name="người dùng")
    role = models.CharField("vai trò", max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bindings", verbose_name="đơn vị")

    objects = RoleBindingQuerySet.as_manager()

    class Meta:
        verbose_name = "vai trò"
        verbose_name_plural = "vai trò"
        constraints: ClassVar = [
            ends_after_start("binding_ends_after_start"),
            never_two(
                "one_role_a_day",
                "user",
                message="Người dùng đã có một vai trò khác trong khoảng ngày đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.unit}"

    def clean(self) -> None:
        """Refuses a role at a level of unit where it does not exist."""
        if self.unit_id and self.unit.level not in LEVELS.get(self.role, frozenset()):
            raise ValidationError({"unit": "Chọn đơn vị đúng cấp của vai trò này."})


class Delegation(DatedModel):
    """While away, somebody lets another of his unit and role act in his place."""

    principal = models.ForeignKey(
        User, models.PROTECT, related_name="delegations_given", verbose_name="người ủy quyền"
    )
    delegate = models.ForeignKey(
        User, models.PROTECT, related_name="delegations_held", verbose_name="người được ủy quyền"
    )
    reason = models.CharField("lý do", max_length=500)

    class Meta:
        verbose_name = "ủy quyền"
        verbose_name_plural = "ủy quyền"
        ordering: ClassVar = ["-valid_from", "-pk"]
        constraints: ClassVar = [
            ends_after_start("delegation_ends_after_start"),
            never_two(
                "one_delegate_a_day",
                "principal",
                message="Đã ủy quyền cho một người trong khoảng ngày đó. Chọn ngày khác.",
            ),
            models.CheckConstraint(
                name="delegate_is_another",
                condition=~models.Q(delegate=models.F("principal")),
                violation_error_message="Chọn một người khác để ủy quyền.",
            ),
            models.CheckConstraint(
                name="delegation_has_an_end",
                condition=models.Q(valid_to__isnull=False),
                violation_error_message="Nhập ngày cuối của ủy quyền.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.principal} → {self.delegate}"


class ApiClientQuerySet(models.QuerySet["ApiClient"]):
    """Questions about clients of the API."""

    def visible_to(self, viewer: Viewer) -> ApiClientQuerySet:
        """Clients bound to units of the viewer's reach; no unit, no rows."""
        return self.filter(within_reach(viewer, "unit__path"))


class ApiClient(DatedModel):
    """Another system that reads through the API, bound to a unit and to scopes."""

    class Scope(models.TextChoices):
        UNITS = "units", "Đơn vị hành chính"
        TEAMS = "teams", "Tổ bảo vệ ANTT"
        MEMBERS = "members", "Thành viên"
        LEDGER = "ledger", "Sổ chi trả"
        BUDGET = "budget", "Báo cáo kinh phí"

    name = models.CharField(
        "tên hệ thống",
        max_length=100,
        unique=True,
        error_messages={"unique": "Nhập tên khác: đã có hệ thống mang tên này."},
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="api_clients", verbose_name="đơn vị")
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope), verbose_name="phạm vi")
    token_digest = models.CharField(max_length=64, unique=True, editable=False)

    objects = ApiClientQuerySet.as_manager()

    class Meta:
        verbose_name = "hệ thống kết nối"
        verbose_name_plural = "hệ thống kết nối"
        constraints: ClassVar = [ends_after_start("client_ends_after_start")]

    def __str__(self) -> str:
        return self.name

    @property
    def reach(self) -> str:
        """The path of the unit it acts for."""
        return self.unit.path

    @property
    def is_authenticated(self) -> bool:
        """A client found by its token is always authenticated."""
        return True

    @staticmethod
    def new_token() -> tuple[str, str]:
        """A fresh token, shown once, and the digest that is kept."""
        token = secrets.token_urlsafe(32)
        return token, ApiClient.digest(token)

    @staticmethod
    def digest(token: str) -> str:
        """What the database keeps of ``token``: it has 256 random bits, so a plain hash is enough."""
        return hashlib.sha256(token.encode()).hexdigest()


# The tables of dated figures of villages and communes, whose history is read by place.
FACTS: Final = ("territory_villagefacts", "territory_communefacts")


class Trail(models.Model):
    """One change of one row, or one look at what is guarded: who, when, from where, before, after, why.

    The database writes it, for each row that a statement touched (``accounts.trail``); nobody can change it.
    ``before`` and ``after`` of a correction hold the columns that differ, masked where they are secret.
    """

    class Action(models.TextChoices):
        INSERT = "insert", "thêm"
        UPDATE = "update", "sửa"
        DELETE = "delete", "xóa"
        READ = "read", "xem"

    at = models.DateTimeField("lúc")
    table = models.CharField("bảng", max_length=60)
    row_id = models.BigIntegerField("khóa của dòng")
    action = models.CharField("việc", max_length=6, choices=Action)
    before = models.JSONField("trước", null=True)
    after = models.JSONField("sau", null=True)
    # No constraint looks at it for each row of a bulk write; a user is never deleted.
    actor = models.ForeignKey(
        User, models.DO_NOTHING, related_name="+", null=True, db_constraint=False, verbose_name="người làm"
    )
    address = models.CharField("địa chỉ máy", max_length=45, blank=True)
    origin = models.CharField("nơi gọi", max_length=200, blank=True)
    reason = models.CharField("lý do", max_length=500, blank=True)
    # What the row belongs to, so that the history of a team, a person or a user is one indexed question.
    team_key = models.BigIntegerField(null=True)
    person_key = models.BigIntegerField(null=True)
    account_key = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "nhật ký thay đổi"
        verbose_name_plural = "nhật ký thay đổi"
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            *(
                models.Index(
                    fields=[key], name=f"trail_{key}", condition=models.Q(**{f"{key}__isnull": False})
                )
                for key in ("team_key", "person_key", "account_key")
            ),
            # What was corrected of the figures of a place: its rows, and those that were taken out.
            models.Index(
                fields=["table", "row_id"],
                name="trail_corrected_facts",
                condition=models.Q(table__in=FACTS, before__isnull=False),
            ),
            *(
                models.Index(
                    KeyTransform(f"{place}_id", "before"),
                    name=f"trail_removed_{place}_facts",
                    condition=models.Q(table=f"territory_{place}facts", action="delete"),
                )
                for place in ("village", "commune")
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="trail_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="trail_is_never_emptied",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'pgtrigger: Cannot empty the trail';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.table} {self.row_id}"
