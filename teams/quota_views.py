"""The quotas of a commune: what UBND tỉnh gave it, its villages and teams, and the entry of a decision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from accounts.edits import OnFile, edited
from accounts.http import UserRequest
from accounts.models import Trail
from accounts.pages import form_page, typed
from teams import quotas as quota_services
from teams.models import Quota, Team
from teams.quotas import RIGHT, QuotaDecision, QuotaLine
from territory import clock
from territory.models import Unit, Village
from territory.spans import holds_on
from vietnamese.forms import VietDateField, VietForm

_DATE = "Nhập ngày theo dạng 01/07/2024."


class QuotaForm(VietForm):
    """A decision with a number for the commune, for each of its teams and each village without a team."""

    number = forms.CharField(label="Số quyết định của UBND tỉnh", max_length=60)
    decided_on = VietDateField(label="Ngày quyết định", error_messages={"required": _DATE, "invalid": _DATE})
    valid_from = VietDateField(label="Áp dụng từ ngày", error_messages={"required": _DATE, "invalid": _DATE})

    def __init__(self, *args: Any, commune: Unit, **options: Any) -> None:
        super().__init__(*args, **options)
        self._commune = commune
        self._targets: dict[str, QuotaLine] = {}
        held = _held(commune)
        for name, label, line in _targets(commune):
            self.fields[name] = forms.IntegerField(
                label=label,
                min_value=0,
                max_value=9999,
                required=False,
                initial=held.get(line.target),
                error_messages={"invalid": "Nhập số người bằng chữ số."},
            )
            self._targets[name] = line

    def on_file(self) -> dict[str, int | None]:
        """The numbers that hold today, by box."""
        held = _held(self._commune)
        return {name: held.get(line.target) for name, line in self._targets.items()}

    @property
    def decision(self) -> QuotaDecision:
        """The decision as typed."""
        data = self.cleaned_data
        return QuotaDecision(data["number"], data["decided_on"], data["valid_from"])

    @property
    def lines(self) -> list[QuotaLine]:
        """The numbers that were typed; an empty box gives none."""
        typed_in = {name: self.cleaned_data[name] for name in self._targets}
        return [
            QuotaLine(line.commune_id, typed_in[name], line.village_id, line.team_id)
            for name, line in self._targets.items()
            if typed_in[name] is not None
        ]


@require_http_methods(["GET", "POST"])
@permission_required("teams.view", raise_exception=True)
def quotas(request: UserRequest, key: str) -> HttpResponse:
    """All numbers a commune was given, and for Công an tỉnh the entry of a further decision."""
    may_give = request.user.has_perm(RIGHT)
    if request.method == "POST" and not may_give:
        raise PermissionDenied
    commune = get_object_or_404(Unit.objects.visible_to(request.user).communes(), key=key)
    form = QuotaForm(typed(request), commune=commune)
    trail = Trail.objects.filter(table=Quota._meta.db_table, after__commune_id=commune.pk)
    change = edited(
        request,
        form,
        OnFile(commune, form.on_file, trail),
        lambda: quota_services.quota_set(actor=request.user, decision=form.decision, lines=form.lines),
    )
    if change:
        said = (
            f"Đã ghi chỉ tiêu: {change.new} nơi mới, {change.changed} nơi thay đổi, {change.same} giữ nguyên."
        )
        messages.success(request, said)
        return redirect("teams:quotas", key=key)
    rows = Quota.objects.filter(commune=commune).select_related("village", "team")
    return form_page(
        request,
        "teams/quotas.html",
        form,
        commune=commune,
        may_give=may_give,
        rows=rows.order_by("-valid_from", "pk"),
        tab="teams",
    )


def _targets(commune: Unit) -> Iterator[tuple[str, str, QuotaLine]]:
    yield "commune", f"Cả {commune.name_inside}", QuotaLine(commune.pk, 0)
    standing = commune.teams.filter(status__in=[Team.Status.ACTIVE, Team.Status.PROPOSED])
    for team in standing:
        yield f"team-{team.pk}", team.name, QuotaLine(commune.pk, 0, team_id=team.pk)
    served = standing.values("coverages__village")
    for village in Village.objects.filter(commune=commune).exclude(pk__in=served):
        yield f"village-{village.pk}", village.title, QuotaLine(commune.pk, 0, village_id=village.pk)


def _held(commune: Unit) -> dict[tuple[int, int | None, int | None], int]:
    rows = Quota.objects.filter(holds_on(clock.today()), commune=commune)
    return {(row.commune_id, row.village_id, row.team_id): row.people for row in rows}
