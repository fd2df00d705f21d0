"""Drafts that are tried over real rows."""

import pytest

from catalog.models import Draft, Trial
from catalog.trials import services, tasks
from tests.catalog.publishing.conftest import (  # noqa: F401 — fixtures of publishing, for trials too
    clinical_domain,
    land,
    landed,
    nudged,
    published,
    saved,
    submitted,
)


@pytest.fixture
def begun(saved, otto):  # noqa: F811 — a fixture, not the import
    """A trial of otto's draft that waits for a worker: `begun()`, `begun(sample_rows=2, sql="…")`."""

    def beginning(raw=None, *, sample_rows=None, **changes):
        return services.begin_trial(actor=otto, product=saved(raw, **changes), sample_rows=sample_rows)

    return beginning


@pytest.fixture
def tried(begun):
    """A trial that came to its end, well or badly."""

    def trying(raw=None, **changes):
        trial = begun(raw, **changes)
        tasks.carry_out(trial.pk)
        trial.refresh_from_db()
        assert not trial.is_open
        return trial

    return trying


@pytest.fixture
def again(otto):
    """Tries the draft of a product as it is now."""

    def trying(product, **kwargs):
        trial = services.begin_trial(actor=otto, product=product, **kwargs)
        tasks.carry_out(trial.pk)
        trial.refresh_from_db()
        return trial

    return trying


@pytest.fixture
def lake(settings):
    """The files that lie in the lakehouse under products/, by their names."""

    def lying():
        root = settings.LAKEHOUSE_ROOT / "products"
        return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())

    return lying


def draft_of(product):
    return Draft.objects.get(product=product)


def open_trials():
    return Trial.objects.open().count()
