"""A database that a part of the bench has to itself, so that nothing real is touched."""

import contextlib
import os
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
