"""Pages on which a clerk puts something on a person's file."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.edits import OnFile, edited
from accounts.http import UserRequest
from accounts.models import Trail
from accounts.pages import done, form_page, page_of, typed
from members import recording
from members.forms import DatedForm, EvidenceForm, FactForm, LastDayForm, LookForm, PapersForm
from members.identity_access import identity_show
from members.models import (
    FactKind,
    FiledPaper,
    IdentityLook,
    InsuranceEnrolment,
    Membership,
    Person,
    PersonFact,
    StandardEvidence,
)
from members.standing import paper_lines, standing_of
from regulations.national_law import national_law
from territory import clock

_LABELS: Final = dict([*InsuranceEnrolment.Kind.choices, *FactKind.choices])


@require_http_methods(["GET", "POST"])
@permission_required("members.edit", raise_exception=True)
def fact_add(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    """A dated fact of one kind, or an insurance, for a person."""
    context = _context(request, pk, kind)
    is_fact = kind in FactKind.values
    form = FactForm(typed(request), kind=FactKind(kind)) if is_fact else DatedForm(typed(request))
    record = recording.fact_record if is_fact else recording.enrolment_record
    on_file = _on_file(context["person"], kind)

    def keep() -> object:
        return record(actor=request.user, person_id=pk, kind=kind, **form.cleaned_data)

    if edited(request, form, on_file, keep):
        messages.success(request, f"Đã ghi: {_LABELS[kind]}.")
        return redirect("members:detail", pk=pk)
    return form_page(request, "members/fact_form.html", form, **context)


@require_http_methods(["GET", "POST"])
@permission_required("members.edit", raise_exception=True)
def fact_end(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    """The fact or insurance of a kind that runs on gets a last day."""
    context = _context(request, pk, kind) | {"ends": True}
    form = LastDayForm(typed(request))

    def end() -> bool:
        recording.fact_end(actor=request.user, person_id=pk, kind=kind, **form.cleaned_data)
        return True

    if edited(request, form, _on_file(context["person"], kind), end):
        messages.success(request, f"Đã ghi ngày kết thúc: {_LABELS[kind]}.")
        return redirect("members:detail", pk=pk)
    return form_page(request, "members/fact_form.html", form, **context)


@require_safe
@permission_required("members.view", raise_exception=True)
def standards(request: UserRequest, pk: int) -> HttpResponse:
    """How a person stands to Điều 13, and the papers of his file; made to be printed."""
    person = get_object_or_404(Person.objects.visible_to(request.user).select_related("commune"), pk=pk)
    first = person.memberships.order_by("-valid_from").first()
    on = first.valid_from if first and first.status == Membership.Status.PROPOSED else clock.today()
    context = {
        "person": person,
        "on": on,
        "standing": standing_of(person, on),
        "papers": paper_lines(person),
        "doubt": national_law().doubt(on),
        "may_edit": request.user.has_perm("members.edit"),
        "tab": "members",
    }
    return render(request, "members/standards.html", context)


@require_http_methods(["GET", "POST"])
@permission_required("members.edit", raise_exception=True)
def evidence_add(request: UserRequest, pk: int, standard: str) -> HttpResponse:
    """What is known about one standard."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    wanted = next((row for row in national_law().standards if row.key == standard), None)
    if wanted is None:
        raise Http404
    form = EvidenceForm(typed(request), standard=wanted)
    fields = ("basis", "answer", "since", "number", "issued_on", "issuer")
    stated = person.evidence.filter(standard=standard).order_by("-pk")
    on_file = OnFile(person, lambda: stated.values(*fields).first() or {}, _trail(person, StandardEvidence))

    def keep() -> StandardEvidence:
        return recording.evidence_record(
            actor=request.user, person_id=pk, standard=standard, **form.cleaned_data
        )

    if edited(request, form, on_file, keep):
        messages.success(request, f"Đã ghi: {wanted.name}.")
        return redirect("members:standards", pk=pk)
    context = {"person": person, "standard": wanted, "tab": "members"}
    return form_page(request, "members/evidence_form.html", form, **context)


@require_http_methods(["GET", "POST"])
@permission_required("members.edit", raise_exception=True)
def papers(request: UserRequest, pk: int) -> HttpResponse:
    """The papers of a file by the numbers of their forms: when each was received."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    wanted = national_law().papers

    def held() -> dict[str, date | None]:
        received = dict(person.papers.values_list("paper", "received_on"))
        return {paper.key: received.get(paper.key) for paper in wanted}

    form = PapersForm(typed(request), papers=wanted, initial=held())

    def record() -> bool:
        recording.papers_record(actor=request.user, person_id=pk, received=form.cleaned_data)
        return True

    if edited(request, form, OnFile(person, held, _trail(person, FiledPaper)), record):
        messages.success(request, "Đã ghi thành phần hồ sơ.")
        return redirect("members:standards", pk=pk)
    return form_page(request, "members/papers_form.html", form, person=person, tab="members")


@require_http_methods(["GET", "POST"])
@permission_required("members.see_identity", raise_exception=True)
@never_cache
def identity_number(request: UserRequest, pk: int) -> HttpResponse:
    """The full number against a reason; the look is kept, the page is not."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    form = LookForm(typed(request))
    number = done(form, lambda: identity_show(actor=request.user, person_id=pk, **form.cleaned_data))
    if number:
        context = {"person": person, "number": number, "tab": "members"}
        return render(request, "members/identity.html", context)
    return form_page(request, "members/identity.html", form, person=person, tab="members")


@require_safe
@permission_required("members.view_looks", raise_exception=True)
def looks(request: UserRequest) -> HttpResponse:
    """Who looked at which full number, when and why; the newest first."""
    rows = IdentityLook.objects.visible_to(request.user).select_related("person__commune", "viewer")
    return render(request, "members/looks.html", {"page": page_of(request, rows), "tab": "members"})


def _on_file(person: Person, kind: str) -> OnFile:
    """The fact or insurance of a kind that was stated last."""
    if kind in FactKind.values:
        facts = person.facts.filter(kind=kind).order_by("-valid_from")
        fields = ("valid_from", "valid_to", "value", "number", "source")
        return OnFile(person, lambda: facts.values(*fields).first() or {}, _trail(person, PersonFact))
    rows = person.enrolments.filter(kind=kind).order_by("-valid_from")
    return OnFile(
        person,
        lambda: rows.values("valid_from", "valid_to", "source").first() or {},
        _trail(person, InsuranceEnrolment),
    )


def _trail(person: Person, model: type[Model]) -> QuerySet[Trail]:
    return Trail.objects.filter(person_key=person.pk, table=model._meta.db_table)


def _context(request: UserRequest, pk: int, kind: str) -> dict[str, Any]:
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    if kind not in _LABELS:
        raise Http404
    return {"person": person, "label": _LABELS[kind], "tab": "members"}
