"""Find out, from the SQL, which column comes from which."""

from django.utils.translation import gettext as _

from catalog.lineage.services import store_edges
from catalog.publishing.steps.step import Work


def lineage(work: Work) -> None:
    """Store the column edges of this version."""
    with work.holding():
        edges = store_edges(work.version)
    work.facts["edges"] = edges
    work.say(_("%(edges)s column edges found.") % {"edges": edges})
