"""Score how fit the product is, with evidence."""

from django.utils.translation import gettext as _

from catalog.fitness.services import score_product
from catalog.models import DataProduct
from catalog.publishing.steps.step import Work


def score(work: Work) -> None:
    """Run every fitness function over the product as it is now."""
    scored = score_product(DataProduct.objects.get(pk=work.run.product_id))
    work.facts["score"] = scored.score
    if scored.score is None:
        work.say(_("Nothing is known yet to score it by."))
    else:
        work.say(_("Fitness: %(score)s of 100.") % {"score": scored.score})
