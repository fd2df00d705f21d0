"""Judge what is published now by the governance policies, so that its page tells at once."""

from django.utils.translation import gettext as _

from catalog.governance.runner import judge_products
from catalog.publishing.steps.step import Work


def judge(work: Work) -> None:
    """Keep what every policy in force says of the product as it is now."""
    judged = judge_products([work.run.product_id])
    work.facts["policies"] = judged
    work.say(_("Judged by %(count)s policies.") % {"count": judged})
