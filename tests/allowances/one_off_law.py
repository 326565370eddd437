"""The law of Bình Định with sums owed once and nights of duty, for tests: no province's text."""

from __future__ import annotations

import shutil
from pathlib import Path

from regulations.models import LawVersion
from regulations.services import LAW_FOLDER, SERIES_FILE, law_load
from tests.regulations.texts import law_text

# Years of service count half from the sixth month on; accident by each per cent; death; sickness days.
ONE_OFF = """
one_off:
  - key: tro_cap_thoi_viec
    kind: thoi_viec
    name: Trợ cấp thôi việc
    applies_when: {fact: member.former_force, is: cong_an_xa_ban_chuyen_trach}
    value:
      for_each:
        count: member.service_months
        each: 12
        parts: [{from: 1, counts: 0.5}, {from: 7, counts: 1}]
      add: {share: 1.5, of: {series: luong_co_so}, cite: muc_ho_tro}
    round_to_vnd: 1000
  - key: tro_cap_tai_nan
    kind: tai_nan
    name: Trợ cấp tai nạn
    applies_when: {fact: event.on_duty, is: true}
    value:
      sum:
        - {vnd: 7450000, cite: muc_ho_tro}
        - for_each: {count: event.capacity_loss, beyond: 5}
          add: {vnd: 750000, cite: muc_ho_tro}
  - key: tro_cap_chet
    kind: chet
    name: Trợ cấp tiền tuất
    value: {share: 36, of: {series: luong_co_so}, cite: muc_ho_tro}
  - key: mai_tang_phi
    kind: mai_tang
    name: Mai táng phí
    value: {share: 10, of: {series: luong_co_so}, cite: muc_ho_tro}
  - key: tien_an_om_dau
    kind: om_dau
    name: Tiền ăn khi điều trị
    value:
      for_each: {count: event.days, at_most: 15}
      add:
        table:
          - {when: {fact: member.title, is: to_truong}, value: {vnd: 80000, cite: muc_ho_tro}}
        otherwise: {vnd: 70000, cite: muc_ho_tro}
"""


# A night of at least four hours, three times a month.
TARIFFS = """
tariffs:
  - key: truc_dem
    name: Làm nhiệm vụ ban đêm
    per: night
    applies_when: {fact: duty.kind, is: dem}
    least_minutes: 240
    value:
      table:
        - {when: {fact: member.title, is: to_truong}, value: {vnd: 120000, cite: muc_ho_tro}}
      otherwise: {vnd: 100000, cite: muc_ho_tro}
tariff_limits:
  - {tariffs: [truc_dem], at_most_times: 3, cite: muc_ho_tro}
"""


def law_with_one_off(**options: str) -> str:
    """A text that is valid from 01/07/2024 unless ``options`` say otherwise."""
    given = {"number": "77/2024/NQ-HĐND", "valid_from": "2024-07-01"} | options
    return law_text(given.pop("number"), **given) + ONE_OFF + TARIFFS


def load_with_one_off(folder: Path) -> LawVersion:
    """That law and the reference series in the database; ``folder`` is an empty one to load from."""
    shutil.copy(LAW_FOLDER / SERIES_FILE, folder)
    (folder / "law.yaml").write_text(law_with_one_off(), encoding="utf-8")
    law_load(folder)
    return LawVersion.objects.get(number="77/2024/NQ-HĐND")
