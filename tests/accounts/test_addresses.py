"""The client's address behind proxies: never what a stranger claims."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.addresses import client_address, networks
from accounts.models import Trail, User
from teams.models import Team

OURS = networks(["172.18.0.0/16", "10.0.0.5", "fd00::/8"])
ADDRESSES = st.ip_addresses().map(str)


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        pytest.param("203.0.113.9", "198.51.100.7", "203.0.113.9", id="a stranger claims an address"),
        pytest.param("172.18.0.1", "198.51.100.7", "198.51.100.7", id="our proxy names its client"),
        pytest.param("172.18.0.1", "10.9.9.9, 198.51.100.7", "198.51.100.7", id="made up on the left"),
        pytest.param("172.18.0.1", "198.51.100.7, 10.0.0.5", "198.51.100.7", id="two proxies of ours"),
        pytest.param("172.18.0.1", "172.18.0.9", "172.18.0.9", id="a machine of our own network"),
        pytest.param("172.18.0.1", "", "172.18.0.1", id="a proxy that says nothing"),
        pytest.param("172.18.0.1", "198.51.100.7, unknown", "172.18.0.1", id="no address"),
        pytest.param("172.18.0.1", "1.2.3.4' OR 1=1--", "172.18.0.1", id="no address at all"),
        pytest.param("::ffff:172.18.0.1", "2001:db8::7", "2001:db8::7", id="a proxy on a mapped address"),
        pytest.param("fd00::1", "::ffff:198.51.100.7", "198.51.100.7", id="a mapped client"),
        pytest.param("", "198.51.100.7", "", id="a local socket"),
    ],
)
def test_the_nearest_machine_that_is_no_proxy_of_ours(peer: str, forwarded: str, found: str) -> None:
    assert client_address(peer, forwarded, OURS) == found


@given(peer=ADDRESSES, claimed=st.lists(ADDRESSES), seen=ADDRESSES)
def test_what_stands_left_of_our_proxy_changes_nothing(peer: str, claimed: list[str], seen: str) -> None:
    outside = client_address(peer, ", ".join(claimed), ())
    assert outside == client_address(peer, "", ())
    behind = client_address("172.18.0.1", ", ".join([*claimed, seen]), networks(["172.18.0.1"]))
    if seen != "172.18.0.1":
        assert behind == client_address(seen, "", ())


def test_a_network_that_is_none_stops_the_start() -> None:
    with pytest.raises(ValueError, match="mạng"):
        networks(["mạng của tỉnh"])


@pytest.mark.django_db
@pytest.mark.parametrize(("trusted", "kept"), [([], "172.18.0.1"), (["172.18.0.0/16"], "198.51.100.7")])
def test_the_trail_keeps_the_clients_address_behind_a_trusted_proxy(
    client: Client, clerk: User, active_team: Team, settings: Any, trusted: list[str], kept: str
) -> None:
    settings.TRUSTED_PROXIES = trusted
    client.force_login(clerk)
    client.post(
        f"/to/{active_team.pk}/giai-the/",
        {"start_on": "10/09/2024", "reason": "Sáp nhập thôn"},
        REMOTE_ADDR="172.18.0.1",
        headers={"X-Forwarded-For": "10.9.9.9, 198.51.100.7"},
    )
    assert Trail.objects.filter(table="teams_dossier", action="insert").latest("pk").address == kept
