"""Other systems, and links in mails, in the console: to look at; set up on the platform's pages."""

from django.contrib import admin

from marketplace.foundation.console.model_admin import RecordAdmin
from requests.models import Connector, ConnectorCall, ConnectorMessage, DecisionLink, GovernedPort, Ticket

REQUEST = ("order", "consumer__person", "consumer__team", "port__product")


@admin.register(Connector)
class ConnectorAdmin(RecordAdmin):
    """Other systems; the address of an incoming webhook is as good as a key, and is not shown."""

    list_display = ["name", "kind", "is_on", "decides", "tested_at"]
    list_filter = ["kind", "is_on", "decides"]
    search_fields = ["name"]
    exclude = ("address",)


@admin.register(ConnectorMessage)
class ConnectorMessageAdmin(RecordAdmin):
    """What other systems are told."""

    list_display = ["connector", "event", "port", "state", "attempts", "due_at", "ended_at"]
    list_filter = ["state", "connector"]
    search_fields = ["connector__name", "event__verb", "error"]
    date_hierarchy = "created_at"
    joined = ("connector", "event__actor", "port__product")


@admin.register(ConnectorCall)
class ConnectorCallAdmin(RecordAdmin):
    """Signed calls that were heeded."""

    list_display = ["at", "connector", "message"]
    search_fields = ["message", "connector__name"]
    date_hierarchy = "at"
    joined = ("connector",)


@admin.register(Ticket)
class TicketAdmin(RecordAdmin):
    """What stands for requests in other systems."""

    list_display = ["number", "connector", "request", "created_at"]
    search_fields = ["number", "theirs", "request__order__number"]
    date_hierarchy = "created_at"
    joined = ("connector", *(f"request__{part}" for part in REQUEST))


@admin.register(GovernedPort)
class GovernedPortAdmin(RecordAdmin):
    """What other systems were last told of ports."""

    list_display = ["port", "connector", "told_at", "readers_policy", "data_policy"]
    list_filter = ["connector"]
    search_fields = ["port__name", "port__product__name", "readers_policy", "data_policy"]
    joined = ("connector", "port__product")


@admin.register(DecisionLink)
class DecisionLinkAdmin(RecordAdmin):
    """Links in mails that ask for a decision."""

    list_display = ["stage", "person", "made_at", "used_at"]
    list_filter = ["used_at"]
    search_fields = ["person__username", "stage__request__order__number"]
    date_hierarchy = "made_at"
    joined = ("person", *(f"stage__request__{part}" for part in REQUEST))
    exclude = ("nonce",)
