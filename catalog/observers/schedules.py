"""What the scheduler asks about what others said."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from catalog.models import OutsideResult

AT_ONCE = 1_000


@shared_task
def forget_old() -> int:
    """Delete what was taken, or put aside, so long ago that nothing as old is taken any more; answers how many.

    The measurements stay. What nobody has looked at stays, too.
    """
    before = timezone.now() - 2 * timedelta(days=settings.RESULTS_OLDEST_DAYS)
    old = OutsideResult.objects.filter(received_at__lt=before).exclude(
        pk__in=OutsideResult.objects.left_over().values("pk")
    )
    gone = 0
    while pks := list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        OutsideResult.objects.filter(pk__in=pks).delete()
        gone += len(pks)
    return gone
