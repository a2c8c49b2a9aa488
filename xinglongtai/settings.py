"""Settings of the whole installation, read from the environment.

Variables: SECRET_KEY, SECRET_KEY_FALLBACKS, DEBUG, DEMO_MODE, ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS, DATABASE_URL, VAR_DIR, KEYS_DIR,
REPLICA_URL, REPLICA_LAG_SECONDS, JOBS (docs/scale.md),
EMAIL_URL-like EMAIL_BACKEND/EMAIL_HOST/EMAIL_PORT/EMAIL_HOST_USER/EMAIL_HOST_PASSWORD/EMAIL_USE_TLS, DEFAULT_FROM_EMAIL, SITE_URL,
BACKUP_DIR, BACKUP_KEEP, NUMBERS_COPY_DIR, PG_BIN_DIR (docs/手册-备份与恢复.md),
HTTPS_ONLY, STATIC_ROOT, X_ACCEL_PREFIX, WEBHOOK_PLAIN_HTTP, WEBHOOK_LOOPBACK,
LOG_FORMAT, SLOW_REQUEST_MS, SLOW_QUERY_MS, DISK_LEAST_FREE_MB,
CLAMD_SOCKET/CLAMD_HOST/CLAMD_PORT/CLAMD_TIMEOUT/CLAMD_DOWN,
FILES_URL with FILES_ACCESS_KEY/FILES_SECRET_KEY or FILES_KEYS_FILE (docs/手册-运维.md),
TRUSTED_PROXIES, PROXY_ADDRESSES,
SMS_URL and the other SMS_* of a text message platform (docs/手册-消息.md),
LOGIN_FAILURES_USER, LOGIN_FAILURES_ADDRESS, LOGIN_LOCK_MINUTES, SESSION_IDLE_MINUTES, SESSION_HOURS, SECOND_FACTOR_REQUIRED, LOCAL_LOGIN
and OIDC_* (docs/手册-账号与登录.md).
Without any of them the embedded SQLite database under ``var/`` is used.
"""

import os
from pathlib import Path

import dj_database_url

from xinglongtai.core import sms_gateway
from xinglongtai.core.accounts import provider
from xinglongtai.core.bucket import address
from xinglongtai.core.shield import clamd

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
#: Former keys, comma-separated, newest first: what they signed (logins, links behind printed QR codes) stays good after a change.
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if key]
DEBUG = _flag("DEBUG", False)
DEMO_MODE = _flag("DEMO_MODE", (VAR_DIR / "demo_mode").exists())
HTTPS_ONLY = _flag("HTTPS_ONLY", False)
ALLOWED_HOSTS = [h for h in os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000")
#: Keys that must never stand in the database (xinglongtai.core.keys). A backup holds them, closed to keys that are not on this machine.
KEYS_DIR = Path(os.environ.get("KEYS_DIR", VAR_DIR / "keys")).resolve()
#: Where backups go: another disk, or a folder mounted from another machine (docs/手册-备份与恢复.md).
BACKUP_DIR = Path(os.environ.get("BACKUP_DIR", VAR_DIR / "backups")).resolve()
#: How many backups are kept: the newest of each of so many days, weeks and months.
BACKUP_KEEP = tuple(int(part) for part in os.environ.get("BACKUP_KEEP", "14,8,24").split(","))
#: A second place for the journals of numbers beside BACKUP_DIR; "" for none.
NUMBERS_COPY_DIR = os.environ.get("NUMBERS_COPY_DIR", "")
#: Where pg_dump and pg_restore are, where they are not in their usual places.
PG_BIN_DIR = os.environ.get("PG_BIN_DIR", "")

INSTALLED_APPS = [
    "django_tasks_db",  # before core, whose back office takes its page away
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
    "axes",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

#: The first three stand before everything that reads a request or makes an answer (decision 047; a check watches over it).
MIDDLEWARE = [
    "xinglongtai.core.logs.middleware.RequestLog",  # outermost: whatever is answered has its line and its number
    "xinglongtai.core.shield.answers.AnswerHeaders",
    "xinglongtai.core.shield.requests.SoundRequests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "xinglongtai.core.accounts.middleware.SessionLimits",  # before LoginFirst: a session that is over is nobody's
    "django.contrib.messages.middleware.MessageMiddleware",
    "xinglongtai.core.privacy.middleware.WhoAsks",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "xinglongtai.core.middleware.LoginFirst",
    "xinglongtai.core.accounts.middleware.AccountDuties",  # after LoginFirst: code, new password, setting up the code
    "xinglongtai.core.middleware.RefusalsAsPages",
    "axes.middleware.AxesMiddleware",
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
        os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}",
        conn_max_age=600,  # a connection keeps the plans of what is asked again and again
        conn_health_checks=True,  # a connection from before a restart of the database is replaced, not an error
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers queue instead of failing half-way: every transaction takes the write lock when it begins.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: a power cut may not take back what was answered; NORMAL loses the last commits (decision 050).
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:  # a server that does not answer is told of within seconds, not minutes
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
#: A hot standby that lists and statistics are read from (decision 056), and how many seconds it may be behind.
REPLICA_URL = os.environ.get("REPLICA_URL", "")
REPLICA_LAG_SECONDS = int(os.environ.get("REPLICA_LAG_SECONDS", "30"))
if REPLICA_URL.startswith("postgres") and DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["replica"] = dj_database_url.parse(REPLICA_URL, conn_max_age=60, conn_health_checks=True)
    # Whoever waits for a machine that is gone waits for seconds only, then reads from the primary.
    _patience = {"connect_timeout": 2, "tcp_user_timeout": 5000, "keepalives_idle": 5, "keepalives_interval": 2}
    DATABASES["replica"]["OPTIONS"] = {**_patience, **DATABASES["replica"].get("OPTIONS", {})}
    DATABASES["replica"]["TEST"] = {"MIRROR": "default"}
    DATABASE_ROUTERS = ["xinglongtai.core.replica.router.ReplicaRouter"]
    MIDDLEWARE.append("xinglongtai.core.replica.middleware.ReplicaReads")  # innermost
#: Plans of simple statements are kept (core/prepared.py). Off behind a pooler that gives every transaction another connection.
DATABASE_PREPARED = _flag("DATABASE_PREPARED", True)
for _database in DATABASES.values():
    if DATABASE_PREPARED and _database["ENGINE"].endswith("postgresql"):
        _database["OPTIONS"].setdefault("server_side_binding", True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
#: Indexes that carry more columns on PostgreSQL are left out on SQLite, as meant.
SILENCED_SYSTEM_CHECKS = ["models.W040"]

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "xinglongtai.core.accounts.locks.LockedFirst",
    "xinglongtai.core.accounts.backend.StaffBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "xinglongtai.core.accounts.passwords.ThreeClasses"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "xinglongtai.core.accounts.passwords.NoHabit"},
    {"NAME": "xinglongtai.core.accounts.passwords.NotUsedLately", "OPTIONS": {"last": 5}},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"

#: Wrong passwords within LOGIN_LOCK_MINUTES that lock an account, and an address (a whole office may share one).
LOGIN_FAILURES_USER = int(os.environ.get("LOGIN_FAILURES_USER", "5"))
LOGIN_FAILURES_ADDRESS = int(os.environ.get("LOGIN_FAILURES_ADDRESS", "50"))
LOGIN_LOCK_MINUTES = int(os.environ.get("LOGIN_LOCK_MINUTES", "30"))
#: How many web servers of our own stand before the program (0: X-Forwarded-For is never believed), and where, if not on this machine.
TRUSTED_PROXIES = int(os.environ.get("TRUSTED_PROXIES", "1"))
PROXY_ADDRESSES = [a for a in os.environ.get("PROXY_ADDRESSES", "").split(",") if a]
#: Nothing done for so long ends a session, whoever it is; the page warns before. Nothing makes it longer than SESSION_COOKIE_AGE.
SESSION_IDLE_SECONDS = int(os.environ.get("SESSION_IDLE_MINUTES", "30")) * 60
SESSION_WARNING_SECONDS = 120
#: A code of the phone besides the password, for the roles of core.accounts.second_factor.ROLES.
SECOND_FACTOR_REQUIRED = _flag("SECOND_FACTOR_REQUIRED", not DEMO_MODE)

#: django-axes keeps the failures; what locks whom is said in core.accounts.locks.
AXES_HANDLER = "xinglongtai.core.accounts.locks.AccountLocks"
AXES_FAILURE_LIMIT = 1  # the handler counts limits that are reached
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_COOLOFF_TIME = "xinglongtai.core.accounts.locks.cool_off"
AXES_USERNAME_CALLABLE = "xinglongtai.core.accounts.locks.name_on_record"
AXES_CLIENT_IP_CALLABLE = "xinglongtai.core.accounts.locks.address_on_record"
AXES_LOCKOUT_CALLABLE = "xinglongtai.core.accounts.locks.same_answer"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # nobody keeps a colleague out for ever by trying
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "next", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True  # logins are events and rows of AccountSession
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
#: deploy/ collects into the release itself, so that old and new files never mix.
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", VAR_DIR / "static"))
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_ROOT = VAR_DIR / "files"


#: The S3-compatible store that holds the files instead of VAR_DIR; None where FILES_URL is not set (decision 058).
FILES = address.from_environment(os.environ)


def _kept(folder: str, backend: str = "vault.storage.ClosedStorage") -> dict:
    """A storage of files that lie closed, under VAR_DIR (xinglongtai.core.vault.storage) or in the store."""
    if FILES:
        options = {"address": FILES, "folder": folder, "scope": folder}
        return {"BACKEND": "xinglongtai.core.bucket.storage.ClosedBucket", "OPTIONS": options}
    options = {"location": VAR_DIR / folder}
    if backend != "durable.DurableStorage":
        options["scope"] = folder
    return {"BACKEND": f"xinglongtai.core.{backend}", "OPTIONS": options}


STORAGES = {
    "default": _kept("files", "durable.DurableStorage"),
    # Originals of evidence: outside the web root, reached only through a checked view. Photographs of the place and recordings lie plain,
    # so that the web server can send them; everything else lies closed.
    "evidence": _kept("evidence", "vault.storage.PartlyClosedStorage"),
    # Issued papers.
    "documents": _kept("documents"),
    # Small and upright copies of pictures: made again whenever they are missing, so they need no backup.
    "copies": _kept("copies", "vault.storage.ClosedCopies"),
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
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 100
#: Larger requests are refused unread (413).
REQUEST_MAX_SIZE = 240 * 1024 * 1024
#: Larger requests lose their files unread (see xinglongtai.core.uploads); each form has a limit of its own below this one.
UPLOAD_MAX_REQUEST_SIZE = 120 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "xinglongtai.core.uploads.TooLargeHandler",
    "xinglongtai.core.shield.scanning.ScannedInMemory",
    "xinglongtai.core.shield.scanning.ScannedOnDisk",
]
#: The virus scanner, None where CLAMD_SOCKET and CLAMD_HOST are not set. While it gives no verdict: "refuse" uploads, or "accept" them
#: with an event that says so.
CLAMD = clamd.from_environment(os.environ)
CLAMD_DOWN = os.environ.get("CLAMD_DOWN", "refuse")
#: Files that come in pieces wait here until they are whole; with FILES_URL they wait in the store, and are gathered here.
UPLOADS_ROOT = VAR_DIR / "uploads"
#: The web server's internal address of ``VAR_DIR/evidence`` («/_evidence/»): then it sends the originals itself (docs/手册-证据.md).
X_ACCEL_PREFIX = os.environ.get("X_ACCEL_PREFIX", "")
#: Long work is done before the answer instead of beside it (tests, measurements).
JOBS_INLINE = _flag("JOBS_INLINE", False)
#: Where long work is done: "threads" of the web process, or a "queue" that processes of their own work off (decision 057).
JOBS = os.environ.get("JOBS", "threads")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

#: How long one paper may take; then the officer gets an answer and the paper is made later (render_documents).
PAPER_SECONDS = float(os.environ.get("PAPER_SECONDS", "60"))

#: Changes are told to other systems by https. In an inner network without certificates http may be allowed (never to public addresses).
WEBHOOK_PLAIN_HTTP = _flag("WEBHOOK_PLAIN_HTTP", False)
#: A receiver on this very machine (trials only): otherwise nobody could be talked into calling our own inner services.
WEBHOOK_LOOPBACK = _flag("WEBHOOK_LOOPBACK", False)

FORM_RENDERER = "xinglongtai.core.form_renderer.FormRenderer"
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
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # links in mails must lead into an open session
CSRF_COOKIE_HTTPONLY = True  # scripts take the token from the page
SESSION_COOKIE_AGE = int(os.environ.get("SESSION_HOURS", "12")) * 3600
CSRF_FAILURE_VIEW = "xinglongtai.core.views.csrf_failure"
if HTTPS_ONLY:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # Browsers take such names only from this very host, encrypted and for every path: nobody beside us can plant one.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz/"]  # watchers on this machine ask without TLS
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

#: "json" (one object a line, for the journal) or "line" (for eyes). Slow: from so many milliseconds on; SQL is written without values.
LOG_FORMAT = os.environ.get("LOG_FORMAT", "line")
SLOW_REQUEST_MS = int(os.environ.get("SLOW_REQUEST_MS", "2000"))
SLOW_QUERY_MS = int(os.environ.get("SLOW_QUERY_MS", "500"))
#: Below this much free space the process says that it is not ready (/healthz/ready).
DISK_LEAST_FREE_MB = int(os.environ.get("DISK_LEAST_FREE_MB", "500"))
_LOGS = "xinglongtai.core.logs.entries"
#: Login by an identity provider (decision 043): off until OIDC_OP_AUTHORIZATION_ENDPOINT is set.
OIDC_ENABLED = bool(os.environ.get("OIDC_OP_AUTHORIZATION_ENDPOINT"))
LOCAL_LOGIN = _flag("LOCAL_LOGIN", True) or not OIDC_ENABLED
if OIDC_ENABLED:
    globals().update(provider.from_environment(os.environ))
    AUTHENTICATION_BACKENDS.append("xinglongtai.core.accounts.oidc.ProviderBackend")
#: Reports of faults name fields and variables and hide what they hold.
DEFAULT_EXCEPTION_REPORTER = "xinglongtai.core.privacy.reports.PersonalDataReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "xinglongtai.core.privacy.reports.PersonalDataFilter"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "context": {"()": f"{_LOGS}.Context"},
        # No number of a person and nothing of what the database refused is written to a log.
        "hide_numbers": {"()": "xinglongtai.core.privacy.logs.HideNumbers"},
    },
    "formatters": {
        "line": {"()": f"{_LOGS}.Readable", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": f"{_LOGS}.JsonLines"},
    },
    "handlers": {
        # Filters run in this order; every handler has both.
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["context", "hide_numbers"]},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers (console in DEBUG, mail to ADMINS with values of forms) are not used.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": ["console"], "level": "INFO" if DEBUG else "WARNING", "propagate": False},
        "xinglongtai.request": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
        "xinglongtai.command": {"level": "INFO" if LOG_FORMAT == "json" else "CRITICAL"},
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}
