"""The page of a sum owed once: what the law of a place and day gives for an event, and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from accounts.pages import done, typed
from allowances.once import Event, Reckoning, reckon
from allowances.once_forms import EventForm, FactsAsked
from territory.clock import today


@dataclass(frozen=True, slots=True)
class Asked:
    """How far a question has come: its forms, and the answer once all is told."""

    form: EventForm
    event: Event | None = None
    facts: FactsAsked | None = None
    answer: Reckoning | None = None

    @property
    def is_refused(self) -> bool:
        """Whether something typed has to be corrected."""
        return bool(self.form.errors or (self.facts and self.facts.errors))


def ask(request: UserRequest) -> Asked:
    """The question in the address (place, day, kind) and the facts that were sent, never in the address."""
    form = _event_form(request)
    event = done(form, form.event)
    if event is None:
        return Asked(form)
    facts = FactsAsked(typed(request), event=event)
    answer = done(facts, lambda: reckon(event, facts.facts()))
    if not event.asked:
        answer = reckon(event, {})
    return Asked(form, event, facts, answer)


@require_http_methods(["GET", "POST"])
@permission_required("allowances.view", raise_exception=True)
def one_off(request: UserRequest) -> HttpResponse:
    """What an event gives once: choose place, day and kind, state the facts, read the sum and why."""
    asked = ask(request)
    sent = request.method == "POST" and asked.answer is None
    context = {
        "form": asked.form,
        "forms": [form for form in (asked.form, asked.facts) if form is not None],
        "facts": asked.facts,
        "event": asked.event,
        "answer": asked.answer,
        "member": asked.form.membership,
        "query": request.GET.urlencode(),
    }
    return render(
        request, "allowances/one_off.html", context, status=422 if sent or asked.is_refused else 200
    )


def _event_form(request: UserRequest) -> EventForm:
    if "kind" in request.GET or request.method == "POST":
        return EventForm(request.GET, viewer=request.user)
    unit = request.user.binding.unit.key if request.user.binding else ""
    given = {"on": today(), "commune": unit, "member": request.GET.get("member", "")}
    return EventForm(viewer=request.user, initial=given)
