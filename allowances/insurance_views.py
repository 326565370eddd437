"""The page of a month's insurance: who is insured, who pays what of it, and for how long the State does."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from accounts.pages import done
from allowances.insurance import InsuranceList, insurance_list
from allowances.insurance_forms import InsuranceForm
from teams.views import asked_unit
from territory.clock import today
from territory.forms import units_around
from territory.models import Unit
from vietnamese.dates import thang

SEE: Final = ("allowances.view", "members.view")


@require_safe
@permission_required(SEE, raise_exception=True)
def insurance(request: UserRequest) -> HttpResponse:
    """The people of a commune; of a unit above it the sums of its communes."""
    form, found = ask(request)
    context: dict[str, object] = {"form": form, "found": found}
    if found is not None:
        context |= {
            "caption": found.caption,
            "of_commune": found.unit.level == Unit.Level.COMMUNE,
            "query": query_of(found, found.unit),
            "communes": [(sums, query_of(found, sums.unit)) for sums in found.communes],
        }
    refused = form.is_bound and found is None
    return render(request, "allowances/insurance.html", context, status=422 if refused else 200)


def ask(request: UserRequest) -> tuple[InsuranceForm, InsuranceList | None]:
    """The form of the address and its list, None where it cannot be made; this month's BHXH by default."""
    unit = asked_unit(request)
    default = {"unit": unit.key, "month": thang(today()), "kind": "bhxh_tu_nguyen"}
    units = units_around(Unit.objects.visible_to(request.user), unit)
    form = InsuranceForm(default | request.GET.dict(), units=units)
    return form, done(form, lambda: insurance_list(viewer=request.user, unit=unit, **form.asked()))


def query_of(found: InsuranceList, unit: Unit) -> str:
    """The address of the same list for another unit."""
    return urlencode({"unit": unit.key, "month": thang(found.month), "kind": found.scheme.kind})
