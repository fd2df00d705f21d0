"""Everything that happened, for other systems to follow."""

from datetime import timedelta

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.viewsets import ViewSet

from marketplace.foundation.cloudevents import cloud_event
from marketplace.foundation.models import AuditEvent

# A slow transaction may bring an event with a lower number than one that is already there; so the newest wait.
SETTLED_AFTER = timedelta(seconds=2)


class AfterSerializer(serializers.Serializer):
    """From where to read on."""

    after = serializers.IntegerField(
        default=0, min_value=0, max_value=2**63 - 1, help_text="The id of the last event seen."
    )
    limit = serializers.IntegerField(default=100, min_value=1, max_value=1000)


class CloudEventSerializer(serializers.Serializer):
    """A CloudEvents 1.0 envelope."""

    specversion = serializers.CharField()
    id = serializers.CharField()
    source = serializers.CharField()
    type = serializers.CharField()
    subject = serializers.CharField()
    time = serializers.DateTimeField()
    datacontenttype = serializers.CharField()
    data = serializers.DictField()


class EventPageSerializer(serializers.Serializer):
    """Events in the order in which they happened; `next` is there even when nothing came yet, to ask again later."""

    results = CloudEventSerializer(many=True)
    next = serializers.URLField()
    previous = serializers.URLField(allow_null=True)


class EventViewSet(ViewSet):
    """What happened, oldest first, as far as the caller may know of it."""

    @extend_schema(parameters=[AfterSerializer], responses=EventPageSerializer, operation_id="events_list")
    def list(self, request):
        """The events after a given one."""
        wanted = AfterSerializer(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        after, limit = wanted.validated_data["after"], wanted.validated_data["limit"]
        settled = AuditEvent.objects.visible_to(request.user).filter(at__lt=timezone.now() - SETTLED_AFTER)
        events = list(settled.filter(pk__gt=after).select_related("actor").order_by("pk")[:limit])
        last = events[-1].pk if events else after
        address = replace_query_param(request.build_absolute_uri(), "after", last)
        return Response({"results": [cloud_event(event) for event in events], "next": address, "previous": None})
