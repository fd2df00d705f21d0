"""A database that a part of the bench has to itself, so that nothing real is touched."""

import contextlib
import os
import time
from collections.abc import Iterator

import django


@contextlib.contextmanager
def own_database() -> Iterator[None]:
    """Django with an empty database that is gone afterwards."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    kept = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(kept, verbosity=0)


class InDatabase:
    """Counts statements, and the seconds in which they were the database's: `with connection.execute_wrapper(…)`."""

    def __init__(self) -> None:
        self.statements, self.seconds = 0, 0.0

    def __call__(self, execute, sql, params, many, context):
        """One statement."""
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.statements += 1
            self.seconds += time.perf_counter() - begun

    def told(self, whole: float) -> str:
        """The figures for a reader; the ratio is how many times longer the whole took than its SQL."""
        return f"SQL {self.seconds:.2f} s, {self.statements} statements, {whole / max(self.seconds, 1e-3):.1f} times"
