"""The law as the portal applies it: documents, rules with articles, reference amounts; how texts come in."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.errors import DomainError
from accounts.http import UserRequest
from accounts.refusals import show_refusal
from regulations import adoption
from regulations.comparison import counts, side_by_side
from regulations.errors import LawConflict, LawFileRefused
from regulations.forms import EndForm, LawForm
from regulations.models import LawVersion, LawVersionQuerySet, ProvinceSetting, ReferenceValue
from regulations.reading import RuleText, rules_of
from regulations.reviews import due_on
from regulations.selectors import LawInForce, compiled, conventions_between, law_in, laws_in, series_book
from territory import clock
from territory.models import Unit

_views: Final = permission_required("regulations.view", raise_exception=True)
_edits: Final = permission_required("regulations.edit", raise_exception=True)
_adopts: Final = permission_required("regulations.adopt", raise_exception=True)
_get_or_post: Final = require_http_methods(["GET", "POST"])


@require_GET
@_views
def laws(request: UserRequest) -> HttpResponse:
    """Every document with its span and territory, what holds here today, what is due for review."""
    context = {
        "laws": LawVersion.objects.visible_to(request.user).select_related("territory"),
        "values": ReferenceValue.objects.all(),
        "due": due_on(clock.today()),
        "today": clock.today(),
        **_here(request),
    }
    return render(request, "regulations/laws.html", context)


def _here(request: UserRequest) -> dict[str, object]:
    """The law of the reader's unit today, or the conflict that keeps it from being told."""
    binding = request.user.binding
    if binding is None:
        return {}
    try:
        return {"unit": binding.unit, "here": _held_in(binding.unit)}
    except LawConflict as conflict:
        return {"unit": binding.unit, "conflict": conflict}


def _held_in(unit: Unit) -> list[LawInForce]:
    if unit.level == Unit.Level.PROVINCE:
        return laws_in(unit, clock.today())
    found = law_in(unit, clock.today())
    return [found] if found else []


@require_GET
@_views
def law(request: UserRequest, pk: int) -> HttpResponse:
    """One document: its rules in rows with their articles, what is not verified marked as such."""
    version = _version(request, pk)
    others = _versions(request).filter(territory=version.territory).exclude(pk=pk)
    is_kept_here = LawVersion.objects.kept_by(request.user).filter(pk=pk).exists()
    context = {
        "version": version,
        "effects": adoption.effects_of(version) if is_kept_here and version.is_draft else None,
        "law": compiled(version.digest, version.text),
        "rules": _rules(version),
        "part_month": _part_month(version),
        "conventions": conventions_between(version.territory, version.valid_from, version.valid_to),
        "others": others.exclude(status=LawVersion.Status.WITHDRAWN),
        "is_kept_here": is_kept_here,
        "report": adoption.checked(version.text)[1] if is_kept_here and version.is_draft else [],
        "is_own": version.uploaded_by_id == request.user.pk,
    }
    return render(request, "regulations/law.html", context)


@require_GET
@_views
def law_diff(request: UserRequest, pk: int, old: int) -> HttpResponse:
    """Two versions of one territory, row by row."""
    version = _version(request, pk)
    before = get_object_or_404(_versions(request).filter(territory=version.territory), pk=old)
    rules = side_by_side(_rules(before), _rules(version))
    context = {"version": version, "before": before, "rules": rules, "counts": counts(rules)}
    return render(request, "regulations/law_diff.html", context)


@_get_or_post
@_edits
def law_create(request: UserRequest) -> HttpResponse:
    """A new file: checked whole, stored as a draft, or sent back with every fault."""
    bound = request.method == "POST"
    form = LawForm(request.POST, request.FILES) if bound else LawForm()
    problems: tuple[object, ...] = ()
    if form.is_valid():
        try:
            version = adoption.law_upload(actor=request.user, text=form.cleaned_data["text"])
        except DomainError as error:
            problems = error.problems if isinstance(error, LawFileRefused) else ()
            form.show(form.cleaned_data["text"])
            show_refusal(form, error)
        else:
            messages.success(request, "Đã lưu bản dự thảo. Người khác của tỉnh ghi ban hành.")
            return redirect("regulations:law", pk=version.pk)
    context = {"form": form, "report": problems}
    return render(request, "regulations/law_form.html", context, status=422 if form.errors else 200)


@require_POST
@_adopts
def law_adopt(request: UserRequest, pk: int) -> HttpResponse:
    """A second person records that the council adopted the draft."""
    version = adoption.law_adopt(actor=request.user, version_id=_kept(request, pk).pk)
    messages.success(request, f"Đã ghi ban hành {version.words}.")
    return redirect("regulations:law", pk=pk)


@require_POST
@_edits
def law_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """A draft that is no longer wanted."""
    version = adoption.law_withdraw(actor=request.user, version_id=_kept(request, pk).pk)
    messages.success(request, f"Đã rút bản dự thảo {version.words}.")
    return redirect("regulations:law", pk=pk)


@_get_or_post
@_adopts
def law_end(request: UserRequest, pk: int) -> HttpResponse:
    """The last day of a document that was repealed."""
    version = _kept(request, pk)
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            basis = form.cleaned_data["basis"]
            adoption.law_end(actor=request.user, version_id=pk, valid_to=form.valid_to, basis=basis)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, f"Đã ghi ngày hết hiệu lực của {version.words}.")
            return redirect("regulations:law", pk=pk)
    context = {"form": form, "version": version}
    return render(request, "regulations/law_end.html", context, status=422 if form.errors else 200)


def _versions(request: UserRequest) -> LawVersionQuerySet:
    rows = LawVersion.objects.visible_to(request.user)
    return rows.select_related("territory", "uploaded_by", "adopted_by", "replaced_by")


def _version(request: UserRequest, pk: int) -> LawVersion:
    return get_object_or_404(_versions(request), pk=pk)


def _kept(request: UserRequest, pk: int) -> LawVersion:
    return get_object_or_404(LawVersion.objects.kept_by(request.user), pk=pk)


def _part_month(version: LawVersion) -> str:
    """How the text itself splits a month, in words; "" where it does not say."""
    rule = compiled(version.digest, version.text).part_month
    return ProvinceSetting.PartMonth(rule.convention).label if rule else ""


def _rules(version: LawVersion) -> list[RuleText]:
    return rules_of(compiled(version.digest, version.text), series_book())
