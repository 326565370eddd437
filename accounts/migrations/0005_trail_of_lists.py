"""Lists from workbooks come under the trail: what their rows wrote has its own, typed text is masked."""

from __future__ import annotations

import importlib

from django.db import migrations

_FIRST = importlib.import_module("accounts.migrations.0002_trail")
BEFORE = _FIRST.KEEP_TRAIL.replace("CREATE_ROWS", _FIRST.BRANCHES).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
AFTER = BEFORE.replace("'last_login', 'text']", "'last_login', 'text', 'written']").replace(
    "'identity_cipher']", "'identity_cipher', 'names_cipher']"
)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_trail_of_facts'),
    ]

    operations = [
        migrations.RunSQL(AFTER, BEFORE),
    ]
