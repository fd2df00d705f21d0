"""What the page of a draft shows."""

from catalog.models import DataProduct, Draft
from catalog.publishing.checking import Checked, check_bundle
from catalog.publishing.errors import DraftConflict
from catalog.publishing.policies import may_configure
from catalog.views.publish_panel import publish_panel
from catalog.views.studio_forms import DraftForm, in_bytes
from catalog.views.studio_frame import studio_tabs

MOST_VIOLATIONS = 200
MOST_CHANGES = 200
EDITOR = "editor"  # the id of the form


def draft_page(user, product: DataProduct, *, typed: str | None, conflict: DraftConflict | None) -> dict:
    """The editor's text, what is wrong with it, what it would change; what this person may do."""
    draft = Draft.objects.filter(product=product).select_related("changed_by").first()
    published = product.versions.published().first()
    stored = _stored(draft, published)
    text = typed if typed is not None else stored.decode("utf-8", "replace")
    raw = stored if typed is None else in_bytes(typed)
    checked = check_bundle(raw) if raw else Checked(None, [])
    saved = checked if typed is None else check_bundle(stored) if stored else Checked(None, [])
    revision = draft.revision if draft else 0
    same = draft is not None and published is not None and draft.digest == published.digest
    return {
        "product": product,
        "tabs": studio_tabs(product, "catalog:draft"),
        "draft": draft,
        "published": published,
        "form": _form(user, product, text, revision, unsaved=typed is not None),
        "violations": checked.violations[:MOST_VIOLATIONS],
        "changes": checked.demand.changes[:MOST_CHANGES] if checked.demand else [],
        "same": same,
        "panel": publish_panel(user, product, saved, editor=EDITOR),
        "may_configure": may_configure(user, product),
        "theirs": bytes(draft.bundle).decode("utf-8", "replace") if conflict and draft else "",
    }


def _stored(draft: Draft | None, published) -> bytes:
    """What the editor begins with: the draft, else what is published."""
    if draft:
        return bytes(draft.bundle)
    return bytes(published.bundle) if published else b""


def _form(user, product: DataProduct, text: str, revision: int, *, unsaved: bool) -> DraftForm:
    form = DraftForm(initial={"text": text, "revision": revision}, slug=product.slug)
    if unsaved:
        form.fields["text"].widget.attrs["data-unsaved"] = "yes"
    if not may_configure(user, product) or product.status == DataProduct.Status.RETIRED:
        form.fields["text"].widget.attrs["readonly"] = True
    return form
