"""The policies that come with the marketplace: loaded as drafts, never over what somebody wrote."""

import hashlib
from pathlib import Path

from catalog.governance.services.drafting import draft_policy
from catalog.models import GovernancePolicy

SHIPPED = Path(__file__).resolve().parent.parent / "shipped"


def load_shipped() -> list[GovernancePolicy]:
    """Draft every shipped rule that was never loaded; one that a newer release changed is a new version.

    Doing it again changes nothing.
    """
    known = set(GovernancePolicy.objects.exclude(shipped="").values_list("slug", "shipped"))
    taken = set(GovernancePolicy.objects.values_list("slug", flat=True))
    drafted = []
    for slug, text in shipped_rules().items():
        digest = hashlib.sha256(text.encode()).hexdigest()
        if (slug, digest) not in known:
            drafted.append(draft_policy(actor=None, text=text, slug=slug if slug in taken else None, shipped=digest))
    return drafted


def shipped_rules() -> dict[str, str]:
    """The rules that come with the marketplace, by their short names."""
    return {file.stem: file.read_text() for file in sorted(SHIPPED.glob("*.yaml"))}
