"""What every kind of connector can do, and where it gets its secret from."""

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from marketplace.foundation.outbox import NotDelivered
from marketplace.foundation.registry import Registry
from requests.models import Connector, ConnectorMessage

SECRET_NAME = re.compile(r"CONNECTOR_[A-Z0-9_]{1,100}")


@dataclass(frozen=True)
class Kind:
    """How to send one message, how to see whether the other side is there, and what it is usually told.

    `send` and `check` raise NotDelivered. `hear` asks the other side for its answers, where it does not call by itself.
    `needs` are the fields that a connector of this kind cannot do without. `out_of_step` answers the ports that the
    other side must be told of, whatever happened.
    """

    send: Callable[[Connector, ConnectorMessage], None]
    check: Callable[[Connector], None]
    follows: Sequence[str]
    hear: Callable[[Connector], None] | None = None
    needs: Sequence[str] = ()
    out_of_step: Callable[[Connector], Sequence[int]] | None = None


KINDS: Registry[Kind] = Registry("kind of connector")


def secret_of(connector: Connector) -> str:
    """The secret, out of the environment.

    Raises NotDelivered where there is none.
    """
    secret = os.environ.get(connector.secret_name, "") if SECRET_NAME.fullmatch(connector.secret_name) else ""
    if not secret:
        facts = {"name": connector.secret_name or "–"}
        raise NotDelivered(_("The environment has no secret %(name)s.") % facts, lasting=True)
    return secret
