"""Teams, to look at."""

from django.db.models import Count, QuerySet

from accounts.models import Team


def teams_seen_by(user) -> QuerySet[Team]:
    """One's own teams; stewards and the platform team see all. Each with how many people are in it."""
    teams = Team.objects.all() if user.sees_everything else Team.objects.filter(pk__in=user.team_ids)
    return teams.annotate(size=Count("memberships")).order_by("name")
