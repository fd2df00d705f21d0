"""The life of an incident: opened once, told once, resolved with a cause."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notification
from accounts.notifications.services import Kind, tell
from catalog.models import Incident, Monitor
from catalog.service_levels.hooks import AFTER_INCIDENT
from marketplace.foundation.audit import record

SEVERITY_OF = {
    "error": Incident.Severity.HIGH,
    "critical": Incident.Severity.HIGH,
    "high": Incident.Severity.HIGH,
    "info": Incident.Severity.LOW,
    "low": Incident.Severity.LOW,
}


def severity_of(monitor: Monitor) -> str:
    """How bad a breach is, by what the contract says of the rule."""
    return SEVERITY_OF.get(monitor.severity.lower(), Incident.Severity.MEDIUM)


@transaction.atomic
def begin(*, port, title, detail="", severity="medium", monitor=None, actor=None, source="marketplace") -> Incident:
    """Open an incident; for a monitor that has one already, answer that one and tell nobody again."""
    particulars = {
        "port": port,
        "title": title[:300],
        "detail": detail,
        "severity": severity,
        "source": source,
        "opened_by": actor,
        "opened_at": timezone.now(),
    }
    if monitor is None:
        incident, new = Incident.objects.create(**particulars), True
    else:
        # The database allows one open incident per monitor: of two workers, the later finds the earlier's.
        incident, new = Incident.objects.get_or_create(monitor=monitor, resolved_at=None, defaults=particulars)
    if new:
        _write_down("incident.opened", incident, actor)
        tell(
            port.product.owner.people.all(),
            _("%(port)s: %(title)s") % {"port": port, "title": incident.title},
            link=port.get_absolute_url(),
            tone=Notification.Tone.TROUBLE,
            but=actor,
            key=f"incident:{incident.pk}:opened",
            kind=Kind.INCIDENT,
        )
        _follow_up(incident)
    return incident


@transaction.atomic
def end(*, incident, cause, actor=None) -> bool:
    """Resolve an incident; False when somebody else did before."""
    now = timezone.now()
    if not Incident.objects.open().filter(pk=incident.pk).update(resolved_at=now, cause=cause, updated_at=now):
        return False
    incident.resolved_at, incident.cause = now, cause
    _write_down("incident.resolved", incident, actor, cause=cause)
    tell(
        incident.port.product.owner.people.all(),
        _("%(port)s: resolved: %(title)s") % {"port": incident.port, "title": incident.title},
        link=incident.port.get_absolute_url(),
        but=actor,
        key=f"incident:{incident.pk}:resolved",
        kind=Kind.INCIDENT,
    )
    _follow_up(incident)
    return True


def _write_down(verb, incident, actor, **facts) -> None:
    product = incident.port.product
    shown = product.status in type(product).Status.shown()
    record(verb, incident, actor=actor, product=product.slug, public=shown, team=product.owner, **facts)


def _follow_up(incident) -> None:
    for follow in AFTER_INCIDENT:
        follow(incident)
