"""Which way a wish for data goes: the first rule of the port's policy that fits decides. Pure."""

from dataclasses import dataclass

from catalog.spec import PolicySpec, RuleSpec, WhenSpec

OWNER = "owner"
STEWARD = "steward"
KNOWN_STAGES = (OWNER, STEWARD)


@dataclass(frozen=True)
class Facts:
    """What a rule may look at: who asks (teams, and the domains of these), for what, and for how many days."""

    teams: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    purpose: str = ""
    days: int = 1


@dataclass(frozen=True)
class Route:
    """Approved, denied, or reviewed by these stages one after the other; by which rule, and why."""

    outcome: str  # approve, deny, review
    rule: str
    stages: tuple[str, ...] = ()
    reason: str = ""


def route(policy: PolicySpec, facts: Facts) -> Route:
    """The way of one wish: the first rule whose conditions all hold, else the policy's default.

    >>> from catalog.spec import PolicySpec, RuleSpec, WhenSpec
    >>> short = RuleSpec("short", "approve", WhenSpec(days_at_most=30))
    >>> route(PolicySpec(rules=(short,)), Facts(days=7)).outcome
    'approve'
    >>> route(PolicySpec(rules=(short,)), Facts(days=90))
    Route(outcome='review', rule='default', stages=('owner',), reason='')
    """
    rule = next((rule for rule in policy.rules if fits(rule.when, facts)), policy.default)
    return Route(outcome_of(rule), rule.name, stages_of(rule), rule.reason)


def fits(when: WhenSpec, facts: Facts) -> bool:
    """Do all conditions that are given hold? None given always do.

    >>> fits(WhenSpec(teams=("analytics",), days_at_most=7), Facts(teams=frozenset({"analytics"}), days=8))
    False
    """
    return (
        (not when.teams or not facts.teams.isdisjoint(when.teams))
        and (not when.domains or not facts.domains.isdisjoint(when.domains))
        and (not when.purposes or facts.purpose in when.purposes)
        and (when.days_at_most is None or facts.days <= when.days_at_most)
    )


def outcome_of(rule: RuleSpec) -> str:
    """What a rule decides; a word that is not known is a review, never an approval."""
    return rule.then if rule.then in ("approve", "deny") else "review"


def stages_of(rule: RuleSpec) -> tuple[str, ...]:
    """Who is asked for a review, in order and each once; the owner where nobody is named.

    >>> stages_of(RuleSpec("all", "review", stages=("steward", "steward", "owner")))
    ('steward', 'owner')
    """
    if outcome_of(rule) != "review":
        return ()
    named = tuple(dict.fromkeys(stage for stage in rule.stages if stage in KNOWN_STAGES))
    return named or (OWNER,)
