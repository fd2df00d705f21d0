"""What stands between a draft and its publication: the number it needs, whom it breaks, what policies say."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.governance.selectors import verdicts_on
from catalog.governance.verdicts import Verdict
from catalog.models import DataProduct, Draft, ProductVersion
from catalog.publishing.blast_radius import BlastRadius, blast_radius
from catalog.publishing.checking import Checked
from catalog.publishing.demands import Demand
from catalog.publishing.notice import LONGEST_GUIDANCE, LONGEST_NOTICE, least_notice
from catalog.publishing.policies import may_configure, may_publish
from catalog.views.compare_page import GRADES
from marketplace.foundation.policies import Answer, no

MOST_PRODUCTS = 5


def publish_panel(user, product: DataProduct, checked: Checked, *, editor: str = "", back: str = "") -> dict:
    """The context of catalog/studio/publish_panel.html about the saved draft, as it was `checked`.

    `editor` is the id of a form with what is being typed, so that setting the version saves that, too; `back` is the
    address to come back to. A fixed number of queries.
    """
    draft = Draft.objects.filter(product=product).defer("bundle").first()
    published = ProductVersion.objects.published().filter(product=product).defer("bundle", "changes").first()
    demand = checked.demand if draft else None
    radius = blast_radius(product, demand.changes, viewer=user) if demand and demand.breaking else BlastRadius()
    verdicts = verdicts_on(checked.spec, product) if draft and checked.spec else []
    return {
        "product": product,
        "draft": draft,
        "published": published,
        "demand": demand,
        "grades": _grades(demand),
        "settable": _settable(user, product, checked, demand),
        "radius": radius,
        "products": list(dict.fromkeys(one.product for one in radius.downstream if one.product))[:MOST_PRODUCTS],
        "reached": len({one.product for one in radius.downstream}),
        "notice": _notice(radius),
        "verdicts": [each for each in verdicts if each.forbids or each.warns or each.outcome == "excepted"],
        "judged": len(verdicts),
        "may_publish": _may_publish_now(user, product, draft, published, checked, verdicts),
        "compare_url": reverse("catalog:product-compare", args=[product.slug]),
        "editor": editor,
        "back": back,
    }


def _grades(demand: Demand | None) -> list[dict]:
    """How many changes there are of each grade."""
    kinds = [change.kind for change in demand.changes] if demand else []
    words = {"breaking": _("breaking"), "compatible": _("compatible"), "cosmetic": _("in wording")}
    return [
        {"text": f"{kinds.count(kind)} {words[kind]}", "icon": icon, "tone": tone}
        for kind, _label, icon, tone in GRADES
        if kind in kinds
    ]


def _settable(user, product: DataProduct, checked: Checked, demand: Demand | None) -> bool:
    """Is there a greater number to write into the draft, and may this person do so?"""
    if demand is None or demand.enough or product.status == DataProduct.Status.RETIRED:
        return False
    return checked.bundle is not None and bool(may_configure(user, product))


def _notice(radius: BlastRadius) -> dict | None:
    """What the form asks for where others must be told; None where nobody must."""
    if (least := least_notice(radius)) is None:
        return None
    return {"least": least, "longest": LONGEST_NOTICE, "guidance": LONGEST_GUIDANCE}


def _may_publish_now(
    user,
    product: DataProduct,
    draft: Draft | None,
    published: ProductVersion | None,
    checked: Checked,
    verdicts: list[Verdict],
) -> Answer:
    """What the services would refuse is said beside the button, before it is pressed."""
    if not (answer := may_publish(user, product)):
        return answer
    if draft is None:
        return no(gettext_lazy("there is no draft"))
    if product.runs.open().exists():
        return no(gettext_lazy("a run is on its way"))
    if published and draft.digest == published.digest:
        return no(gettext_lazy("the draft is what is published"))
    if not checked.is_valid_but_for_its_number:
        return no(gettext_lazy("the draft has errors"))
    if not checked.is_valid:
        return no(_("the version must be at least %(proposed)s") % {"proposed": checked.demand.proposed})
    if forbidding := [each.name for each in verdicts if each.forbids]:
        return no(_("policies forbid it: %(names)s") % {"names": ", ".join(forbidding)})
    return answer
