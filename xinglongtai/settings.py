"""Settings of the whole installation, read from the environment.

Variables: SECRET_KEY, DEBUG, DEMO_MODE, ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS, DATABASE_URL, VAR_DIR, KEYS_DIR,
EMAIL_URL-like EMAIL_BACKEND/EMAIL_HOST/EMAIL_PORT/EMAIL_HOST_USER/EMAIL_HOST_PASSWORD/EMAIL_USE_TLS, DEFAULT_FROM_EMAIL, SITE_URL,
HTTPS_ONLY, X_ACCEL_PREFIX, WEBHOOK_PLAIN_HTTP, WEBHOOK_LOOPBACK,
SMS_URL and the other SMS_* of a text message platform (docs/手册-消息.md).
Without any of them the embedded SQLite database under ``var/`` is used.
"""

import os
from pathlib import Path

import dj_database_url

from xinglongtai.core import sms_gateway

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var")).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def _secret_key() -> str:
    """The key from the environment, or one made once and kept beside the database."""
    if os.environ.get("SECRET_KEY"):
        return os.environ["SECRET_KEY"]
    path = VAR_DIR / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    from django.core.management.utils import get_random_secret_key

    key = get_random_secret_key() + get_random_secret_key()
    with os.fdopen(descriptor, "w") as handle:
        handle.write(key)
    return key


SECRET_KEY = _secret_key()
DEBUG = _flag("DEBUG", False)
DEMO_MODE = _flag("DEMO_MODE", (VAR_DIR / "demo_mode").exists())
HTTPS_ONLY = _flag("HTTPS_ONLY", False)
ALLOWED_HOSTS = [h for h in os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000")
#: Keys that must never stand in the database or in a backup of it (xinglongtai.core.keys).
KEYS_DIR = Path(os.environ.get("KEYS_DIR", VAR_DIR / "keys")).resolve()

INSTALLED_APPS = [
    "xinglongtai.core",
    "catalog",
    "cases",
    "pledges",
    "xinglongtai.oversight",
    "crispy_forms",
    "crispy_bootstrap5",
    "import_export",
    "xinglongtai.core.office_site.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "xinglongtai.core.middleware.LoginFirst",
    "xinglongtai.core.middleware.RefusalsAsPages",
]

ROOT_URLCONF = "xinglongtai.urls"
WSGI_APPLICATION = "xinglongtai.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "xinglongtai.core.context_processors.frame",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}", conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers queue instead of failing half-way: every transaction takes the write lock when it begins.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = VAR_DIR / "files"


def _kept(folder: str, backend: str = "ClosedStorage") -> dict:
    """A storage of files that lie closed under VAR_DIR (xinglongtai.core.vault.storage)."""
    options = {"location": VAR_DIR / folder, "scope": folder}
    return {"BACKEND": f"xinglongtai.core.vault.storage.{backend}", "OPTIONS": options}


STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR_DIR / "files"}},
    # Originals of evidence: outside the web root, reached only through a checked view. Photographs of the place and recordings lie plain,
    # so that the web server can send them; everything else lies closed.
    "evidence": _kept("evidence", "PartlyClosedStorage"),
    # Issued papers.
    "documents": _kept("documents"),
    # Small and upright copies of pictures: made again whenever they are missing, so they need no backup.
    "copies": _kept("copies"),
    # Whole files of cases, made on demand.
    "casefiles": _kept("casefiles"),
    # Sheets people sent for import, as they came.
    "imports": _kept("imports"),
    # Sheets of prior records between their preview and their confirmation (django-import-export).
    "import_export": _kept("imports-waiting"),
    # Ledgers made for one person, deleted after some days.
    "ledgers": _kept("ledgers"),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
#: Larger requests lose their files unread (see xinglongtai.core.uploads); each form has a limit of its own below this one.
UPLOAD_MAX_REQUEST_SIZE = 120 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "xinglongtai.core.uploads.TooLargeHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
#: Files that come in pieces wait here until they are whole.
UPLOADS_ROOT = VAR_DIR / "uploads"
#: The web server's internal address of ``VAR_DIR/evidence`` («/_evidence/»): then it sends the originals itself (docs/手册-证据.md).
X_ACCEL_PREFIX = os.environ.get("X_ACCEL_PREFIX", "")
#: Long work is done before the answer instead of beside it (tests, measurements).
JOBS_INLINE = _flag("JOBS_INLINE", False)

#: Changes are told to other systems by https. In an inner network without certificates http may be allowed (never to public addresses).
WEBHOOK_PLAIN_HTTP = _flag("WEBHOOK_PLAIN_HTTP", False)
#: A receiver on this very machine (trials only): otherwise nobody could be talked into calling our own inner services.
WEBHOOK_LOOPBACK = _flag("WEBHOOK_LOOPBACK", False)

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_TMP_STORAGE_CLASS = "import_export.tmp_storages.MediaStorage"  # STORAGES["import_export"]
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _flag("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "no-reply@localhost")
#: The platform that sends text messages; None where SMS_URL is not set, and then the channel appears nowhere.
SMS_GATEWAY = sms_gateway.from_environment(os.environ)

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "xinglongtai.core.views.csrf_failure"
if HTTPS_ONLY:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}
