"""The page of a sum owed once: what the law of a place and day gives for an event, and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.http import UserRequest
from accounts.pages import done, typed
from allowances.benefits import PREPARE
from allowances.one_off import Event, Reckoning, reckon
from allowances.one_off_forms import EventForm, FactsAsked
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
    form = event_form(request)
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
        "service": asked.form.service,
        "may_prepare": _may_prepare(request, asked.event),
        "query": request.GET.urlencode(),
    }
    return render(
        request, "allowances/one_off.html", context, status=422 if sent or asked.is_refused else 200
    )


def _may_prepare(request: UserRequest, event: Event | None) -> bool:
    """Whether the reader may make a dossier of it: of somebody whose file his commune keeps."""
    own = event is not None and event.person is not None and request.user.binding is not None
    mine = own and event is not None and request.user.binding.unit_id == event.payer_id  # type: ignore[union-attr]
    return mine and request.user.has_perm(PREPARE)


def event_form(request: UserRequest) -> EventForm:
    if "kind" in request.GET or request.method == "POST":
        return EventForm(request.GET, viewer=request.user)
    unit = request.user.binding.unit.key if request.user.binding else ""
    named = {name: request.GET.get(name, "") for name in ("member", "former")}
    given = {"on": today(), "commune": unit, **named}
    return EventForm(viewer=request.user, initial=given)
