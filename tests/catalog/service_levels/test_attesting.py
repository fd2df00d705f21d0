"""What a contract promises in words is kept by somebody's word, and that is good for a while."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Attestation, Incident, OutputPort
from catalog.service_levels.errors import AttestationNotFit
from catalog.service_levels.services import attest, measure_port
from catalog.warehouses.lakehouse import Lakehouse
from marketplace.foundation.errors import NotAllowed
from tests.catalog.factories import AccessPolicyFactory
from tests.catalog.service_levels.conftest import contract_document, level, promise

RULE = "schema/visits/quality/reviewed"
WORDS = {"id": "reviewed", "type": "text", "description": "Two people review every visit."}


@pytest.fixture
def promised(port):
    """The port promises something in words, and was measured."""
    promise(port, contract_document(quality=[WORDS]))
    measure_port(port)
    return port


def give(actor, port, **said):
    return attest(actor=actor, port=port, **{"rule": RULE, "kept": True, "note": "Seen in the logs of May."} | said)


def test_what_is_promised_in_words_is_unknown_until_somebody_gives_their_word(promised, otto):
    before = level(promised, RULE)

    give(otto, promised, days=30)

    now = level(promised, RULE)
    assert (before.status, before.unmeasurable) == ("unknown", "")
    assert (now.status, now.value_text) == ("kept", "attested")
    assert "Otto Owner" in now.detail
    assert "Seen in the logs of May." in now.detail
    assert now.measurements.filter(status="kept").count() == 1


def test_a_word_expires(promised, otto):
    give(otto, promised, days=30)

    for days, status in ((1, "kept"), (28, "at_risk"), (31, "unknown")):
        measure_port(promised, now=timezone.now() + timedelta(days=days))
        assert level(promised, RULE).status == status, days


def test_a_word_does_not_hold_for_other_words(promised, otto):
    give(otto, promised)
    promise(promised, contract_document(quality=[WORDS | {"description": "One person reviews."}]), number="2.0.0")
    measure_port(promised)

    assert level(promised, RULE).status == "unknown"
    assert "says something else" in level(promised, RULE).detail


def test_whoever_says_that_it_is_not_kept_opens_an_incident_and_the_next_word_closes_it(promised, otto, grace):
    give(grace, promised, kept=False, note="Only one person signed in June.")
    opened = Incident.objects.open().get(monitor=level(promised, RULE))

    give(otto, promised, note="The second signature was found.")

    opened.refresh_from_db()
    assert opened.resolved_at is not None
    assert Attestation.objects.filter(port=promised).count() == 2


def test_the_warehouse_is_not_asked_for_a_word(promised, otto, monkeypatch):
    monkeypatch.setattr(Lakehouse, "measure", lambda *args: pytest.fail("nothing to read"))

    give(otto, promised)

    assert level(promised, RULE).status == "kept"


def test_only_those_who_answer_for_a_product_give_their_word(promised, ada, eve):
    for person in (ada, eve):
        with pytest.raises(NotAllowed):
            give(person, promised)

    assert not Attestation.objects.exists()


@pytest.mark.parametrize(
    "said", [{"rule": "pillar/volume"}, {"rule": "nothing"}, {"note": " "}, {"days": 0}, {"days": 4000}]
)
def test_a_word_is_about_a_promise_in_words_and_says_what_it_rests_on(promised, otto, said):
    with pytest.raises(AttestationNotFit):
        give(otto, promised, **said)


def test_words_are_given_and_read_over_the_api(promised, otto, client):
    client.force_login(otto)
    address = f"/api/v1/ports/{promised.pk}/attestations/"

    answer = client.post(
        address, {"rule": RULE, "kept": True, "note": "Seen.", "days": 10}, content_type="application/json"
    )

    assert answer.status_code == 201, answer.content
    found = client.get(address).json()["results"]
    assert [(one["attested_by"], one["statement"]) for one in found] == [("otto", "Two people review every visit.")]


def test_the_page_asks_the_owner_for_a_word_and_tells_ada_why_not_her(promised, otto, ada, client):
    policy = AccessPolicyFactory(port=promised, version=promised.contract.version)
    OutputPort.objects.filter(pk=promised.pk).update(offered=True, policy=policy)
    page = f"/products/{promised.product.slug}/service-levels/"
    monitor = level(promised, RULE)
    client.force_login(ada)
    assert b"only the owning team" in client.get(f"{page}?monitor={monitor.pk}").content

    client.force_login(otto)
    assert b"What does your word rest on?" in client.get(f"{page}?monitor={monitor.pk}").content
    empty = client.post(f"{page}{monitor.pk}/attest/", {"kept": "1", "note": "", "days": "90"})
    given = client.post(f"{page}{monitor.pk}/attest/", {"kept": "1", "note": "Seen.", "days": "90"}, follow=True)

    assert empty.status_code == 422
    assert b"Otto Owner" in given.content
    assert level(promised, RULE).status == "kept"
