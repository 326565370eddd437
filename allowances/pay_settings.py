"""How a province pays where no law is known: settings of the portal, each from a month on, none lost."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction

from accounts.dated import make_room
from accounts.errors import NotAllowed
from accounts.models import User
from accounts.refusals import save_or_refuse
from allowances.models import PaySetting
from regulations.grounds import province_key
from territory import clock
from territory.models import Unit
from territory.scope import reaches
from territory.spans import holds_on

# Without a setting of the province: a setting of the portal, not law.
MONTHS_BACK: Final = 12


def setting_on(unit: Unit, day: date) -> PaySetting:
    """The setting of the province of ``unit`` on a day; where it has none, the portal's own, not stored."""
    held = PaySetting.objects.filter(holds_on(day), province__key=province_key(unit.path)).first()
    return held or PaySetting(arrears_months=MONTHS_BACK, valid_from=day)


@transaction.atomic
def setting_choose(
    *,
    actor: User,
    province: Unit,
    month: date,
    arrears_months: int,
    second_approval_from_vnd: int | None,
    source: str,
    recovery_share_percent: int | None = None,
) -> PaySetting:
    """The province pays in this way from ``month`` on; what held before ends there.

    Refused where a choice has begun in that month or later already: lists may have been made by it.
    """
    if not actor.has_perm("allowances.set_pay") or not reaches(actor, province):
        raise NotAllowed("Dùng tài khoản của Sở Tài chính có quyền làm việc này.")
    until = make_room(
        PaySetting.objects.filter(province=province),
        month,
        changeable_from=clock.today(),
        field="month",
        taken="Chọn tháng sau tháng {last:%m/%Y}: đã có cách chi trả từ tháng đó.",
    )
    chosen = PaySetting(
        province=province,
        valid_from=month,
        valid_to=until,
        arrears_months=arrears_months,
        second_approval_from_vnd=second_approval_from_vnd,
        recovery_share_percent=recovery_share_percent,
        source=source,
    )
    places = {
        "arrears_months_are_few": "arrears_months",
        "recovery_share_is_a_share": "recovery_share_percent",
    }
    save_or_refuse(chosen, at=places)
    return chosen
