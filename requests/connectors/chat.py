"""Sentences for a chat: incoming webhooks that take `{"text": …}`.

https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks and
https://developers.mattermost.com/integrate/webhooks/incoming/; Teams takes the same where a workflow reads `text`.
"""

from django.utils.translation import gettext as _

from accounts.notifications.channels import outside
from marketplace.foundation.audit import SOMEBODY, sentence
from marketplace.foundation.http import call
from requests.connectors.kinds import KINDS, Kind
from requests.models import Connector, ConnectorMessage


def send(connector: Connector, message: ConnectorMessage) -> None:
    """Who did what, and where to look."""
    event = message.event
    said = f"{event.actor or SOMEBODY} {sentence(event)}"
    where = outside(f"/products/{event.product}/" if event.product else "/")
    call("POST", connector.address, json={"text": f"{_plain(said)} {where}"}, headers=_headers(message))


def check(connector: Connector) -> None:
    """One sentence that says that it is a test."""
    call("POST", connector.address, json={"text": _("The data marketplace can write here.")})


def _headers(message: ConnectorMessage) -> dict[str, str]:
    return {"idempotency-key": str(message.key)}


def _plain(text: str) -> str:
    """Without what a chat takes for a mention or a link (Slack, "Escaping text")."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


KINDS.add(Connector.Kind.CHAT)(Kind(send, check, ("order", "stage.unreachable", "grant.failed")))
