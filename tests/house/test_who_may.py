"""Who may what: every address of the marketplace, asked by a stranger and by five people.

The table is who_may.txt: a line is name, method, address, and the status that a stranger, ada, otto, grace, petra
and eve get. Ada holds a grant and has ordered again; otto and petra maintain the product; grace is a steward; petra
runs the platform; eve belongs nowhere. A POST carries no more than a reason: 400 or 422 say that somebody has to say
what, and a page that is posted to may answer a refusal with itself (200) or a message (302); that the service refuses
is tested with the service. The data of the world has no file, so that whoever may read it gets 404, and whoever may
not gets 403.
"""

from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, resolve
from django.utils import timezone

from accounts.models import Delivery
from accounts.notifications.services import tell
from accounts.teams.service_accounts import open_account
from accounts.tokens.services import issue_token
from catalog.models import (
    Anomaly,
    Draft,
    FitnessDispute,
    FitnessScore,
    Follow,
    Incident,
    MigrationNotice,
    Monitor,
    Observer,
    ProductVersion,
    PublishingRun,
    ServiceLevelObjective,
)
from catalog.publishing.rights import give_rights
from marketplace.foundation.audit import record
from requests.approvals.by_mail import token_for
from requests.models import (
    AccessRuleSet,
    ApprovalStage,
    Connector,
    ConnectorMessage,
    ProvisioningRun,
    StageQuestion,
    StandIn,
    Suspension,
)
from tests.accounts.factories import ConsumerFactory
from tests.catalog.factories import (
    DataProductFactory,
    DomainFactory,
    OfferedPortFactory,
    ProductVersionFactory,
    SourceTableFactory,
)
from tests.catalog.fitness_answers import keep_answers
from tests.catalog.studio_factories import (
    CheckpointFactory,
    CheckpointFormFactory,
    GovernancePolicyFactory,
    MigrationPeriodFactory,
    PolicyExceptionFactory,
    ProposalFactory,
    RequirementProfileFactory,
    SavedSearchFactory,
    SynonymFactory,
    TrialFactory,
)
from tests.catalog.voice_factories import (
    ProductAnswerFactory,
    ProductQuestionFactory,
    ProductReviewFactory,
    WantedProductFactory,
)
from tests.requests.factories import (
    AccessRequestFactory,
    BasketLineFactory,
    GrantFactory,
    GrantReviewFactory,
    MaskExceptionFactory,
    OrderFactory,
    RecertificationFactory,
    StrayRightFactory,
)

WHO = ("stranger", "ada", "otto", "grace", "petra", "eve")
REASON = {"reason": "To see who may.", "cause": "To see who may."}
TABLE = [
    line.split()
    for line in (Path(__file__).parent / "who_may.txt").read_text().splitlines()
    if line and not line.startswith("#")
]


@pytest.fixture
def world(ada, otto, grace, petra, eve, clinical):
    """One of everything that an address can name."""
    product = DataProductFactory(slug="adverse-events", domain=DomainFactory(team=clinical))
    give_rights(product, clinical)
    before = ProductVersionFactory(product=product, number="0.9.0", state="superseded")
    held = OfferedPortFactory(product=product, name="events", columns=["subject"])
    wanted = OfferedPortFactory(product=product, name="summary", columns=["arm"])
    version = ProductVersion.objects.published().get(product=product)
    Draft.objects.create(product=product, bundle=b"kind: DataProduct\n", digest="x", changed_by=otto)
    run = PublishingRun.objects.create(
        product=product,
        version=version,
        asked_by=otto,
        state="failed",
        started_at=timezone.now(),
        ended_at=timezone.now(),
    )
    consumer = ConsumerFactory(person=ada)
    grant = GrantFactory(consumer=consumer, port=held)
    setting_up = ProvisioningRun.objects.create(grant=grant, aim="open", state="failed", due_at=timezone.now())
    order = OrderFactory(consumer=consumer, ordered_by=ada)
    line = AccessRequestFactory(order=order, port=wanted)
    stage = ApprovalStage.objects.create(request=line, position=1, role="owner", state="open", opened_at=timezone.now())
    stage.pool.set([otto, petra])
    plain = MaskExceptionFactory(grant=grant, columns=["subject"])
    connector = Connector.objects.create(name="chat", kind="chat", address="https://127.0.0.1:1/")
    happened = record("order.placed", order, actor=ada, team_or_person="Ada", justification="To see.")
    ConnectorMessage.objects.create(connector=connector, event=happened, state="failed", ended_at=timezone.now())
    campaign = RecertificationFactory(opened_by=grace)
    GrantReviewFactory(campaign=campaign, grant=grant).pool.add(otto)
    day = timedelta(days=1)
    now = timezone.now()
    standing = StandIn.objects.create(person=otto, by=petra, begins_at=now + 9 * day, ends_at=now + 10 * day)
    back = StageQuestion.objects.create(
        stage=stage, asked_by=otto, text="Why?", asked_at=now, answered_by=ada, answer="So.", answered_at=now
    )
    tell([ada], "Look.", link="/my-data/")
    message = ada.notifications.get()
    lost = Delivery.objects.create(notification=message, channel="webhook", state="failed", ended_at=timezone.now())
    period = MigrationPeriodFactory(product=product, before=before, after=version)
    notice = MigrationNotice.objects.create(period=period, port=held, consumer=consumer)
    question = ProductQuestionFactory(product=product, author=ada)
    said = ProductAnswerFactory(question=question, author=otto, by_owner=True)
    review = ProductReviewFactory(version=version, author=ada)
    looked_for = WantedProductFactory(asked_by=ada, domain=product.domain)
    questions = [{"id": "why", "label": "Why?"}]
    CheckpointFormFactory(kind="discovery", questions=questions)
    written = CheckpointFormFactory(kind="discovery", version=2, state="draft", questions=questions)
    GovernancePolicyFactory(slug="support", state="grace", enforced_from=timezone.localdate() + timedelta(days=9))
    GovernancePolicyFactory(slug="support", version=2)
    exception = PolicyExceptionFactory(product=product, policy_slug="support", requested_by=otto)
    score = FitnessScore.objects.create(product=product, day=timezone.localdate(), scoring="1", score=50, band="fair")
    keep_answers(score, {"function": "reusable.licence", "attribute": "Reusable", "outcome": "fail", "score": 0.0})
    dispute = FitnessDispute.objects.create(
        product=product,
        function="findable.tagged",
        reason="Nobody searches by tags.",
        valid_until=timezone.localdate(),
        disputed_by=otto,
    )
    search = SavedSearchFactory(person=ada)
    account = open_account(actor=otto, team=clinical, name="Loader")
    AccessRuleSet.objects.create(version=1, written="rules: []", document={"rules": []}, reason="First.", by=grace)
    promise = Monitor.objects.create(
        port=held,
        contract=held.contract,
        rule="schema/events/quality/0",
        indicator="quality",
        name="Two people review.",
    )
    anomaly = Anomaly.objects.create(
        port=held, snapshot=held.snapshot, figure="volume", value=3, low=5, high=9, found_at=now
    )
    return {
        "objective": ServiceLevelObjective.objects.create(port=held, rule="quality/rows", percent=95).pk,
        "promise": promise.pk,
        "anomaly": anomaly.pk,
        "rules": 1,
        "back": back.pk,
        "standin": standing.pk,
        "account": account.pk,
        "account_token": issue_token(actor=otto, owner=account, name="job", scope="read", days=3)[0].pk,
        "line": BasketLineFactory(person=ada, port=wanted).pk,
        "search": search.pk,
        "follow": Follow.objects.create(person=ada, search=search).pk,
        "product": product.slug,
        "table": SourceTableFactory(system__team=clinical, columns=[{"name": "a", "type": "BIGINT"}]).pk,
        "proposal": ProposalFactory(product=product).pk,
        "profile": RequirementProfileFactory(person=ada).pk,
        "policy": "support",
        "exception": exception.pk,
        "dispute": dispute.pk,
        "domain": product.domain.slug,
        "wanted": looked_for.pk,
        "question": question.pk,
        "answer": said.pk,
        "review": review.pk,
        "checkpoint": CheckpointFactory(product=product, requested_by=otto).pk,
        "form": written.pk,
        "version": version.number,
        "period": notice.period_id,
        "notice": notice.pk,
        "port": held.pk,
        "run": run.pk,
        "synonym": SynonymFactory().pk,
        "trial": TrialFactory(product=product, asked_by=otto).pk,
        "order": order.number,
        "connector": connector.pk,
        "stage": stage.pk,
        "token_of_otto": token_for(stage, otto.pk),
        "grant": grant.pk,
        "setting_up": setting_up.pk,
        "campaign": campaign.pk,
        "access": grant.request_id,
        "team": clinical.slug,
        "plain": plain.pk,
        "suspension": Suspension.objects.create(port=wanted, reason="A leak.", suspended_by=grace).pk,
        "right": StrayRightFactory().pk,
        "observer": Observer.objects.create(slug="soda", name="Soda", secret_name="OBSERVER_SODA").slug,
        "incident": Incident.objects.create(port=held, title="Late", opened_at=timezone.now()).pk,
        "token": issue_token(actor=None, owner=ada, name="tool", scope="read", days=3)[0].pk,
        "message": message.pk,
        "delivery": lost.pk,
    }


def names(resolver=None, space=""):
    """Every named address, but those of Django's admin, which tests/admin keeps."""
    for entry in (resolver or get_resolver()).url_patterns:
        if hasattr(entry, "url_patterns"):
            if entry.namespace != "admin":
                yield from names(entry, f"{entry.namespace}:" if entry.namespace else space)
        elif entry.name:
            yield space + entry.name


def test_every_address_stands_in_the_table():
    assert set(names()) - {row[0] for row in TABLE} == set(), "Add them to tests/house/who_may.txt."


def _area(row) -> str:
    """The part of the marketplace that an address belongs to; calls by what they do."""
    method, (_root, first, *_rest) = row[1], row[2].split("/")
    return f"{first}-{method}" if first == "api" else first if first in ("studio", "governance", "products") else "rest"


AREAS = {area: [row for row in TABLE if _area(row) == area] for area in sorted(set(map(_area, TABLE)))}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("area", AREAS)
def test_everybody_gets_what_they_may_and_no_more(world, request, area):
    cookies = {who: _signed_in(request, who) for who in WHO}
    found, expected = {}, {}

    for name, method, address, *statuses in AREAS[area]:
        address = address.format(**world)
        expected[method, address] = (name, *map(int, statuses))
        found[method, address] = (
            resolve(address.partition("?")[0]).view_name,
            *_asked(cookies, method, address),
        )

    assert {row: got for row, got in found.items() if got != expected[row]} == {}, "Name, and what each of WHO got."


def _signed_in(request, who) -> SimpleCookie:
    client = Client()
    if who != "stranger":
        client.force_login(request.getfixturevalue(who))
    return client.cookies


def _sent(address):
    """What is sent with a change: a reason, or documents where documents are read."""
    if address.startswith("/api/") and ("/draft/" in address or "/bundles/" in address):
        return {"data": b"kind: Nothing", "content_type": "application/yaml"}
    if address.startswith("/api/"):
        return {"data": REASON, "content_type": "application/json"}
    return {"data": REASON}


def _asked(cookies, method, address):
    """The status that each gets; what one of them changes is undone before the next."""
    for who in WHO:
        caches["pages"].clear()
        with transaction.atomic():
            client = Client(raise_request_exception=False)
            client.cookies = SimpleCookie(cookies[who].output(header="", sep=";"))
            answer = getattr(client, method.lower())(address, **({} if method == "GET" else _sent(address)))
            b"".join(answer.streaming_content) if answer.streaming else answer.content
            yield answer.status_code
            transaction.set_rollback(True)
