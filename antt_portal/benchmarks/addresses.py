"""Every address of the portal that needs no name of a thing: its lists, its reports, its forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

# They answer with files of their own making, or end the session.
_NO_PAGES: Final = frozenset({"logout", "healthz"})


def page_names() -> list[str]:
    """Names of all addresses without parts to fill in, those of the API among them ("members:list")."""
    return sorted(name for name in set(_names(get_resolver(), "")) - _NO_PAGES if _stands_alone(name))


def _names(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            if each.name:
                yield f"{prefix}{each.name}"
        else:
            yield from _names(each, f"{prefix}{each.namespace}:" if each.namespace else prefix)


def _stands_alone(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True
