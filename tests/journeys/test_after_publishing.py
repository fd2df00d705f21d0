"""After publishing everything downstream happens by itself: nobody is asked for anything, a real worker does it all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notification
from catalog.following.services import follow, follow_domain
from catalog.governance.checkpoints.services import decide, load_shipped_forms, request_checkpoint
from catalog.governance.services import load_shipped, put_in_force
from catalog.models import (
    CheckpointForm,
    ColumnEdge,
    Domain,
    FitnessScore,
    GovernancePolicy,
    Measurement,
    Monitor,
    PolicyVerdict,
    SearchEntry,
)
from catalog.publishing.services import save_draft, submit
from catalog.search.filters import Filters
from catalog.search.query import search
from tests.catalog.governance.checkpoints.conftest import answers_to
from tests.journeys.bundles import bundle
from tests.processes import eventually

pytestmark = pytest.mark.journey

CODES = "select iata as code, name from raw where iata <> '' limit 50"
PEOPLE = "select code, name from raw where code like 'A%'"
COLUMNS = {"code": "string", "name": "string"}
ASSESSED = "personal-data-is-assessed"


def _publish(people, raw):
    saved = save_draft(actor=people["otto"], raw=raw)
    assert [said for said in saved.violations if said.level == "error"] == []
    run = submit(actor=people["otto"], product=saved.product)
    eventually(lambda: (run.refresh_from_db(), not run.is_open)[1], seconds=60)
    assert run.state == "succeeded", list(run.steps.values_list("name", "state", "error"))
    return run.product


def _downstream() -> bytes:
    """Airports by their first letter: made from the codes, with a column that is restricted."""
    text = bundle("letters", PEOPLE, columns=COLUMNS).decode()
    source = "    customProperties:\n      - {property: source, value: world-airports.airports, vendor: marketplace}\n"
    assert source in text
    text = text.replace(source, "    contractId: codes\n", 1)
    return text.replace("{name: name,", "{name: name, classification: restricted,", 1).encode()


def _told(person) -> list[str]:
    return list(Notification.objects.filter(recipient=person).order_by("pk").values_list("text", flat=True))


def _outcome(product) -> str:
    return PolicyVerdict.objects.get(product=product, policy__slug=ASSESSED).outcome


def test_after_publishing_everything_downstream_happens_by_itself(land, people, worker):
    land("world-airports.airports")
    load_shipped_forms()
    load_shipped()
    policy = GovernancePolicy.objects.get(slug=ASSESSED)
    put_in_force(actor=people["grace"], policy=policy, enforced_from=timezone.localdate() + timedelta(days=30))
    codes = _publish(people, bundle("codes", CODES, columns=COLUMNS))
    follow(actor=people["ada"], product=codes)
    follow_domain(actor=people["eve"], domain=Domain.objects.get(slug="reference-data"))
    Notification.objects.all().delete()

    letters = _publish(people, _downstream())

    # index
    assert SearchEntry.objects.filter(product=letters).exists()
    assert letters in list(search(people["eve"], "letters", Filters()).products)
    # lineage
    assert ColumnEdge.objects.filter(version__product=letters, column="code", from_column="code").exists()
    # monitors
    monitors = Monitor.objects.filter(port__product=letters, active=True)
    assert monitors
    assert Measurement.objects.filter(monitor__in=monitors).exists()
    # fitness
    assert FitnessScore.objects.get(product=letters, latest=True).score > 0
    # policies
    assert _outcome(codes) == "not-applicable"
    assert _outcome(letters) == "fail"
    # announcement: who published knows, the rest of the team, the follower of the upstream and of the domain hear once
    assert _told(people["ada"]) == ["New, and made from Codes: Letters 1.0.0."]
    assert _told(people["eve"]) == ["New in Reference Data: Letters 1.0.0."]
    assert "Letters 1.0.0 is published." in _told(people["petra"])
    assert not [words for words in _told(people["otto"]) if "is published" in words]

    # and a signature is enough for the policy to be kept
    form = CheckpointForm.objects.get(kind="risk-assessment", state="in-use")
    facts = {"product": letters, "kind": form.kind, "answers": answers_to(form)}
    asked = request_checkpoint(actor=people["otto"], **facts)
    decide(actor=people["grace"], checkpoint=asked, yes=True)
    eventually(lambda: _outcome(letters) == "pass")
