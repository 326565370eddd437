"""Settings of the test suite: the real database, fixed keys, tasks in the same process."""

from __future__ import annotations

from antt_portal.settings.base import *  # noqa: F403 (every base setting applies)
from antt_portal.settings.base import MIDDLEWARE

DEBUG = False
SECRET_KEY = "tests-only"  # noqa: S105 (protects nothing)
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
IDENTITY_KEYS = ["0lJ9oUuQx2TqG0S6c0bX7nI8v0q1fN3u8yq2mZ4aBcE="]
IDENTITY_HMAC_KEY = "tests-only"
PORTAL_TODAY = "2024-07-18"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
