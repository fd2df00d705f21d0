"""Requests that wait do not outlive what they ask for: a grant that ended, a product that retired."""

from django.utils import timezone

from marketplace.foundation.audit import record
from requests.models import AccessRequest, ApprovalStage, Grant


def withdraw_renewals(grant: Grant, *, actor) -> None:
    """Cancel the requests that would prolong a grant which is ended by somebody."""
    for request in waiting_requests(renews=grant):
        cancel_request(request, actor=actor)


def withdraw_additions(request: AccessRequest, *, actor) -> None:
    """Cancel the wishes to see more of an access that is not given, or is over."""
    for addition in waiting_requests(adds_to=request):
        cancel_request(addition, actor=actor)


def waiting_requests(**which):
    """Requests that wait for a decision, with their parts, locked in the order of their keys."""
    parts = ("order__ordered_by", "port__product", "consumer__person", "consumer__team")
    waiting = AccessRequest.objects.waiting().filter(**which).select_related(*parts)
    return waiting.select_for_update(of=("self",)).order_by("pk")


def cancel_request(request: AccessRequest, *, actor) -> None:
    """Close one locked request without a decision, and ask nobody about it any more."""
    now = timezone.now()
    AccessRequest.objects.waiting().filter(pk=request.pk).update(
        state=AccessRequest.State.CANCELLED, decided_at=now, updated_at=now
    )
    ApprovalStage.objects.filter(request=request, state__in=["ahead", "open"]).update(
        state=ApprovalStage.State.SKIPPED, closed_at=now, updated_at=now
    )
    request.state, request.decided_at = AccessRequest.State.CANCELLED, now
    withdraw_additions(request, actor=actor)
    consumer = request.consumer
    record(
        "request.cancelled",
        request,
        actor=actor,
        product=request.port.product.slug,
        person=consumer.person,
        team=consumer.team,
        old="waiting",
        new="cancelled",
    )
