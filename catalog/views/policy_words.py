"""An access policy in words that a consumer understands."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Team
from catalog.models import Domain, OutputPort
from catalog.views.masks import mask_sentence

_DEFAULT = {"then": "review", "stages": ["owner"]}
_MOST_RULES = 50


@dataclass(frozen=True)
class RuleInWords:
    """One rule: for whom it holds, what it says, and why."""

    condition: str
    decision: str  # approve, deny or review
    answer: str
    reason: str = ""


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


def _rule(rule: dict, condition: str) -> RuleInWords:
    decision = rule.get("then") or "review"
    return RuleInWords(
        condition, decision, _answer(decision, rule.get("stages") or ["owner"]), rule.get("reason") or ""
    )


def _answer(decision: str, stages: list[str]) -> str:
    if decision == "approve":
        return _("approved at once")
    if decision == "deny":
        return _("refused")
    who = {"owner": _("the owning team"), "steward": _("a governance steward")}
    return _("decided by %(who)s") % {"who": _(", then ").join(str(who.get(stage, stage)) for stage in stages)}


def _condition(when: dict, teams: dict[str, str], domains: dict[str, str]) -> str:
    """For whom a rule holds; empty without conditions."""
    parts = []
    if when.get("teams"):
        parts.append(_("members of %(names)s") % {"names": _either([teams.get(slug, slug) for slug in when["teams"]])})
    if when.get("domains"):
        names = _either([domains.get(slug, slug) for slug in when["domains"]])
        parts.append(_("teams of the domain %(names)s") % {"names": names})
    if when.get("purposes"):
        parts.append(_("for %(names)s") % {"names": _either(list(when["purposes"]))})
    if days := when.get("daysAtMost"):
        parts.append(ngettext("for %(days)s day at most", "for %(days)s days at most", days) % {"days": days})
    sentence = ", ".join(parts)
    return sentence[:1].upper() + sentence[1:]


def _either(names: list[str]) -> str:
    return (
        names[0] if len(names) == 1 else _("%(many)s or %(last)s") % {"many": ", ".join(names[:-1]), "last": names[-1]}
    )
