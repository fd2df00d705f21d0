"""Find out, from the SQL, which column comes from which."""

from django.utils.translation import gettext as _

from catalog.lineage.services import store_edges
from catalog.models import InputPort
from catalog.publishing.steps.origins import kept_columns
from catalog.publishing.steps.step import Work


def lineage(work: Work) -> None:
    """Store the column edges of this version."""
    inputs = InputPort.objects.filter(version=work.version).select_related("upstream__policy", "upstream__contract")
    asked = {wish.name: wish.version for wish in work.spec.inputs}
    seen = kept_columns(work.run.product.owner, inputs, asked=asked)
    with work.holding():
        edges = store_edges(work.version, seen=seen)
    work.facts["edges"] = edges
    work.say(_("%(edges)s column edges found.") % {"edges": edges})
