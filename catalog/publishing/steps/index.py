"""Let the search find the product by what it says now."""

from django.utils.translation import gettext as _

from catalog.models import DataProduct
from catalog.publishing.steps.step import Work
from catalog.search.index import index_product


def index(work: Work) -> None:
    """Write the words of the product anew."""
    index_product(DataProduct.objects.get(pk=work.run.product_id))
    work.say(_("The search knows it."))
