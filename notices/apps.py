"""Registers this room with Django."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What a user is told: on a page, and by e-mail where he wants it."""

    name = "notices"
    verbose_name = "Thông báo"
