"""From which machine a request comes, where proxies stand before the portal.

A proxy appends the address it saw to X-Forwarded-For; whatever stands left of that the sender may have made
up. So the list is read from the right, and only for as long as who speaks is a proxy of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def networks(words: Iterable[str]) -> tuple[Network, ...]:
    """The networks that ``words`` name ("172.18.0.0/16", "::1"); ValueError for what names none."""
    return tuple(ip_network(word) for word in words)


def client_address(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """The nearest machine that is none of the ``trusted`` proxies.

    ``peer`` is who opened the connection, ``forwarded`` the header. Where the header ends, or names something
    that is no address, it is the last proxy that said so.
    """
    claimed = [part.strip() for part in forwarded.split(",")] if forwarded else []
    known = _address(peer)
    while known is not None and claimed and any(known in network for network in trusted):
        before = _address(claimed.pop())
        if before is None:
            break
        known = before
    return str(known) if known is not None else peer


def _address(text: str) -> Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


class ClientAddressMiddleware:
    """Puts the client's address in the place of the proxy's, for the trail and the lockout alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._trusted = networks(settings.TRUSTED_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        peer, forwarded = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
        request.META["REMOTE_ADDR"] = client_address(peer, forwarded, self._trusted)
        return self.get_response(request)
