"""An access policy in words that a consumer understands."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Team
from catalog.models import Domain, OutputPort
from catalog.spec import StageSpec
from catalog.spec.viewing import stages_of
from catalog.views.masks import mask_sentence

_DEFAULT = {"then": "review", "stages": ["owner"]}
_MOST_RULES = 50


@dataclass(frozen=True)
class RuleInWords:
    """One rule: for whom it holds, what it says, and why."""

    condition: str
    decision: str  # approve, deny, review; of the company also leave
    answer: str
    reason: str = ""
    name: str = ""


@dataclass(frozen=True)
class PolicyInWords:
    """Everything that a consumer should know before asking for a port."""

    port: OutputPort
    purposes: list[str]
    longest_days: int
    terms: str
    rules: list[RuleInWords]
    masks: list[dict]
    row_filter: str
    plain_for: list[str] = field(default_factory=list)


def policies_in_words(ports: list[OutputPort]) -> list[PolicyInWords]:
    """The policy of each port. Two queries for the names of teams and domains."""
    documents = [port.policy.document for port in ports]
    teams, domains = _names(documents, [port.policy.unmasked_for for port in ports])
    return [
        PolicyInWords(
            port=port,
            purposes=list(port.policy.purposes),
            longest_days=port.policy.longest_days,
            terms=port.policy.terms,
            rules=_rules(port.policy.document, teams, domains),
            masks=[{"column": mask["column"], "text": mask_sentence(mask)} for mask in port.policy.masks],
            row_filter=port.policy.row_filter,
            plain_for=_plain_for(port, teams),
        )
        for port in ports
    ]


def rules_in_words(document: dict) -> list[RuleInWords]:
    """The company's own access rules in words, in their order; names are asked for in two queries."""
    teams, domains = _names([document], [])
    return [
        _rule(rule, _condition(rule.get("when") or {}, teams, domains) or _("Everybody"), rule.get("name") or "")
        for rule in _written_rules(document)
    ]


def _plain_for(port: OutputPort, teams: dict[str, str]) -> list[str]:
    names = [port.product.owner.name, *(teams.get(slug, slug) for slug in port.policy.unmasked_for)]
    return list(dict.fromkeys(names))


def _names(documents: list[dict], unmasked: list[list[str]]) -> tuple[dict[str, str], dict[str, str]]:
    conditions = [rule.get("when") or {} for document in documents for rule in _written_rules(document)]
    teams = {slug for when in conditions for slug in when.get("teams") or ()} | {
        slug for slugs in unmasked for slug in slugs
    }
    domains = {slug for when in conditions for slug in when.get("domains") or ()}
    return (
        dict(Team.objects.filter(slug__in=teams).values_list("slug", "name")) if teams else {},
        dict(Domain.objects.filter(slug__in=domains).values_list("slug", "name")) if domains else {},
    )


def _written_rules(document: dict) -> list[dict]:
    return [rule for rule in document.get("rules") or () if isinstance(rule, dict)][:_MOST_RULES]


def _rules(document: dict, teams: dict[str, str], domains: dict[str, str]) -> list[RuleInWords]:
    written = _written_rules(document)
    rules = [
        _rule(
            rule,
            _condition(rule.get("when") or {}, teams, domains) or (_("Everybody else") if place else _("Everybody")),
        )
        for place, rule in enumerate(written)
    ]
    if any(not rule.get("when") for rule in written):
        return rules
    otherwise = _("Everybody else") if rules else _("Everybody")
    return [*rules, _rule(document.get("default") or _DEFAULT, otherwise)]


def _rule(rule: dict, condition: str, name: str = "") -> RuleInWords:
    decision = rule.get("then") or "review"
    answer = _answer(decision, rule.get("stages") or ["owner"])
    return RuleInWords(condition, decision, answer, rule.get("reason") or "", name)


def _answer(decision: str, stages: list) -> str:
    if decision == "approve":
        return _("approved at once")
    if decision == "deny":
        return _("refused")
    if decision == "leave":
        return _("left to the policy of the port")
    asked = [_asked(stage) for stage in stages_of({"stages": stages})]
    return _("decided by %(who)s") % {"who": _(", then ").join(asked)}


def _asked(stage: StageSpec) -> str:
    """Who is asked at one stage, and how many of them have to agree."""
    who = {
        "owner": _("the owning team"),
        "domain-owner": _("the owner of the domain"),
        "steward": _("a governance steward"),
        "data-protection": _("data protection"),
        "line": _("the line of whoever asks"),
    }.get(stage.role, stage.role)
    if stage.needs == "any":
        return who
    if stage.needs == "all":
        return _("%(who)s (all of them)") % {"who": who}
    return _("%(who)s (%(number)s of them)") % {"who": who, "number": stage.needs}


def _condition(when: dict, teams: dict[str, str], domains: dict[str, str]) -> str:
    """For whom a rule holds; empty without conditions."""
    parts = []
    kinds = {"person": _("people"), "team": _("teams"), "service-account": _("service accounts")}
    if "plain" in when:
        parts.append(_("to see masked columns as they are") if when["plain"] else _("to read as the policy shows it"))
    if when.get("consumers"):
        parts.append(_either([kinds.get(kind, kind) for kind in when["consumers"]]))
    if when.get("teams"):
        parts.append(_("members of %(names)s") % {"names": _either([teams.get(slug, slug) for slug in when["teams"]])})
    if when.get("domains"):
        names = _either([domains.get(slug, slug) for slug in when["domains"]])
        parts.append(_("teams of the domain %(names)s") % {"names": names})
    if when.get("regions"):
        parts.append(_("from %(names)s") % {"names": _either(list(when["regions"]))})
    if when.get("classifications"):
        parts.append(_("where %(names)s data would be read") % {"names": _either(list(when["classifications"]))})
    if when.get("purposes"):
        parts.append(_("for %(names)s") % {"names": _either(list(when["purposes"]))})
    if days := when.get("daysAtMost"):
        parts.append(ngettext("for %(days)s day at most", "for %(days)s days at most", days) % {"days": days})
    if days := when.get("daysAtLeast"):
        parts.append(ngettext("for %(days)s day or more", "for %(days)s days or more", days) % {"days": days})
    sentence = ", ".join(parts)
    return sentence[:1].upper() + sentence[1:]


def _either(names: list[str]) -> str:
    return (
        names[0] if len(names) == 1 else _("%(many)s or %(last)s") % {"many": ", ".join(names[:-1]), "last": names[-1]}
    )
