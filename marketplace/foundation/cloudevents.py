"""What happened, as CloudEvents 1.0 for other systems.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
"""

from marketplace.foundation.audit import sentence
from marketplace.foundation.models import AuditEvent

SOURCE = "/marketplace"


def cloud_event(event: AuditEvent) -> dict:
    """The envelope with what the event says; where somebody came from stays inside the marketplace."""
    return {
        "specversion": "1.0",
        "id": str(event.pk),
        "source": SOURCE,
        "type": f"org.marketplace.{event.verb}.v1",
        "subject": f"{event.object_type}/{event.object_id}",
        "time": event.at.isoformat(),
        "datacontenttype": "application/json",
        "data": {
            "actor": event.actor.username if event.actor else None,
            "object": event.object_name,
            "product": event.product or None,
            "sentence": sentence(event),
            "facts": event.facts,
            "old": event.old,
            "new": event.new,
            "channel": event.origin.get("channel", ""),
        },
    }
