"""The law as the portal applies it: documents, their rules with articles, reference amounts."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from regulations.models import LawVersion, ReferenceValue
from regulations.reading import rules_of
from regulations.selectors import compiled, conventions_between, series_book


@require_GET
@permission_required("regulations.view", raise_exception=True)
def laws(request: HttpRequest) -> HttpResponse:
    """Every document with its span and territory, and the reference amounts by date. Law is public."""
    context = {
        "laws": LawVersion.objects.select_related("territory"),
        "values": ReferenceValue.objects.all(),
    }
    return render(request, "regulations/laws.html", context)


@require_GET
@permission_required("regulations.view", raise_exception=True)
def law(request: HttpRequest, pk: int) -> HttpResponse:
    """One document: its rules in rows with their articles, what is not verified marked as such."""
    version = get_object_or_404(LawVersion.objects.select_related("territory"), pk=pk)
    text = compiled(version.digest, version.text)
    context = {
        "version": version,
        "law": text,
        "rules": rules_of(text, series_book()),
        "conventions": conventions_between(version.territory, version.valid_from, version.valid_to),
    }
    return render(request, "regulations/law.html", context)
