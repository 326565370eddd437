"""How the shapes of support, insurance, duty and sums owed once are written."""

from __future__ import annotations

from regulations.guide.shape import Shape

MONEY_SHAPES: tuple[Shape, ...] = (
    Shape(
        "A sum for each title",
        "money",
        """\
table:
  - {when: {fact: member.title, is: to_truong}, value: {vnd: 1440000, cite: dieu_2}}
  - {when: {fact: member.title, is: to_pho}, value: {vnd: 1260000, cite: dieu_2}}
  - {when: {fact: member.title, is: to_vien}, value: {vnd: 1080000, cite: dieu_2}}""",
    ),
    Shape("A coefficient × lương cơ sở", "money", "{share: 0.70, of: {series: luong_co_so}, cite: dieu_2}"),
    Shape(
        "A multiple of the lương cơ sở of an earlier day that no longer moves",
        "money",
        "{share: 1.4, of: {series: luong_co_so, on: 2024-06-30}, cite: dieu_2}",
    ),
    Shape(
        "A base for all, supplements by title, training and length of service (5 % for each full 5 years)",
        "money",
        """\
sum:
  - {vnd: 2520000, cite: dieu_2}
  - when: {fact: member.title, is: to_truong}
    value: {vnd: 300000, cite: dieu_2}
  - when: {all: [{fact: member.title, in: [to_truong, to_pho]}, {fact: member.training_level, is: dai_hoc}]}
    value: {vnd: 200000, cite: dieu_2}
  - for_each: {count: member.service_years, each: 5, at_most: 3}
    add: {share: 0.05, of: {series: luong_co_so}, cite: dieu_2}""",
    ),
    Shape(
        "A reduced share for those who hold another post",
        "file",
        """\
values:
  - {key: muc_chung, name: Mức hỗ trợ chung, value: {vnd: 1100000, cite: dieu_2}}
components:
  - key: ho_tro_hang_thang
    name: Hỗ trợ hằng tháng
    value:
      table:
        - {when: {fact: member.other_post, is: khong}, value: {ref: muc_chung}}
      otherwise: {share: 0.5, of: {ref: muc_chung}, cite: dieu_2}""",
    ),
    Shape(
        "Half of what the holder of another post draws",
        "money",
        "{share: 0.5, of: {amount_of: member.other_post_vnd, cite: dieu_2}, cite: dieu_2}",
    ),
    Shape(
        "A share of a national premium: rate × poverty line",
        "money",
        """\
share: 0.25
of: {share: {series: ty_le_bhxh_tu_nguyen}, of: {series: chuan_ngheo_nong_thon}, cite: dieu_2}
cite: dieu_2""",
    ),
    Shape(
        "What remains of a premium after the State's share, by poverty group, never over 100,000",
        "file",
        """\
values:
  - key: muc_dong
    name: Mức đóng BHXH tự nguyện
    value: {share: {series: ty_le_bhxh_tu_nguyen}, of: {series: luong_co_so}, cite: dieu_2}
components:
  - key: ho_tro_bhxh
    name: Hỗ trợ đóng BHXH tự nguyện
    applies_when: {fact: member.bhxh_tu_nguyen, is: co}
    value:
      limit:
        rest_of: {ref: muc_dong}
        less:
          - when: {fact: member.bhxh_group, is: ho_ngheo}
            value: {share: 0.3, of: {ref: muc_dong}, cite: dieu_2}
          - when: {fact: member.bhxh_group, in: [ho_can_ngheo, dan_toc_thieu_so, khac]}
            value: {share: 0.1, of: {ref: muc_dong}, cite: dieu_2}
      at_most: {vnd: 100000, cite: dieu_2}
    round_to_vnd: 1""",
    ),
    Shape(
        "The premium on the person's own support",
        "file",
        """\
components:
  - {key: ho_tro, name: Hỗ trợ hằng tháng, value: {vnd: 6500000, cite: dieu_2}}
  - key: ho_tro_bhxh
    name: Hỗ trợ đóng BHXH tự nguyện
    value: {share: {series: ty_le_bhxh_tu_nguyen}, of: {ref: ho_tro}, cite: dieu_2}""",
    ),
    Shape(
        "A sum that already holds the insurance",
        "file",
        """\
components:
  - key: ho_tro
    name: Hỗ trợ hằng tháng
    includes: hỗ trợ đóng BHXH tự nguyện và BHYT
    value: {vnd: 2000000, cite: dieu_2}""",
    ),
    Shape(
        "A share of a wage that differs by region, or by district",
        "money",
        """\
share: 0.4
of:
  table:
    - {when: {fact: district.code, in: ["540", "541"]}, value: {vnd: 3860000, cite: dieu_2}}
    - {when: {fact: district.code, is: "542"}, value: {vnd: 3450000, cite: dieu_2}}
  otherwise: {vnd: 3250000, cite: dieu_2}
cite: dieu_2""",
    ),
    Shape(
        "A sum that rises by date inside one document",
        "money",
        """\
dated:
  - {valid_from: 2024-07-01, valid_to: 2025-01-01, value: {vnd: 1500000, cite: dieu_2}}
  - {valid_from: 2025-01-01, value: {vnd: 1800000, cite: dieu_2}}""",
    ),
    Shape("A sum nobody has seen", "money", "{unknown: chưa thấy mức hỗ trợ, cite: dieu_3}"),
    Shape(
        "Nights at most 10 a month, more on the border, only the best of a day, 2,000,000 a month in all",
        "file",
        """\
tariffs:
  - key: lam_dem
    name: Làm nhiệm vụ ban đêm
    per: night
    applies_when: {fact: duty.kind, is: dem}
    least_minutes: 240
    value:
      sum:
        - {vnd: 150000, cite: dieu_2}
        - {when: {fact: commune.border, is: true}, value: {vnd: 70000, cite: dieu_2}}
  - key: ngay_nghi
    name: Làm nhiệm vụ ngày nghỉ, ngày lễ
    per: day
    applies_when: {fact: duty.kind, in: [ngay_nghi, ngay_le]}
    value: {vnd: 600000, cite: dieu_2}
tariff_limits:
  - {tariffs: [lam_dem], at_most_times: 10, cite: dieu_2}
  - {tariffs: [lam_dem, ngay_nghi], same_day: highest, cite: dieu_2}
  - {tariffs: [ngay_nghi, lam_dem], at_most: {vnd: 2000000, cite: dieu_2}, cite: dieu_2}""",
    ),
    Shape(
        "At most 7 days a month over several kinds, the earliest first",
        "file",
        """\
tariffs:
  - key: dem
    name: Làm nhiệm vụ ban đêm
    per: day
    applies_when: {fact: duty.kind, is: dem}
    value: {vnd: 50000, cite: dieu_2}
  - key: nang_nhoc
    name: Công việc nặng nhọc, độc hại
    per: day
    applies_when: {fact: duty.kind, is: nang_nhoc}
    value: {vnd: 50000, cite: dieu_2}
tariff_limits:
  - {tariffs: [dem, nang_nhoc], at_most_times: 7, keep: earliest, cite: dieu_2}""",
    ),
    Shape(
        "Severance of 1.5 a year from 12 months on; 1 to 6 months left over are half a year, 7 to 11 a year",
        "file",
        """\
one_off:
  - key: thoi_viec
    kind: thoi_viec
    name: Trợ cấp thôi việc
    applies_when: {fact: member.service_months, from: 12}
    value:
      for_each:
        count: member.service_months
        each: 12
        parts: [{from: 1, counts: 1/2}, {from: 7, counts: 1}]
      add: {share: 1.5, of: {series: luong_co_so}, cite: dieu_2}""",
    ),
    Shape(
        "Accident: a sum for the first 5 % of capacity lost, and for each further 1 %",
        "file",
        """\
one_off:
  - key: tai_nan
    kind: tai_nan
    name: Trợ cấp tai nạn
    applies_when: {all: [{fact: member.bhxh_tu_nguyen, is: khong}, {fact: event.capacity_loss, from: 5}]}
    value:
      sum:
        - {vnd: 7450000, cite: dieu_2}
        - {for_each: {count: event.capacity_loss, beyond: 5}, add: {vnd: 750000, cite: dieu_2}}""",
    ),
    Shape(
        "Death and funeral; sickness at most 15 days; meals of a training day",
        "file",
        """\
one_off:
  - {key: tuat, kind: chet, name: Trợ cấp tuất, value: {share: 36, of: {series: luong_co_so}, cite: dieu_2}}
  - key: mai_tang
    kind: chet
    name: Mai táng phí
    value: {share: 10, of: {series: luong_co_so}, cite: dieu_2}
  - key: tien_an
    kind: om_dau
    name: Tiền ăn khi điều trị nội trú
    value: {for_each: {count: event.days, at_most: 15}, add: {vnd: 70000, cite: dieu_2}}
  - key: tien_an_tap_huan
    kind: tap_huan
    name: Tiền ăn khi tập huấn
    value: {for_each: {count: event.days}, add: {vnd: 70200, cite: dieu_2}}""",
    ),
    Shape(
        "Actual costs of treatment, at most 2,000,000 a time and twice a year",
        "file",
        """\
one_off:
  - key: chi_phi
    kind: om_dau
    name: Chi phí khám bệnh, chữa bệnh
    applies_when: {fact: event.times_before, below: 2}
    value:
      limit: {amount_of: event.cost_vnd, cite: dieu_2}
      at_most: {vnd: 2000000, cite: dieu_2}""",
    ),
    Shape(
        "A part of a month by days, but insurance always for the whole month",
        "file",
        """\
part_month: {convention: by_day, cite: dieu_2}
components:
  - {key: ho_tro, name: Hỗ trợ hằng tháng, value: {vnd: 1000000, cite: dieu_2}}
  - key: bhyt
    name: Hỗ trợ BHYT
    part_month: {convention: none, cite: dieu_2}
    value: {share: {series: ty_le_bhyt}, of: {series: luong_co_so}, cite: dieu_2}""",
    ),
)
