from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notification
from catalog.models import DataProduct, OutputPort
from catalog.publishing.errors import (
    AlreadyDeprecated,
    AlreadyPublishing,
    EndTooSoon,
    NoSuccessor,
    NotDeprecated,
    NotPublished,
    ReasonMissing,
)
from catalog.publishing.hooks import AFTER_RETIRE, READERS
from catalog.publishing.schedules import end_due
from catalog.publishing.services import deprecate, refresh, retire, revive
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.catalog.factories import DataProductFactory


@pytest.fixture
def product(published):
    return published()


@pytest.fixture
def reading():
    """Lets somebody be one who reads every product: `reading(ada)`."""
    people = []
    READERS._entries["test"] = lambda product: people
    yield people.append
    del READERS._entries["test"]


def test_a_deprecated_product_can_still_be_found_and_read(product, otto):
    successor = DataProductFactory(name="People")

    deprecate(actor=otto, product=product, reason="People has more.", successor=successor)

    product.refresh_from_db()
    assert (product.status, product.successor) == ("deprecated", successor)
    assert OutputPort.objects.get(product=product).offered
    assert DataProduct.objects.shown().filter(pk=product.pk).exists()
    event = AuditEvent.objects.get(verb="product.deprecated")
    assert event.public
    assert str(event) == "deprecated Demographics: People has more."


def test_a_new_version_of_a_deprecated_product_leaves_it_deprecated(product, otto, published):
    deprecate(actor=otto, product=product, reason="People has more.")

    published(version="1.0.1")

    product.refresh_from_db()
    assert product.status == "deprecated"


def test_retiring_ends_the_offer_and_lets_others_end_access(product, otto, ada):
    ended = []
    AFTER_RETIRE._entries["test"] = lambda product, actor, reason: ended.append((product.slug, actor, reason))
    READERS._entries["test"] = lambda product: [ada]
    try:
        retire(actor=otto, product=product, reason="Nobody needs it.")
    finally:
        del AFTER_RETIRE._entries["test"]
        del READERS._entries["test"]

    product.refresh_from_db()
    assert product.status == "retired"
    assert not OutputPort.objects.get().offered
    assert ended == [("demographics", otto, "Nobody needs it.")]
    assert Notification.objects.filter(recipient=ada, tone="trouble", text__contains="Nobody needs it.").count() == 1


def test_those_who_build_upon_a_product_are_told(product, published, petra, otto):
    published(
        slug="ages", upstreams={"people": "clinical-demographics"}, sql="select usubjid, country, age from people"
    )
    Notification.objects.all().delete()

    deprecate(actor=otto, product=product, reason="People has more.")

    assert list(Notification.objects.values_list("recipient__username", flat=True)) == ["petra"]


def test_a_reason_is_needed_and_the_right_to_publish(product, otto, ada, grace):
    for end in (deprecate, retire):
        with pytest.raises(ReasonMissing):
            end(actor=otto, product=product, reason="  ")
        for other in (ada, grace):
            with pytest.raises(NotAllowed):
                end(actor=other, product=product, reason="Because.")


def test_only_what_is_published_ends(saved, otto, product):
    draft = saved(slug="ages")
    with pytest.raises(NotPublished):
        deprecate(actor=otto, product=draft, reason="Because.")
    with pytest.raises(NotPublished):
        retire(actor=otto, product=draft, reason="Because.")
    deprecate(actor=otto, product=product, reason="Because.")
    with pytest.raises(AlreadyDeprecated):
        deprecate(actor=otto, product=product, reason="Because.")
    retire(actor=otto, product=product, reason="Because.")
    with pytest.raises(NotAllowed):
        retire(actor=otto, product=product, reason="Because.")


def test_a_product_does_not_succeed_itself_nor_is_succeeded_by_a_draft(product, otto):
    for successor in (product, DataProductFactory(status="draft")):
        with pytest.raises(NoSuccessor):
            deprecate(actor=otto, product=product, reason="Because.", successor=successor)


def test_a_product_that_is_being_built_is_not_retired(product, otto):
    refresh(actor=otto, product=product)

    with pytest.raises(AlreadyPublishing):
        retire(actor=otto, product=product, reason="Because.")


def test_a_deprecation_can_be_taken_back_until_the_product_retires(product, otto, ada):
    deprecate(actor=otto, product=product, reason="Because.", ends_on=timezone.localdate() + timedelta(days=3))
    with pytest.raises(NotAllowed):
        revive(actor=ada, product=product)

    revive(actor=otto, product=product)

    product.refresh_from_db()
    assert (product.status, product.successor, product.ends_on) == ("published", None, None)
    with pytest.raises(NotDeprecated):
        revive(actor=otto, product=product)


def test_those_who_read_a_product_keep_it_for_the_notice_period(product, otto, ada, reading):
    reading(ada)
    with pytest.raises(EndTooSoon) as refusal:
        deprecate(actor=otto, product=product, reason="Because.", ends_on=timezone.localdate() + timedelta(days=29))

    deprecate(actor=otto, product=product, reason="Because.", ends_on=timezone.localdate() + timedelta(days=30))

    assert refusal.value.facts["earliest"] == (timezone.localdate() + timedelta(days=30)).isoformat()
    product.refresh_from_db()
    assert product.ends_on == timezone.localdate() + timedelta(days=30)


def test_what_nobody_reads_may_end_today_and_never_yesterday(product, otto):
    with pytest.raises(EndTooSoon):
        deprecate(actor=otto, product=product, reason="Because.", ends_on=timezone.localdate() - timedelta(days=1))

    deprecate(actor=otto, product=product, reason="Because.", ends_on=timezone.localdate())

    product.refresh_from_db()
    assert product.ends_on == timezone.localdate()


def test_a_product_retires_itself_after_its_last_day_and_not_on_it(product, otto):
    deprecate(actor=otto, product=product, reason="Because.", ends_on=timezone.localdate())

    end_due()
    product.refresh_from_db()
    on_the_day = product.status
    DataProduct.objects.filter(pk=product.pk).update(ends_on=timezone.localdate() - timedelta(days=1))
    end_due()
    end_due()

    product.refresh_from_db()
    assert (on_the_day, product.status) == ("deprecated", "retired")
    event = AuditEvent.objects.get(verb="product.retired")
    assert event.actor is None
    assert "Its last day was" in str(event)


def test_a_product_that_is_being_built_retires_when_that_is_over(product, otto):
    deprecate(actor=otto, product=product, reason="Because.", ends_on=timezone.localdate())
    DataProduct.objects.filter(pk=product.pk).update(ends_on=timezone.localdate() - timedelta(days=1))
    run = refresh(actor=otto, product=product)

    end_due()
    product.refresh_from_db()
    while_built = product.status
    type(run).objects.filter(pk=run.pk).update(state="failed")
    end_due()

    product.refresh_from_db()
    assert (while_built, product.status) == ("deprecated", "retired")


@pytest.mark.parametrize(("days", "reminded"), [(20, 0), (14, 1), (9, 1), (1, 1), (0, 1)])
def test_readers_and_owners_are_reminded_once_as_the_last_day_comes_close(product, otto, ada, reading, days, reminded):
    deprecate(actor=otto, product=product, reason="Because.", ends_on=timezone.localdate() + timedelta(days=60))
    reading(ada)
    DataProduct.objects.filter(pk=product.pk).update(ends_on=timezone.localdate() + timedelta(days=days))
    Notification.objects.all().delete()

    end_due()
    end_due()

    assert Notification.objects.filter(recipient=ada, text__contains="last day").count() == reminded
    assert Notification.objects.filter(recipient=otto, text__contains="last day").count() == reminded
