"""The home page: what the month asks of this role, in order, with the state of each task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Final

from django.db.models import Count, Q, Sum
from django.urls import reverse

from accounts.models import RoleBinding, User
from allowances.models import Batch, PayRun
from antt_portal.charts import Bar
from members.models import Membership
from teams.models import Dossier, Team
from teams.quotas import numbers_of
from teams.selectors import villages_without_team, waiting_for
from territory.clock import today
from territory.spans import holds_on
from vietnamese.dates import next_month, thang
from vietnamese.money import dong, grouped

_MILLION: Final = 1_000_000
_NOTICE_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Task:
    """One task of the month; ``state`` is done, attention, stop or waiting, ``word`` says it."""

    title: str
    url: str
    note: str
    state: str
    word: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Strength:
    """The force of the reach today; ``filled`` are the people of teams that got a quota."""

    people: int
    filled: int
    quota: int
    teams: int
    without_quota: int


class Home:
    """Everything the home page of one user shows, each part read when it is asked for."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.month = today().replace(day=1)

    def tasks(self) -> list[Task]:
        """The tasks his role carries, in the order of the month; the first open one is current."""
        found = [task for right, make in _TASKS if self.user.has_perm(right) for task in make(self)]
        first_open = next((task for task in found if task.state != "done"), None)
        return [
            Task(task.title, task.url, task.note, task.state, task.word, current=task is first_open)
            for task in found
        ]

    def strength(self) -> Strength:
        """People who serve today, the quota of the teams and who fills it, and teams that got none yet."""
        teams = Team.objects.visible_to(self.user).filter(status=Team.Status.ACTIVE)
        keys = list(teams.order_by().values_list("pk", flat=True))
        given = {key: people for key, people in numbers_of(keys, today()).items() if people}
        serving = Membership.objects.visible_to(self.user).recognised().filter(holds_on(today()))
        people = dict(serving.order_by().values_list("team").annotate(Count("pk")))
        filled = sum(people.get(key, 0) for key in given)
        return Strength(sum(people.values()), filled, sum(given.values()), len(keys), len(keys) - len(given))

    def paid(self) -> list[Bar]:
        """A bar for each of the six months up to this one: what was computed, in millions of đồng."""
        months = list(islice(_months_back(self.month), 6))[::-1]
        rows = Batch.objects.visible_to(self.user).filter(month__in=months).values_list("month")
        sums = dict(rows.annotate(total=Sum("total_vnd")))
        return [Bar(f"T{month.month}", sums.get(month, 0) // _MILLION) for month in months]

    def batches(self) -> dict[str, int]:
        """How many lists of the month wait for a computation, a check, an approval, and are locked."""
        state = Batch.State
        return (
            Batch.objects.visible_to(self.user)
            .filter(month=self.month)
            .aggregate(
                total=Count("pk"),
                due=Count("pk", filter=Q(is_due=True)),
                computed=Count("pk", filter=Q(is_due=False, state=state.COMPUTED)),
                checked=Count("pk", filter=Q(is_due=False, state=state.CHECKED)),
                locked=Count("pk", filter=Q(state=state.LOCKED)),
            )
        )

    def list_url(self) -> str:
        """The month's list of his commune, or its run; the list of runs while there is neither."""
        batches = Batch.objects.visible_to(self.user).filter(month=self.month)
        if self.user.binding and self.user.binding.unit.level == "commune":
            key = batches.values_list("pk", flat=True).first()
            return reverse("allowances:batch", args=[key]) if key else reverse("allowances:runs")
        run = PayRun.objects.visible_to(self.user).filter(month=self.month).first()
        return reverse("allowances:run", args=[run.pk]) if run else reverse("allowances:runs")


def _months_back(month: date) -> Iterator[date]:
    while True:
        yield month
        month = (month - timedelta(days=1)).replace(day=1)


def _found_teams(home: Home) -> Iterator[Task]:
    count = villages_without_team(home.user).count()
    note = f"{count} thôn, khu phố chưa có tổ" if count else "Thôn, khu phố nào cũng có tổ"
    yield _task("Lập tổ cho thôn, khu phố", reverse("teams:create"), note, count, "Còn việc")


def _members(home: Home) -> Iterator[Task]:
    start, end = home.month, next_month(home.month)
    served = Membership.objects.visible_to(home.user).recognised()
    joined = served.filter(valid_from__gte=start, valid_from__lt=end).count()
    left = served.filter(valid_to__gt=start, valid_to__lte=end).count()
    drafts = Dossier.objects.visible_to(home.user).filter(state=Dossier.State.DRAFT).count()
    note = f"{joined} lượt vào hoặc đổi chức danh, {left} lượt thôi trong tháng {thang(start)}"
    yield _task("Cập nhật thành viên", reverse("members:list"), note, drafts, "Đang lập hồ sơ")


def _dossiers(home: Home) -> Iterator[Task]:
    count = Dossier.objects.visible_to(home.user).filter(waiting_for(home.user)).count()
    note = f"{count} hồ sơ chờ xử lý" if count else "Không có hồ sơ nào chờ"
    yield _task("Xử lý hồ sơ", reverse("teams:dossiers"), note, count, "Chờ xử lý")


def _start(home: Home) -> Iterator[Task]:
    figures = home.batches()
    if not figures["total"]:
        note = f"Chưa tính tháng {thang(home.month)}"
        yield Task("Tính hỗ trợ của tháng", reverse("allowances:run_start"), note, "attention", "Chưa tính")
        return
    note = f"Đã tính {figures['total'] - figures['due']}/{figures['total']} xã"
    yield _task("Tính hỗ trợ của tháng", home.list_url(), note, figures["due"], "Đang tính")


def _check(home: Home) -> Iterator[Task]:
    figures = home.batches()
    if not figures["total"] or figures["due"]:
        yield Task(
            "Kiểm tra danh sách chi trả",
            home.list_url(),
            "Chờ Công an tỉnh tính hỗ trợ của tháng",
            "waiting",
            "Chưa tới",
        )
        return
    note = "Xem từng người, từng khoản; bấm vào số tiền để biết vì sao"
    yield _task("Kiểm tra danh sách chi trả", home.list_url(), note, figures["computed"], "Chờ kiểm tra")


def _approve(home: Home) -> Iterator[Task]:
    figures = home.batches()
    if not figures["checked"] and figures["locked"] < max(figures["total"], 1):
        note = f"Đã khóa {figures['locked']}/{figures['total']} danh sách"
        yield Task("Duyệt danh sách chi trả", home.list_url(), note, "waiting", "Chưa tới")
        return
    note = f"{figures['checked']} danh sách đã kiểm tra, chờ duyệt"
    yield _task("Duyệt danh sách chi trả", home.list_url(), note, figures["checked"], "Chờ duyệt")


def _budget(home: Home) -> Iterator[Task]:
    figures = (
        Batch.objects.visible_to(home.user)
        .filter(month=home.month)
        .aggregate(sum=Sum("total_vnd", default=0))
    )
    note = f"Tháng {thang(home.month)}: {dong(figures['sum'])}"
    yield Task("Xem báo cáo kinh phí", reverse("reports:budget"), note, "done", "Có số liệu")


def _roles(home: Home) -> Iterator[Task]:
    held = RoleBinding.objects.visible_to(home.user).filter(holds_on(today()))
    ending = held.filter(valid_to__lte=today() + timedelta(days=_NOTICE_DAYS)).count()
    note = f"{grouped(held.count())} vai trò đang giữ, {ending} vai trò hết hạn trong {_NOTICE_DAYS} ngày tới"
    yield _task("Giao vai trò cho người dùng", reverse("accounts:users"), note, ending, "Sắp hết hạn")


def _task(title: str, url: str, note: str, open_count: int, word: str) -> Task:
    return Task(title, url, note, *(("attention", word) if open_count else ("done", "Đã xong")))


# The right that carries a task, and what makes it; in the order of the month.
_TASKS: Final = (
    ("teams.edit", _found_teams),
    ("members.edit", _members),
    ("teams.submit_dossier", _dossiers),
    ("teams.examine_dossier", _dossiers),
    ("teams.issue_decision", _dossiers),
    ("allowances.start_run", _start),
    ("allowances.check", _check),
    ("allowances.approve", _approve),
    ("reports.view_budget", _budget),
    ("accounts.manage", _roles),
)
