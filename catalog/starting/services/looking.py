"""Ask for a look at the data behind a port."""

from django.db import IntegrityError, transaction

from catalog.models import DataProduct, DataProfile
from catalog.starting.errors import AlreadyLooking
from catalog.starting.policies import may_propose
from catalog.starting.tasks import look
from marketplace.foundation.audit import record
from marketplace.foundation.nudges import nudge
from marketplace.foundation.policies import insist


@transaction.atomic
def ask_for_proposals(*, actor, product: DataProduct, port: str) -> DataProfile:
    """Ask a worker to look at what the port would hold, and to propose what its contract could promise."""
    insist(may_propose(actor, product))
    profile = DataProfile(product=product, port=port, asked_by=actor)
    try:
        with transaction.atomic():
            profile.save(force_insert=True)
    except IntegrityError:
        raise AlreadyLooking(port=port) from None

    record("proposals.requested", product, actor=actor, product=product.slug, team=product.owner, port=port)
    nudge(look, profile.pk)
    return profile
