"""The settings of the marketplace, with what only tests need."""

import hashlib
import os
from pathlib import Path

# Each test process keeps its files to itself, so that many run side by side.
_HERE = Path(os.environ.get("VAR_DIR", Path(__file__).resolve().parent.parent / "var" / "test"))
os.environ["VAR_DIR"] = str(_HERE / os.environ.get("PYTEST_XDIST_WORKER", ""))

from marketplace.settings import *  # noqa: E402, F403
from marketplace.settings import (  # noqa: E402
    CACHES,
    CELERY_BROKER_TRANSPORT_OPTIONS,
    DATABASES,
    INSTALLED_APPS,
    LOGGING,
    MIDDLEWARE,
    REDIS_URL,
    STATIC_ROOT,
    VAR_DIR,
)

INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
# One query in a loop, on any page or call, is an error.
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True
# Django reads a session again before it ends one that is no longer good; that is its own affair.
ZEAL_ALLOWLIST = [{"model": "sessions.Session"}]
# Fast, and only here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A test database is dropped at the end; a pool would hold it open.
DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
# Test processes must not take each other's work out of one queue, nor must those of another checkout that has the same
# Redis: a worker drops work whose rows are in another database, and whoever waits for it waits in vain.
_OWN = hashlib.sha256(str(VAR_DIR.resolve()).encode()).hexdigest()[:12]
CELERY_TASK_DEFAULT_QUEUE = os.environ.get("TEST_QUEUE", f"test-{VAR_DIR.name}-{_OWN}")
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = f"{CELERY_TASK_DEFAULT_QUEUE}:"
    for name in ("default", "calls"):
        CACHES[name] = CACHES[name] | {"KEY_PREFIX": CELERY_TASK_DEFAULT_QUEUE}
# Work that a killed worker leaves behind is taken up soon, so that tests need not wait.
LEASE_SECONDS = 4
SWEEP_SECONDS = 2
ALLOWED_HOSTS = ["*"]
# Nothing is collected for tests; the folder is there all the same, or every request is warned about it.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# A worker tells what it took, so that whoever waits in vain sees whether it ever did.
LOGGING["loggers"]["celery.worker.strategy"] = LOGGING["loggers"]["celery.app.trace"] = {"level": "INFO"}
