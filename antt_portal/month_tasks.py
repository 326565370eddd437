"""The tasks of a month in their order, each with its state: done, to do, waits for somebody, overdue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum
from django.urls import reverse

from accounts.models import RoleBinding, User
from accounts.roles import Role
from allowances.budget.models import BudgetLine
from allowances.budget.plans import ALLOCATE, EXAMINE, waiting_lines
from allowances.models import Batch, LedgerLine, PaymentPart, Payout, PayRun
from antt_portal.inbox import Waiting, waiting_batches, waiting_list, waiting_payouts
from members.change_lists import clock_of
from members.models import MemberChange, Membership
from members.standing import over_age_without_decision
from regulations.national_law import national_law
from teams.models import Dossier
from teams.selectors import villages_without_team, waiting_for
from territory.clock import today
from territory.models import Village, VillageFacts
from territory.spans import holds_on
from vietnamese.dates import next_month, ngay, thang
from vietnamese.money import dong, grouped

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
class OtherMonth:
    """Lists of a month other than this one that wait for the user: how many, which first, any sent back."""

    month: date
    lists: int
    batch: int
    returned: int


class Month:
    """What the tasks of one user look at, each part read once."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.start = today().replace(day=1)
        self.end = next_month(self.start)

    def tasks(self) -> list[Task]:
        """The tasks his role carries; the first that is his to do now is current."""
        found = [task for right, make in _TASKS if self.user.has_perm(right) for task in make(self)]
        own = next((task for task in found if task.state in {"attention", "stop"}), None)
        return [replace(task, current=task is own) for task in found]

    @cached_property
    def waiting(self) -> list[Waiting]:
        """All that waits for the user."""
        return waiting_list(self.user)

    @cached_property
    def batches(self) -> dict[str, int]:
        """How many lists of the month wait for a computation, a check, an approval, and are locked."""
        state = Batch.State
        computed = Q(is_due=False, state=state.COMPUTED)
        return (
            Batch.objects.visible_to(self.user)
            .filter(month=self.start)
            .aggregate(
                total=Count("pk"),
                due=Count("pk", filter=Q(is_due=True)),
                computed=Count("pk", filter=computed),
                returned=Count("pk", filter=computed & ~Q(return_reason="")),
                checked=Count("pk", filter=Q(is_due=False, state=state.CHECKED)),
                locked=Count("pk", filter=Q(state=state.LOCKED)),
                sum=Sum("total_vnd", default=0),
            )
        )

    def other_months(self, state: Batch.State) -> list[OtherMonth]:
        """Months but this one whose lists wait for the user in ``state``, the oldest first."""
        rows = waiting_batches(self.user, state).exclude(month=self.start).order_by("month")
        returned = Count("pk", filter=~Q(return_reason=""))
        found = rows.values_list("month").annotate(lists=Count("pk"), first=Min("pk"), returned=returned)
        return [OtherMonth(*row) for row in found]

    @cached_property
    def has_unpaid(self) -> bool:
        """Whether a locked list of the month holds somebody whom no payout holds."""
        taken = PaymentPart.objects.filter(stands=True, person=OuterRef("person"), batch=OuterRef("batch"))
        lists = Batch.objects.visible_to(self.user).filter(month=self.start, state=Batch.State.LOCKED)
        return LedgerLine.objects.filter(~Exists(taken), batch__in=lists).exists()

    @property
    def is_clerk(self) -> bool:
        """Whether the user keeps the books of one commune."""
        return self.user.binding is not None and self.user.binding.role == Role.COMMUNE_CLERK

    def own_changes(self, state: MemberChange.State) -> QuerySet[MemberChange]:
        """Proposals of the user's own unit in a state."""
        unit = self.user.binding.unit_id if self.user.binding else None
        return MemberChange.objects.visible_to(self.user).filter(commune=unit, state=state)

    def list_url(self) -> str:
        """The month's list of his commune, or its run; the list of runs while there is neither."""
        if self.user.binding and self.user.binding.unit.level == "commune":
            batches = Batch.objects.visible_to(self.user).filter(month=self.start)
            key = batches.values_list("pk", flat=True).first()
            return reverse("allowances:batch", args=[key]) if key else reverse("allowances:runs")
        run = PayRun.objects.visible_to(self.user).filter(month=self.start).first()
        return reverse("allowances:run", args=[run.pk]) if run else reverse("allowances:runs")


def _lists(month: Month) -> Iterator[Task]:
    """Only while a list from Excel waits."""
    start = reverse("imports:home")
    rows = [item for item in month.waiting if item.url.startswith(start)]
    if rows:
        note = f"{len(rows)} danh sách đã tải lên, chưa ghi vào sổ"
        yield Task("Xác nhận danh sách Excel", rows[0].url, note, "attention", "Chờ xác nhận")


def _facts(month: Month) -> Iterator[Task]:
    """Figures of villages: stated at all, and looked at again within a year."""
    if not month.is_clerk or month.user.binding is None:
        return
    unit = month.user.binding.unit
    held = VillageFacts.objects.filter(holds_on(today()), village=OuterRef("pk"))
    recent = held.filter(valid_from__gt=_a_year_before(today()))
    found = (
        Village.objects.visible_to(month.user)
        .filter(holds_on(today(), "placements__"), commune=unit)
        .annotate(held=Exists(held), recent=Exists(recent))
        .aggregate(
            missing=Count("pk", filter=Q(held=False)), old=Count("pk", filter=Q(held=True, recent=False))
        )
    )
    missing, old = found["missing"], found["old"]
    note = "Thôn, khu phố nào cũng có số liệu trong 12 tháng qua"
    if missing or old:
        parts = [(missing, "chưa có số liệu"), (old, "có số liệu ghi từ hơn 12 tháng trước")]
        note = "; ".join(f"{count} thôn, khu phố {words}" for count, words in parts if count)
    url = reverse("territory:unit", args=[unit.key])
    yield _task("Cập nhật số liệu thôn, khu phố", url, note, missing + old, "Cần rà soát")


def _found_teams(month: Month) -> Iterator[Task]:
    count = villages_without_team(month.user).count()
    note = f"{count} thôn, khu phố chưa có tổ" if count else "Thôn, khu phố nào cũng có tổ"
    yield _task("Lập tổ cho thôn, khu phố", reverse("teams:create"), note, count, "Còn việc")


def _members(month: Month) -> Iterator[Task]:
    served = Membership.objects.visible_to(month.user).recognised()
    joined = served.filter(valid_from__gte=month.start, valid_from__lt=month.end).count()
    left = served.filter(valid_to__gt=month.start, valid_to__lte=month.end).count()
    last_day = month.end - timedelta(days=1)
    older = over_age_without_decision(served.filter(holds_on(today())), last_day).count()
    note = f"{joined} lượt vào hoặc đổi chức danh, {left} lượt thôi trong tháng {thang(month.start)}"
    url = reverse("members:list")
    if older:
        age = national_law().greatest_age
        note = f"{older} người trên {age} tuổi trong tháng chưa có quyết định của Chủ tịch; {note}"
        url = f"{url}?over_age=1"
    yield _task("Cập nhật thành viên", url, note, older, "Cần quyết định")


def _dossiers(month: Month) -> Iterator[Task]:
    """The user's own steps first; then, for a commune, what others have on their desks."""
    start, url = reverse("members:dossier", args=[0])[:-2], reverse("teams:dossiers")
    rows = Dossier.objects.visible_to(month.user)
    mine = rows.filter(waiting_for(month.user)).count()
    late = [item for item in month.waiting if item.url.startswith(start) and (item.left or 0) < 0]
    if late:
        note = f"{mine} hồ sơ chờ xử lý, {len(late)} hồ sơ quá hạn"
        yield Task("Xử lý hồ sơ", url, note, "stop", "Quá hạn")
    elif mine or not month.is_clerk:
        note = f"{mine} hồ sơ chờ xử lý" if mine else "Không có hồ sơ nào chờ"
        yield _task("Xử lý hồ sơ", url, note, mine, "Chờ xử lý")
    else:
        yield _dossiers_elsewhere(rows, url)


def _dossiers_elsewhere(rows: QuerySet[Dossier], url: str) -> Task:
    open_rows = rows.filter(state__in=[Dossier.State.SUBMITTED, Dossier.State.EXAMINED])
    count = open_rows.count()
    if not count:
        return Task("Xử lý hồ sơ", url, "Không có hồ sơ nào chờ", "done", "Đã xong")
    return Task("Xử lý hồ sơ", url, f"{count} hồ sơ đã trình, chờ cấp trên", "waiting", "Chờ cấp trên")


def _changes(month: Month) -> Iterator[Task]:
    """Proposals about members, for who decides them."""
    start = reverse("members:changes")
    rows = [item for item in month.waiting if item.url.startswith(start)]
    late = sum((item.left or 0) < 0 for item in rows)
    title = "Quyết định về thành viên"
    if late:
        note = f"{len(rows)} đề nghị chờ quyết định, {late} đề nghị quá hạn"
        yield Task(title, start, note, "stop", "Quá hạn")
        return
    first = min((item.due for item in rows if item.due), default=None)
    note = f"{len(rows)} đề nghị chờ quyết định" if rows else "Không có đề nghị nào chờ"
    yield _task(title, start, f"{note}{_until(first)}", len(rows), "Chờ quyết định")


def _own_proposals(month: Month) -> Iterator[Task]:
    """Proposals about members, for who made them: sent back, or on the chairman's desk."""
    url, title = reverse("members:changes"), "Đề nghị về thành viên"
    later = MemberChange.objects.filter(person=OuterRef("person"), pk__gt=OuterRef("pk"))
    returned = month.own_changes(MemberChange.State.RETURNED).filter(~Exists(later)).count()
    dues = [clock_of(row, None)[1] for row in month.own_changes(MemberChange.State.PROPOSED)]
    first = min((row.due for row in dues), default=None)
    if returned:
        note = f"{returned} đề nghị bị trả lại; xem lý do rồi lập lại hoặc để nguyên"
        yield Task(title, url, note, "attention", "Bị trả lại")
    elif dues:
        late = sum(row.left < 0 for row in dues)
        note = f"{len(dues)} đề nghị chờ Chủ tịch quyết định{_until(first)}"
        yield Task(title, url, note, "waiting", "Chủ tịch quá hạn" if late else "Chờ Chủ tịch")
    else:
        yield Task(title, url, "Không có đề nghị nào đang chờ", "done", "Đã xong")


def _start(month: Month) -> Iterator[Task]:
    figures = month.batches
    if not figures["total"]:
        note = f"Chưa tính tháng {thang(month.start)}"
        yield Task("Tính hỗ trợ của tháng", reverse("allowances:run_start"), note, "attention", "Chưa tính")
        return
    note = f"Đã tính {figures['total'] - figures['due']}/{figures['total']} xã"
    yield _task("Tính hỗ trợ của tháng", month.list_url(), note, figures["due"], "Đang tính")


def _check(month: Month) -> Iterator[Task]:
    figures, url = month.batches, month.list_url()
    others = month.other_months(Batch.State.COMPUTED)
    title = f"Kiểm tra danh sách chi trả{'' if others else f' tháng {thang(month.start)}'}"
    if not figures["total"] or figures["due"]:
        task = Task(title, url, "Chờ Công an tỉnh tính hỗ trợ của tháng", "waiting", "Chờ Công an tỉnh")
    elif figures["returned"]:
        task = Task(title, url, "Xem lý do trả lại, sửa rồi kiểm tra lại", "attention", "Bị trả lại")
    elif figures["computed"]:
        note = "Xem từng người, từng khoản; bấm vào số tiền để biết vì sao"
        task = Task(title, url, note, "attention", "Chờ kiểm tra")
    elif figures["checked"]:
        note = "Đã kiểm tra; chờ người có quyền duyệt"
        task = Task(title, url, note, "waiting", "Chờ duyệt")
    else:
        task = Task(title, url, f"Đã duyệt và khóa: {dong(figures['sum'])}", "done", "Đã xong")
    yield _with_others(task, others, "Chờ kiểm tra")


def _approve(month: Month) -> Iterator[Task]:
    figures, title, url = month.batches, "Duyệt danh sách chi trả", month.list_url()
    note = f"Đã khóa {figures['locked']}/{figures['total']} danh sách"
    if figures["checked"]:
        note = f"{figures['checked']} danh sách đã kiểm tra, chờ duyệt"
        task = Task(title, url, note, "attention", "Chờ duyệt")
    elif figures["locked"] < max(figures["total"], 1):
        task = Task(title, url, note, "waiting", "Chưa tới")
    else:
        task = Task(title, url, note, "done", "Đã xong")
    yield _with_others(task, month.other_months(Batch.State.CHECKED), "Chờ duyệt")


def _with_others(task: Task, others: list[OtherMonth], word: str) -> Task:
    """``task`` of this month, and what of other months waits for the same seat; the oldest comes first."""
    if not others:
        return task
    count = sum(other.lists for other in others)
    months = ", ".join(thang(other.month) for other in others)
    note = f"{count} danh sách của tháng khác {word.lower()}: tháng {months}"
    if any(other.returned for other in others):
        note, word = f"{note} (có danh sách bị trả lại)", "Bị trả lại"
    if task.state == "attention":
        return replace(task, note=f"{task.note}; thêm {note}")
    url = reverse("allowances:batch", args=[others[0].batch])
    this = task.note[0].lower() + task.note[1:]
    return replace(task, url=url, note=f"{note}; tháng này {this}", state="attention", word=word)


def _approve_payouts(month: Month) -> Iterator[Task]:
    """Only while a payout that another person prepared waits for the user."""
    rows = waiting_payouts(month.user)
    found = rows.aggregate(count=Count("pk"), sum=Sum("total_vnd", default=0), first=Min("pk"))
    if found["count"]:
        url = reverse("allowances:payout", args=[found["first"]])
        note = f"{found['count']} đợt chi chờ duyệt, tổng số {dong(found['sum'])}"
        yield Task("Duyệt đợt chi", url, note, "attention", "Chờ duyệt")


def _pay_out(month: Month) -> Iterator[Task]:
    """Money of the month's locked lists that no payout holds yet, and payouts without a result."""
    if not month.batches["locked"]:
        note = "Chờ duyệt, khóa danh sách chi trả của tháng"
        yield Task("Chi tiền", reverse("allowances:payouts"), note, "waiting", "Chưa tới")
        return
    running = Payout.objects.visible_to(month.user).filter(state__in=["prepared", "approved"]).first()
    if month.has_unpaid:
        url, note = reverse("allowances:payout_prepare"), "Có khoản đã khóa chưa vào đợt chi nào"
        yield Task("Chi tiền", url, note, "attention", "Chưa lập đợt chi")
    elif running:
        url = reverse("allowances:payout", args=[running.pk])
        yield Task("Chi tiền", url, f"{running}: {running.get_state_display()}", "waiting", "Đang chi")
    else:
        yield Task(
            "Chi tiền",
            reverse("allowances:payouts"),
            f"Đã chi xong danh sách tháng {thang(month.start)}",
            "done",
            "Đã xong",
        )


def _budget(month: Month) -> Iterator[Task]:
    figures, url = month.batches, reverse("reports:budget")
    if not figures["total"]:
        note = f"Tháng {thang(month.start)} chưa tính"
        yield Task("Xem báo cáo kinh phí", url, note, "waiting", "Chưa có số liệu")
        return
    note = f"Tháng {thang(month.start)}: {dong(figures['sum'])}"
    yield Task("Xem báo cáo kinh phí", url, note, "done", "Có số liệu")


def _asked_budget(month: Month) -> Iterator[Task]:
    """Only while lines of a budget wait for somebody like the user."""
    asked, examined = BudgetLine.State.ASKED, BudgetLine.State.EXAMINED
    steps = (
        (EXAMINE, asked, "budget_examine", "Thẩm định dự toán", "chờ thẩm định"),
        (ALLOCATE, examined, "budget_allocate", "Ghi quyết định giao dự toán", "chờ giao"),
    )
    for right, state, page, title, words in steps:
        if not month.user.has_perm(right):
            continue
        found = waiting_lines(month.user, state).aggregate(count=Count("pk"), year=Min("year"))
        if found["count"]:
            url = f"{reverse(f'allowances:{page}')}?year={found['year']}"
            note = f"{grouped(found['count'])} dòng dự toán {words}, từ năm {found['year']}"
            yield Task(title, url, note, "attention", words.capitalize())


def _roles(month: Month) -> Iterator[Task]:
    held = RoleBinding.objects.visible_to(month.user).filter(holds_on(today()))
    ending = held.filter(valid_to__lte=today() + timedelta(days=_NOTICE_DAYS)).count()
    note = f"{grouped(held.count())} vai trò đang giữ, {ending} vai trò hết hạn trong {_NOTICE_DAYS} ngày tới"
    yield _task("Giao vai trò cho người dùng", reverse("accounts:users"), note, ending, "Sắp hết hạn")


def _task(title: str, url: str, note: str, open_count: int, word: str) -> Task:
    return Task(title, url, note, *(("attention", word) if open_count else ("done", "Đã xong")))


def _until(due: date | None) -> str:
    return f", hạn gần nhất {ngay(due)}" if due else ""


def _a_year_before(day: date) -> date:
    """29 February counts as 28 February."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


# The right that carries a task, and what makes it; in the order of the month.
_TASKS: Final = (
    ("imports.members", _lists),
    ("territory.edit_facts", _facts),
    ("teams.edit", _found_teams),
    ("members.edit", _members),
    ("members.edit", _own_proposals),
    ("teams.submit_dossier", _dossiers),
    ("teams.examine_dossier", _dossiers),
    ("teams.issue_decision", _dossiers),
    ("teams.issue_decision", _changes),
    ("allowances.start_run", _start),
    ("allowances.check", _check),
    ("allowances.approve", _approve),
    ("allowances.pay_out", _pay_out),
    ("allowances.approve_payout", _approve_payouts),
    ("reports.view_budget", _budget),
    ("allowances.examine_budget", _asked_budget),
    ("accounts.manage", _roles),
)
