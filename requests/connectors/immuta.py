"""Access policies for Immuta, by its V2 policy API: for each port who may subscribe, and what they then see.

https://documentation.immuta.com/saas/developer-guides/api-intro/authentication (an API key in `Authorization`);
…/immuta-v2-api: POST /api/v2/policy makes or replaces the policy of a `policyKey`, with `?dryRun=true` it only judges,
and answers `{"dryRun", "creating", "updating", "policyId"}`; …/immuta-v1-api: DELETE /policy/global/{policyId}.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import OutputPort
from marketplace.foundation.http import Reply, call
from marketplace.foundation.leases import LeaseLost, keeping
from marketplace.foundation.models import AuditEvent
from marketplace.foundation.outbox import NotDelivered, NotWanted
from requests.connectors.immuta_policies import Document, Wanted, readers_policy, wanted_of
from requests.connectors.kinds import KINDS, Kind, secret_of
from requests.models import Connector, ConnectorMessage, GovernedPort, Grant, Suspension

# What somebody changed there by hand stands for a day at most.
AGAIN_AFTER = timedelta(days=1)
AT_ONCE = 100
WITHDRAWN = "withdrawn"
FOLLOWS = (
    "grant",
    "access",
    "exception",
    "version.published",
    "product.retired",
    "team.member_added",
    "team.member_removed",
    "person.changed",
)


def send(connector: Connector, message: ConnectorMessage) -> None:
    """Bring the policies of the ports concerned to what they should be now, whichever of their events this was."""
    ports = OutputPort.objects.filter(pk=message.port_id) if message.port_id else ports_of(message.event)
    governed = GovernedPort.objects.filter(connector=connector).values("port")
    concerned = Q(warehouse__slug=connector.table, offered=True) | Q(pk__in=governed)
    pks = list(ports.filter(concerned).values_list("pk", flat=True))
    if not pks:
        raise NotWanted(_("It is about no port of this warehouse."))
    for pk in sorted(set(pks)):
        _bring(connector, pk)


def check(connector: Connector) -> None:
    """Have a policy judged that is not made: that needs the key, and the right to make policies."""
    document = {
        "policyKey": "marketplace test",
        "name": "Marketplace: test",
        "type": "subscription",
        "actions": {"type": "manual", "description": _("The data marketplace can write here.")},
        "staged": True,
    }
    _id_in(_call(connector, "POST", "/api/v2/policy", json=document, params={"dryRun": "true"}), needed=False)


def out_of_step(connector: Connector) -> list[int]:
    """The ports whose policies there are not known to be what they should be now; in a fixed number of queries each
    hundred ports."""
    told = {row.port_id: row for row in GovernedPort.objects.filter(connector=connector)}
    concerned = Q(warehouse__slug=connector.table, offered=True) | Q(pk__in=told)
    pks = list(OutputPort.objects.filter(concerned).order_by("pk").values_list("pk", flat=True))
    found = []
    for at in range(0, len(pks), AT_ONCE):
        wanted = _wanted(connector, pks[at : at + AT_ONCE])
        found += [pk for pk, one in wanted.items() if not _is_told(told.get(pk), one)]
    return found


def ports_of(event: AuditEvent) -> QuerySet[OutputPort]:
    """The ports of the product of an event; and those that a person or a team reads, where it is about one."""
    where = Q(product__slug=event.product) if event.product else Q(pk=None)
    if event.object_type == Suspension._meta.label_lower:
        suspended = Suspension.objects.filter(pk=event.object_id).values_list("person", flat=True)
        where |= _read_by(people=[pk for pk in suspended if pk])
    elif event.object_type == "accounts.team":
        where |= _read_by(teams=[event.object_id])
    elif event.object_type == "accounts.user":
        where |= _read_by(people=[event.object_id])
    return OutputPort.objects.filter(where)


def _read_by(*, people: Sequence = (), teams: Sequence = ()) -> Q:
    whose = Q(consumer__person__in=people) | Q(consumer__team__in=teams)
    whose |= Q(consumer__team__memberships__person__in=people)
    return Q(pk__in=Grant.objects.standing().filter(whose).values("port"))


def _bring(connector: Connector, port: int) -> None:
    """Tell what is not told yet. One worker at a time: who begins later knows more, and must not be overtaken."""
    row, _made = GovernedPort.objects.get_or_create(connector=connector, port_id=port)
    lease = GovernedPort.objects.claim(row.pk)
    if lease is None:
        raise NotDelivered(_("Another worker tells of this port just now."))
    try:
        row.refresh_from_db()
        with keeping(row, lease):
            _tell(connector, row, lease)
    except LeaseLost:
        raise NotDelivered(_("Another worker tells of this port just now.")) from None


def _tell(connector: Connector, row: GovernedPort, lease: str) -> None:
    try:
        [wanted] = _wanted(connector, [row.port_id]).values()
        if _is_told(row, wanted):
            row.release(lease)
            return
        # From here on it is not known what stands there, until all of it was told.
        GovernedPort.objects.filter(pk=row.pk, leased_by=lease).update(digest="")
        if wanted is None:
            _withdraw(connector, row)
        else:
            _replace(connector, row, wanted)
    except NotDelivered:
        # With what is known by now of the policies there.
        row.release(lease, readers_policy=row.readers_policy, data_policy=row.data_policy)
        raise
    now, ours = timezone.now(), {"readers_policy": row.readers_policy, "data_policy": row.data_policy}
    row.release(lease, told_at=now, updated_at=now, digest=wanted.digest if wanted else WITHDRAWN, **ours)


def _replace(connector: Connector, row: GovernedPort, wanted: Wanted) -> None:
    """Masks and row filter first, so that nobody is let in who would see more for a moment."""
    if wanted.data is not None:
        row.data_policy = _post(connector, wanted.data)
    row.readers_policy = _post(connector, wanted.readers)
    if wanted.data is None and row.data_policy:
        _delete(connector, row.data_policy)
        row.data_policy = ""


def _withdraw(connector: Connector, row: GovernedPort) -> None:
    """Who may subscribe goes first, what they see last."""
    if not row.readers_policy:
        # An answer was lost that said how it is called there; the same key makes no second one.
        port = OutputPort.objects.select_related("product").get(pk=row.port_id)
        row.readers_policy = _post(connector, readers_policy(port, (), connector.account))
    _delete(connector, row.readers_policy)
    row.readers_policy = ""
    if row.data_policy:
        _delete(connector, row.data_policy)
        row.data_policy = ""


def _is_told(row: GovernedPort | None, wanted: Wanted | None) -> bool:
    """Is this what was last told? What stands there is told again after a day all the same."""
    if wanted is None:
        return row is None or row.digest == WITHDRAWN
    return row is not None and row.digest == wanted.digest and row.told_at > timezone.now() - AGAIN_AFTER


def _wanted(connector: Connector, pks: Collection[int]) -> dict[int, Wanted | None]:
    """What should stand there of each of these ports; nothing of ports that do not lie in its warehouse any more."""
    parts = ("product", "warehouse", "policy", "contract")
    ports = list(OutputPort.objects.filter(pk__in=pks).select_related(*parts).prefetch_related("contract__columns"))
    there = [port for port in ports if port.warehouse.slug == connector.table]
    return dict.fromkeys(pks) | wanted_of(there, connector.account)


def _post(connector: Connector, document: Document) -> str:
    return _id_in(_call(connector, "POST", "/api/v2/policy", json=document))


def _delete(connector: Connector, policy: str) -> None:
    """Take a policy away; one that is not there is away."""
    _call(connector, "DELETE", f"/policy/global/{policy}", accept=(404,))


def _id_in(reply: Reply, *, needed: bool = True) -> str:
    answer = reply.json()
    if not isinstance(answer, dict) or "dryRun" not in answer:
        raise NotDelivered(_("The answer is not one about a policy."), lasting=True)
    if needed and not isinstance(answer.get("policyId"), int):
        raise NotDelivered(_("The answer names no policy."), lasting=True)
    return str(answer.get("policyId", ""))


def _call(connector: Connector, method: str, path: str, *, accept: Collection[int] = (), **sent) -> Reply:
    headers = {"authorization": secret_of(connector), "accept": "application/json"}
    address = f"{connector.address.rstrip('/')}{path}"
    reply = call(method, address, headers=headers, accept={*accept, 409}, **sent)
    if reply.status == 409:
        # Somebody, or Immuta itself, is changing it at this moment.
        raise NotDelivered(_("It is being changed there just now."))
    return reply


KINDS.add(Connector.Kind.IMMUTA)(
    Kind(send, check, FOLLOWS, needs=("account", "table", "secret_name"), out_of_step=out_of_step)
)
