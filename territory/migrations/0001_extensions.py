"""Extensions of PostgreSQL that the rooms build on: equal-and-overlaps constraints, search without marks."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = []
    operations: ClassVar = [BtreeGistExtension(), TrigramExtension(), UnaccentExtension()]
