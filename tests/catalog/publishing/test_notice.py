"""Whoever relies on what breaks is told in time, or nothing is published."""

import pytest

from catalog.models import ProductVersion
from catalog.publishing import tasks
from catalog.publishing.errors import NoticeNeeded, NoticeTooLong, NoticeTooShort
from catalog.publishing.services import submit
from tests.accounts.factories import ConsumerFactory
from tests.catalog.factories import DataProductFactory, InputPortFactory, OfferedPortFactory
from tests.catalog.publishing.bundles import a_bundle
from tests.catalog.publishing.test_demands import WITH_SEX, WITHOUT_AGE, drafted, offered  # noqa: F401 — fixtures
from tests.requests.factories import GrantFactory

BREAKING = {**WITHOUT_AGE, "version": "2.0.0"}


@pytest.fixture
def read(offered):  # noqa: F811
    """Demographics, which somebody may read."""
    GrantFactory(port=offered.output_ports.get(), consumer=ConsumerFactory())
    return offered


def test_what_breaks_for_others_needs_days_of_notice(read, drafted, otto):  # noqa: F811
    drafted(**BREAKING)

    with pytest.raises(NoticeNeeded) as refusal:
        submit(actor=otto, product=read)

    facts = refusal.value.facts
    assert (refusal.value.code, refusal.value.status) == ("notice-needed", 422)
    assert (facts["least"], facts["consumers"], facts["products"]) == (30, 1, 0)
    assert ["age"] in [change["columns"] for change in facts["changes"]]
    assert ProductVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "refusal"),
    [(0, NoticeTooShort), (29, NoticeTooShort), (-1, NoticeTooShort), (731, NoticeTooLong), (10**9, NoticeTooLong)],
)
def test_the_days_are_neither_too_few_nor_too_many(read, drafted, otto, days, refusal):  # noqa: F811
    drafted(**BREAKING)

    with pytest.raises(refusal):
        submit(actor=otto, product=read, notice_days=days)


def test_the_days_and_the_guidance_are_kept_with_the_version(read, drafted, otto):  # noqa: F811
    drafted(**BREAKING)

    version = submit(actor=otto, product=read, notice_days=30, guidance="Take the year of birth.").version

    assert (version.notice_days, version.guidance) == (30, "Take the year of birth.")


def test_the_settings_say_how_many_days(read, drafted, otto, settings):  # noqa: F811
    settings.NOTICE_PERIOD_DAYS = 7
    drafted(**BREAKING)

    with pytest.raises(NoticeTooShort):
        submit(actor=otto, product=read, notice_days=6)
    assert submit(actor=otto, product=read, notice_days=7).is_open


def test_a_company_may_do_without(read, drafted, otto, settings):  # noqa: F811
    settings.NOTICE_PERIOD_DAYS = 0
    drafted(**BREAKING)

    assert submit(actor=otto, product=read).version.notice_days is None


def test_what_breaks_for_nobody_needs_no_notice(offered, drafted, otto):  # noqa: F811
    drafted(**BREAKING)

    assert submit(actor=otto, product=offered).version.notice_days is None


def test_what_breaks_nothing_needs_no_notice(read, drafted, otto):  # noqa: F811
    drafted(a_bundle(**WITH_SEX).replace(b"version: 1.0.0", b"version: 1.1.0", 1))

    assert submit(actor=otto, product=read, notice_days=40).version.notice_days is None


def test_a_product_that_is_made_of_what_breaks_is_somebody(offered, drafted, otto):  # noqa: F811
    ages = OfferedPortFactory(product=DataProductFactory(slug="ages"), name="ages")
    InputPortFactory(version=ages.contract.version, source=None, upstream=offered.output_ports.get())
    drafted(**BREAKING)

    with pytest.raises(NoticeNeeded) as refusal:
        submit(actor=otto, product=offered)

    assert (refusal.value.facts["consumers"], refusal.value.facts["products"]) == (0, 1)


def test_a_column_that_is_hidden_now_cannot_wait(read, drafted, otto):  # noqa: F811
    masks = (b"masks:\n", b"masks:\n  - {column: age, method: 'null'}\n")
    drafted(a_bundle().replace(*masks).replace(b"version: 1.0.0", b"version: 2.0.0", 1))

    run = submit(actor=otto, product=read)

    assert [change["access"] for change in run.version.changes] == [True]
    assert run.version.notice_days is None


def test_somebody_who_came_meanwhile_is_told_in_time_too(published, submitted):
    product = published()
    run = submitted(**BREAKING)
    GrantFactory(port=product.output_ports.get())

    tasks.carry_out(run.pk)

    run.refresh_from_db()
    step = run.steps.get(state="failed")
    assert (run.state, step.name) == ("failed", "check")
    assert "notice period" in step.remedy
    assert product.versions.published().get().number == "1.0.0"
