"""How lines become roll-ups: what the ledger's trigger runs in the statement that appends them."""

from __future__ import annotations

from typing import Final

# Rows in the order of their keys: two writers of one row wait for each other and never block.
ROLL_UP: Final = """
    INSERT INTO allowances_componentsum AS held (batch_id, component, line_count, amount_vnd)
    SELECT batch_id, component, COUNT(*), SUM(amount_vnd)
    FROM new_lines GROUP BY batch_id, component ORDER BY batch_id, component
    ON CONFLICT (batch_id, component) DO UPDATE
    SET line_count = held.line_count + excluded.line_count,
        amount_vnd = held.amount_vnd + excluded.amount_vnd;

    INSERT INTO allowances_teamsum AS held (batch_id, team_id, component, amount_vnd)
    SELECT batch_id, team_id, component, SUM(amount_vnd)
    FROM new_lines GROUP BY batch_id, team_id, component ORDER BY batch_id, team_id, component
    ON CONFLICT (batch_id, team_id, component) DO UPDATE
    SET amount_vnd = held.amount_vnd + excluded.amount_vnd;

    INSERT INTO allowances_paidyear AS held (commune_id, year, team_id, person_id, months)
    SELECT lines.commune_id, EXTRACT(YEAR FROM lists.month), team_id, person_id,
        BIT_OR(1 << EXTRACT(MONTH FROM lists.month)::integer - 1)
    FROM new_lines AS lines JOIN allowances_batch AS lists ON lists.id = lines.batch_id
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (commune_id, year, team_id, person_id) DO UPDATE SET months = held.months | excluded.months
    WHERE held.months <> held.months | excluded.months;

    RETURN NULL;
"""
