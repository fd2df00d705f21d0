"""What is told to the platform team when nothing can be measured; owners hear of promises only."""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notification
from accounts.notifications.selectors import platform_team
from accounts.notifications.services import Kind, tell
from catalog.models import OutputPort


def could_not_be_read(port: OutputPort, reason: str) -> None:
    """Say that a warehouse did not answer: once a day, however many ports it has and however often they are asked."""
    warehouse, tone = port.warehouse, Notification.Tone.TROUBLE
    text = _("%(warehouse)s: service levels cannot be measured, %(port)s first. %(reason)s") % {
        "warehouse": warehouse.name,
        "port": port,
        "reason": reason,
    }
    key = f"warehouse:{warehouse.pk}:not-measured:{timezone.localdate()}"
    tell(platform_team(), text[:500], link="/platform/", tone=tone, key=key, kind=Kind.PLATFORM)
