from contextlib import contextmanager

import pytest

from catalog.models import SourceSystem
from catalog.publishing import services, tasks
from catalog.publishing.landing import land_table
from tests.catalog.factories import DomainFactory
from tests.catalog.publishing.bundles import a_bundle

DM = "usubjid,country,age\nS-001,US,63\nS-002,US,54\nS-003,DE,71\n"


@pytest.fixture
def clinical_domain(clinical):
    return DomainFactory(slug="clinical", name="Clinical", team=clinical)


@pytest.fixture
def land(tmp_path):
    """Lands a CSV as pharmaverse.dm, or as another table."""

    def landing(text=DM, name="dm"):
        system, _made = SourceSystem.objects.get_or_create(slug="pharmaverse", defaults={"name": "Pharmaverse"})
        file = tmp_path / f"{name}.csv"
        file.write_text(text)
        return land_table(actor=None, system=system, name=name, source=file, format="csv")

    return landing


@pytest.fixture
def landed(land, clinical_domain):
    """The source table that the small bundles read."""
    return land()


@pytest.fixture
def nudged(monkeypatch):
    """Which tasks were nudged with which rows, in place of a broker."""
    from marketplace.foundation import nudges

    sent = []
    monkeypatch.setattr(nudges, "_send", lambda task, ids: sent.append((task.name.rpartition(".")[2], *ids)))
    return sent


@pytest.fixture
def saved(otto, landed, nudged):
    """Otto's draft of demographics, or of another bundle."""

    def saving(raw=None, **changes):
        return services.save_draft(actor=otto, raw=raw or a_bundle(**changes)).product

    return saving


@pytest.fixture
def submitted(saved, otto):
    """A run that waits for a worker."""

    def submitting(raw=None, **changes):
        return services.submit(actor=otto, product=saved(raw, **changes))

    return submitting


@pytest.fixture
def published(submitted):
    """A product that went all the way."""

    def publishing(raw=None, **changes):
        run = submitted(raw, **changes)
        tasks.carry_out(run.pk)
        run.refresh_from_db()
        assert run.state == "succeeded", list(run.steps.values_list("name", "state", "error", "log"))
        run.product.refresh_from_db()
        return run.product

    return publishing


@pytest.fixture
def dying_in(monkeypatch):
    """Lets the worker die in a step, as SIGKILL would: nothing after it is written."""
    from catalog.publishing import steps
    from catalog.publishing.steps.step import Step

    class Killed(BaseException):
        pass

    @contextmanager
    def dying(name, *, after=False):
        step = steps.STEPS[name]

        def die(work):
            if after:
                step.do(work)
            raise Killed

        with monkeypatch.context() as patch:
            patch.setitem(steps.STEPS, name, Step(die, step.kinds))
            with pytest.raises(Killed):
                yield

    return dying
