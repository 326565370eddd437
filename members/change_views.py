"""Pages of proposals about one member: join later, move, end; and the records that an ending may rest on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from accounts.pages import done, form_page, page_of, typed
from members import changes
from members.change_lists import change_rows, changes_for, clock_of, terms_words, waits_for
from members.forms import DutyForm, EndForm, JoinForm, MoveForm, ReturnForm
from members.models import MemberChange, Person
from members.standing import standing_of
from teams.models import Team
from vietnamese.forms import VietForm


@require_safe
@permission_required("members.view", raise_exception=True)
def change_list(request: UserRequest) -> HttpResponse:
    """Proposals of the reader's reach with their working days, the open ones first."""
    page = page_of(request, changes_for(request.user))
    context = {"page": page, "rows": change_rows(request.user, page.object_list), "tab": "members"}
    return render(request, "members/changes.html", context)


@require_safe
@permission_required("members.view", raise_exception=True)
def change(request: UserRequest, pk: int) -> HttpResponse:
    """One proposal: what shall hold, its clock, and the steps that are the reader's."""
    return render(request, "members/change.html", _context(request, _change(request, pk)))


@require_POST
@permission_required("members.edit", raise_exception=True)
def change_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """The police gives a proposal up."""
    _change(request, pk)
    changes.change_withdraw(actor=request.user, change_id=pk)
    messages.success(request, "Đã rút đề nghị.")
    return redirect("members:change", pk=pk)


@require_POST
@permission_required("teams.issue_decision", raise_exception=True)
def change_return(request: UserRequest, pk: int) -> HttpResponse:
    """The chairman sends a proposal back with his reason."""
    found = _change(request, pk)
    form = ReturnForm(request.POST)
    if done(form, lambda: changes.change_return(actor=request.user, change_id=pk, **form.cleaned_data)):
        messages.success(request, "Đã trả lại đề nghị, kèm lý do.")
        return redirect("members:change", pk=pk)
    return form_page(
        request, "members/change.html", form, **(_context(request, found) | {"return_form": form})
    )


@require_http_methods(["GET", "POST"])
@permission_required("members.edit", raise_exception=True)
def join_propose(request: UserRequest, pk: int) -> HttpResponse:
    """Somebody for a team that stands."""
    team = get_object_or_404(Team.objects.visible_to(request.user).select_related("commune"), pk=pk)
    form = JoinForm(typed(request), initial={"title": "to_vien"})

    def propose() -> MemberChange:
        rest = dict(form.cleaned_data)
        who = changes.NewMember(**{name: rest.pop(name) for name in changes.NewMember.__slots__})
        return changes.join_propose(actor=request.user, team_id=pk, who=who, **rest)

    context = {"heading": "Đề nghị công nhận thành viên bổ sung", "lead": team.name}
    return _proposed(request, form, propose, **context)


@require_http_methods(["GET", "POST"])
@permission_required("members.edit", raise_exception=True)
def move_propose(request: UserRequest, pk: int) -> HttpResponse:
    """Another title or another team of the commune."""
    person = _person(request, pk)
    teams = Team.objects.visible_to(request.user).filter(commune=person.commune_id, status=Team.Status.ACTIVE)
    now = person.memberships.recognised().filter(valid_to=None).first()
    form = MoveForm(
        typed(request),
        teams=list(teams.values_list("pk", "name")),
        initial={"team_id": now.team_id, "title": now.title} if now else {},
    )
    return _proposed(
        request,
        form,
        lambda: changes.move_propose(actor=request.user, person_id=pk, **form.cleaned_data),
        heading="Thay đổi chức danh, điều chuyển tổ",
        lead=person.full_name,
        person=person,
    )


@require_http_methods(["GET", "POST"])
@permission_required("members.edit", raise_exception=True)
def end_propose(request: UserRequest, pk: int) -> HttpResponse:
    """An ending by one of the four grounds."""
    person = _person(request, pk)
    form = EndForm(typed(request))
    return _proposed(
        request,
        form,
        lambda: changes.end_propose(actor=request.user, person_id=pk, **form.cleaned_data),
        heading="Đề nghị cho thôi tham gia",
        lead=f"{person.full_name}. Tuổi cao tự nó không phải là căn cứ cho thôi (Điều 17 khoản 3).",
        person=person,
    )


@require_http_methods(["GET", "POST"])
@permission_required("members.edit", raise_exception=True)
def duty_record(request: UserRequest, pk: int) -> HttpResponse:
    """A refused duty or a written reminder."""
    person = _person(request, pk)
    form = DutyForm(typed(request))
    if done(form, lambda: changes.duty_record(actor=request.user, person_id=pk, **form.cleaned_data)):
        messages.success(request, "Đã ghi.")
        return redirect("members:detail", pk=pk)
    context = {"heading": "Ghi nhận về nhiệm vụ", "lead": person.full_name, "person": person}
    return form_page(request, "members/change_form.html", form, tab="members", submit="Lưu", **context)


def _proposed(
    request: UserRequest, form: VietForm, propose: Callable[[], MemberChange], **context: Any
) -> HttpResponse:
    made = done(form, propose)
    if made:
        messages.success(request, "Đã báo cáo Chủ tịch UBND cấp xã.")
        return redirect("members:change", pk=made.pk)
    return form_page(
        request, "members/change_form.html", form, tab="members", submit="Báo cáo Chủ tịch", **context
    )


def _person(request: UserRequest, pk: int) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.user), pk=pk)


def _change(request: UserRequest, pk: int) -> MemberChange:
    rows = MemberChange.objects.visible_to(request.user).select_related(
        "person", "team__commune", "membership__team", "proposed_by", "decided_by"
    )
    return get_object_or_404(rows, pk=pk)


def _context(request: UserRequest, found: MemberChange) -> dict[str, Any]:
    is_open = found.state == MemberChange.State.PROPOSED
    own = request.user.binding is not None and request.user.binding.unit_id == found.commune_id
    joins = found.kind == MemberChange.Kind.JOIN
    return {
        "tab": "members",
        "change": found,
        "clock": clock_of(found, found.decided_on),
        "terms": terms_words(found),
        "standing": standing_of(found.person, found.effective_on) if joins else None,
        "may_withdraw": is_open and own and request.user.has_perm("members.edit"),
        "may_decide": waits_for(request.user, found),
        "return_form": ReturnForm(),
    }
