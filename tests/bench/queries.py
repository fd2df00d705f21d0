"""How many queries a page needs: `python -m tests.bench.queries PERSON ADDRESS …`, on the environment's rows."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
os.environ["STATIC_MANIFEST"] = "0"
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.models import User  # noqa: E402


def main(person: str, addresses: list[str]) -> None:
    """Print each address with its count, warm."""
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(User.objects.get(username=person), "django.contrib.auth.backends.ModelBackend")
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        print(address, len(captured))  # noqa: T201 — the caller reads it


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
