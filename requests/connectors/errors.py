"""Refusals about connectors."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class SecretNameRefused(DomainError):
    """A connector may send no other secret of the marketplace away."""

    code = "secret-name-refused"
    status = 400
    message = _("The variable with the secret is named CONNECTOR_…, in capitals, digits and underscores.")


class FieldMissing(DomainError):
    """A kind of connector cannot do without something."""

    code = "connector-field-missing"
    status = 400
    message = _("This kind of connector needs it: %(field)s.")


class UnknownEvent(DomainError):
    """A connector follows events that can happen."""

    code = "unknown-event"
    status = 400
    message = _("There is no event %(name)s.")


class NameTaken(DomainError):
    """Two connectors would be told apart by nothing."""

    code = "connector-name-taken"
    status = 409
    message = _("There is a connector called %(name)s already.")


class ConnectorInUse(DomainError):
    """What still brings messages is not deleted in passing."""

    code = "connector-in-use"
    status = 409
    message = _("%(connector)s is in use. Pause it first.")


class DecidesNothing(DomainError):
    """Nobody said that answers of this system count."""

    code = "connector-decides-nothing"
    status = 403
    message = _("%(connector)s is told what happens, but decides and carries out nothing here.")


class NobodyOfThatName(DomainError):
    """A decision is somebody's."""

    code = "nobody-of-that-name"
    status = 400
    message = _("There is nobody with the user name or address “%(name)s” here.")


class CallNotUnderstood(DomainError):
    """A signed call that asks for nothing known."""

    code = "call-not-understood"
    status = 400
    message = _("This call asks for nothing that is known: %(why)s.")
