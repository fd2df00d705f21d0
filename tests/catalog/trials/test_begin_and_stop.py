"""Who may try, what is refused, and how a trial is stopped."""

import threading

import pytest
from django.db import connection, transaction

from catalog.models import DataProduct, Trial
from catalog.publishing import services as publishing
from catalog.publishing.errors import NoDraft, ProductRetired
from catalog.trials import services, tasks
from catalog.trials.errors import AlreadyTrying, NothingToTry, SampleNotFit, TrialOver
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.catalog.factories import DataProductFactory
from tests.catalog.publishing.bundles import a_bundle

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_a_trial_takes_the_draft_as_it_is_saved_and_wakes_a_worker(begun, otto, nudged):
    trial = begun(sample_rows=1000)

    draft = trial.product.draft
    assert (trial.state, trial.sample_rows, trial.asked_by) == ("queued", 1000, otto)
    assert (bytes(trial.bundle), trial.digest, trial.revision) == (bytes(draft.bundle), draft.digest, draft.revision)
    assert ("carry_out", trial.pk) in nudged
    assert str(AuditEvent.objects.get(verb="trial.requested")) == "asked to try the draft Demographics (revision 1)"


@pytest.mark.parametrize("who", ["ada", "grace", "eve"])
def test_only_the_owning_team_tries_because_it_would_see_data(saved, request, who):
    product = saved()

    with pytest.raises(NotAllowed, match="only members of the owning team"):
        services.begin_trial(actor=request.getfixturevalue(who), product=product)

    assert not Trial.objects.exists()


def test_one_trial_of_a_product_at_a_time(begun, otto):
    trial = begun()

    with pytest.raises(AlreadyTrying):
        services.begin_trial(actor=otto, product=trial.product)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_press_at_once_one_begins(saved, otto, petra, clinical):
    product, answers, ready = saved(), [], threading.Barrier(2)

    def press(person):
        ready.wait()
        try:
            answers.append(services.begin_trial(actor=person, product=product).state)
        except AlreadyTrying as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    people = [threading.Thread(target=press, args=(person,)) for person in (otto, petra)]
    [one.start() for one in people]
    [one.join() for one in people]

    assert sorted(answers) == ["already-trying", "queued"]


@pytest.mark.parametrize("rows", [0, -1, 1_000_001])
def test_a_sample_has_rows_and_an_end(saved, otto, rows):
    with pytest.raises(SampleNotFit):
        services.begin_trial(actor=otto, product=saved(), sample_rows=rows)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"sql": "select usubjid from raw_dm where"}, "The SQL of demographics, line 1"),
        ({"sql": "select * from read_csv('/etc/passwd')"}, "The SQL of demographics, line 1"),
        ({"sources": {"raw_dm": "pharmaverse.nothing"}}, "There is no source table"),
        ({"upstreams": {"raw_dm": "nobody-s"}, "sources": {}}, "No published product offers"),
    ],
)
def test_what_cannot_be_run_is_refused_with_what_to_mend(saved, otto, changes, reason):
    product = saved(**changes)

    with pytest.raises(NothingToTry, match=reason) as refusal:
        services.begin_trial(actor=otto, product=product)

    assert refusal.value.facts["violations"]


def test_a_draft_that_nothing_makes_cannot_be_tried(saved, otto):
    documents = a_bundle().split(b"---\n")
    product = saved(b"---\n".join(one for one in documents if b"kind: Transformation" not in one))

    with pytest.raises(NothingToTry, match="Nothing makes any of its output ports"):
        services.begin_trial(actor=otto, product=product)


def test_a_version_that_is_too_small_is_tried_all_the_same(published, saved, again):
    product = published()
    saved(sql="select usubjid, country from raw_dm", columns={"usubjid": "string", "country": "string"})

    trial = again(product)

    assert trial.state == "succeeded"
    assert "number-too-small" in {one["code"] for one in trial.facts["violations"]}


def test_without_a_draft_there_is_nothing_to_try(clinical_domain, otto, clinical):
    from catalog.publishing.rights import give_rights

    product = DataProductFactory(domain=clinical_domain, owner=clinical)
    give_rights(product, clinical)

    with pytest.raises(NoDraft):
        services.begin_trial(actor=otto, product=product)


def test_a_retired_product_is_tried_no_more(published, otto):
    product = published()
    publishing.retire(actor=otto, product=product, reason="It is over.")

    with pytest.raises(ProductRetired):
        services.begin_trial(actor=otto, product=DataProduct.objects.get(pk=product.pk))


def test_what_waits_can_be_stopped_and_another_begun(begun, otto, petra, nudged):
    trial = begun()

    services.cancel_trial(actor=petra, trial=trial)

    assert (trial.state, trial.ended_at is None) == ("cancelled", False)
    tasks.carry_out(trial.pk)
    assert Trial.objects.get(pk=trial.pk).state == "cancelled"
    assert services.begin_trial(actor=otto, product=trial.product).state == "queued"
    assert AuditEvent.objects.filter(verb="trial.cancelled", actor=petra).count() == 1


def test_what_is_over_cannot_be_stopped(tried, otto):
    with pytest.raises(TrialOver):
        services.cancel_trial(actor=otto, trial=tried())


def test_others_stop_nothing(begun, grace):
    with pytest.raises(NotAllowed):
        services.cancel_trial(actor=grace, trial=begun())


def test_a_refused_trial_leaves_the_draft_as_it_was(saved, otto):
    product = saved(sql="select nonsense(")
    before = (product.draft.digest, product.draft.revision)

    with transaction.atomic(), pytest.raises(NothingToTry):
        services.begin_trial(actor=otto, product=product)

    product.draft.refresh_from_db()
    assert (product.draft.digest, product.draft.revision) == before
