"""Every decision about how the marketplace runs; `docs/settings.md` tells what the environment may change."""

from datetime import timedelta
from pathlib import Path

from marketplace.environment import Environment
from marketplace.made_of import CONTENT_SECURITY_POLICY, INSTALLED_APPS, MIDDLEWARE  # noqa: F401 — Django finds them here
from marketplace.openapi import SPECTACULAR_SETTINGS  # noqa: F401 — Django finds it here

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

# --- Where it keeps things --------------------------------------------------------------------------------------------
VAR_DIR = env.path("VAR_DIR", "The folder for everything that is written.", BASE_DIR / "var", "var/")
LAKEHOUSE_ROOT = env.path(
    "LAKEHOUSE_ROOT", "Where the lakehouse keeps its Parquet files.", VAR_DIR / "lakehouse", "var/lakehouse/"
)
VAR_DIR.mkdir(parents=True, exist_ok=True)
DATABASES = {
    "default": env.database(
        "DATABASE_URL",
        "Where the marketplace keeps its rows, like postgres://user@host:5432/name.",
        f"sqlite:///{VAR_DIR / 'marketplace.sqlite3'}",
        "SQLite in var/",
    )
}
REDIS_URL = env.text("REDIS_URL", "Queue, cache and locks at scale, like redis://host:6379/0; empty: none needed.")
DATABASE_POOL = env.integer("DATABASE_POOL", "Connections per process to PostgreSQL.", 8)
ON_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if ON_SQLITE:
    # Measured with four writers: without IMMEDIATE two of three read-then-write transactions end "locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
        "PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-16000;",
    }
    # Opening a file anew takes longer than most questions to it, and forgets the pages that were read.
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    # A file, not memory: tests start real workers, and threads of their own, on the same rows.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 0, "max_size": DATABASE_POOL},
        # What a connection has asked three times, the server has planned: half of the time of a search was planning.
        "server_side_binding": True,
        "prepare_threshold": 3,
    }

# --- Who it is --------------------------------------------------------------------------------------------------------
DEBUG = env.boolean("DEBUG", "Show errors to the person in front of the page; never where others can reach it.", False)
SECRET_KEY = env.secret("SECRET_KEY", "Signs sessions and links; the same on every machine.", VAR_DIR / "secret-key")
MASK_SALT = env.secret(
    "MASK_SALT",
    "Salts hashed columns, so that they join but cannot be looked up; never change it.",
    VAR_DIR / "mask-salt",
)
PORT = env.integer("PORT", "The port that `make demo` serves on.", 8000)
ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS", "The host names the marketplace answers to.", ["localhost", "127.0.0.1", "[::1]"]
)
CSRF_TRUSTED_ORIGINS = env.words(
    "CSRF_TRUSTED_ORIGINS", "Origins that may send forms, like https://data.example.org.", []
)
BEHIND_TLS = env.boolean("BEHIND_TLS", "A proxy in front ends TLS: cookies only over https, and HSTS is sent.", False)
PUBLIC_URL = env.text("PUBLIC_URL", "The address people use, for links and snippets; empty: that of the page in hand.")
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "marketplace.foundation.handlers.csrf_failure"

# --- What it is made of -----------------------------------------------------------------------------------------------
ROOT_URLCONF = "marketplace.urls"
WSGI_APPLICATION = "marketplace.wsgi.application"
ASGI_APPLICATION = "marketplace.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "accounts.context.places",
            ],
        },
    },
    {
        # What a page has many of: cards, buttons on them, facets.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "marketplace.foundation.drawing.environment", "auto_reload": DEBUG},
    },
]
FORM_RENDERER = "marketplace.foundation.forms.MarketplaceRenderer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text(
    "TIME_ZONE", "Where a day begins and ends, for last days of grants and for the night's work.", "UTC"
)

# --- People -----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "catalog:home"
LOGOUT_REDIRECT_URL = "accounts:sign-in"
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_IPWARE_PROXY_COUNT = env.integer(
    "PROXY_COUNT", "How many proxies stand in front, for the address of a visitor.", 0
)
TOKEN_LONGEST_DAYS = env.integer("TOKEN_LONGEST_DAYS", "No API token lives longer than this many days.", 365)

# --- Queue and cache --------------------------------------------------------------------------------------------------
# What many pages show alike, kept for a minute by each process for itself: no server, and no write into a database.
_IN_MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
_PAGES_CACHE = _IN_MEMORY | {"LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 5_000}}
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        # A task taken by a worker that died comes back after this long; no task of ours may run longer.
        "visibility_timeout": 900,
        # Looked for every two seconds instead of every hundred.
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        # An order must not hang because the broker does.
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "max_retries": 0,
        "socket_keepalive": True,
        "retry_on_timeout": True,
    }
    _REDIS_CACHE = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    CACHES = {"default": _REDIS_CACHE, "calls": _REDIS_CACHE, "pages": _PAGES_CACHE}
else:
    BROKER_DIR = VAR_DIR / "broker"
    for folder in ("queue", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "embedded://localhost/"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.05,
    }
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
        # Counting calls must not take the database's one write lock.
        "calls": _IN_MEMORY,
        "pages": _PAGES_CACHE,
    }
# The outcome of work stands in the rows of the domain; nobody reads results.
CELERY_TASK_IGNORE_RESULT = True
# A task is done when it ended, not when it was taken; what a dying worker held goes back to the queue.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Work goes on while the broker is away: a lease holds it, and what comes twice is claimed once.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_WORKER_CONCURRENCY = env.integer("WORKER_PROCESSES", "How many tasks one worker runs side by side.", 2)
CELERY_TASK_TIME_LIMIT = 840
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that is away is told to the log at once; the sweep brings the work later.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_DEFAULT_QUEUE = "marketplace"
LEASE_SECONDS = env.integer(
    "LEASE_SECONDS", "A running piece of work that shows no sign of life for so long is taken up again.", 30
)
SWEEP_SECONDS = env.integer("SWEEP_SECONDS", "How often the scheduler looks for work that was missed.", 15)
NIGHT_HOUR = env.integer("NIGHT_HOUR", "The hour at which all products are scored.", 2)
MEASURE_MINUTES = env.integer("MEASURE_MINUTES", "How often service levels are measured.", 30)
OBJECTIVE_PERCENT = env.integer(
    "OBJECTIVE_PERCENT", "For how much of the time a promise is to be kept where neither contract nor owner say it.", 95
)
OBJECTIVE_DAYS = env.integer("OBJECTIVE_DAYS", "The days of the window of that objective.", 30)
MEASUREMENT_DAYS = env.integer("MEASUREMENT_DAYS", "Days for which every measurement is kept; 31 at least.", 90)
HOURLY_DAYS = env.integer("HOURLY_DAYS", "Days for which measurements are kept by hour; 4 at least.", 14)
DAILY_DAYS = env.integer("DAILY_DAYS", "Days for which measurements are kept by day; 100 at least.", 1095)
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
# What is asked for when stands in marketplace/schedule.py.

# --- What leaves the house --------------------------------------------------------------------------------------------
_MAIL = env.mail("EMAIL_URL", "The mail server, like smtp+tls://user:password@host:587; empty: nothing is mailed.")
EMAIL_HOST, EMAIL_PORT = _MAIL["EMAIL_HOST"] or "", _MAIL["EMAIL_PORT"] or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL["EMAIL_HOST_USER"], _MAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.get("EMAIL_USE_TLS", False), _MAIL.get("EMAIL_USE_SSL", False)
MAIL_IS_CONFIGURED = bool(EMAIL_HOST)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "The sender of every mail.", "Data marketplace <marketplace@localhost>")
DIGEST_HOUR = env.integer("DIGEST_HOUR", "The hour of the daily mail for people who did not choose their own.", 8)
OUTBOX_ATTEMPTS = env.integer("OUTBOX_ATTEMPTS", "How often a mail or a call is tried before people are asked.", 6)
OUTBOX_KEEP_DAYS = env.integer("OUTBOX_KEEP_DAYS", "Days for which is kept what was sent to people and systems.", 90)
OUTBOUND_SECONDS = env.integer("OUTBOUND_SECONDS", "The longest another system may take to answer a call.", 8)
PRIVATE_HOSTS_ALLOWED = env.words(
    "PRIVATE_HOSTS_ALLOWED", "Names of hosts with private addresses that webhooks and connectors may call.", []
)
APPROVAL_LINK_DAYS = env.integer("APPROVAL_LINK_DAYS", "Days for which the link in an approver's mail works.", 7)

# --- Limits -----------------------------------------------------------------------------------------------------------
BUNDLE_LONGEST_BYTES = env.integer("BUNDLE_LONGEST_BYTES", "The largest bundle that is read.", 5_000_000)
DATA_UPLOAD_MAX_MEMORY_SIZE = BUNDLE_LONGEST_BYTES + 100_000
BUILD_SECONDS = env.integer("BUILD_SECONDS", "The longest a transformation may run.", 300)
BUILD_MEMORY_MB = env.integer("BUILD_MEMORY_MB", "The memory a transformation may use, in MB.", 2048)
BUILD_THREADS = env.integer("BUILD_THREADS", "The threads a transformation may use.", 2)
READ_SECONDS = env.integer("READ_SECONDS", "The longest a governed read may run.", 120)
QUERY_SECONDS = env.integer("QUERY_SECONDS", "The longest a query of the workbench may run.", 20)
READ_MEMORY_MB = env.integer("READ_MEMORY_MB", "The memory a governed read may use, in MB.", 1024)
APPROVAL_HOURS = env.integer("APPROVAL_HOURS", "Hours in which a stage is to be decided; then stewards are asked.", 72)
GRANT_LONGEST_DAYS = env.integer("GRANT_LONGEST_DAYS", "No grant outlives this many days.", 365)
NOTICE_PERIOD_DAYS = env.integer("NOTICE_PERIOD_DAYS", "Days for which readers keep what breaks or ends.", 30)
REVOCATION_NOTICE_DAYS = env.integer("REVOCATION_NOTICE_DAYS", "Days of notice proposed when access is revoked.", 14)
UNUSED_DAYS = env.integer("UNUSED_DAYS", "Access that nobody used for so many days is offered for return.", 90)
FITNESS_EVIDENCE_DAYS = env.integer(
    "FITNESS_EVIDENCE_DAYS",
    "For so many days one can see what each fitness function answered; scores stay for good.",
    90,
)
EXCEPTION_LONGEST_DAYS = env.integer("EXCEPTION_LONGEST_DAYS", "The longest exception from a governance policy.", 180)
DRIFT_REMOVES = env.boolean("DRIFT_REMOVES", "Take away at night what nobody granted, not only report it.", True)
PROVISIONING_ATTEMPTS = env.integer("PROVISIONING_ATTEMPTS", "How often access is tried before people are asked.", 6)
STATEMENTS_KEEP_DAYS = env.integer(
    "STATEMENTS_KEEP_DAYS", "Days for which is kept what was sent to warehouse servers to open and close access.", 400
)
TRIAL_KEEP_HOURS = env.integer("TRIAL_KEEP_HOURS", "Hours for which the rows of a trial are kept as files.", 24)
RESULTS_OLDEST_DAYS = env.integer("RESULTS_OLDEST_DAYS", "Results of other systems that are older are not taken.", 30)
RESULTS_LONGEST_BYTES = env.integer(
    "RESULTS_LONGEST_BYTES", "The most results of other systems in one call.", 2_000_000
)
OORS_ACCEPTED = env.boolean("OORS_ACCEPTED", "Read Open Observability Results, which is a draft.", True)
SNAPSHOTS_KEPT = env.integer("SNAPSHOTS_KEPT", "How many earlier builds of a port are kept as files.", 2)

# --- The demo ---------------------------------------------------------------------------------------------------------
DEMO_WAREHOUSE_URL = env.text(
    "DEMO_WAREHOUSE_URL", "A PostgreSQL database in which the demo keeps one product; empty: none."
)

# --- Static files -----------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.boolean("STATIC_MANIFEST", "Serve static files under far-future names (after collectstatic).", False)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = STORAGES["staticfiles"]["BACKEND"].startswith("django.")

# --- The API ----------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.tokens.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "accounts.tokens.authentication.ScopeAllows",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["marketplace.foundation.parsers.LimitedJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "marketplace.foundation.pagination.CursorPages",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "marketplace.foundation.problems.problem_response",
    "DEFAULT_THROTTLE_CLASSES": ["marketplace.foundation.throttling.CallsPerPerson"],
    "DEFAULT_THROTTLE_RATES": {
        "user": env.text("API_RATE", "How many API calls one person may make.", "6000/min"),
        "observer": env.text("OBSERVER_RATE", "How many calls one observer may make.", "600/min"),
    },
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    # `?format=` belongs to the governed read; renderers are chosen by the Accept header alone.
    "URL_FORMAT_OVERRIDE": None,
}

# --- Logs -------------------------------------------------------------------------------------------------------------
LOG_LEVEL = env.text("LOG_LEVEL", "How much is told: DEBUG, INFO, WARNING or ERROR.", "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "marketplace.foundation.logs.line_formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": dict.fromkeys(
        ["celery.redirected", "celery.app.trace", "celery.worker.strategy", "celery.beat", "axes"], {"level": "WARNING"}
    ),
}
