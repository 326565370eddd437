"""Settings that every installation shares."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import django_stubs_ext
from celery.schedules import crontab
from csp.constants import NONE, SELF

from antt_portal.local import embedded
from antt_portal.settings import environment

# Lets class statements name the types of Django's generic classes.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parents[2]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "pgtrigger",
    "rest_framework",
    "territory",
    "accounts",
    "notices",
    "regulations",
    "teams",
    "members",
    "imports",
    "allowances",
    "reports",
    "mergers",
    "antt_portal",
]

MIDDLEWARE = [
    "accounts.addresses.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SessionLimitsMiddleware",
    "accounts.middleware.TrailMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.RoleRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.DomainErrorMiddleware",
    "accounts.middleware.PrivatePagesMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "antt_portal.urls"
WSGI_APPLICATION = "antt_portal.wsgi.application"
FORM_RENDERER = "antt_portal.forms.PortalRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["antt_portal.templatetags.antt"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "antt_portal.context.portal",
            ],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": environment.database(
        os.environ.get("DATABASE_URL") or embedded.database_url(),
        environment.text("POSTGRES_PASSWORD", ""),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.UnlikeTheUser", "OPTIONS": {"user_attributes": ["username", "full_name"]}},
    {"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.passwords.NotCommon"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_IDLE_SECONDS = 30 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Five wrong passwords for one account, from wherever, close it for 15 minutes; trying on prolongs nothing.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
# The account alone is counted, so another address or browser opens no way round it (tested).
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "antt_portal.formats"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Compressing each file once, and no source maps, takes seconds off the first start.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["br", "gif", "gz", "ico", "jpg", "map", "png", "woff", "woff2"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"

REDIS_URL = os.environ.get("REDIS_URL") or embedded.redis_url()
CELERY_BROKER_URL = REDIS_URL
# A page that queues work waits seconds, not for ever, for a broker that is down or silent: the rows stay due.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "max_retries": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 2000
CELERY_TIMEZONE = TIME_ZONE
# The rows are the truth: what a lost worker or broker dropped is queued again from them each minute.
CELERY_BEAT_SCHEDULE = {
    "requeue-stalled-batches": {"task": "allowances.tasks.requeue_stalled", "schedule": 60.0},
    "start-scheduled-runs": {
        "task": "allowances.schedule_tasks.start_scheduled",
        "schedule": crontab(minute=20),
    },
    "check-ledgers": {"task": "allowances.tasks.check_ledgers", "schedule": crontab(hour="1-5", minute=40)},
    "apply-decisions": {"task": "teams.tasks.apply_decisions", "schedule": crontab(hour=0, minute=5)},
    "mail-at-once": {"task": "notices.tasks.mail_at_once", "schedule": 300.0},
    "mail-daily": {"task": "notices.tasks.mail_daily", "schedule": crontab(hour=6, minute=30)},
    "clear-old-imports": {"task": "imports.tasks.clear_old", "schedule": crontab(hour=2, minute=30)},
    "clear-old-sessions": {"task": "accounts.tasks.clear_sessions", "schedule": crontab(hour=2, minute=0)},
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api_auth.ClientTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api_auth.HasScope"],
    "DEFAULT_FILTER_BACKENDS": ["antt_portal.filtering.StrictFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "antt_portal.pagination.Pages",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "antt_portal.api_schema.ScopedSchema",
    "EXCEPTION_HANDLER": "accounts.api_errors.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Cổng ANTT cơ sở",
    "DESCRIPTION": "Units, teams, members, ledger lines and budget figures within the client's unit.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "antt_portal.api_schema.add_refusals",
    ],
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "ENUM_NAME_OVERRIDES": {"RefusedKindEnum": "regulations.engine.REFUSAL_KINDS"},
}

# Fernet keys for identity numbers, newest first, and the key of their searchable fingerprint.
IDENTITY_KEYS: list[str] = []
IDENTITY_HMAC_KEY = ""
IDENTITY_OLD_HMAC_KEYS: list[str] = []

# Networks of the proxies that may say for whom they speak ("172.18.0.0/16,10.0.0.5"); none by default.
TRUSTED_PROXIES = environment.words("TRUSTED_PROXIES")

# Letters to those who want them: files under var/mail here, a mail server in production (deploy/README.md).
EMAIL_BACKEND = environment.text("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = environment.text("EMAIL_FILE_PATH", str(BASE_DIR / "var" / "mail"))
EMAIL_HOST = environment.text("EMAIL_HOST", "localhost")
EMAIL_PORT = int(environment.text("EMAIL_PORT", "25"))
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD", "")
# "starttls", "ssl", or nothing.
EMAIL_USE_TLS = environment.text("EMAIL_SECURITY", "") == "starttls"
EMAIL_USE_SSL = environment.text("EMAIL_SECURITY", "") == "ssl"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.text("EMAIL_FROM", "antt@localhost")

# The working day of a sample installation (yyyy-mm-dd); empty means the real day in Hà Nội.
PORTAL_TODAY = ""
# The address that the QR code of a decision leads to.
PUBLIC_URL = environment.text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
