"""Events for any system, signed.

Envelope: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-protocol-binding.md (structured mode);
delivery: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md (2xx, no redirects, Retry-After);
signature: https://www.standardwebhooks.com.
"""

import json
import time
import uuid

from django.utils import timezone

from marketplace.foundation.cloudevents import SOURCE, cloud_event
from marketplace.foundation.http import call
from marketplace.foundation.signatures import signed_headers
from requests.connectors.kinds import KINDS, Kind, secret_of
from requests.models import Connector, ConnectorMessage


def send(connector: Connector, message: ConnectorMessage) -> None:
    """One event, under a key that is the same at every attempt."""
    _post(connector, cloud_event(message.event), str(message.key))


def check(connector: Connector) -> None:
    """An event that says no more than that it is a test."""
    event = {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": SOURCE,
        "type": "org.marketplace.connector.tested.v1",
        "time": timezone.now().isoformat(),
    }
    _post(connector, event, event["id"])


def _post(connector: Connector, event: dict, key: str) -> None:
    body = json.dumps(event).encode()
    headers = signed_headers(secret_of(connector), key, int(time.time()), body)
    headers["content-type"] = "application/cloudevents+json"
    call("POST", connector.address, content=body, headers=headers)


KINDS.add(Connector.Kind.WEBHOOK)(
    Kind(send, check, ("order", "request", "stage", "grant", "provisioning"), needs=("secret_name",))
)
