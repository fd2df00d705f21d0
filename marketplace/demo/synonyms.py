"""What the demo's steward has told the search."""

from accounts.models import User
from catalog.search.synonyms import add_synonym
from marketplace.foundation.models import AuditEvent


def add_synonyms(plan) -> None:
    """Add the synonyms that mesh.yaml names, once: what stewards added or removed since stays."""
    wanted = plan.get("synonyms", {})
    if not wanted or AuditEvent.objects.filter(verb__in=["synonym.added", "synonym.removed"]).exists():
        return
    steward = User.objects.get(username=wanted["by"])
    for term, meaning in wanted["pairs"]:
        add_synonym(actor=steward, term=term, meaning=meaning)
