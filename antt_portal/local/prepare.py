"""``python -m antt_portal.local.prepare``: the database up to date and the sample loaded, in one process."""

from __future__ import annotations

import os

import django
from django.core.management import CommandError, call_command


def main() -> int:
    """Runs both commands; their status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antt_portal.settings.local")
    django.setup()
    try:
        call_command("migrate", verbosity=0)
        call_command("demo")
    except CommandError as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
