"""OpenLineage events, as its HTTP transport sends them."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from catalog.lineage.events import receive_events
from catalog.models import LineageEvent
from catalog.observers.services import take_lineage


class ReceivedSerializer(serializers.ModelSerializer):
    """One event as it was kept, with the ports it was tied to."""

    ports = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta:
        model = LineageEvent
        fields = ["id", "run_id", "job", "event_type", "event_time", "ports", "warnings"]


class ReceivedPageSerializer(serializers.Serializer):
    """What was kept."""

    results = ReceivedSerializer(many=True)


class LineageViewSet(ViewSet):
    """Other systems tell here what they ran."""

    @extend_schema(request=OpenApiTypes.OBJECT, responses={201: ReceivedPageSerializer}, operation_id="lineage_receive")
    def create(self, request):
        """One event, or a list; the same again changes nothing. What facets say of quality is taken, too."""
        documents = request.data if isinstance(request.data, list) else [request.data]
        events = receive_events(actor=request.user, documents=documents)
        take_lineage(actor=request.user, documents=documents)
        kept = (
            LineageEvent.objects.filter(pk__in=[event.pk for event in events]).prefetch_related("ports").order_by("pk")
        )
        return Response({"results": ReceivedSerializer(kept, many=True).data}, status=status.HTTP_201_CREATED)
