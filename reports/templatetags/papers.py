"""Filters of print templates."""

from __future__ import annotations

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# A number and symbol such as 03/2024/NQ-HĐND, or a day such as 17/05/1990.
_NUMBER = re.compile(r"[0-9]+(?:/[\w-]+)+")


@register.filter
def keep_numbers(text: str) -> SafeString:
    """Text in which the numbers of documents are never broken over two lines; everything else is escaped."""
    held = _NUMBER.sub(lambda match: f'<span class="keep">{match[0]}</span>', conditional_escape(text))
    return mark_safe(held)  # noqa: S308 (escaped above; the pattern adds only our own span)
