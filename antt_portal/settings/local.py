"""A portal on this machine with the sample province; its keys live under var/."""

from __future__ import annotations

from antt_portal.settings import environment
from antt_portal.settings.base import *  # noqa: F403 (every base setting applies)
from antt_portal.settings.base import BASE_DIR
from antt_portal.settings.local_keys import local_key

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SECRET_KEY = local_key(BASE_DIR / "var" / "keys", "secret")
IDENTITY_KEYS = [local_key(BASE_DIR / "var" / "keys", "identity")]
IDENTITY_HMAC_KEY = local_key(BASE_DIR / "var" / "keys", "fingerprint")

# The sample tells of July 2024, when Bình Định still had its 11 districts and 155 communes.
PORTAL_TODAY = environment.text("PORTAL_TODAY", "2024-07-18")
