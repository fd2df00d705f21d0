"""The bundle that a new product begins from."""

from django.template.loader import render_to_string

from accounts.models import Team
from catalog.models import Domain


def example_bundle(user) -> str:
    """A small, whole bundle in the name of one of this person's teams, in a domain that exists."""
    team = Team.objects.filter(pk__in=user.team_ids).order_by("pk").first()
    domains = Domain.objects.order_by("name")
    domain = (domains.filter(team=team).first() if team else None) or domains.first()
    context = {"team": team.slug if team else "your-team", "domain": domain.slug if domain else "your-domain"}
    return render_to_string("catalog/studio/example.yaml", context)
