"""A ticket for every access request, by the Table API; its approval goes both ways.

https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html: GET, POST and PATCH of
/api/now/table/{table}, answers under `result`, basic authentication. Every table that extends `task` has the fields
`approval`, `correlation_id` and `work_notes`.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notifications.channels import outside
from marketplace.foundation.audit import coming_from
from marketplace.foundation.errors import DomainError
from marketplace.foundation.http import Reply, call
from marketplace.foundation.outbox import NotDelivered, NotWanted
from requests.approvals.services import decide
from requests.connectors.errors import NobodyOfThatName
from requests.connectors.kinds import KINDS, Kind, secret_of
from requests.models import AccessRequest, ApprovalStage, Connector, ConnectorMessage, Ticket

State = AccessRequest.State
APPROVAL = {
    State.WAITING: "requested",
    State.APPROVED: "approved",
    State.DENIED: "rejected",
    State.CANCELLED: "cancelled",
}
FIELDS = "sys_id,number,approval,sys_updated_by"
MOST_AT_ONCE = 100
_PARTS = ("order__ordered_by", "consumer__person", "consumer__team", "port__product")


def send(connector: Connector, message: ConnectorMessage) -> None:
    """Bring the ticket to what the request is now, whichever of its events this was."""
    request = _request_of(message)
    ticket = Ticket.objects.filter(connector=connector, request=request).first() or _open(connector, request)
    note = _("%(request)s: %(state)s. %(address)s")
    facts = {"request": request, "state": request.get_state_display(), "address": _address(request)}
    _table(connector, "PATCH", ticket.theirs, json={"approval": APPROVAL[request.state], "work_notes": note % facts})


def check(connector: Connector) -> None:
    """Read one row of the table."""
    _rows(_table(connector, "GET", params={"sysparm_limit": "1", "sysparm_fields": "sys_id"}))


def hear(connector: Connector) -> None:
    """Take decisions over that were made on tickets, each as the person who made it."""
    if not connector.decides:
        return
    waiting = Ticket.objects.filter(connector=connector, request__state=State.WAITING).order_by("pk")
    tickets = {ticket.theirs: ticket for ticket in waiting[:MOST_AT_ONCE]}
    if not tickets:
        return
    query = f"sys_idIN{','.join(tickets)}^approvalINapproved,rejected"
    found = _table(connector, "GET", params=_asking(query, MOST_AT_ONCE))
    for row in _rows(found):
        if row.get("sys_id") in tickets and row.get("approval") in ("approved", "rejected"):
            _take_over(connector, tickets[row["sys_id"]], row)


def _take_over(connector: Connector, ticket: Ticket, row: dict[str, Any]) -> None:
    """Decide as the person who changed the ticket; where they may not, the ticket says why and waits again."""
    yes, name = row["approval"] == "approved", str(row.get("sys_updated_by", ""))
    stage = ApprovalStage.objects.open().filter(request=ticket.request_id).first()
    if stage is None:
        return
    reason = _("Decided in %(system)s, %(ticket)s.") % {"system": connector, "ticket": ticket}
    try:
        with coming_from("connector", connector=str(connector)):
            decide(actor=person_named(name), stage=stage, yes=yes, reason=reason)
    except DomainError as refusal:
        back = {"approval": APPROVAL[State.WAITING], "work_notes": str(refusal)}
        _table(connector, "PATCH", ticket.theirs, json=back)


def person_named(name: str) -> User:
    """The person with this user name or address here.

    Raises NobodyOfThatName.
    """
    found = list(User.objects.filter(Q(username=name) | Q(email__iexact=name), is_active=True)[:2]) if name else []
    if len(found) != 1:
        raise NobodyOfThatName(name=name)
    return found[0]


def _request_of(message: ConnectorMessage) -> AccessRequest:
    """The request that an event is about.

    Raises NotWanted for an event about something else.
    """
    event = message.event
    about = {"requests.accessrequest": "pk", "requests.approvalstage": "stages"}.get(event.object_type)
    if about is None:
        raise NotWanted(_("It is not about an access request."))
    request = AccessRequest.objects.select_related(*_PARTS).filter(**{about: event.object_id}).first()
    if request is None:
        raise NotWanted(_("The request is not there any more."))
    return request


def _open(connector: Connector, request: AccessRequest) -> Ticket:
    """The ticket of a request: the one that an earlier attempt made, or a new one."""
    known = f"marketplace-request-{request.pk}"
    rows = list(_rows(_table(connector, "GET", params=_asking(f"correlation_id={known}", 1))))
    row = rows[0] if rows else _result(_table(connector, "POST", json=_said_of(request, known)))
    theirs, number = str(row.get("sys_id", "")), str(row.get("number", ""))
    if not theirs:
        raise NotDelivered(_("The answer names no ticket."), lasting=True)
    ours = {"theirs": theirs, "number": number or theirs}
    return Ticket.objects.get_or_create(connector=connector, request=request, defaults=ours)[0]


def _said_of(request: AccessRequest, known: str) -> dict[str, str]:
    who = request.order.ordered_by
    facts = {"who": who, "port": request.port, "for": request.consumer, "days": request.days}
    text = _("%(who)s asks for %(port)s, for %(for)s, for %(days)s days.") % facts
    return {
        "short_description": _("Access to %(port)s for %(for)s") % facts,
        "description": f"{text}\n\n{request.justification}\n\n{_address(request)}",
        "correlation_id": known,
        "correlation_display": "Data marketplace",
        "approval": APPROVAL[request.state],
    }


def _address(request: AccessRequest) -> str:
    return outside(request.order.get_absolute_url())


def _asking(query: str, most: int) -> dict[str, str]:
    return {"sysparm_query": query, "sysparm_fields": FIELDS, "sysparm_limit": str(most)}


def _table(connector: Connector, method: str, row: str = "", **sent: Any) -> Reply:
    address = f"{connector.address.rstrip('/')}/api/now/table/{connector.table}" + (f"/{row}" if row else "")
    auth = (connector.account, secret_of(connector))
    return call(method, address, auth=auth, headers={"accept": "application/json"}, **sent)


def _result(reply: Reply) -> Any:
    answer = reply.json()
    if not isinstance(answer, dict) or "result" not in answer:
        raise NotDelivered(_("The answer has no result."), lasting=True)
    return answer["result"]


def _rows(reply: Reply) -> Iterable[dict[str, Any]]:
    result = _result(reply)
    if not isinstance(result, list):
        raise NotDelivered(_("The answer is no list of rows."), lasting=True)
    return [row for row in result if isinstance(row, dict)]


KINDS.add(Connector.Kind.SERVICENOW)(
    Kind(send, check, ("request", "stage.opened"), hear, needs=("account", "table", "secret_name"))
)
