"""What the demo's people need for their tasks, stated as they would state it."""

from accounts.models import Team, User
from catalog.requirements.needs import Needs, read_span
from catalog.requirements.services import keep_profile
from marketplace.foundation.models import AuditEvent


def state_needs(plan) -> None:
    """State the needs that mesh.yaml names, for whoever never stated any: what people change or delete stays so."""
    for person in {row["by"] for row in plan.get("needs", [])}:
        actor = User.objects.get(username=person)
        if AuditEvent.objects.filter(verb="requirement.kept", actor=actor).exists():
            continue
        for row in [row for row in plan["needs"] if row["by"] == person]:
            needs = row["needs"]
            spans = {name: read_span(needs[name]) for name in ("freshness", "history") if name in needs}
            team = Team.objects.get(slug=row["team"]) if "team" in row else None
            keep_profile(actor=actor, name=row["name"], task=row["task"], team=team, needs=Needs.read(needs | spans))
