"""What the demo's people are working on: drafts that are not published, so that there is something to try."""

from accounts.models import User
from catalog.models import DataProduct, Draft
from catalog.publishing.services import save_draft


def changed(text: str, replacements: list[dict]) -> str:
    """A text with each `from`, which stands in it once, replaced by its `to`.

    Raises ValueError where one does not stand in it exactly once.
    """
    for row in replacements:
        if text.count(row["from"]) != 1:
            raise ValueError(f"“{row['from'][:60]}” does not stand in the text exactly once.")
        text = text.replace(row["from"], row["to"])
    return text


def begin_drafts(plan) -> None:
    """Change the drafts that mesh.yaml names, each once: what somebody has worked on or published since stays."""
    for row in plan.get("drafts", []):
        product = DataProduct.objects.shown().filter(slug=row["product"]).first()
        draft = Draft.objects.filter(product=product).first()
        published = product.versions.published().first() if product else None
        if draft is None or published is None or published.number != row["after"] or draft.digest != published.digest:
            continue
        raw = changed(bytes(draft.bundle).decode(), row["replace"]).encode()
        person = User.objects.get(username=row["by"])
        save_draft(actor=person, raw=raw, slug=product.slug, revision=draft.revision)
