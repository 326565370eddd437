"""Legal documents, dated reference amounts, and the pure evaluator."""

from __future__ import annotations

from django.apps import AppConfig


class RegulationsConfig(AppConfig):
    name = "regulations"
    verbose_name = "Pháp luật"
