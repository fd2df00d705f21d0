"""What the page of a draft shows."""

from django.utils.translation import gettext_lazy as _

from catalog.models import DataProduct, Draft
from catalog.publishing.changes import changes_between
from catalog.publishing.checking import Checked, check_bundle
from catalog.publishing.errors import DraftConflict
from catalog.publishing.policies import may_configure, may_publish
from catalog.views.studio_forms import DraftForm, in_bytes
from catalog.views.studio_frame import studio_tabs
from marketplace.foundation.policies import Answer, no

MOST_VIOLATIONS = 200
MOST_CHANGES = 200


def draft_page(user, product: DataProduct, *, typed: str | None, conflict: DraftConflict | None) -> dict:
    """The editor's text, what is wrong with it, what it would change; what this person may do."""
    draft = Draft.objects.filter(product=product).select_related("changed_by").first()
    published = product.versions.published().first()
    stored = _stored(draft, published)
    text = typed if typed is not None else stored.decode("utf-8", "replace")
    raw = stored if typed is None else in_bytes(typed)
    checked = check_bundle(raw) if raw else Checked(None, [])
    revision = draft.revision if draft else 0
    same = draft is not None and published is not None and draft.digest == published.digest
    return {
        "product": product,
        "tabs": studio_tabs(product, "catalog:draft"),
        "draft": draft,
        "published": published,
        "form": _form(user, product, text, revision),
        "violations": checked.violations[:MOST_VIOLATIONS],
        "changes": changes_between(published, checked.bundle)[:MOST_CHANGES] if checked.bundle and not same else [],
        "same": same,
        "may_configure": may_configure(user, product),
        "may_publish": _may_publish_now(user, product, draft, same, len(checked.errors)),
        "theirs": bytes(draft.bundle).decode("utf-8", "replace") if conflict and draft else "",
    }


def _stored(draft: Draft | None, published) -> bytes:
    """What the editor begins with: the draft, else what is published."""
    if draft:
        return bytes(draft.bundle)
    return bytes(published.bundle) if published else b""


def _form(user, product: DataProduct, text: str, revision: int) -> DraftForm:
    form = DraftForm(initial={"text": text, "revision": revision})
    if not may_configure(user, product) or product.status == DataProduct.Status.RETIRED:
        form.fields["text"].widget.attrs["readonly"] = True
    return form


def _may_publish_now(user, product, draft, same: bool, errors: int) -> Answer:
    """What the services would refuse is said beside the button, before it is pressed."""
    if not (answer := may_publish(user, product)):
        return answer
    if draft is None:
        return no(_("there is no draft"))
    if product.runs.open().exists():
        return no(_("a run is on its way"))
    if same:
        return no(_("the draft is what is published"))
    if errors:
        return no(_("the draft has errors"))
    return answer
