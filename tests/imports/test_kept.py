"""What is kept of a list, for how long, and never in plain."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.errors import WrongState
from accounts.models import User
from imports import services
from imports.models import Import
from imports.tasks import clear_old
from tests.imports.conftest import Upload, member, team_of_three


def everything_stored() -> str:
    """All rows of all tables of this room as text."""
    with connection.cursor() as cursor:
        found = []
        for table in ("imports_import", "imports_importrow"):
            cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


def test_no_identity_number_is_stored_in_plain_wherever_it_was_typed(upload: Upload, clerk: User) -> None:
    batch = upload([*team_of_three(), member(4, full_name="098000000777", team="098000000888")])
    services.confirm(actor=clerk, import_id=batch.pk)
    wrong = upload([member(5, team="098000000999")])
    services.names_choose(actor=clerk, import_id=wrong.pk, chosen={})
    assert wrong.rows.count() == 1
    assert "098000000" not in everything_stored()


def test_a_preview_is_kept_a_week(upload: Upload, clerk: User) -> None:
    batch = upload(team_of_three())
    with time_machine.travel(timezone.now() + services.PREVIEW_KEPT - timedelta(hours=1)):
        clear_old()
    assert batch.rows.count() == 3
    with time_machine.travel(timezone.now() + services.PREVIEW_KEPT + timedelta(hours=1)):
        clear_old()
    batch.refresh_from_db()
    assert (batch.state, batch.rows.count()) == (Import.State.DROPPED, 0)


def test_the_rows_of_a_confirmed_list_are_kept_a_month(confirmed: Import, clerk: User) -> None:
    with time_machine.travel(timezone.now() + services.ROWS_KEPT - timedelta(hours=1)):
        clear_old()
    assert confirmed.rows.count() == 3
    with time_machine.travel(timezone.now() + services.ROWS_KEPT + timedelta(hours=1)):
        clear_old()
    confirmed.refresh_from_db()
    assert (confirmed.state, confirmed.rows.count()) == (Import.State.CONFIRMED, 0)
    with pytest.raises(WrongState, match="quá 30 ngày"):
        services.undo(actor=clerk, import_id=confirmed.pk)
