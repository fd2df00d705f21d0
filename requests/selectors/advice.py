"""What the records say to somebody who decides: advice, never the decision."""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Column
from requests.models import AccessRequest, Decision
from requests.ordering.classes import classes_of_contracts, read_classes

State = AccessRequest.State


def advice_of(requests: Sequence[AccessRequest]) -> Mapping[int, list[str]]:
    """By request: how such requests were decided, how sensitive the data is, what the company says. Three queries."""
    decided = _decided({request.port_id for request in requests})
    policies = [request.port.policy for request in requests if request.port.policy_id]
    classes = classes_of_contracts({request.port.contract_id for request in requests}, policies)
    return {
        request.pk: [
            *_sensitive(request, classes.get(request.port.contract_id, {})),
            *_company(request),
            *_before(decided[request.port_id]),
        ]
        for request in requests
    }


def _decided(ports: set[int]) -> Mapping[int, Counter]:
    """How many requests for each port people approved and denied."""
    by_people = Exists(Decision.objects.filter(stage__request=OuterRef("pk")))
    over = AccessRequest.objects.filter(by_people, port__in=ports, state__in=[State.APPROVED, State.DENIED])
    found = {port: Counter() for port in ports}
    for port, state, number in over.order_by().values_list("port", "state").annotate(n=Count("pk")):
        found[port][state] = number
    return found


def _sensitive(request: AccessRequest, classes) -> list[str]:
    if not request.port.policy_id:
        return []
    read = read_classes(classes, request.port.policy, plain=False)
    words = [str(each.label).lower() for each in reversed(Column.Classification) if each.value in read]
    return [_("What would be read is %(classes)s.") % {"classes": ", ".join(words)}] if words else []


def _company(request: AccessRequest) -> list[str]:
    said = request.rule.get("company")
    if not said:
        return []
    words = _("The company's rule “%(rule)s” (version %(version)s) has a say in it. %(reason)s")
    return [(words % said).strip()]


def _before(decided: Counter) -> list[str]:
    total = decided[State.APPROVED] + decided[State.DENIED]
    if not total:
        return [_("Nobody has decided about this port before.")]
    facts = {"n": total, "yes": decided[State.APPROVED]}
    return [
        ngettext(
            "Of %(n)s request that people decided before, %(yes)s was approved.",
            "Of %(n)s requests that people decided before, %(yes)s were approved.",
            total,
        )
        % facts
    ]
