"""A made-up law of three components, so that every province has a month to pay: the law of none.

The portal knows the law of some provinces only, and each gives other sums. The scratch database of a
benchmark takes this text in place of all of them.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from accounts.models import RoleBinding
from regulations.engine import load_law
from regulations.models import LawVersion, ProvinceSetting
from regulations.services import territory_of, version_of
from territory.models import Unit, UnitSuccession, VillagePlacement
from territory.official import CHANGE
from territory.spans import holds_on

_FROM: Final = date(2027, 1, 1)
_NEVER: Final = date(2100, 1, 1)
_TEXT: Final = """
document:
  id: bench-{code}
  kind: nghi_quyet
  number: 00/2026/NQ-HĐND
  issuer: Không có thật
  title: Văn bản giả định để đo tốc độ, không phải quy định của tỉnh nào
  issued: 2026-12-01
territory: {{province_code: "{code}", province_name: "{name}", on: {start}}}
status: adopted
valid_from: {start}
valid_to: null
review_date: 2099-12-31
part_month: null
citations:
  gia_dinh:
    document: Văn bản giả định
    article: null
    article_verified: false
    verified: true
    source: đo tốc độ
    basis: {{document: Luật 30/2023/QH15, article: Điều 23 khoản 1}}
team_size:
  cite: gia_dinh
  exists_when: {{fact: village.kind, in: [thon, khu_pho]}}
  size:
    table:
      - {{when: {{fact: village.kind, is: thon}}, value: {{at_most: 4, cite: gia_dinh}}}}
    otherwise: {{at_most: 5, cite: gia_dinh}}
components:
  - key: ho_tro_hang_thang
    name: Hỗ trợ hằng tháng
    value:
      table:
        - {{when: {{fact: member.title, is: to_truong}}, value: {{vnd: 1440000, cite: gia_dinh}}}}
        - {{when: {{fact: member.title, is: to_pho}}, value: {{vnd: 1260000, cite: gia_dinh}}}}
      otherwise: {{vnd: 1080000, cite: gia_dinh}}
  - key: boi_duong
    name: Bồi dưỡng hằng tháng
    value:
      table:
        - {{when: {{fact: village.kind, is: thon}}, value: {{vnd: 300000, cite: gia_dinh}}}}
      otherwise: {{vnd: 350000, cite: gia_dinh}}
  - key: ho_tro_bao_hiem
    name: Hỗ trợ đóng bảo hiểm
    applies_when:
      any: [{{fact: member.bhxh_tu_nguyen, is: co}}, {{fact: member.bhyt, is: co}}]
    value: {{vnd: 165000, cite: gia_dinh}}
"""


def stand_on() -> None:
    """The communes, villages, settings and seats of before 01/07/2025 stand on: one country for all years."""
    UnitSuccession.objects.all().delete()
    Unit.objects.filter(valid_from=CHANGE).update(valid_from=_NEVER)
    Unit.objects.filter(valid_to=CHANGE).update(valid_to=_NEVER)
    for model in (VillagePlacement, ProvinceSetting, RoleBinding):
        model.objects.filter(valid_to__isnull=False).update(valid_to=None)


def adopt_everywhere() -> list[Unit]:
    """The made-up law in each province that stands, once what is known there ends; returns the provinces."""
    LawVersion.objects.filter(holds_on(_FROM), valid_from__lt=_FROM).update(valid_to=_FROM)
    provinces = list(Unit.objects.filter(level=Unit.Level.PROVINCE, valid_from=None).order_by("key"))
    for province in provinces:
        text = _TEXT.format(code=province.code, name=province.proper_name, start=_FROM)
        law = load_law(text, "bench")
        version = version_of(law, text, territory_of(law) or province)
        version.status = LawVersion.Status.ADOPTED
        version.save()
    return provinces
