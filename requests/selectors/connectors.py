"""How other systems do: what waits for them, what arrived last, and what did not."""

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from requests.models import Connector, ConnectorMessage


def with_health() -> QuerySet[Connector]:
    """Every connector with `waiting`, `late`, `given_up`, `last_success` and `last_error`; one query."""
    wrong = ConnectorMessage.objects.filter(connector=OuterRef("pk")).exclude(error="").exclude(state="dropped")
    return Connector.objects.annotate(
        waiting=Count("messages", filter=Q(messages__state="waiting")),
        late=Count("messages", filter=Q(messages__state="waiting", messages__due_at__lte=timezone.now())),
        given_up=Count("messages", filter=Q(messages__state="failed")),
        last_success=Max("messages__ended_at", filter=Q(messages__state="sent")),
        last_error=Subquery(wrong.order_by("-updated_at").values("error")[:1]),
    ).order_by("name")
