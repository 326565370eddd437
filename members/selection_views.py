"""Pages of the selection council: its meetings, and the record of a new one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from accounts.pages import done, form_page, page_of, typed
from members import selection
from members.forms import MeetingForm
from members.models import SelectionMeeting
from regulations.national_law import national_law


@require_safe
@permission_required("members.view", raise_exception=True)
def meetings(request: UserRequest) -> HttpResponse:
    """Meetings of the reader's reach, the newest first."""
    rows = SelectionMeeting.objects.visible_to(request.user).select_related("commune")
    return render(request, "members/meetings.html", {"page": page_of(request, rows), "tab": "members"})


@require_safe
@permission_required("members.view", raise_exception=True)
def meeting(request: UserRequest, pk: int) -> HttpResponse:
    """One meeting: its council, its votes and what they mean; made to be printed."""
    found = get_object_or_404(SelectionMeeting.objects.visible_to(request.user), pk=pk)
    seats = {seat.key: seat.words for seat in national_law().selection.seats}
    context = {
        "meeting": found,
        "council": [(seats.get(row.seat, row.seat), row) for row in found.council.all()],
        "votes": selection.vote_rows(found),
        "law": national_law().selection,
        "tab": "members",
    }
    return render(request, "members/meeting.html", context)


@require_http_methods(["GET", "POST"])
@permission_required("members.edit", raise_exception=True)
def meeting_add(request: UserRequest) -> HttpResponse:
    """A meeting with its council and a vote for each candidate."""
    people = list(selection.candidates(request.user))
    form = MeetingForm(typed(request), people=people)

    def record() -> SelectionMeeting:
        told = form.cleaned_data
        held = selection.Meeting(**{name: told[name] for name in selection.Meeting.__slots__})
        council = [selection.Seated(*seated) for seated in form.seated()]
        return selection.meeting_record(actor=request.user, meeting=held, council=council, votes=form.votes())

    row = done(form, record)
    if row:
        messages.success(request, "Đã ghi phiên họp xét tuyển.")
        return redirect("members:meeting", pk=row.pk)
    return form_page(request, "members/meeting_form.html", form, people=people, tab="members")
