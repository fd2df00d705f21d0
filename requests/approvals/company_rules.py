"""The company's access rules: which are in force, and how a steward puts others in their place."""

from functools import partial

from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.policies import may_govern
from catalog.search import tasks as search_tasks
from catalog.spec import Violation, has_errors
from catalog.spec.access_rules import EMPTY, AccessRules, access_rules_of, read_access_rules
from marketplace.foundation.audit import record
from marketplace.foundation.errors import DomainError
from marketplace.foundation.nudges import nudge
from marketplace.foundation.policies import insist
from requests.grants.errors import ReasonMissing
from requests.models import AccessRuleSet

AT_HAND, KEPT = "access-rules", 15  # seconds


class RulesNotFit(DomainError):
    """Rules that cannot be read, or that say something nobody knows, are never put in force."""

    code = "access-rules-not-fit"
    status = 422
    message = _("These rules cannot be put in force: %(reason)s")


class RulesChanged(DomainError):
    """Somebody else changed the rules meanwhile."""

    code = "access-rules-changed"
    status = 409
    message = _("The rules were changed meanwhile; version %(version)s is in force. Look at it before you change it.")


def rules_in_force() -> AccessRules:
    """The company's rules of now; one query."""
    return _rules_of(AccessRuleSet.objects.only("version", "document").in_force())


def rules_at_hand() -> AccessRules:
    """The rules as they were at most 15 seconds ago, for what pages say beforehand; an order asks for those of now."""
    return caches["pages"].get_or_set(AT_HAND, rules_in_force, KEPT)


def looks_of(rules: AccessRules) -> frozenset[str]:
    """What these rules look at of a port: of "purposes" and "classifications"."""
    when = [rule.when for rule in rules.rules]
    return frozenset(name for name in ("purposes", "classifications") if any(getattr(one, name) for one in when))


def written_in_force() -> tuple[str, int]:
    """What a change begins with: the newest version as it was written, and its number."""
    newest = AccessRuleSet.objects.in_force()
    return (newest.written, newest.version) if newest else (EMPTY, 0)


def read_rules(written: str) -> tuple[AccessRules, list[Violation]]:
    """What was written, and everything there is to say about it.

    Raises RulesNotFit where it cannot be put in force.
    """
    rules, _document, violations = read_access_rules(written)
    if has_errors(violations):
        raise _not_fit(violations)
    return rules, violations


@transaction.atomic
def put_rules_in_force(*, actor, written: str, reason: str, after: int) -> AccessRuleSet:
    """Make these the rules by which every order from now on is routed; what is under way keeps the way it has.

    `after` is the version that was changed. Raises ReasonMissing, RulesNotFit, RulesChanged.
    """
    insist(may_govern(actor))
    if not reason.strip():
        raise ReasonMissing()
    rules, document, violations = read_access_rules(written)
    if has_errors(violations):
        raise _not_fit(violations)
    newest = AccessRuleSet.objects.in_force()
    before = newest.version if newest else 0
    if before != after:
        raise RulesChanged(version=before)
    try:
        with transaction.atomic():
            made = AccessRuleSet.objects.create(
                version=before + 1, written=written, document=document, reason=reason.strip(), by=actor
            )
    except IntegrityError:
        raise RulesChanged(version=before + 1) from None
    transaction.on_commit(partial(caches["pages"].delete, AT_HAND))
    if not looks_of(rules) <= looks_of(_rules_of(newest)):
        # The search has to know more of every port than it does.
        nudge(search_tasks.refresh_all)
    record("rules.put_in_force", made, actor=actor, old=before or None, new=made.version, reason=made.reason)
    return made


def _not_fit(violations: list[Violation]) -> RulesNotFit:
    first = next(one for one in violations if one.level == "error")
    told = [{"line": one.line, "path": one.path, "code": one.code, "message": one.message} for one in violations]
    return RulesNotFit(reason=first.message, violations=told)


def _rules_of(newest: AccessRuleSet | None) -> AccessRules:
    return access_rules_of(newest.document, newest.version) if newest else AccessRules()
