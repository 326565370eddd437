"""Pages of this room: decisions and their public check, payment lists, the budget report."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.http import UserRequest
from accounts.pages import done, file_of, form_page, own_unit, page_of
from accounts.trail import note_read
from allowances.forms import DraftCostForm
from allowances.models import Batch
from allowances.payments import payment_list
from members.models import MemberChange, Person
from members.seen import as_seen
from reports import services
from reports.charts import budget_chart
from reports.check_code import read_code
from reports.draft_sheet import draft_sheet
from reports.filters import DocumentFilter
from reports.forms import BudgetForm, CheckForm
from reports.models import Document
from reports.person_file import person_file
from reports.rendering import render_document, render_person_file
from reports.responses import pdf_of, xlsx_of
from reports.selectors import BudgetReport, budget_report
from reports.sheets import Sheet, budget_sheet, payment_sheet
from reports.strength_sheet import strength_sheet
from teams.models import Dossier
from teams.strength import strength_list
from teams.views import asked_unit
from territory import clock
from territory.forms import day_of, units_around
from territory.models import Unit
from vietnamese.dates import thang


@require_POST
@permission_required("teams.issue_decision", raise_exception=True)
def decision_issue(request: UserRequest, pk: int) -> HttpResponse:
    """The chairman issues; the next page confirms the number."""
    dossier = get_object_or_404(Dossier.objects.visible_to(request.user), pk=pk)
    confirmed = request.POST.get("unproven_confirmed") == "co"
    issued = as_seen(
        actor=request.user,
        dossier_id=dossier.pk,
        seen=request.POST.get("seen", ""),
        step=lambda: services.decision_issue(
            actor=request.user, dossier_id=dossier.pk, unproven_confirmed=confirmed
        ),
    )
    return redirect(f"{reverse('reports:document', args=[issued.check_code])}?issued=1")


@require_POST
@permission_required("teams.issue_decision", raise_exception=True)
def change_issue(request: UserRequest, pk: int) -> HttpResponse:
    """The chairman decides on one member; the next page confirms the number."""
    change = get_object_or_404(MemberChange.objects.visible_to(request.user), pk=pk)
    confirmed = request.POST.get("unproven_confirmed") == "co"
    issued = services.change_issue(actor=request.user, change_id=change.pk, unproven_confirmed=confirmed)
    return redirect(f"{reverse('reports:document', args=[issued.check_code])}?issued=1")


@require_safe
@permission_required("reports.view_documents", raise_exception=True)
def documents(request: UserRequest) -> HttpResponse:
    """The register: issued documents of the reader's reach, newest first."""
    found = Document.objects.visible_to(request.user).select_related("unit")
    chosen = DocumentFilter(request.GET, found, request=request)
    page = page_of(request, chosen.qs)
    return render(request, "reports/documents.html", {"filter": chosen, "page": page})


@require_safe
@permission_required("reports.view_documents", raise_exception=True)
def document(request: UserRequest, check_code: str) -> HttpResponse:
    """One document: number, signer, check code, the PDF; a confirmation right after it was issued."""
    found = _document(request, check_code)
    context = {
        "document": found,
        "just_issued": "issued" in request.GET,
        "check_url": found.payload["check_url"],
    }
    return render(request, "reports/document.html", context)


@require_safe
@permission_required("reports.view_documents", raise_exception=True)
def document_pdf(request: UserRequest, check_code: str) -> HttpResponse:
    """The paper itself."""
    found = _document(request, check_code)
    name = f"quyet-dinh-{found.number:02d}-{found.register.year}-{found.unit.key}.pdf"
    return file_of(render_document(found), "application/pdf", name)


@require_safe
@login_not_required
def check_form(request: HttpRequest) -> HttpResponse:
    """Where the holder of a printed document types its check code."""
    form = CheckForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("reports:check", form.cleaned_data["code"])
    return render(request, "reports/check_form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@login_not_required
def check(request: HttpRequest, check_code: str) -> HttpResponse:
    """What the register holds under a check code, for anyone: no personal data."""
    found = Document.objects.select_related("unit").filter(check_code=read_code(check_code)).first()
    if found is None:
        return render(request, "reports/check_unknown.html", {"form": CheckForm()}, status=404)
    return render(request, "reports/check.html", {"document": found})


@require_safe
@permission_required("allowances.view", raise_exception=True)
def payment_list_pdf(request: UserRequest, batch_pk: int) -> HttpResponse:
    """The payment list of a commune's month to print and sign."""
    return pdf_of(_payment_sheet(request, batch_pk))


@require_safe
@permission_required("allowances.view", raise_exception=True)
def payment_list_xlsx(request: UserRequest, batch_pk: int) -> HttpResponse:
    """The same list as a workbook."""
    return xlsx_of(_payment_sheet(request, batch_pk))


@require_safe
@permission_required("reports.view_budget", raise_exception=True)
def budget(request: UserRequest) -> HttpResponse:
    """The budget report on a page, with links down to the units below."""
    form, report = _asked(request)
    if report is None:
        return form_page(request, "reports/budget.html", form)
    context = {
        "form": form,
        "report": report,
        "chart": budget_chart(report),
        "rows": [(row, _budget_query(report, row.key) if row.key else "") for row in report.rows],
        "query": _budget_query(report, report.unit.key),
    }
    return render(request, "reports/budget.html", context)


@require_safe
@permission_required("reports.view_budget", raise_exception=True)
def budget_pdf(request: UserRequest) -> HttpResponse:
    """The budget report on paper."""
    form, report = _asked(request)
    return pdf_of(budget_sheet(report)) if report else form_page(request, "reports/budget.html", form)


@require_safe
@permission_required("reports.view_budget", raise_exception=True)
def budget_xlsx(request: UserRequest) -> HttpResponse:
    """The budget report as a workbook."""
    form, report = _asked(request)
    return xlsx_of(budget_sheet(report)) if report else form_page(request, "reports/budget.html", form)


@require_safe
@permission_required("allowances.cost_draft", raise_exception=True)
def draft_cost_xlsx(request: UserRequest) -> HttpResponse:
    """What a draft would cost, by commune and month, as a workbook."""
    form = DraftCostForm(request.GET, viewer=request.user)
    cost = done(form, form.cost)
    return xlsx_of(draft_sheet(cost)) if cost else form_page(request, "allowances/draft_cost.html", form)


@require_safe
@permission_required("members.view", raise_exception=True)
def person_pdf(request: UserRequest, pk: int) -> HttpResponse:
    """A person's own file, to hand to him; that it was taken out stays in the trail."""
    person = get_object_or_404(Person.objects.visible_to(request.user).select_related("commune"), pk=pk)
    note_read(person, actor=request.user, reason="In dữ liệu cá nhân", person_key=person.pk)
    return file_of(
        render_person_file(person_file(person, clock.today())), "application/pdf", f"du-lieu-ca-nhan-{pk}.pdf"
    )


@require_safe
@permission_required("teams.view", raise_exception=True)
def strength_xlsx(request: UserRequest) -> HttpResponse:
    """Over and under strength as a workbook."""
    found = strength_list(
        viewer=request.user, unit=asked_unit(request), on=day_of(request.GET, clock.today())
    )
    return xlsx_of(strength_sheet(found))


def _document(request: UserRequest, check_code: str) -> Document:
    found = Document.objects.visible_to(request.user).select_related(
        "unit", "register", "issued_by", "dossier"
    )
    return get_object_or_404(found, check_code=read_code(check_code))


def _payment_sheet(request: UserRequest, batch_pk: int) -> Sheet:
    batches = Batch.objects.visible_to(request.user).select_related("commune__parent")
    batch = get_object_or_404(batches, pk=batch_pk)
    return payment_sheet(batch, payment_list(batch))


def _asked(request: UserRequest) -> tuple[BudgetForm, BudgetReport | None]:
    """The form of the address and its report, None where the months cannot be read.

    Without an address it is the reader's own unit from January on. A unit that is unknown or beyond his
    reach is not found (404).
    """
    typed = _default_query(request) | request.GET.dict()
    reach = Unit.objects.visible_to(request.user)
    unit = get_object_or_404(reach, key=typed["unit"].replace("\0", ""))  # no text of the database holds it
    form = BudgetForm(typed, units=units_around(reach, unit))
    if not form.is_valid():
        return form, None
    first, last = form.cleaned_data["first_month"], form.cleaned_data["last_month"]
    report = budget_report(
        viewer=request.user,
        unit=unit,
        first_month=first,
        last_month=last,
        in_todays_bounds=form.cleaned_data["bounds"] == "today",
    )
    return form, report


def _default_query(request: UserRequest) -> dict[str, Any]:
    today = clock.today()
    return {"unit": own_unit(request).key, "first_month": f"01/{today.year}", "last_month": thang(today)}


def _budget_query(report: BudgetReport, key: str) -> str:
    months = {"first_month": thang(report.first_month), "last_month": thang(report.last_month)}
    bounds = {"bounds": "today"} if report.in_todays_bounds else {}
    return urlencode({"unit": key, **months, **bounds})
