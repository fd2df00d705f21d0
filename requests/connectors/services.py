"""What the platform team does with connectors, and what a signed call from another system does."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.notifications.choosing import is_safe
from accounts.notifications.errors import NothingGivenUp, NotSafelyReached
from accounts.policies import may_operate
from marketplace.foundation.audit import coming_from, record, verbs
from marketplace.foundation.models import AuditEvent
from marketplace.foundation.nudges import nudge
from marketplace.foundation.outbox import NotDelivered
from marketplace.foundation.policies import insist
from marketplace.foundation.signatures import NotGenuine, insist_genuine
from requests.approvals.services import decide
from requests.connectors import tasks
from requests.connectors.errors import (
    CallNotUnderstood,
    ConnectorInUse,
    DecidesNothing,
    FieldMissing,
    NameTaken,
    SecretNameRefused,
    UnknownEvent,
)
from requests.connectors.kinds import KINDS, SECRET_NAME, secret_of
from requests.connectors.servicenow import person_named
from requests.models import ApprovalStage, Connector, ConnectorCall, ConnectorMessage, ProvisioningRun
from requests.provisioning.services import done_by_hand

FIELDS = ("name", "kind", "address", "account", "table", "secret_name", "follows", "decides", "is_on")


@transaction.atomic
def save_connector(*, actor, connector: Connector | None = None, follows: Sequence[str] = (), **said) -> Connector:
    """Set another system up, or change it; a new one is told what happens from now on.

    Raises NotSafelyReached, SecretNameRefused, FieldMissing, UnknownEvent, NameTaken.
    """
    insist(may_operate(actor))
    _insist_fit(said, follows)
    others = Connector.objects.exclude(pk=connector.pk if connector else None)
    if others.filter(name=said["name"]).exists():
        raise NameTaken(name=said["name"])
    said["follows"] = list(follows) or list(KINDS.get(said["kind"]).follows)
    old = {name: getattr(connector, name) for name in FIELDS} if connector else None
    if connector is None:
        last = AuditEvent.objects.aggregate(last=Max("pk"))["last"] or 0
        connector = Connector(begins=last, cursor=last)
    for name in FIELDS:
        setattr(connector, name, said.get(name, getattr(connector, name)))
    connector.full_clean()
    connector.save()

    # An incoming webhook is opened by whoever knows its address, so the audit does not.
    new = {name: getattr(connector, name) for name in FIELDS if name != "address"}
    old = {name: value for name, value in old.items() if name != "address"} if old else None
    record("connector.changed" if old else "connector.added", connector, actor=actor, old=old, new=new)
    return connector


@transaction.atomic
def pause(*, actor, connector: Connector) -> Connector:
    """Send it nothing until it is taken up again; what happens in the meantime is told then."""
    return _switch("connector.paused", actor, connector, is_on=False)


@transaction.atomic
def resume(*, actor, connector: Connector) -> Connector:
    """Tell it again what happens, and what happened in the meantime."""
    return _switch("connector.resumed", actor, connector, is_on=True)


@transaction.atomic
def delete_connector(*, actor, connector: Connector) -> None:
    """Forget another system and what waits for it; what was made there stays there.

    Raises ConnectorInUse.
    """
    insist(may_operate(actor))
    connector = Connector.objects.select_for_update().get(pk=connector.pk)
    if connector.is_on:
        raise ConnectorInUse(connector=str(connector))
    waiting = connector.messages.filter(state=ConnectorMessage.State.WAITING).count()
    record("connector.deleted", connector, actor=actor, kind=connector.kind, waiting=waiting)
    connector.delete()


def try_out(*, actor, connector: Connector) -> str:
    """Call the other side now; answers what is wrong, or nothing."""
    insist(may_operate(actor))
    try:
        KINDS.get(connector.kind).check(connector)
        wrong = ""
    except NotDelivered as failure:
        wrong = str(failure)
    Connector.objects.filter(pk=connector.pk).update(tested_at=timezone.now(), test_error=wrong)
    record("connector.tested", connector, actor=actor, outcome=wrong or "ok")
    return wrong


@transaction.atomic
def send_again(*, actor, connector: Connector) -> int:
    """Try everything again that was given up for one system; answers how many.

    Raises NothingGivenUp.
    """
    insist(may_operate(actor))
    again = ConnectorMessage.objects.given_up().filter(connector=connector)
    pks = list(again.order_by("pk").values_list("pk", flat=True))
    now = timezone.now()
    fresh = {"state": ConnectorMessage.State.WAITING, "attempts": 0, "due_at": now, "ended_at": None, "updated_at": now}
    if not (taken := again.filter(pk__in=pks).update(**fresh)):
        raise NothingGivenUp()
    record("connector.retried", connector, actor=actor, number=taken)
    for pk in pks:
        nudge(tasks.send, pk)
    return taken


def _insist_fit(said: Mapping[str, Any], follows: Sequence[str]) -> None:
    """What is said of a connector is enough for its kind, and harmless."""
    if not is_safe(said["address"]):
        raise NotSafelyReached()
    if said.get("secret_name") and not SECRET_NAME.fullmatch(said["secret_name"]):
        raise SecretNameRefused()
    for name in KINDS.get(said["kind"]).needs:
        if not said.get(name):
            raise FieldMissing(field=name)
    known = {*verbs(), *(verb.split(".")[0] for verb in verbs())}
    if unknown := [word for word in follows if word not in known]:
        raise UnknownEvent(name=unknown[0])


def _switch(verb: str, actor, connector: Connector, *, is_on: bool) -> Connector:
    insist(may_operate(actor))
    now = timezone.now()
    if Connector.objects.filter(pk=connector.pk, is_on=not is_on).update(is_on=is_on, updated_at=now):
        record(verb, connector, actor=actor, old=not is_on, new=is_on)
    connector.refresh_from_db()
    return connector


def insist_signed(connector: Connector | None, headers: Mapping[str, str], body: bytes) -> str:
    """The name of a call that was signed with the secret of this connector, whose answers count.

    Raises NotGenuine, DecidesNothing.
    """
    if connector is None:
        raise NotGenuine()
    try:
        secret = secret_of(connector)
    except NotDelivered:
        raise NotGenuine() from None
    message = insist_genuine(secret, headers, body, now=int(timezone.now().timestamp()))
    if not (connector.decides and connector.is_on):
        raise DecidesNothing(connector=str(connector))
    return message[:200]


def heed(*, connector: Connector, message: str, said: Mapping[str, Any]) -> bool:
    """Do what a signed call asks, as the person it names; False when this very call was heeded before.

    Raises NobodyOfThatName, CallNotUnderstood, and what deciding and mending raise.
    """
    with transaction.atomic(), coming_from("connector", connector=str(connector)):
        # Whoever locks the connector first, heeds; the call counts only with what it did.
        Connector.objects.select_for_update().get(pk=connector.pk)
        if ConnectorCall.objects.filter(connector=connector, message=message).exists():
            return False
        ConnectorCall.objects.create(connector=connector, message=message)
        _heed(said)
    return True


def _heed(said: Mapping[str, Any]) -> None:
    actor = person_named(str(said["by"]))
    if said["does"] in ("approve", "deny"):
        stage = ApprovalStage.objects.filter(pk=said["about"]).first()
        if stage is None:
            raise CallNotUnderstood(why=f"approval {said['about']}")
        yes = said["does"] == "approve"
        decide(actor=actor, stage=stage, yes=yes, reason=said["reason"], days=said["days"] if yes else None)
        return
    run = ProvisioningRun.objects.select_related("grant").filter(pk=said["about"]).first()
    if run is None:
        raise CallNotUnderstood(why=f"run {said['about']}")
    done_by_hand(actor=actor, run=run, note=said["reason"])
