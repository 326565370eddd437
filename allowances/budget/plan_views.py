"""Pages of the budget of a year: what stands, asking, examining, allocating, sources and codes."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from accounts.pages import done, form_page, typed
from allowances.budget import plans as services
from allowances.budget.asked import asked_estimate, asked_plan, year_form
from allowances.budget.forms import AllocateForm, AskForm, ExamineForm, HeadingForm, OtherForm, YearForm
from allowances.budget.headings import RIGHT, heading_choose, items_of
from allowances.budget.models import BudgetHeading, BudgetLine, OtherItem
from allowances.budget.other_items import other_amount
from allowances.budget.reads import grounds_of, line_name
from allowances.own_province import own_province
from members.forms import ReturnForm
from regulations.norms import norms
from regulations.selectors import component_names
from territory import clock
from territory.models import Unit
from vietnamese.money import dong

MOST_LINES: Final = 200
_TAB: Final = {"tab": "reports"}


@require_safe
@permission_required("reports.view_budget", raise_exception=True)
def budget_plan(request: UserRequest) -> HttpResponse:
    """The budget of a unit's year: asked, examined, allocated, by unit below, item, source and code."""
    form, found = asked_plan(request)
    if found is None:
        return render(request, "allowances/budget_plan.html", {"form": form, **_TAB}, status=422)
    unit = found.unit
    own = request.user.binding.unit_id if request.user.binding else None
    context = {
        "form": form,
        "plan": found,
        "query": _query(unit, found.year),
        "parts": [(part, _query_of(part.key, found.year)) for part in found.parts],
        "may_ask": request.user.has_perm(services.ASK) and own == unit.pk,
        "may_examine": request.user.has_perm(services.EXAMINE),
        "may_allocate": request.user.has_perm(services.ALLOCATE),
        **_TAB,
    }
    return render(request, "allowances/budget_plan.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(services.ASK, raise_exception=True)
def budget_ask(request: UserRequest) -> HttpResponse:
    """The reader's own unit asks for the components of the law, beginning from the estimate."""
    if not request.user.reach:
        raise PermissionDenied
    chosen, found = asked_estimate(request)
    if found is None or request.user.binding is None or found.unit.pk != request.user.binding.unit_id:
        if found is not None:
            raise PermissionDenied
        context = {"chosen": chosen, "forms": [chosen], **_TAB}
        return render(request, "allowances/budget_ask.html", context, status=422)
    year = found.months[0].year
    lines = list(BudgetLine.objects.filter(unit=found.unit, year=year).standing())
    form = AskForm(typed(request), found=found, lines=lines)
    made = done(
        form,
        lambda: services.lines_ask(actor=request.user, unit=found.unit, year=year, amounts=form.amounts()),
    )
    if made:
        messages.success(request, f"Đã gửi đề nghị {len(made)} khoản. Đề nghị chờ thẩm định.")
        return redirect(f"{reverse('allowances:budget_plan')}?{_query(found.unit, year)}")
    return form_page(
        request, "allowances/budget_ask.html", form, chosen=chosen, estimate=found, year=year, **_TAB
    )


@require_http_methods(["GET", "POST"])
@permission_required(services.ASK, raise_exception=True)
def budget_other(request: UserRequest) -> HttpResponse:
    """The reader's own unit asks for equipment, uniforms, training: by hand or by a norm."""
    unit = request.user.binding.unit if request.user.binding else None
    if unit is None:
        raise PermissionDenied
    form = OtherForm(typed(request), initial={"year": clock.today().year + 1})
    made = done(
        form,
        lambda: services.lines_ask(
            actor=request.user,
            unit=unit,
            year=form.cleaned_data["year"],
            amounts=[other_amount(request.user, unit, form.need())],
        ),
    )
    if made:
        messages.success(request, f"Đã đề nghị {dong(made[0].asked_vnd)}. Đề nghị chờ thẩm định.")
        return redirect("allowances:budget_line", made[0].pk)
    return form_page(request, "allowances/budget_other.html", form, unit=unit, norms=norms(), **_TAB)


@require_safe
@permission_required("reports.view_budget", raise_exception=True)
def budget_line(request: UserRequest, pk: int) -> HttpResponse:
    """One line: its amounts, its grounds, who took which step, and the steps that are the reader's."""
    return _line_page(request, _line(request, pk), None)


@require_POST
@permission_required(services.ASK, raise_exception=True)
def budget_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """The unit takes the line back."""
    line = services.line_withdraw(actor=request.user, line_id=_line(request, pk).pk)
    messages.success(request, "Đã rút đề nghị.")
    return redirect("allowances:budget_line", line.pk)


@require_POST
@permission_required(services.EXAMINE, raise_exception=True)
def budget_return(request: UserRequest, pk: int) -> HttpResponse:
    """Back to the unit, with the reason."""
    line, form = _line(request, pk), ReturnForm(request.POST)
    if done(
        form,
        lambda: services.line_return(actor=request.user, line_id=line.pk, reason=form.cleaned_data["reason"]),
    ):
        messages.success(request, "Đã trả lại kèm lý do.")
        return redirect("allowances:budget_line", line.pk)
    return _line_page(request, line, form)


@require_http_methods(["GET", "POST"])
@permission_required(services.EXAMINE, raise_exception=True)
def budget_examine(request: UserRequest) -> HttpResponse:
    """All lines below the unit of the address that wait for an examination."""
    chosen, lines = _waiting(request, BudgetLine.State.ASKED)
    form = ExamineForm(typed(request), lines=lines[:MOST_LINES])
    made = done(form, lambda: services.lines_examine(actor=request.user, found=form.found()))
    if made:
        messages.success(request, f"Đã thẩm định {len(made)} dòng.")
        return redirect(f"{reverse('allowances:budget_examine')}?{request.GET.urlencode()}")
    return _step_page(request, "allowances/budget_examine.html", form, chosen, lines)


@require_http_methods(["GET", "POST"])
@permission_required(services.ALLOCATE, raise_exception=True)
def budget_allocate(request: UserRequest) -> HttpResponse:
    """All examined lines below the unit of the address, and the decision that gives them their money."""
    chosen, lines = _waiting(request, BudgetLine.State.EXAMINED)
    form = AllocateForm(typed(request), lines=lines[:MOST_LINES])
    made = done(
        form,
        lambda: services.lines_allocate(
            actor=request.user,
            decision_number=form.cleaned_data["decision_number"],
            decided_on=form.cleaned_data["decided_on"],
            amounts=form.amounts(),
        ),
    )
    if made:
        messages.success(request, f"Đã ghi giao dự toán {len(made)} dòng.")
        return redirect(f"{reverse('allowances:budget_allocate')}?{request.GET.urlencode()}")
    return _step_page(request, "allowances/budget_allocate.html", form, chosen, lines)


@require_http_methods(["GET", "POST"])
@permission_required("reports.view_budget", raise_exception=True)
def budget_headings(request: UserRequest) -> HttpResponse:
    """Source and code of every item of the reader's province, and a form for who may enter the next."""
    province = own_province(request, RIGHT)
    items = items_of(province)
    form = HeadingForm(typed(request), items=items, initial={"year": clock.today().year})
    chosen = done(
        form,
        lambda: heading_choose(
            actor=request.user,
            province=province,
            item=form.cleaned_data["item"],
            year=form.cleaned_data["year"],
            basis=form.cleaned_data["basis"],
            coded=form.coded(),
        ),
    )
    if chosen:
        messages.success(request, f"Đã ghi nguồn và mã số từ năm {chosen.valid_from.year}.")
        return redirect("allowances:budget_headings")
    rows = BudgetHeading.objects.filter(province=province).order_by("item", "-valid_from")
    named = [(items.get(row.item, row.item), row) for row in rows]
    missing = [
        name for key, name in items.items() if key != OtherItem.OTHER and not any(r.item == key for r in rows)
    ]
    return form_page(
        request,
        "allowances/budget_headings.html",
        form,
        rows=named,
        missing=missing,
        province=province,
        **_TAB,
    )


def _line(request: UserRequest, pk: int) -> BudgetLine:
    rows = BudgetLine.objects.visible_to(request.user)
    rows = rows.select_related("unit", "asked_by", "examined_by", "allocated_by")
    return get_object_or_404(rows, pk=pk)


def _line_page(request: UserRequest, line: BudgetLine, form: ReturnForm | None) -> HttpResponse:
    own = request.user.binding.unit if request.user.binding else None
    is_own = own is not None and own.pk == line.unit_id
    waits = line.state in BudgetLine.OPEN
    context = {
        "line": line,
        "name": line_name(line, services.item_names(component_names())),
        "grounds": grounds_of(line),
        "form": form,
        "return_form": form or ReturnForm(),
        "may_withdraw": line.state == BudgetLine.State.ASKED
        and is_own
        and request.user.has_perm(services.ASK),
        "may_return": waits
        and request.user.has_perm(services.EXAMINE)
        and (not is_own or (own is not None and own.level == "province")),
        "query": _query(line.unit, line.year),
        **_TAB,
    }
    return render(request, "allowances/budget_line.html", context, status=422 if form else 200)


def _waiting(request: UserRequest, state: str) -> tuple[YearForm, list[BudgetLine]]:
    form, unit = year_form(request, YearForm, year=clock.today().year)
    if not form.is_valid():
        return form, []
    lines = services.open_lines(request.user, unit, form.cleaned_data["year"], state)
    places = {item: place for place, item in enumerate(services.item_names(component_names()))}
    return form, sorted(lines, key=lambda line: (line.unit.path, places.get(line.item, len(places))))


def _step_page(
    request: UserRequest, template: str, form: Any, chosen: YearForm, lines: list[BudgetLine]
) -> HttpResponse:
    names = services.item_names(component_names())
    rows = [(row[0], line_name(row[0], names), *row[1:]) for row in form.rows()]
    context = {
        "chosen": chosen,
        "forms": [form, chosen],
        "rows": rows,
        "more": max(len(lines) - MOST_LINES, 0),
        "question": request.GET.urlencode(),
        **_TAB,
    }
    status = 422 if form.is_bound or not chosen.is_valid() else 200
    return render(request, template, {**context, "form": form}, status=status)


def _query(unit: Unit, year: int) -> str:
    return _query_of(unit.key, year)


def _query_of(key: str, year: int) -> str:
    return urlencode({"unit": key, "year": year})
