"""How the checkpoints of a product stand, and what one can do about each."""

from django.urls import reverse

from catalog.governance.checkpoints.policies import may_request
from catalog.governance.checkpoints.selectors import of_subject
from catalog.governance.checkpoints.standing import CheckpointStanding, standing_of
from catalog.models import Checkpoint, DataProduct
from catalog.spec import ProductSpec
from catalog.views.checkpoint_words import covered_in_words


def checkpoint_panel(user, product: DataProduct, spec: ProductSpec | None) -> dict:
    """The context of catalog/studio/checkpoints/panel.html for one state of a product, such as its draft.

    `checkpoints` are rows of {standing, form_url, url, rests_on, begun}; `may_request` says whether this person may
    ask. At most six queries.
    """
    standings = standing_of(product, spec)
    begun = _begun(product)
    return {
        "product": product,
        "may_request": may_request(user, product),
        "checkpoints": [_row(product, standing, begun) for standing in standings],
        "open_checkpoints": sum(not standing.holds for standing in standings),
    }


def _row(product: DataProduct, standing: CheckpointStanding, begun: dict[str, Checkpoint]) -> dict:
    asked = standing.waiting or standing.checkpoint
    form = standing.form
    return {
        "standing": standing,
        "form_url": reverse("catalog:product-checkpoint", args=[product.slug, standing.kind]) if form else "",
        "url": asked.get_absolute_url() if asked else "",
        "rests_on": covered_in_words(form.covers) if form else [],
        "begun": begun.get(standing.kind),
    }


def _begun(product: DataProduct) -> dict[str, Checkpoint]:
    """What is being filled in, by kind; one query."""
    drafts = of_subject(product).filter(state=Checkpoint.State.DRAFT).select_related("requested_by")
    return {one.kind: one for one in drafts}
