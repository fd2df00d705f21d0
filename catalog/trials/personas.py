"""Who would meet the access policy of a draft, what an order of theirs would come to, and what they would see."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Team
from catalog.models import DataProduct, Domain
from catalog.spec import OutputSpec
from catalog.trials.hooks import Way, Wish, way_of

OUTSIDE = "outside"
SLUG = re.compile(r"[-a-zA-Z0-9_]+")
MOST_NAMED = 30


@dataclass(frozen=True)
class Persona:
    """Somebody who might ask for the data: a team, or one who is in none. `why` tells what makes them worth a look."""

    key: str
    label: str
    why: str = ""
    team: Team | None = None
    domains: frozenset[str] = frozenset()

    def is_owner(self, product: DataProduct) -> bool:
        """Do they own the product themselves?"""
        return self.team is not None and self.team.pk == product.owner_id

    def sees_plain(self, product: DataProduct, output: OutputSpec) -> bool:
        """Would they see masked columns as they are?"""
        return self.is_owner(product) or (self.team is not None and self.team.slug in output.policy.unmasked_for)


@dataclass(frozen=True)
class Prospect:
    """What would become of a persona's wish: they read as owners, or by this way."""

    persona: Persona
    reads_as_owner: bool
    way: Way | None

    @property
    def may_see(self) -> bool:
        """Could they ever see rows this way?"""
        return self.reads_as_owner or (self.way is not None and self.way.outcome in ("approve", "review"))


def personas_of(product: DataProduct, output: OutputSpec) -> list[Persona]:
    """Those whom the policy makes a difference for: the owners, the teams and domains it names, one of another domain,
    and somebody outside. Three queries."""
    named = _named(output)
    domains = list(Domain.objects.select_related("team").order_by("pk"))
    teams = {team.slug: team for team in Team.objects.filter(slug__in=named)}
    found = {product.owner_id: _persona(product.owner, domains, _("owns the product"))}
    for slug, why in list(named.items())[:MOST_NAMED]:
        if team := teams.get(slug):
            found.setdefault(team.pk, _persona(team, domains, why))
    for domain in domains:
        if domain.slug in _domains(output) and domain.team:
            why = _("team of the domain %(domain)s, which a rule names") % {"domain": domain.name}
            found.setdefault(domain.team_id, _persona(domain.team, domains, why))
    stranger = next((one for one in domains if one.pk != product.domain_id and one.team_id not in found), None)
    if stranger and stranger.team:
        why = _("team of another domain, %(domain)s") % {"domain": stranger.name}
        found[stranger.team_id] = _persona(stranger.team, domains, why)
    return [*found.values(), Persona(OUTSIDE, _("Somebody in no team"), _("nothing speaks for them"))]


def persona_for(key: str, product: DataProduct, output: OutputSpec) -> Persona:
    """The persona of a key: one of the above, or any other team; somebody outside where there is no such team."""
    slug = key.removeprefix("team:")
    team = Team.objects.filter(slug=slug).first() if key != slug and SLUG.fullmatch(slug) else None
    if team is None:
        return Persona(OUTSIDE, _("Somebody in no team"), _("nothing speaks for them"))
    return _persona(team, Domain.objects.filter(team=team), "")


def unknown_teams(output: OutputSpec) -> list[str]:
    """Teams that the policy names and that do not exist: a slip of the pen gives nobody anything."""
    named = _named(output)
    there = set(Team.objects.filter(slug__in=named).values_list("slug", flat=True))
    return [slug for slug in named if slug not in there]


def prospect_of(product: DataProduct, output: OutputSpec, persona: Persona, *, purpose: str, days: int) -> Prospect:
    """What an order by this persona would come to, if the draft were published."""
    if persona.is_owner(product):
        return Prospect(persona, True, None)
    teams = frozenset([persona.team.slug]) if persona.team else frozenset()
    classes = _classes(output, plain=persona.sees_plain(product, output))
    wish = Wish(persona.team, teams, persona.domains, purpose, days, classes)
    return Prospect(persona, False, way_of(product, output.policy, wish))


def _classes(output: OutputSpec, *, plain: bool) -> frozenset[str]:
    """How the columns that would be read are classified; one masked away is not read, one unclassified is internal."""
    away = () if plain else (mask.column.lower() for mask in output.policy.masks if mask.method in ("null", "redact"))
    hidden = frozenset(away)
    columns = output.contract.columns
    return frozenset(column.classification or "internal" for column in columns if column.name.lower() not in hidden)


def _persona(team: Team, domains: Iterable[Domain], why: str) -> Persona:
    mine = frozenset(domain.slug for domain in domains if domain.team_id == team.pk)
    return Persona(f"team:{team.slug}", team.name, why, team, mine)


def _named(output: OutputSpec) -> dict[str, str]:
    """The teams that the policy names, each with why."""
    told = {slug: _("sees masked columns as they are") for slug in output.policy.unmasked_for}
    for rule in (*output.policy.rules, output.policy.default):
        for slug in rule.when.teams:
            told.setdefault(slug, _("named by the rule %(rule)s") % {"rule": rule.name})
    return told


def _domains(output: OutputSpec) -> set[str]:
    return {slug for rule in output.policy.rules for slug in rule.when.domains}
