"""Django settings. What differs between installations comes from ``YINGSHU_*`` variables (see ``env``)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ
from django.utils.translation import gettext_lazy as _

from .env import env, secret_key

PACKAGE = Path(__file__).resolve().parent.parent
HOME: Path = env("HOME")
HOME.mkdir(parents=True, exist_ok=True)
SECRET_KEY = secret_key(HOME)
DEBUG = env("DEBUG")
DEMO = env("DEMO")
BASE_URL = env("BASE_URL").rstrip("/")
COMPANY = env("COMPANY")
CACHE_SECONDS = env("CACHE_SECONDS")
ALLOWED_HOSTS = env("HOSTS")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
    "django.contrib.staticfiles", "django.contrib.humanize",
    "allauth", "allauth.account", "allauth.mfa", "axes", "csp", "django_htmx", "django_cotton", "django_filters",
    "rest_framework", "drf_spectacular", "django_q",
    "yingshu.portal", "yingshu.insight", "yingshu.onboarding", "yingshu.satisfaction", "yingshu.service",
    "yingshu.marketing", "yingshu.meetings",
    "yingshu.logistics", "yingshu.orders", "yingshu.receivables",
    "yingshu.stock", "yingshu.sales", "yingshu.pricing", "yingshu.products", "yingshu.customers", "yingshu.registers",
    "yingshu.approvals", "yingshu.duties", "yingshu.rulebook",
    "yingshu.notifications", "yingshu.documents", "yingshu.organisation", "yingshu.audit", "yingshu.kernel",
]

PROXIES = env("PROXIES")
MIDDLEWARE = [
    "yingshu.portal.middleware.AddressMiddleware",
    "django.middleware.security.SecurityMiddleware", "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware", "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware", "csp.middleware.CSPMiddleware",
    "yingshu.portal.middleware.ActorMiddleware", "yingshu.organisation.middleware.PasswordMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "yingshu.portal.urls"
CSRF_FAILURE_VIEW = "yingshu.portal.views.errors.page_expired"
WSGI_APPLICATION = "yingshu.portal.wsgi.application"
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": [PACKAGE / "portal" / "templates"],  # before the apps, so that our look wins over allauth's
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request", "django.contrib.messages.context_processors.messages",
        "csp.context_processors.nonce", "yingshu.portal.context.shell"],
        "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n", "yingshu.kernel.templatetags.ys"]},
}]


def _database() -> dict[str, Any]:
    url = env("DATABASE_URL")
    if not url:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": HOME / "yingshu.sqlite3", "CONN_MAX_AGE": None,
                "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command":
                            f"PRAGMA journal_mode=WAL; PRAGMA synchronous={env('SQLITE_SYNC')}; PRAGMA cache_size=-65536;"
                            " PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;"}}
    database: dict[str, Any] = environ.Env.db_url_config(url)
    database["CONN_MAX_AGE"] = None
    options = database.setdefault("OPTIONS", {})
    options.update({"server_side_binding": True, "prepare_threshold": 2})
    options.setdefault("options", "-c jit=off")  # compiling a report takes ten times as long as running it
    return database


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "organisation.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
PASSWORD_POLICY = env("PASSWORD_POLICY")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "yingshu.organisation.passwords.PolicyValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ["username", "name", "email", "phone"]}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "yingshu.organisation.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": None}
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Yingshu"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_USERNAME_CALLABLE = "yingshu.organisation.accounts.login_name"
AXES_VERBOSE = False
SESSION_COOKIE_AGE = 7 * 86400
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = env("HTTPS")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env("HTTPS") else None
SECURE_HSTS_SECONDS = 31536000 if env("HTTPS") else 0
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {
    "default-src": ["'self'"], "img-src": ["'self'", "data:", "blob:"], "style-src": ["'self'"], "script-src": ["'self'"],
    "font-src": ["'self'", "data:"], "object-src": ["'none'"], "base-uri": ["'self'"], "form-action": ["'self'"],
    "frame-ancestors": ["'self'"], "frame-src": ["'self'", "blob:"]}}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = sorted(PACKAGE.glob("*/locale"))  # before the catalogues of libraries, so that our words win
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = ["yingshu.portal.formats"]
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 86400
MEDIA_ROOT = HOME / "attachments"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

vars().update(environ.Env.email_url_config(env("EMAIL_URL")))
DEFAULT_FROM_EMAIL = env("EMAIL_FROM")

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": ["yingshu.kernel.rest.requests.ActorAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["yingshu.kernel.rest.requests.IsActor"],
    "DEFAULT_RENDERER_CLASSES": ["yingshu.kernel.rest.requests.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["yingshu.kernel.rest.requests.OrjsonParser"],
    "EXCEPTION_HANDLER": "yingshu.kernel.rest.requests.explain",
    "UNAUTHENTICATED_USER": None, "UNAUTHENTICATED_TOKEN": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Yingshu API", "VERSION": "1", "OAS_VERSION": "3.1.0", "SERVE_INCLUDE_SCHEMA": False, "SCHEMA_PATH_PREFIX": "/api/v1",
    "DESCRIPTION": "Order to cash by the rulebook. Money is a string with two decimals, dates are ISO.",
    "SERVE_PERMISSIONS": [], "SERVE_AUTHENTICATION": [], "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["yingshu.kernel.rest.openapi.complete"],
}
Q_CLUSTER = {"name": "yingshu", "orm": "default", "workers": 1, "timeout": 300, "retry": 360, "max_attempts": 5,
             "catch_up": False, "label": "jobs", "poll": 1, "ack_failures": True, "save_limit": 1000, "log_level": "WARNING"}
TEST_RUNNER = "django.test.runner.DiscoverRunner"
SILENCED_SYSTEM_CHECKS = ["axes.W003", "axes.W006", "urls.W003"]
LOGGING = {"version": 1, "disable_existing_loggers": False,
           "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
           "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
           "root": {"handlers": ["console"], "level": "WARNING"},
           "loggers": {"yingshu": {"level": "INFO"}}}
