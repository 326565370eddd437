"""Lists from workbooks: uploaded, looked at, confirmed, undone."""

from __future__ import annotations

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "imports"
    verbose_name = "Nhập từ Excel"
