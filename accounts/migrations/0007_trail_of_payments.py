"""Payments come under the trail: account numbers are masked in it."""

from __future__ import annotations

import importlib

from django.db import migrations

_BEFORE = importlib.import_module("accounts.migrations.0005_trail_of_lists").AFTER
AFTER = _BEFORE.replace("'names_cipher']", "'names_cipher', 'account_cipher']")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_order_of_users'),
    ]

    operations = [
        migrations.RunSQL(AFTER, _BEFORE),
    ]
