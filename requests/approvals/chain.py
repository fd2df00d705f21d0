"""Which way a wish for data goes: by the company's rules first, then by the policy of the port. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from catalog.spec import PolicySpec, RuleSpec, StageSpec, WhenSpec
from catalog.spec.access_rules import AccessRules

OWNER = "owner"
DOMAIN_OWNER = "domain-owner"
STEWARD = "steward"
DATA_PROTECTION = "data-protection"
LINE = "line"
KNOWN_ROLES = (OWNER, DOMAIN_OWNER, STEWARD, DATA_PROTECTION, LINE)
NO_RULES = AccessRules()


@dataclass(frozen=True)
class Facts:
    """What a rule may look at: who asks, for what, for how long, and how what would be read is classified."""

    teams: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    purpose: str = ""
    days: int = 1
    consumer: str = ""  # person, team, service-account
    regions: frozenset[str] = frozenset()
    classifications: frozenset[str] = frozenset()
    plain: bool = False  # it is about seeing masked columns as they are


@dataclass(frozen=True)
class Spoken:
    """What the company's rules said: which rule in which version, and its word."""

    version: int
    rule: str
    outcome: str  # approve, deny, review, leave
    reason: str = ""


@dataclass(frozen=True)
class Route:
    """Approved, denied, or reviewed by these stages one after the other; by which rule, and why."""

    outcome: str  # approve, deny, review
    rule: str
    stages: tuple[StageSpec, ...] = ()
    reason: str = ""
    company: Spoken | None = None

    @property
    def roles(self) -> tuple[str, ...]:
        """Whose turn it is, one after the other."""
        return tuple(stage.role for stage in self.stages)


def route(policy: PolicySpec, facts: Facts, rules: AccessRules = NO_RULES) -> Route:
    """The way of one wish. A no of the company or of the port is a no; the company's stages come after the port's.

    Where the company approves, that stands in place of the port's review, never of its no. Where no rule of the company
    fits, or it leaves the wish to the port, the port's policy decides alone.

    >>> from catalog.spec import PolicySpec, RuleSpec, WhenSpec
    >>> short = RuleSpec("short", "approve", WhenSpec(days_at_most=30))
    >>> route(PolicySpec(rules=(short,)), Facts(days=7)).outcome
    'approve'
    >>> never = AccessRules((RuleSpec("embargo", "deny"),), version=3)
    >>> route(PolicySpec(rules=(short,)), Facts(days=7), never).rule
    'embargo'
    """
    own = _by_policy(policy, facts)
    rule = next((rule for rule in rules.rules if fits(rule.when, facts)), None)
    if rule is None:
        return own
    said = Spoken(rules.version, rule.name, outcome_of(rule, company=True), rule.reason)
    if said.outcome == "leave" or (own.outcome == "deny" and said.outcome != "deny"):
        return replace(own, company=said)
    if said.outcome == "review":
        ways = own.stages if own.outcome == "review" else ()
        stages = _each_once((*ways, *stages_of(rule)))
        reason = " ".join(dict.fromkeys(each for each in (own.reason if ways else "", rule.reason) if each))
        return Route("review", own.rule if ways else rule.name, stages, reason, said)
    return Route(said.outcome, rule.name, (), rule.reason, said)


def route_plain(policy: PolicySpec, facts: Facts, rules: AccessRules = NO_RULES) -> Route:
    """The way of a wish to see masked columns plain: by the same rules, but people decide.

    A rule that approves access meant masked data. So only the port's own rule opens this by itself, and only one that
    names `plain`; one that names it may also say who is asked. Else, whoever a review asks, the owner and data
    protection are asked, too. A no is a no.

    >>> short = RuleSpec("short", "approve", WhenSpec(days_at_most=30))
    >>> route_plain(PolicySpec(rules=(short,)), Facts(days=7)).roles
    ('owner', 'data-protection')
    >>> named = RuleSpec("short", "approve", WhenSpec(days_at_most=30, plain=True))
    >>> route_plain(PolicySpec(rules=(named,)), Facts(days=7)).outcome
    'approve'
    """
    facts = replace(facts, plain=True)
    way, rule = route(policy, facts, rules), _rule_of(policy, facts)
    if way.outcome == "deny":
        return way
    by_company = way.company is not None and way.company.outcome == "approve"
    if by_company:
        way = replace(_by_policy(policy, facts), company=way.company)
    if rule.when.plain:
        return way
    stages = _each_once((*way.stages, StageSpec(OWNER), StageSpec(DATA_PROTECTION)))
    return replace(way, outcome="review", stages=stages, reason="" if way.outcome == "approve" else way.reason)


def fits(when: WhenSpec, facts: Facts) -> bool:
    """Do all conditions that are given hold? None given always do.

    >>> fits(WhenSpec(teams=("analytics",), days_at_most=7), Facts(teams=frozenset({"analytics"}), days=8))
    False
    """
    return (
        (not when.teams or not facts.teams.isdisjoint(when.teams))
        and (not when.domains or not facts.domains.isdisjoint(when.domains))
        and (not when.regions or not facts.regions.isdisjoint(when.regions))
        and (not when.classifications or not facts.classifications.isdisjoint(when.classifications))
        and (not when.consumers or facts.consumer in when.consumers)
        and (not when.purposes or facts.purpose in when.purposes)
        and (when.plain is None or when.plain == facts.plain)
        and (when.days_at_most is None or facts.days <= when.days_at_most)
        and (when.days_at_least is None or facts.days >= when.days_at_least)
    )


def outcome_of(rule: RuleSpec, *, company: bool = False) -> str:
    """What a rule decides; a word that is not known is a review, never an approval."""
    known = ("approve", "deny", "leave") if company else ("approve", "deny")
    return rule.then if rule.then in known else "review"


def stages_of(rule: RuleSpec) -> tuple[StageSpec, ...]:
    """Who is asked for a review, in order and each role once; the owner where nobody is named.

    A role that is not known is the stewards': somebody looks, rather than nobody.

    >>> odd = RuleSpec("all", "review", stages=(StageSpec("janitor"), StageSpec("owner")))
    >>> [str(stage) for stage in stages_of(odd)]
    ['steward', 'owner']
    """
    if rule.then in ("approve", "deny"):
        return ()
    known = [stage if stage.role in KNOWN_ROLES else replace(stage, role=STEWARD) for stage in rule.stages]
    return _each_once(known) or (StageSpec(OWNER),)


def asks_for_classes(policy: PolicySpec, rules: AccessRules) -> bool:
    """Does any rule look at how what would be read is classified?"""
    return any(rule.when.classifications for rule in (*policy.rules, *rules.rules))


def _by_policy(policy: PolicySpec, facts: Facts) -> Route:
    rule = _rule_of(policy, facts)
    return Route(outcome_of(rule), rule.name, stages_of(rule), rule.reason)


def _rule_of(policy: PolicySpec, facts: Facts) -> RuleSpec:
    return next((rule for rule in policy.rules if fits(rule.when, facts)), policy.default)


def _each_once(stages: Sequence[StageSpec]) -> tuple[StageSpec, ...]:
    """A role is asked once, where it comes first; as many must agree as the most that any of its stages needs."""
    found: dict[str, StageSpec] = {}
    for stage in stages:
        before = found.get(stage.role)
        found[stage.role] = stage if before is None or _weight(stage) > _weight(before) else before
    return tuple(found.values())


def _weight(stage: StageSpec) -> float:
    if stage.needs == "all":
        return float("inf")
    return 1 if stage.needs == "any" else stage.needs
