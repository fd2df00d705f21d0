"""Rows of the Studio and of governance, for tests that need them there."""

import hashlib
from datetime import timedelta

import factory
from django.utils import timezone

from catalog.models import (
    Checkpoint,
    CheckpointForm,
    DataProfile,
    Follow,
    GovernancePolicy,
    LoggedSearch,
    MigrationPeriod,
    PolicyException,
    PolicyVerdict,
    Proposal,
    RequirementProfile,
    SavedSearch,
    Synonym,
    Trial,
)
from tests.accounts.factories import UserFactory
from tests.catalog.factories import DataProductFactory, ProductVersionFactory


class GovernancePolicyFactory(factory.django.DjangoModelFactory):
    """A rule that nobody is judged by yet."""

    class Meta:
        model = GovernancePolicy

    slug = factory.Sequence(lambda n: f"policy-{n}")
    name = factory.Sequence(lambda n: f"Policy {n}")
    rule = factory.LazyAttribute(
        lambda policy: (
            f"policy: {policy.slug}\nname: {policy.name}\napplies to: product\n"
            "require: {product.support_channels: {at least: 1}}\nsays: '{product.name} names no support channel.'\n"
        )
    )


class PolicyVerdictFactory(factory.django.DjangoModelFactory):
    """A policy that is kept."""

    class Meta:
        model = PolicyVerdict

    policy = factory.SubFactory(GovernancePolicyFactory)
    product = factory.SubFactory(DataProductFactory)
    outcome = "pass"
    evaluated_at = factory.LazyFunction(timezone.now)


class PolicyExceptionFactory(factory.django.DjangoModelFactory):
    """An exception that was asked for."""

    class Meta:
        model = PolicyException

    policy_slug = factory.Sequence(lambda n: f"policy-{n}")
    product = factory.SubFactory(DataProductFactory)
    reason = "The old system cannot say it."
    valid_until = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))
    requested_by = factory.SubFactory(UserFactory)


class CheckpointFormFactory(factory.django.DjangoModelFactory):
    """The risk assessment that is in use."""

    class Meta:
        model = CheckpointForm
        django_get_or_create = ("kind", "version")

    kind = CheckpointForm.Kind.RISK_ASSESSMENT
    version = 1
    state = CheckpointForm.State.IN_USE
    title = "System risk assessment"
    questions = factory.LazyFunction(
        lambda: [{"id": "harm", "label": "Who could be harmed?", "kind": "text", "required": True}]
    )
    signer = CheckpointForm.Signer.GOVERNANCE


class CheckpointFactory(factory.django.DjangoModelFactory):
    """A sign-off that was asked for."""

    class Meta:
        model = Checkpoint

    product = factory.SubFactory(DataProductFactory)
    form = factory.SubFactory(CheckpointFormFactory)
    team = factory.SelfAttribute("product.owner")
    kind = factory.SelfAttribute("form.kind")
    requested_by = factory.SubFactory(UserFactory)
    requested_at = factory.LazyFunction(timezone.now)


class MigrationPeriodFactory(factory.django.DjangoModelFactory):
    """A month in which the old major version can still be read."""

    class Meta:
        model = MigrationPeriod

    product = factory.SubFactory(DataProductFactory)
    before = factory.SubFactory(
        ProductVersionFactory, product=factory.SelfAttribute("..product"), state="superseded", number="1.0.0"
    )
    after = factory.SubFactory(ProductVersionFactory, product=factory.SelfAttribute("..product"), number="2.0.0")
    ends_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))


class ProposalFactory(factory.django.DjangoModelFactory):
    """The data suggests that a column is never empty."""

    class Meta:
        model = Proposal

    product = factory.SubFactory(DataProductFactory)
    port = "subjects"
    column = factory.Sequence(lambda n: f"column_{n}")
    aspect = Proposal.Aspect.REQUIRED
    value = True
    why = "None of 306 rows is empty."


class DataProfileFactory(factory.django.DjangoModelFactory):
    """A look at data that waits for a worker."""

    class Meta:
        model = DataProfile

    product = factory.SubFactory(DataProductFactory)
    port = "subjects"
    asked_by = factory.SubFactory(UserFactory)


class TrialFactory(factory.django.DjangoModelFactory):
    """A trial that waits for a worker."""

    class Meta:
        model = Trial

    product = factory.SubFactory(DataProductFactory)
    bundle = b"kind: DataProduct\n"
    digest = factory.LazyAttribute(lambda trial: hashlib.sha256(trial.bundle).hexdigest())
    revision = 1
    asked_by = factory.SubFactory(UserFactory)


class FollowFactory(factory.django.DjangoModelFactory):
    """Somebody who follows a product."""

    class Meta:
        model = Follow

    person = factory.SubFactory(UserFactory)
    product = factory.SubFactory(DataProductFactory)


class SavedSearchFactory(factory.django.DjangoModelFactory):
    """A search that was looked at just now, and found nothing."""

    class Meta:
        model = SavedSearch

    person = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Search {n}")
    query = factory.Sequence(lambda n: f"q=adverse+{n}")
    looked_at = factory.LazyFunction(timezone.now)


class SynonymFactory(factory.django.DjangoModelFactory):
    """Two terms that mean the same."""

    class Meta:
        model = Synonym

    term = factory.Sequence(lambda n: f"term {n}")
    meaning = factory.Sequence(lambda n: f"meaning {n}")


class LoggedSearchFactory(factory.django.DjangoModelFactory):
    """A search that found something."""

    class Meta:
        model = LoggedSearch

    person = factory.SubFactory(UserFactory)
    text = "adverse"
    words = "adverse"
    hits = 1


class RequirementProfileFactory(factory.django.DjangoModelFactory):
    """Somebody needs a column named subject."""

    class Meta:
        model = RequirementProfile

    person = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Task {n}")
    wanted = factory.LazyFunction(lambda: ["subject"])
