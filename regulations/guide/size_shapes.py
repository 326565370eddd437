"""How the shapes of team sizes are written."""

from __future__ import annotations

from regulations.guide.shape import Shape

SIZE_SHAPES: tuple[Shape, ...] = (
    Shape("A fixed number", "size", "{exactly: 3, cite: dieu_2}"),
    Shape("A range that an authority fills", "size", "{at_least: 3, at_most: 5, cite: dieu_2}"),
    Shape(
        "A ceiling whose least number nobody has seen",
        "size",
        "{at_most: 4, cite: dieu_2, note: số tối thiểu chưa xác minh}",
    ),
    Shape(
        "Bands of households by kind of village, with the rest named",
        "size",
        """\
table:
  - when: {all: [{fact: village.kind, in: [thon, ban]}, {fact: village.households, from: 350}]}
    value: {exactly: 4, cite: dieu_2}
  - when: {all: [{fact: village.kind, is: to_dan_pho}, {fact: village.households, from: 500}]}
    value: {exactly: 4, cite: dieu_2}
otherwise: {exactly: 3, cite: dieu_2}""",
    ),
    Shape(
        "+1 for each full 200 households beyond 350",
        "size",
        """\
sum:
  - {exactly: 3, cite: dieu_2}
  - for_each: {count: village.households, beyond: 350, each: 200}
    add: {exactly: 1, cite: dieu_2}""",
    ),
    Shape(
        "+1 for each further full third of the threshold (exact: 666 2/3, 833 1/3, 1,000), at most 7 in all",
        "size",
        """\
limit:
  sum:
    - {exactly: 3, cite: dieu_2}
    - for_each: {count: village.households, beyond: 500, each_share: 1/3}
      add: {exactly: 1, cite: dieu_2}
at_most: {exactly: 7, cite: dieu_2}""",
    ),
    Shape(
        "A threshold that a flag moves: one row for each threshold",
        "size",
        """\
table:
  - when: {all: [{fact: commune.border, is: true}, {fact: village.households, below: 100}]}
    value: {exactly: 3, cite: dieu_2}
  - when: {all: [{fact: commune.border, is: false}, {fact: village.households, below: 200}]}
    value: {exactly: 3, cite: dieu_2}
otherwise: {exactly: 4, cite: dieu_2}""",
    ),
    Shape(
        "Additions from independent circumstances",
        "size",
        """\
sum:
  - {exactly: 3, cite: dieu_2}
  - when: {fact: commune.hotspot, is: true}
    value: {exactly: 1, cite: dieu_2}
  - when: {fact: village.area, above: 10 km2}
    value: {exactly: 1, cite: dieu_2}""",
    ),
    Shape(
        "The highest band that any of several tests reaches; temporary residents counted with persons",
        "size",
        """\
largest_of:
  - {exactly: 3, cite: dieu_2}
  - when:
      any:
        - {fact: [village.persons, village.temporary_residents], from: 3000}
        - {fact: village.area, above: 3 km2}
    value: {exactly: 5, cite: dieu_2}""",
    ),
    Shape(
        "Bands that the text itself leaves open",
        "size",
        """\
table:
  - when: {fact: village.households, below: 350}
    value: {exactly: 3, cite: dieu_2}
  - when: {fact: village.households, from: 350}
    gap_note: chưa thấy số lượng từ 350 hộ
    cite: dieu_3""",
    ),
    Shape("A size nobody has seen", "size", "{unknown: chưa thấy tiêu chí về số lượng, cite: dieu_3}"),
    Shape(
        "Where a team exists at all, on which day its households are counted, and a decided number",
        "rule",
        """\
exists_when: {fact: village.households, from: 50}
counted: {first: 2024-07-01, every_years: 5, cite: dieu_2}
quota: dieu_2""",
    ),
    Shape(
        "Several villages to one team, several teams to one village",
        "rule",
        """\
villages: {at_least: 1, at_most: 3, cite: dieu_2}
teams:
  table:
    - when: {fact: village.households, above: 1500}
      value: {at_most: 2, cite: dieu_2}
  otherwise: {exactly: 1, cite: dieu_2}""",
    ),
)
