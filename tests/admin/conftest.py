"""Rows of every kind, for the console to show."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import ApiToken, Delivery, MessageChoices
from accounts.notifications.services import tell
from accounts.teams.services import set_member
from accounts.tokens.services import issue_token
from catalog.models import (
    Anomaly,
    Attestation,
    Breach,
    ColumnEdge,
    DatasetName,
    Draft,
    FitnessDispute,
    FitnessFunctionSetting,
    FitnessScore,
    Incident,
    IncidentEntry,
    KeptPort,
    LineageEvent,
    MeasuredPeriod,
    Measurement,
    MigrationNotice,
    Monitor,
    Observer,
    OutsideResult,
    PortJoins,
    PublishingRun,
    PublishingStep,
    ServiceLevelObjective,
    WantedVote,
    Watch,
)
from catalog.search.index import index_product
from marketplace.foundation.heartbeats import beat
from marketplace.foundation.models import AuditEvent
from requests.models import (
    AccessRuleSet,
    ApprovalStage,
    Connector,
    ConnectorCall,
    ConnectorMessage,
    DataRead,
    Decision,
    DecisionLink,
    GovernedPort,
    GrantAnnouncement,
    ProvisioningRun,
    SentStatements,
    StageQuestion,
    StandIn,
    Suspension,
    Ticket,
)
from tests.accounts.factories import ConsumerFactory, UserFactory
from tests.catalog.factories import InputPortFactory, OfferedPortFactory, TransformationFactory
from tests.catalog.fitness_answers import keep_answers
from tests.catalog.studio_factories import (
    CheckpointFactory,
    DataProfileFactory,
    FollowFactory,
    GovernancePolicyFactory,
    LoggedSearchFactory,
    MigrationPeriodFactory,
    PolicyExceptionFactory,
    PolicyVerdictFactory,
    ProposalFactory,
    RequirementProfileFactory,
    SavedSearchFactory,
    SynonymFactory,
    TrialFactory,
)
from tests.catalog.voice_factories import ProductAnswerFactory, ProductReviewFactory, WantedProductFactory
from tests.requests.factories import (
    BasketFactory,
    BasketLineFactory,
    GrantFactory,
    GrantReviewFactory,
    MaskExceptionFactory,
    StrayRightFactory,
)


@pytest.fixture
def fill(grace):
    """Makes one more row of every kind; `fill()` as often as wanted."""
    count = iter(range(1000))

    def one_more():
        number, now = next(count), timezone.now()
        person = UserFactory()
        port = OfferedPortFactory(columns=["subject", "arm"])
        set_member(actor=None, team=port.product.owner, person=person, role="member")
        version = port.contract.version
        source = InputPortFactory(version=version)
        TransformationFactory(version=version, port=port)
        Draft.objects.create(product=port.product, bundle=b"x", digest="x", changed_by=person)
        index_product(port.product)
        SynonymFactory()
        LoggedSearchFactory(person=person)
        run = PublishingRun.objects.create(product=port.product, version=version, asked_by=person)
        PublishingStep.objects.create(run=run, name="check", position=1, started_at=now)
        ColumnEdge.objects.create(
            version=version, port=port, column="arm", input_port=source, from_column="arm", kind="IDENTITY"
        )
        LineageEvent.objects.create(digest=str(number), job="nightly", event_time=now, document={})
        monitor = Monitor.objects.create(
            port=port, contract=port.contract, rule="rows", indicator="volume", name="Rows", measured_at=now
        )
        Measurement.objects.create(monitor=monitor, snapshot=port.snapshot, status="kept", measured_at=now)
        objective = ServiceLevelObjective.objects.create(port=port, rule="rows", percent=95, rolled_up_to=now)
        MeasuredPeriod.objects.create(objective=objective, grain="day", begins_at=now, kept=3600)
        Anomaly.objects.create(
            port=port, snapshot=port.snapshot, figure="volume", value=3, low=5, high=9, found_at=now, said_by=person
        )
        Watch.objects.create(port=port, figure="volume", sensitivity="high", set_by=person, set_at=now)
        Attestation.objects.create(
            port=port,
            rule="words",
            statement="The names are right.",
            kept=True,
            note="Looked at.",
            attested_by=person,
            attested_at=now,
            expires_at=now + timedelta(days=90),
        )
        incident = Incident.objects.create(port=port, monitor=monitor, title="Late", opened_at=now, opened_by=person)
        Breach.objects.create(incident=incident, monitor=monitor, title="Late", opened_at=now)
        IncidentEntry.objects.create(incident=incident, kind="opened", actor=person, at=now, text="Late")
        observer = Observer.objects.create(slug=f"o-{number}", name=f"Observer {number}", secret_name="OBSERVER_X")
        DatasetName.objects.create(source="soda", name=f"t{number}", port=port, tied_by=person)
        OutsideResult.objects.create(
            digest=str(number), source="soda", format="plain", observer=observer, sender=person, outcome="taken"
        )
        score = FitnessScore.objects.create(product=port.product, day=now.date(), scoring="1", score=80)
        keep_answers(score, {"function": "has-owner", "attribute": "Reusable", "outcome": "pass"})
        FitnessFunctionSetting.objects.create(function=f"findable.tagged-{port.pk}", state="draft")
        FitnessDispute.objects.create(
            product=port.product,
            function="reusable.licence",
            reason="It is our own.",
            valid_until=now.date(),
            disputed_by=person,
        )
        PortJoins.objects.create(port=port, snapshot=port.snapshot, looked_at=now)
        grant = GrantFactory(consumer=ConsumerFactory(person=person), port=port)
        stage = ApprovalStage.objects.create(
            request=grant.request, position=1, role="owner", state="approved", opened_at=now, closed_at=now
        )
        stage.pool.add(grace)
        Decision.objects.create(stage=stage, by=grace, yes=True, reason="Fine.")
        StageQuestion.objects.create(stage=stage, asked_by=grace, text="Why?", asked_at=now)
        StandIn.objects.create(person=person, by=grace, begins_at=now, ends_at=now + timedelta(days=1))
        newest = AccessRuleSet.objects.count() + 1
        AccessRuleSet.objects.create(version=newest, written="rules: []", document={}, reason="First.", by=grace)
        run = ProvisioningRun.objects.create(grant=grant, aim="open", due_at=now)
        SentStatements.objects.create(run=run, attempt=1, statements=[])
        DataRead.objects.create(grant=grant, port=port, reader=person, snapshot=port.snapshot, format="csv")
        issue_token(actor=None, owner=person, name="tool", scope="read", days=3)
        ApiToken.objects.update(last_used_at=now - timedelta(hours=1))
        CheckpointFactory(product=port.product, requested_by=person)
        policy = GovernancePolicyFactory()
        PolicyVerdictFactory(policy=policy, product=port.product)
        PolicyExceptionFactory(product=port.product, requested_by=person)
        period = MigrationPeriodFactory()
        facts = {"port": port, "contract": port.contract, "policy": port.policy, "snapshot": port.snapshot}
        KeptPort.objects.create(period=period, **facts)
        MigrationNotice.objects.create(period=period, port=port, consumer=grant.consumer)
        ProposalFactory(product=port.product)
        DataProfileFactory(product=port.product, asked_by=person)
        TrialFactory(product=port.product, asked_by=person)
        FollowFactory(person=person, product=port.product)
        SavedSearchFactory(person=person)
        RequirementProfileFactory(person=person)
        WantedVote.objects.create(wanted=WantedProductFactory(asked_by=person, product=None), person=person)
        ProductAnswerFactory(question__product=port.product, question__author=person, author=person)
        ProductReviewFactory(version=version, author=person)
        BasketFactory(person=person)
        BasketLineFactory(person=person, port=port)
        GrantReviewFactory(grant=grant)
        StrayRightFactory()
        MaskExceptionFactory(grant=grant)
        GrantAnnouncement.objects.create(grant=grant, kind="ends-3", at=now)
        Suspension.objects.create(port=port, reason="A leak.", suspended_by=grace)
        tell([person], "Look.")
        Delivery.objects.create(notification=person.notifications.get(), channel="mail")
        MessageChoices.objects.create(person=person)
        connector = Connector.objects.create(name=f"chat {number}", kind="chat", address="https://chat.example.org/x")
        ConnectorMessage.objects.create(connector=connector, event=AuditEvent.objects.latest("pk"))
        ConnectorCall.objects.create(connector=connector, message="msg")
        GovernedPort.objects.create(connector=connector, port=port)
        Ticket.objects.create(connector=connector, request=grant.request, theirs="1", number="1")
        DecisionLink.objects.create(stage=stage, person=grace)
        beat(f"worker-{number}")

    return one_more
