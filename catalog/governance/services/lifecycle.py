"""A policy's life: put in force with a time of grace, enforced on its day, withdrawn, or replaced by the next one."""

from collections import defaultdict
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from catalog.fitness.tasks import score_all
from catalog.governance.errors import DayTooEarly, PolicyNotDraft, PolicyNotInForce, WhyMissing
from catalog.governance.policies import may_write_policies
from catalog.governance.ruling import rule_of
from catalog.governance.services.drafting import understood
from catalog.governance.tasks import judge_all
from catalog.governance.telling import tell_of_failing
from catalog.models import DataProduct, GovernancePolicy, PolicyVerdict
from marketplace.foundation.audit import record
from marketplace.foundation.nudges import nudge
from marketplace.foundation.policies import insist

State = GovernancePolicy.State
REMINDERS = (14, 1)  # days before a policy is enforced on which those who do not keep it are reminded


@transaction.atomic
def put_in_force(*, actor, policy: GovernancePolicy, enforced_from: date) -> GovernancePolicy:
    """Judge products by a draft from now on: warn until a day, then enforce; from today on, enforce at once.

    An earlier version that is enforced stays so until this one is; one in grace is replaced.
    """
    insist(may_write_policies(actor))
    today = timezone.localdate()
    policy = _locked(policy)
    if policy.state != State.DRAFT:
        raise PolicyNotDraft(policy=str(policy))
    if enforced_from < today:
        raise DayTooEarly(earliest=today)
    understood(policy.rule)
    policy.enforced_from = enforced_from
    _replace(policy, State.GRACE, actor)
    if enforced_from <= today:
        _replace(policy, State.ENFORCED, actor)
    policy.state = State.ENFORCED if enforced_from <= today else State.GRACE
    policy.save(update_fields=["state", "enforced_from", "updated_at"])

    verb = "policy.enforced" if policy.state == State.ENFORCED else "policy.announced"
    _record(verb, policy, actor, day=enforced_from)
    nudge(judge_all)
    _score_again(policy)
    return policy


@transaction.atomic
def postpone(*, actor, policy: GovernancePolicy, enforced_from: date) -> GovernancePolicy:
    """Move the day from which a policy in grace is enforced, to a later or an earlier one."""
    insist(may_write_policies(actor))
    policy = _locked(policy)
    if policy.state != State.GRACE:
        raise PolicyNotInForce(policy=str(policy))
    tomorrow = timezone.localdate() + timedelta(days=1)
    if enforced_from < tomorrow:
        raise DayTooEarly(earliest=tomorrow)
    old, policy.enforced_from = policy.enforced_from, enforced_from
    policy.save(update_fields=["enforced_from", "updated_at"])

    _record("policy.moved", policy, actor, day=enforced_from, old=old, new=enforced_from)
    return policy


@transaction.atomic
def withdraw(*, actor, policy: GovernancePolicy, reason: str) -> GovernancePolicy:
    """Judge products by a policy no more."""
    insist(may_write_policies(actor))
    if not reason.strip():
        raise WhyMissing()
    policy = _locked(policy)
    if not policy.is_in_force:
        raise PolicyNotInForce(policy=str(policy))
    old, policy.state = policy.state, State.WITHDRAWN
    policy.save(update_fields=["state", "updated_at"])

    _record("policy.withdrawn", policy, actor, old=old, reason=reason.strip())
    _score_again(policy)
    return policy


def enforce_due(today: date | None = None) -> list[GovernancePolicy]:
    """Enforce what is in grace and whose day has come; safe to ask for twice, and by two at once."""
    today = today or timezone.localdate()
    due = GovernancePolicy.objects.filter(state=State.GRACE, enforced_from__lte=today).order_by("pk")
    return [enforced for policy in due if (enforced := _enforce(policy, today))]


@transaction.atomic
def _enforce(policy: GovernancePolicy, today: date) -> GovernancePolicy | None:
    """Enforce one policy, unless somebody else did, postponed or withdrew it in the meantime."""
    policy = _locked(policy)
    if policy.state != State.GRACE or policy.enforced_from > today:
        return None
    _replace(policy, State.ENFORCED, None)
    policy.state = State.ENFORCED
    policy.save(update_fields=["state", "updated_at"])

    _record("policy.enforced", policy, None, day=policy.enforced_from)
    tell_of_failing(policy, _failing([policy])[policy.pk], occasion="enforced")
    _score_again(policy)
    return policy


def remind_of_enforcing(today: date | None = None) -> None:
    """Tell those who still do not keep a policy that its day draws near, once for each reminder."""
    today = today or timezone.localdate()
    near = GovernancePolicy.objects.filter(
        state=State.GRACE, enforced_from__range=(today + timedelta(days=1), today + timedelta(days=max(REMINDERS)))
    )
    failing = _failing(list(near))
    for policy in near:
        due = min(days for days in REMINDERS if days >= (policy.enforced_from - today).days)
        tell_of_failing(policy, failing[policy.pk], occasion=f"{policy.enforced_from}:{due}")


def _failing(policies: list[GovernancePolicy]) -> dict[int, list[int]]:
    """The products that do not keep each of these policies, by the id of the policy."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = PolicyVerdict.objects.filter(policy__in=policies, outcome=PolicyVerdict.Outcome.FAIL)
    shown = rows.filter(product__status__in=DataProduct.Status.shown())
    for policy, product in shown.values_list("policy", "product"):
        found[policy].append(product)
    return found


def _score_again(policy: GovernancePolicy) -> None:
    """A policy that scores makes every score old, when it comes or goes."""
    rule = rule_of(policy.rule)
    if rule and rule.effect == "score":
        nudge(score_all)


def _locked(policy: GovernancePolicy) -> GovernancePolicy:
    """The policy under the lock of all its versions: only one of them changes at a time."""
    versions = GovernancePolicy.objects.select_for_update().filter(slug=policy.slug).order_by("pk")
    return next(version for version in versions if version.pk == policy.pk)


def _replace(policy: GovernancePolicy, state: str, actor) -> None:
    """Let the version that was in a state go, so that this one can take its place."""
    before = GovernancePolicy.objects.filter(slug=policy.slug, state=state).exclude(pk=policy.pk).first()
    if before is None:
        return
    before.state = State.WITHDRAWN
    before.save(update_fields=["state", "updated_at"])
    _record("policy.superseded", before, actor, old=state, by=policy.version)


def _record(verb: str, policy: GovernancePolicy, actor, **facts) -> None:
    record(verb, policy, actor=actor, public=True, policy=policy.slug, version=policy.version, **facts)
