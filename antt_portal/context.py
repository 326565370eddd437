"""What the frame of every page shows: who acts for which unit, the tabs of his role, the sample mark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.models import RoleBinding, User
from accounts.roles import rights_of
from notices.models import Notice
from territory import clock
from territory.models import Unit, Village

PRODUCT: Final = "Cổng ANTT cơ sở"

# (key, words, url name, right that opens it; "" for everyone who is signed in)
_TABS: Final = (
    ("home", "Việc tháng này", "home", ""),
    ("teams", "Tổ", "teams:list", "teams.view"),
    ("members", "Thành viên", "members:list", "members.view"),
    ("dossiers", "Hồ sơ", "teams:dossiers", "teams.view"),
    ("runs", "Chi trả", "allowances:runs", "allowances.view"),
    ("documents", "Văn bản", "reports:documents", "reports.view_documents"),
    ("reports", "Báo cáo", "reports:budget", "reports.view_budget"),
    ("laws", "Quy định", "regulations:laws", "regulations.view"),
    ("territory", "Địa bàn", "territory:home", "territory.view"),
    ("users", "Người dùng", "accounts:users", "accounts.manage"),
    ("clients", "Hệ thống kết nối", "accounts:clients", "accounts.manage"),
    ("guide", "Hướng dẫn", "guide", ""),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the frame; ``current`` when the page lies under it."""

    key: str
    label: str
    url: str
    current: bool


class Portal:
    """Lazily read facts of the frame, so a page that shows none of them asks nothing."""

    product = PRODUCT

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._user: User | AnonymousUser = getattr(request, "user", AnonymousUser())

    @cached_property
    def tabs(self) -> list[Tab]:
        """The tabs that the user's role opens, in the order of the work."""
        if not isinstance(self._user, User) or not self._user.is_authenticated:
            return []
        user = self._user
        open_tabs = [tab for tab in _TABS if not tab[3] or user.has_perm(tab[3])]
        found = [(key, label, reverse(name)) for key, label, name, _ in open_tabs]
        current = _current_url(self._request.path, [url for _, _, url in found])
        return [Tab(key, label, url, url == current) for key, label, url in found]

    @cached_property
    def unit(self) -> str:
        """The unit acted for and those above it: "Xã Phước Hưng · huyện Tuy Phước · tỉnh Bình Định"."""
        return unit_line(self._binding.unit) if self._binding else ""

    @cached_property
    def role(self) -> str:
        """The role held today, in words; empty without one."""
        return self._binding.get_role_display() if self._binding else ""

    @cached_property
    def rights(self) -> frozenset[str]:
        """What the role held today may do; pages offer no step that would be refused."""
        return rights_of(self._binding.role) if self._binding else frozenset()

    @cached_property
    def unread(self) -> int:
        """How many notices the user has not read."""
        return Notice.objects.visible_to(self._user).unread().count() if isinstance(self._user, User) else 0

    @cached_property
    def is_sample(self) -> bool:
        """Whether this installation holds sample data; such data is marked on every page."""
        return Village.objects.filter(is_sample=True).exists()

    @cached_property
    def as_of(self) -> date:
        """The working day that the page's figures are of."""
        return clock.today()

    @property
    def home_url(self) -> str:
        """Address of the home page."""
        return reverse("home")

    @property
    def sign_out_url(self) -> str:
        """Address that ends the session."""
        return reverse("logout")

    @property
    def password_url(self) -> str:
        """Address where the user changes his password."""
        return reverse("password_change")

    @property
    def _binding(self) -> RoleBinding | None:
        return self._user.binding if isinstance(self._user, User) else None


def portal(request: HttpRequest) -> dict[str, Portal]:
    """Context processor: ``portal`` for every template."""
    return {"portal": Portal(request)}


def unit_line(unit: Unit) -> str:
    """The unit and its parents up to the province, with a middle dot between."""
    names, above = [unit.name], unit.parent
    while above is not None:
        names.append(above.name_inside)
        above = above.parent
    return " · ".join(names)


def _current_url(path: str, urls: list[str]) -> str:
    """The longest tab address that ``path`` begins with; the home page only when it is the path itself."""
    under = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(under, key=len, default="")
