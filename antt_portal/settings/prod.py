"""Production: nothing starts without its secrets, everything travels encrypted."""

from __future__ import annotations

from antt_portal.settings import environment
from antt_portal.settings.base import *  # noqa: F403 (every base setting applies)

DEBUG = False
SECRET_KEY = environment.text("SECRET_KEY")
IDENTITY_KEYS = environment.words("IDENTITY_KEYS") or environment.text("IDENTITY_KEYS").split(",")
IDENTITY_HMAC_KEY = environment.text("IDENTITY_HMAC_KEY")
IDENTITY_OLD_HMAC_KEYS = environment.words("IDENTITY_OLD_HMAC_KEYS")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")
EMAIL_BACKEND = environment.text("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
