"""The roof over the apps: settings, addresses, the API and the worker."""

from rest_framework import compat

# This project has an app that bears the name of an HTTP library which DRF looks for. Say that it is not here.
# It must be said before anything imports DRF's test client, which drf-spectacular does in every command and worker.
compat.requests = None  # type: ignore[attr-defined]

from marketplace.celery import app as celery_app  # noqa: E402 — after the shim, see above

__all__ = ["celery_app"]
