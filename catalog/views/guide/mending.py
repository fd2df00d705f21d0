"""Where what a fitness function complains about is mended: the field or step of the guide, or another page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.guide.steps import Step
from catalog.models import DataProduct
from catalog.spec import ProductSpec
from catalog.views.guide.desk import At
from catalog.views.guide.navigation import WORDS, address


@dataclass(frozen=True)
class Mend:
    """A place in the guide. `anchor` is the field there; `evidence` names the columns that are concerned."""

    step: Step
    anchor: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class Place:
    """The way to where it is mended."""

    url: str
    label: str | Promise


MENDS: dict[str, Mend] = {
    "findable.described": Mend("describe", "id_product-purpose"),
    "findable.columns-described": Mend("outputs", evidence="not_described"),
    "findable.business-names": Mend("outputs", evidence="without"),
    "findable.tagged": Mend("describe", "id_product-tags"),
    "findable.core-metadata": Mend("describe"),
    "interoperable.glossary": Mend("outputs", evidence="without"),
    "interoperable.references": Mend("outputs"),
    "interoperable.data-vault": Mend("outputs"),
    "reusable.content": Mend("outputs"),
    "reusable.licence-known": Mend("describe", "id_product-licence"),
    "accessible.support": Mend("describe", "reach"),
    "accessible.terms": Mend("access", "id_policy-terms"),
    "interoperable.contract-covers": Mend("outputs", evidence="missing"),
    "interoperable.typed": Mend("outputs", evidence="without"),
    "interoperable.standard": Mend("outputs"),
    "interoperable.joinable": Mend("outputs"),
    "reliable.fresh": Mend("quality"),
    "reliable.quality-stated": Mend("quality"),
    "reliable.measurable": Mend("quality"),
    "reliable.keys": Mend("outputs"),
    "reusable.licence": Mend("describe", "id_product-licence"),
    "reusable.provenance": Mend("inputs"),
    "reusable.examples": Mend("outputs", evidence="without"),
    "reusable.limitations": Mend("describe", "id_product-limitations"),
    "reusable.versions": Mend("review"),
    "secure.classified": Mend("outputs", evidence="not_classified"),
    "secure.masked": Mend("access", "hide-title"),
    "secure.purposes": Mend("access", "id_policy-purposes"),
    "secure.reviewed": Mend("access", "rules-title"),
    "secure.duration": Mend("access", "id_policy-longest_days"),
    "valuable.filled": Mend("outputs"),
    "valuable.purpose": Mend("describe", "id_product-usage"),
}
# What no document mends, but a page of the product where one sees what is the matter.
ELSEWHERE: dict[str, tuple[str, str, str | Promise]] = {
    "accessible.readable": ("catalog:product-service-levels", "", _("Service levels")),
    "accessible.answered": ("catalog:product-questions", "", _("Questions")),
    "accessible.decided": ("catalog:product-access", "", _("Access")),
    "accessible.delivered": ("catalog:product-access", "", _("Access")),
    "findable.identified": ("catalog:draft", "", _("Documents")),
    "findable.indexed": ("catalog:product-runs", "", _("Runs")),
    "findable.persistent": ("catalog:draft", "", _("Documents")),
    "reliable.attained": ("catalog:product-service-levels", "", _("Service levels")),
    "reliable.repaired": ("catalog:product-service-levels", "#incidents", _("Incidents")),
    "reliable.watched": ("catalog:product-service-levels", "", _("Service levels")),
    "reusable.successor": ("catalog:product-life", "", _("Life")),
    "reliable.incidents": ("catalog:product-service-levels", "#incidents", _("Incidents")),
    "reliable.quality-kept": ("catalog:product-service-levels", "", _("Service levels")),
    "secure.used": ("catalog:product-access", "", _("Access")),
    "valuable.reviewed": ("catalog:product-reviews", "", _("Reviews")),
}
# Of a function that is not named above, by what it looks at.
BY_ATTRIBUTE: dict[str, Step] = {
    "Findable": "describe",
    "Accessible": "access",
    "Interoperable": "outputs",
    "Reusable": "describe",
    "Reliable": "quality",
    "Secure": "access",
}


def place_of(product: DataProduct, spec: ProductSpec, function: str, attribute: str, evidence: Mapping[str, Any]):
    """Where what this function found is mended."""
    if function == "accessible.deciders":
        return Place(reverse("accounts:team", args=[product.owner.slug]), product.owner.name)
    if function in ELSEWHERE:
        name, anchor, label = ELSEWHERE[function]
        return Place(reverse(name, args=[product.slug]) + anchor, label)
    mend = MENDS.get(function) or (Mend(BY_ATTRIBUTE[attribute]) if attribute in BY_ATTRIBUTE else None)
    if mend is None:
        return Place(product.get_absolute_url(), _("Product page"))
    at = _at(mend, spec, evidence)
    return Place(address(product.slug, at) + (f"#{mend.anchor}" if mend.anchor else ""), WORDS[mend.step].label)


def _at(mend: Mend, spec: ProductSpec, evidence: Mapping[str, Any]) -> At:
    """The step; where columns are named, that of the port with the first of them, narrowed to it."""
    named = evidence.get(mend.evidence) if mend.evidence else None
    for column in _words(named):
        for output in spec.outputs:
            if any(one.name == column for one in output.contract.columns):
                return At(mend.step, port=output.name, find=column)
    return At(mend.step)


def _words(named: Any) -> Iterable[str]:
    return (one for one in named if isinstance(one, str)) if isinstance(named, list | tuple) else ()
