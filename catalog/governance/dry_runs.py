"""What a rule would say of every published product, were it in force: nothing is kept, and nobody is told."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Team
from catalog.governance.facts import Wanted, load_published
from catalog.governance.language import Rule, Subject, judge
from catalog.governance.ruling import exceptions_of
from catalog.governance.runner import shown_ids
from catalog.governance.verdicts import Reason
from catalog.models import Domain

CHUNK = 1000
SHOWN_REASONS = 5
TROUBLE = ("fail", "excepted", "unknown")


@dataclass(frozen=True)
class Finding:
    """A product that would not keep the rule, or of which that is not known; with the names of domain and owner."""

    slug: str
    name: str
    domain: str
    owner: str
    outcome: str
    reasons: tuple[Reason, ...]
    more: int = 0
    excepted_until: date | None = None

    @property
    def hidden(self) -> int:
        """How many reasons a page does not show."""
        return max(len(self.reasons) - SHOWN_REASONS, 0) + self.more


@dataclass
class DryRun:
    """What one rule would say of the whole mesh."""

    rule: Rule
    counts: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    @property
    def judged(self) -> int:
        """How many products were looked at."""
        return sum(self.counts.values())

    def of(self, outcome: str) -> list[Finding]:
        """The findings with an outcome, by domain, owner and name."""
        return sorted(
            (one for one in self.findings if one.outcome == outcome),
            key=lambda one: (one.domain.casefold(), one.owner.casefold(), one.name.casefold()),
        )

    def groups(self, outcome: str, most: int) -> list[tuple[str, str, list[Finding]]]:
        """The first findings with an outcome, by domain and owner."""
        shown = self.of(outcome)[:most]
        return [(*key, list(some)) for key, some in groupby(shown, key=lambda one: (one.domain, one.owner))]


def dry_run(rules: Sequence[Rule]) -> list[DryRun]:
    """Judge every published product by these rules; chunk by chunk, each in a fixed number of queries."""
    runs = [DryRun(rule) for rule in rules]
    wanted = Wanted.by(rules)
    domains = dict(Domain.objects.values_list("slug", "name"))
    owners = dict(Team.objects.values_list("slug", "name"))
    ids = shown_ids()
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        granted = exceptions_of(chunk, timezone.localdate())
        for pk, product in load_published(chunk, wanted).items():
            for run in runs:
                _note(run, product, granted.get((run.rule.slug, pk)), domains, owners)
    return runs


def as_rows(run: DryRun) -> Iterator[list[str]]:
    """Every finding as the rows of a table: one for each reason."""
    for outcome in TROUBLE:
        for one in run.of(outcome):
            for reason in one.reasons or (Reason("", ""),):
                yield [one.domain, one.owner, one.slug, one.name, one.outcome, reason.subject, reason.sentence]
            if one.more:
                more = _("And %(count)s more of the same kind.") % {"count": one.more}
                yield [one.domain, one.owner, one.slug, one.name, one.outcome, "", more]


def _note(run: DryRun, product: Subject, until: date | None, domains: dict[str, str], owners: dict[str, str]) -> None:
    judged = judge(run.rule, product)
    outcome = "excepted" if judged.outcome == "fail" and until else judged.outcome
    run.counts[outcome] += 1
    if outcome not in TROUBLE:
        return
    domain, owner = str(product.facts["product.domain"]), str(product.facts["product.owner"])
    run.findings.append(
        Finding(
            slug=product.name,
            name=str(product.facts["product.name"]),
            domain=domains.get(domain, domain),
            owner=owners.get(owner, owner),
            outcome=outcome,
            reasons=judged.reasons,
            more=judged.more,
            excepted_until=until if outcome == "excepted" else None,
        )
    )
