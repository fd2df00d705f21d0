"""The rows of a migration period, locked until the transaction ends: the period before its notices, always."""

from catalog.models import MigrationNotice, MigrationPeriod
from catalog.transitions.errors import MigrationEnded
from catalog.transitions.selectors import for_display


def locked_notice(notice: MigrationNotice) -> MigrationNotice:
    """The notice with all its parts; its period is locked until the transaction ends.

    Raises MigrationEnded.
    """
    locked_period(notice.period_id)
    return for_display(MigrationNotice.objects).get(pk=notice.pk)


def locked_period(period_id: int) -> MigrationPeriod:
    """The period with its product and versions.

    Raises MigrationEnded.
    """
    MigrationPeriod.objects.select_for_update().get(pk=period_id)
    period = with_parts(period_id)
    if period.state != MigrationPeriod.State.OPEN:
        raise MigrationEnded(number=period.before.number, product=str(period.product))
    return period


def with_parts(period_id: int) -> MigrationPeriod:
    """A period with all that is told of it."""
    parts = MigrationPeriod.objects.select_related("product__owner", "before", "after")
    return parts.defer("before__bundle", "after__bundle").get(pk=period_id)
