"""Write policies: a first draft, a new version, a change to a draft. What was in force once never changes."""

from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.db.models import Max

from catalog.governance.errors import PolicyChanged, PolicyNameTaken, PolicyNotDraft, PolicyRenamed, RuleNotValid
from catalog.governance.language import Rule, read_rule
from catalog.governance.policies import may_write_policies
from catalog.models import GovernancePolicy
from catalog.spec import Violation
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist

State = GovernancePolicy.State


@transaction.atomic
def draft_policy(*, actor, text: str, slug: str | None = None, shipped: str = "") -> GovernancePolicy:
    """Draft a policy, or with `slug` a new version of that one; actor None is the marketplace.

    `shipped` is the digest of the shipped rule that it is.
    """
    if actor is not None:
        insist(may_write_policies(actor))
    rule = understood(text)
    if slug is not None and rule.slug != slug:
        raise PolicyRenamed(found=rule.slug, expected=slug)
    latest = GovernancePolicy.objects.filter(slug=rule.slug).aggregate(version=Max("version"))["version"] or 0
    if latest and slug is None:
        raise PolicyNameTaken(policy=rule.slug)
    policy = GovernancePolicy(slug=rule.slug, version=latest + 1, shipped=shipped, rule=text, **_told_by(rule))
    try:
        with transaction.atomic():
            policy.save(force_insert=True)
    except IntegrityError:
        raise PolicyNameTaken(policy=rule.slug) from None

    record("policy.drafted", policy, actor=actor, version=policy.version, policy=policy.slug)
    return policy


@transaction.atomic
def change_draft(*, actor, policy: GovernancePolicy, text: str, before: str | None = None) -> GovernancePolicy:
    """Change the rule of a draft; `before` is the rule that the person saw, so that two editors notice each other."""
    insist(may_write_policies(actor))
    policy = GovernancePolicy.objects.select_for_update().get(pk=policy.pk)
    if policy.state != State.DRAFT:
        raise PolicyNotDraft(policy=str(policy))
    if before is not None and _plain(before) != _plain(policy.rule):
        raise PolicyChanged()
    rule = understood(text)
    if rule.slug != policy.slug:
        raise PolicyRenamed(found=rule.slug, expected=policy.slug)
    if text == policy.rule:
        return policy
    old, policy.rule = policy.rule, text
    for name, value in _told_by(rule).items():
        setattr(policy, name, value)
    policy.save()

    record("policy.changed", policy, actor=actor, version=policy.version, policy=policy.slug, old=old, new=text)
    return policy


@transaction.atomic
def discard_draft(*, actor, policy: GovernancePolicy) -> None:
    """Throw a draft away; it stays on the list of versions, as one that never was in force."""
    insist(may_write_policies(actor))
    taken = GovernancePolicy.objects.filter(pk=policy.pk, state=State.DRAFT).update(state=State.WITHDRAWN)
    if not taken:
        raise PolicyNotDraft(policy=str(policy))

    record("policy.discarded", policy, actor=actor, version=policy.version, policy=policy.slug)


def understood(text: str) -> Rule:
    """The rule that a text says.

    Raises RuleNotValid with what is wrong with it, line by line.
    """
    rule, violations = read_rule(text)
    if rule is None:
        raise RuleNotValid(errors=len(violations), violations=as_facts(violations))
    return rule


def as_facts(violations: list[Violation]) -> list[dict]:
    """Violations as the API and the editor read them."""
    return [asdict(one) for one in violations]


def _told_by(rule: Rule) -> dict[str, str]:
    """The fields of a policy that its rule states."""
    return {"name": rule.name, "description": rule.why, "severity": rule.severity}


def _plain(text: str) -> str:
    """A browser sends lines that end otherwise."""
    return text.replace("\r\n", "\n").strip()
