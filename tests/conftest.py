"""What every test may ask for."""

from importlib import import_module

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection

pytest_plugins = [
    "tests.people",
    "tests.processes",
    "tests.servers",
    "tests.warehouse_server",
    "tests.catalog.warehouses.snowflake.account",
]

# Run by the bench in environments of their own, with packages that are not here.
collect_ignore_glob = ["bench/peers/*"]
_audit = import_module("marketplace.foundation.migrations.0002_events_are_never_changed")


def _run(statements):
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)


@pytest.fixture(autouse=True)
def _the_audit_is_append_only_until_the_tables_are_emptied(request):
    """A test that commits ends by emptying all tables; the audit's own protection steps aside for just that."""
    marker = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction"))
    if not commits:
        yield
        return
    request.getfixturevalue("transactional_db")
    _run(_audit.PROTECT)
    yield
    _run(_audit.LIFT)


@pytest.fixture
def audit_protected(db):
    """The audit's own protection, also where a test before this one committed and has put it aside."""
    _run(_audit.PROTECT)


@pytest.fixture(autouse=True)
def _files_go_where_the_test_can_see_them(settings, tmp_path):
    """Every test has a lakehouse of its own, unless it shares one with a running marketplace."""
    settings.LAKEHOUSE_ROOT = tmp_path / "lakehouse"


@pytest.fixture(autouse=True)
def _no_page_remembers_another_test():
    caches["pages"].clear()


@pytest.fixture
def api(client):
    """Calls the API as somebody: `api(ada).get("/api/v1/…")`."""
    from rest_framework.test import APIClient

    def calling_as(person):
        caller = APIClient()
        caller.force_authenticate(person)
        return caller

    return calling_as


@pytest.fixture
def queries():
    """How many queries one GET needs, what a process learns once not counted: `queries(client, "/products/")`."""
    from django.test.utils import CaptureQueriesContext

    def count(client, address):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        assert response.status_code == 200, response.status_code
        return len(captured)

    return count


def pytest_terminal_summary(terminalreporter):
    """Say what this machine could not run, and how to get it."""
    wants = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        wants.setdefault(reason.removeprefix("Skipped: "), []).append(report.nodeid)
    terminalreporter.section("What this machine ran on, and what it could not run")
    broker = "Redis" if settings.REDIS_URL else "the embedded broker"
    engine = "SQLite" if settings.ON_SQLITE else "PostgreSQL"
    terminalreporter.line(f"Ran on {engine} and {broker}.")
    if settings.ON_SQLITE or not settings.REDIS_URL:
        terminalreporter.line(
            "The same tests on PostgreSQL and Redis: DATABASE_URL=postgres://postgres@127.0.0.1:5432/marketplace "
            "REDIS_URL=redis://127.0.0.1:6379/0 make test"
        )
    for reason, tests in sorted(wants.items()):
        terminalreporter.line(f"Not run ({len(tests)}): {reason}")
    if not wants:
        terminalreporter.line("Every test ran.")
