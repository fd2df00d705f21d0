"""Those who may sign are reminded of what waits for them, every few days, until it is answered or taken back."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import ngettext

from accounts.models import Notification
from accounts.notifications.services import Kind, tell
from catalog.governance.checkpoints.selectors import for_display, signers_of
from catalog.models import Checkpoint, DataProduct

REMIND_DAYS = 3


def remind(now: datetime | None = None) -> int:
    """Remind of every request that waits, once in so many days; answers of how many. Safe to ask for at any time."""
    now = now or timezone.now()
    due = dict(_due(now))
    told = set(Notification.objects.filter(key__in=due).values_list("key", flat=True))
    waiting = {key: checkpoint for key, checkpoint in due.items() if key not in told}
    forms = {checkpoint.form for checkpoint in waiting.values()}
    signers = {form.pk: list(signers_of(form)) for form in sorted(forms, key=lambda form: form.pk)}
    for key, checkpoint in waiting.items():
        days = (now - checkpoint.requested_at).days
        words = ngettext(
            "%(checkpoint)s has waited for a signature for %(days)s day.",
            "%(checkpoint)s has waited for a signature for %(days)s days.",
            days,
        ) % {"checkpoint": checkpoint, "days": days}
        link = checkpoint.get_absolute_url()
        people, asker = signers[checkpoint.form_id], checkpoint.requested_by
        tell(people, words, link=link, tone=Notification.Tone.ACTION, but=asker, key=key, kind=Kind.GOVERNANCE)
    return len(waiting)


def _due(now: datetime) -> Iterator[tuple[str, Checkpoint]]:
    """What has waited long enough, by the key that makes each of its reminders one that is given once."""
    asked = Checkpoint.objects.waiting().filter(requested_at__lte=now - timedelta(days=REMIND_DAYS))
    lasting = asked.exclude(product__status=DataProduct.Status.RETIRED)
    for checkpoint in for_display(lasting).order_by("requested_at", "pk"):
        number = (now - checkpoint.requested_at).days // REMIND_DAYS
        yield f"checkpoint:{checkpoint.pk}:waits:{number}", checkpoint
