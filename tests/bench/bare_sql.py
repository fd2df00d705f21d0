"""What the database alone needs for a page: `python -m tests.bench.bare_sql PERSON ADDRESS …`.

It works on the environment's rows. The statements that the page asks, warm, are asked again on a bare cursor. For each
address a line of JSON: how many they are, and the milliseconds of all together, the median of several rounds.
"""

import json
import os
import statistics
import sys
import time
from contextlib import closing

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
os.environ["STATIC_MANIFEST"] = "0"
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.models import User  # noqa: E402

ROUNDS = 11


def main(person: str, addresses: list[str]) -> None:
    """Print a line for each address."""
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(User.objects.get(username=person), "django.contrib.auth.backends.ModelBackend")
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        asked = [query["sql"] for query in captured]
        rounds = [_milliseconds([sql for sql in asked if _only_reads(sql)]) for _ in range(ROUNDS)]
        figures = {"address": address, "queries": len(asked), "sql": statistics.median(rounds)}
        print(json.dumps(figures))  # noqa: T201 — the caller reads it


def _only_reads(sql: str) -> bool:
    return sql.lstrip(" (").upper().startswith(("SELECT", "WITH"))


def _milliseconds(statements: list[str]) -> float:
    begun = time.perf_counter()
    for sql in statements:
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(sql)
            cursor.fetchall()
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
