"""Loads the official units, the law and the sample province, and walks the way through the portal once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import Count, Sum

from accounts.models import User
from allowances.models import PayRun
from antt_portal.sample import accounts, generator
from antt_portal.sample.walk import COMMUNE, DISTRICT, compute_by_worker, walk
from members.models import Membership
from regulations.services import law_load
from reports.models import Document
from teams.models import Team
from territory.models import Unit, Village
from territory.services import units_load
from vietnamese.dates import thang
from vietnamese.money import dong, grouped


class Command(BaseCommand):
    """Makes the sample installation; running it again changes nothing."""

    help = "Loads units, law and the sample province, walks the main way, prints addresses and accounts."
    requires_system_checks = ()  # migrate, which comes before it, has just run them

    def handle(self, *args: Any, **options: Any) -> None:
        """Loads what is missing and prints what there is."""
        units_load()
        law_load()
        if generator.load().villages:
            generator.measure_tables()
        accounts.load()
        token = accounts.api_client_load()
        document, run = walk(compute_by_worker)
        self.stdout.write("\n".join([*_figures(), *_walked(document, run), *_doors(token)]))


def _figures() -> list[str]:
    communes = Unit.objects.filter(path__startswith=f"{generator.PROVINCE}.").communes()
    counts = (
        (communes.count(), "xã, phường, thị trấn"),
        (Village.objects.filter(is_sample=True).count(), "thôn, khu phố"),
        (Team.objects.filter(status=Team.Status.ACTIVE).count(), "tổ"),
        (Membership.objects.recognised().values("person").distinct().count(), "người"),
    )
    return [
        "Tỉnh Bình Định, DỮ LIỆU MẪU: không phải người thật, không phải số liệu của tỉnh.",
        "  " + " · ".join(f"{grouped(count)} {words}" for count, words in counts),
    ]


def _walked(document: Document, run: PayRun) -> list[str]:
    sums = run.batches.aggregate(communes=Count("pk"), lines=Sum("line_count"), total=Sum("total_vnd"))
    number, commune, code = document.full_number, document.unit.name_inside, document.check_code
    return [
        f"  Quyết định {number} của {commune}, mã kiểm tra {code}",
        f"  Tháng {thang(run.month)}: {sums['communes']} xã, phường, thị trấn · "
        f"{grouped(sums['lines'])} dòng · {dong(sums['total'])}; {commune} đã kiểm tra, duyệt và khóa",
    ]


def _doors(token: str) -> list[str]:
    names = [f"canbo.{COMMUNE}", f"chutich.{COMMUNE}", f"huyen.{DISTRICT}"]
    names += [f"{seat.prefix}.{generator.PROVINCE}" for seat in accounts.SEATS[Unit.Level.PROVINCE]]
    users = User.objects.in_bulk(names, field_name="username")
    return [
        f"Địa chỉ: {settings.PUBLIC_URL}",
        f"Mật khẩu chung của các tài khoản mẫu: {accounts.password()}",
        *(f"  {name:<14} {users[name].full_name}" for name in names),
        *([f"Mã truy cập API ({accounts.API_CLIENT}), chỉ hiện một lần: {token}"] if token else []),
    ]
