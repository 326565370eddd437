"""What moves when units change on a day, as sets: each table is filled by one statement.

The statements are the same for a commune and for the country. ``scope`` is the path of the province as it
stands from the day on, "" for all. What nobody has decided has no new unit and stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Final

from django.db import connection

_DROP: Final = """
DROP TABLE IF EXISTS move_role, move_seat, move_quota, move_person, move_team, move_settled, move_village,
    move_unit, move_province
"""

# A unit with one successor that took the whole of it goes there; of several, people name who keeps its files.
_PROVINCES: Final = """
CREATE TEMP TABLE move_province AS
SELECT old.id AS old_id, old.path AS old_path, new.id AS new_id, new.path AS new_path
FROM territory_unitsuccession s
JOIN territory_unit old ON old.id = s.old_id AND old.level = 'province'
JOIN territory_unit new ON new.id = s.new_id AND new.valid_from = %(day)s AND new.path LIKE %(below)s
WHERE s.extent = 'whole'
"""
_UNITS: Final = """
CREATE TEMP TABLE move_unit AS
SELECT s.old_id,
    COUNT(*) = 1 AND BOOL_AND(s.extent = 'whole') AS is_whole,
    CASE WHEN COUNT(*) = 1 AND BOOL_AND(s.extent = 'whole') THEN MIN(s.new_id)
        ELSE MIN(s.new_id) FILTER (WHERE s.keeps_files) END AS keeper_id
FROM territory_unitsuccession s
JOIN territory_unit old ON old.id = s.old_id AND old.level = 'commune'
JOIN territory_unit new ON new.id = s.new_id AND new.valid_from = %(day)s AND new.path LIKE %(below)s
GROUP BY s.old_id
"""
# A village that became part of another one keeps its file with it, but lies nowhere from that day on.
_VILLAGES: Final = """
CREATE TEMP TABLE move_village AS
SELECT v.id AS village_id, v.commune_id AS old_id,
    CASE WHEN u.is_whole THEN u.keeper_id ELSE c.commune_id END AS new_id,
    p.id AS placement_id, p.valid_to AS placement_end,
    p.valid_to IS NULL OR p.valid_to > %(day)s AS runs_on
FROM move_unit u
JOIN territory_village v ON v.commune_id = u.old_id
LEFT JOIN mergers_villagechoice c ON c.village_id = v.id AND c.day = %(day)s
LEFT JOIN territory_villageplacement p
    ON p.village_id = v.id AND p.commune_id = u.old_id AND p.valid_from < %(day)s
    AND (p.valid_to IS NULL OR p.valid_to >= %(day)s)
    AND NOT EXISTS (SELECT 1 FROM territory_villagesuccession s WHERE s.old_id = v.id)
"""
_SETTLED: Final = """
CREATE TEMP TABLE move_settled AS
SELECT u.old_id, u.keeper_id FROM move_unit u
WHERE u.keeper_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM move_village v WHERE v.old_id = u.old_id AND v.new_id IS NULL)
"""
# A team goes with the village it has served longest, as it is paid; one without village with the files.
_TEAMS: Final = """
CREATE TEMP TABLE move_team AS
SELECT t.id AS team_id, t.commune_id AS old_id,
    CASE WHEN u.is_whole THEN u.keeper_id
        WHEN oldest.village_id IS NULL THEN settled.keeper_id
        ELSE oldest.new_id END AS new_id
FROM move_unit u
JOIN teams_team t ON t.commune_id = u.old_id
LEFT JOIN move_settled settled ON settled.old_id = u.old_id
LEFT JOIN LATERAL (
    SELECT v.village_id, v.new_id FROM teams_teamcoverage c
    JOIN move_village v ON v.village_id = c.village_id
    WHERE NOT u.is_whole AND c.team_id = t.id AND (c.valid_to IS NULL OR c.valid_to > %(day)s)
    ORDER BY c.valid_from, c.id LIMIT 1
) oldest ON TRUE
"""
# A person's file goes with his team; of one who serves nowhere, with the files.
_PEOPLE: Final = """
CREATE TEMP TABLE move_person AS
SELECT p.id AS person_id, p.commune_id AS old_id, u.keeper_id AS new_id
FROM move_unit u JOIN members_person p ON p.commune_id = u.old_id
WHERE u.is_whole
UNION ALL
SELECT p.id, p.commune_id,
    CASE WHEN latest.team_id IS NULL THEN settled.keeper_id ELSE latest.new_id END
FROM move_unit u JOIN members_person p ON p.commune_id = u.old_id
LEFT JOIN move_settled settled ON settled.old_id = u.old_id
LEFT JOIN LATERAL (
    SELECT t.team_id, t.new_id FROM members_membership m
    JOIN move_team t ON t.team_id = m.team_id
    WHERE m.person_id = p.id ORDER BY m.valid_from DESC, m.id DESC LIMIT 1
) latest ON TRUE
WHERE NOT u.is_whole
"""
# Each later statement looks rows of the earlier tables up one by one: without index and figures of its own a
# temporary table is read from end to end for every team and person of a divided commune.
_KEYED: Final = """
CREATE INDEX ON {table} ({key});
ANALYZE {table}
"""
_READS: Final = (
    (_PROVINCES, "move_province", "old_id"),
    (_UNITS, "move_unit", "old_id"),
    (_VILLAGES, "move_village", "village_id"),
    (_SETTLED, "move_settled", "old_id"),
    (_TEAMS, "move_team", "team_id"),
    (_PEOPLE, "move_person", "person_id"),
)

# The dated rows: one ends on the last day of the old unit, the next begins.
_PLACEMENTS_END: Final = """
UPDATE territory_villageplacement p SET valid_to = %(day)s FROM move_village v
WHERE p.id = v.placement_id AND v.new_id IS NOT NULL AND v.runs_on
"""
# What was entered for later days at a commune that no longer stood never held: it begins at the new one.
_PLACEMENTS_LATER: Final = """
UPDATE territory_villageplacement p SET commune_id = v.new_id FROM move_village v
WHERE p.village_id = v.village_id AND p.commune_id = v.old_id AND p.valid_from >= %(day)s
    AND v.new_id IS NOT NULL
"""
_PLACEMENTS_BEGIN: Final = """
INSERT INTO territory_villageplacement (village_id, commune_id, valid_from, valid_to)
SELECT v.village_id, v.new_id, %(day)s, NULLIF(v.placement_end, %(day)s) FROM move_village v
WHERE v.new_id IS NOT NULL AND v.placement_id IS NOT NULL
"""
_VILLAGES_MOVE: Final = """
UPDATE territory_village t SET commune_id = v.new_id, former_id = COALESCE(t.former_id, v.old_id)
FROM move_village v WHERE t.id = v.village_id AND v.new_id IS NOT NULL
"""
_TEAMS_MOVE: Final = """
UPDATE teams_team t SET commune_id = m.new_id, former_id = COALESCE(t.former_id, m.old_id)
FROM move_team m WHERE t.id = m.team_id AND m.new_id IS NOT NULL
"""
_PEOPLE_MOVE: Final = """
UPDATE members_person t SET commune_id = m.new_id
FROM move_person m WHERE t.id = m.person_id AND m.new_id IS NOT NULL
"""
# Dossiers that are decided stay with the commune that decided them.
_DOSSIERS_MOVE: Final = """
UPDATE teams_dossier d SET commune_id = m.new_id FROM move_team m
WHERE d.team_id = m.team_id AND m.new_id IS NOT NULL AND d.state IN ('draft', 'submitted', 'examined')
"""
# Its timeline says where it went; a row of it may rest on no person, when the installation applied the lists.
_DOSSIERS_TELL: Final = """
INSERT INTO teams_dossierevent (dossier_id, action, actor_id, at, reason)
SELECT d.id, 'moved', %(actor)s, clock_timestamp(),
    old.name || ' → ' || new.name || ', từ ngày ' || TO_CHAR(%(day)s::date, 'DD/MM/YYYY')
FROM move_team m
JOIN teams_dossier d ON d.team_id = m.team_id AND d.state IN ('draft', 'submitted', 'examined')
JOIN territory_unit old ON old.id = m.old_id
JOIN territory_unit new ON new.id = m.new_id
"""
# What UBND tỉnh gave a thôn or a team goes with it. The number of a commune ends with the commune: the new
# one needs a number of its own (Điều 14 khoản 4).
_QUOTAS: Final = """
CREATE TEMP TABLE move_quota AS
SELECT q.id AS quota_id, q.valid_from < %(day)s AS was_held, q.valid_to AS quota_end, m.new_id
FROM teams_quota q
LEFT JOIN move_village v ON v.village_id = q.village_id
LEFT JOIN move_team t ON t.team_id = q.team_id
CROSS JOIN LATERAL (SELECT COALESCE(v.new_id, t.new_id) AS new_id) m
WHERE (q.valid_to IS NULL OR q.valid_to > %(day)s) AND m.new_id IS NOT NULL
UNION ALL
SELECT q.id, TRUE, q.valid_to, NULL
FROM teams_quota q JOIN move_settled s ON s.old_id = q.commune_id
WHERE q.village_id IS NULL AND q.team_id IS NULL AND q.valid_from < %(day)s
    AND (q.valid_to IS NULL OR q.valid_to > %(day)s)
"""
_QUOTAS_END: Final = """
UPDATE teams_quota q SET valid_to = %(day)s FROM move_quota m WHERE q.id = m.quota_id AND m.was_held
"""
_QUOTAS_BEGIN: Final = """
INSERT INTO teams_quota (commune_id, village_id, team_id, people, decision_number, decided_on, entered_by_id,
    valid_from, valid_to)
SELECT m.new_id, q.village_id, q.team_id, q.people, q.decision_number, q.decided_on, q.entered_by_id,
    %(day)s, m.quota_end
FROM move_quota m JOIN teams_quota q ON q.id = m.quota_id WHERE m.was_held AND m.new_id IS NOT NULL
"""
_QUOTAS_LATER: Final = """
UPDATE teams_quota q SET commune_id = m.new_id FROM move_quota m
WHERE q.id = m.quota_id AND NOT m.was_held
"""
# Where who is bound to an old unit is bound from now on: to the successor; to nothing after a district.
_SEATS: Final = """
CREATE TEMP TABLE move_seat AS
SELECT old_id, keeper_id AS new_id FROM move_settled
UNION ALL SELECT old_id, new_id FROM move_province
UNION ALL SELECT d.id, NULL FROM territory_unit d
WHERE d.level = 'district' AND d.valid_to = %(day)s
    AND (d.path LIKE %(below)s OR EXISTS (
        SELECT 1 FROM move_province p WHERE d.path LIKE p.old_path || '%%'))
"""
_ROLES: Final = """
CREATE TEMP TABLE move_role AS
SELECT b.id AS binding_id, b.user_id, b.role, b.valid_to, b.valid_from < %(acting)s AS was_held, m.new_id
FROM accounts_rolebinding b
JOIN move_seat m ON m.old_id = b.unit_id
WHERE (b.valid_to IS NULL OR b.valid_to > %(acting)s)
    AND (m.new_id IS NOT NULL OR b.valid_from < %(acting)s)
"""
# Roles change hands on the working day: what a person did until then he did for the old unit.
_ROLES_END: Final = """
UPDATE accounts_rolebinding b SET valid_to = %(acting)s FROM move_role m
WHERE b.id = m.binding_id AND m.was_held
"""
_ROLES_BEGIN: Final = """
INSERT INTO accounts_rolebinding (user_id, role, unit_id, valid_from, valid_to)
SELECT user_id, role, new_id, %(acting)s, valid_to FROM move_role WHERE was_held AND new_id IS NOT NULL
"""
_ROLES_LATER: Final = """
UPDATE accounts_rolebinding b SET unit_id = m.new_id FROM move_role m
WHERE b.id = m.binding_id AND NOT m.was_held
"""
# A system keeps its token: the unit behind it changes, and the trail tells. At an ended district it ends.
_CLIENTS_MOVE: Final = """
UPDATE accounts_apiclient c SET unit_id = m.new_id FROM move_seat m
WHERE m.old_id = c.unit_id AND m.new_id IS NOT NULL AND (c.valid_to IS NULL OR c.valid_to > %(acting)s)
"""
_CLIENTS_END: Final = """
UPDATE accounts_apiclient c SET valid_to = %(acting)s FROM move_seat m
WHERE m.old_id = c.unit_id AND m.new_id IS NULL AND c.valid_from < %(acting)s
    AND (c.valid_to IS NULL OR c.valid_to > %(acting)s)
"""
_KEEPERS_OF_COMMUNES: Final = """
UPDATE territory_unit u SET keeper_path = keeper.path
FROM move_settled s
JOIN territory_unit old ON old.id = s.old_id
JOIN territory_unit keeper ON keeper.id = s.keeper_id
WHERE u.keeper_path = old.keeper_path AND u.keeper_path <> keeper.path
"""
_KEEPERS_OF_PROVINCES: Final = """
UPDATE territory_unit u SET keeper_path = p.new_path || SUBSTRING(u.keeper_path FROM LENGTH(p.old_path) + 1)
FROM move_province p WHERE u.keeper_path LIKE p.old_path || '%%'
"""
_WRITES: Final = (
    ("", _PLACEMENTS_END),
    ("", _PLACEMENTS_LATER),
    ("", _PLACEMENTS_BEGIN),
    ("villages", _VILLAGES_MOVE),
    ("teams", _TEAMS_MOVE),
    ("people", _PEOPLE_MOVE),
    ("dossiers", _DOSSIERS_MOVE),
    ("", _DOSSIERS_TELL),
    ("", _QUOTAS),
    ("", _QUOTAS_END),
    ("quotas", _QUOTAS_BEGIN),
    ("", _QUOTAS_LATER),
    ("", _SEATS),
    ("", _ROLES),
    ("", _ROLES_END),
    ("roles", _ROLES_BEGIN),
    ("", _ROLES_LATER),
    ("clients", _CLIENTS_MOVE),
    ("", _CLIENTS_END),
    ("", _KEEPERS_OF_COMMUNES),
    ("", _KEEPERS_OF_PROVINCES),
)


@contextmanager
def moves(day: date, scope: str, acting: date, actor: int | None = None) -> Iterator[dict[str, Any]]:
    """The tables of what moves on ``day`` below ``scope``, for this block; gives the values of a write.

    Inside a transaction, which takes the tables away when the block fails.
    ``acting`` is the working day from which people hold their roles at the new units; ``actor`` the user who
    moves it, None for the installation.
    """
    values: dict[str, Any] = {"day": day, "acting": acting, "below": f"{scope}%", "actor": actor}
    with connection.cursor() as cursor:
        for read, table, key in _READS:
            cursor.execute(read, values)
            cursor.execute(_KEYED.format(table=table, key=key))
    yield values
    with connection.cursor() as cursor:
        cursor.execute(_DROP)


def move(values: dict[str, Any]) -> dict[str, int]:
    """Carries the moves out; returns how many of each kind moved, by name."""
    counts: dict[str, int] = {}
    with connection.cursor() as cursor:
        for name, statement in _WRITES:
            cursor.execute(statement, values)
            if name:
                counts[name] = cursor.rowcount
    return counts
