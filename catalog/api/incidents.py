"""Incidents: see what is broken, say that something is, take it on, close it."""

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from catalog.api.product_serializers import PortNameSerializer
from catalog.models import Incident, OutputPort
from catalog.service_levels.services import acknowledge_incident, open_incident, resolve_incident
from marketplace.foundation.fields import ReachableField

ID = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH)


class IncidentQuerySerializer(serializers.Serializer):
    """What a list of incidents can be asked."""

    product = serializers.CharField(default="")
    port = serializers.IntegerField(default=None, allow_null=True)
    open = serializers.BooleanField(default=None, allow_null=True)


class IncidentSerializer(serializers.ModelSerializer):
    """One incident."""

    product = serializers.CharField(source="port.product.slug")
    port = PortNameSerializer()
    opened_by = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = Incident
        fields = [
            "id", "product", "port", "title", "detail", "severity", "source", "opened_by", "opened_at",
            "acknowledged_at", "resolved_at", "cause",
        ]  # fmt: skip


class ReportSerializer(serializers.Serializer):
    """What somebody, or another system, says is wrong."""

    port = ReachableField(queryset=OutputPort.objects.all(), by="visible_to")
    title = serializers.CharField(max_length=300)
    detail = serializers.CharField(default="", allow_blank=True, max_length=20_000)
    severity = serializers.ChoiceField(choices=Incident.Severity, default=Incident.Severity.MEDIUM)
    source = serializers.CharField(default="", allow_blank=True, max_length=60)


class CauseSerializer(serializers.Serializer):
    """Why it happened."""

    cause = serializers.CharField(max_length=20_000)


class IncidentViewSet(GenericViewSet):
    """Incidents of products that the caller may see, the newest first."""

    queryset = Incident.objects.none()
    serializer_class = IncidentSerializer
    lookup_value_regex = r"\d+"
    filter_backends = []

    def get_queryset(self):
        """What the caller may see."""
        incidents = Incident.objects.visible_to(self.request.user).select_related("port__product", "opened_by")
        return incidents.order_by("-pk")

    @extend_schema(parameters=[IncidentQuerySerializer], responses=IncidentSerializer(many=True))
    def list(self, request):
        """Incidents, open and closed."""
        asked = IncidentQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        incidents = self.get_queryset()
        if asked.validated_data["product"]:
            incidents = incidents.filter(port__product__slug=asked.validated_data["product"])
        if asked.validated_data["port"] is not None:
            incidents = incidents.filter(port=asked.validated_data["port"])
        if asked.validated_data["open"] is not None:
            incidents = incidents.filter(resolved_at__isnull=asked.validated_data["open"])
        page = self.paginate_queryset(incidents)
        return self.get_paginated_response(IncidentSerializer(page, many=True).data)

    @extend_schema(request=ReportSerializer, responses={201: IncidentSerializer})
    def create(self, request):
        """Say that something is wrong with a port."""
        report = ReportSerializer(data=request.data, context=self.get_serializer_context())
        report.is_valid(raise_exception=True)
        incident = open_incident(actor=request.user, **report.validated_data)
        return Response(IncidentSerializer(incident).data, status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[ID], responses=IncidentSerializer)
    def retrieve(self, request, pk):
        """One incident."""
        return Response(IncidentSerializer(self._found(pk)).data)

    @extend_schema(parameters=[ID], request=None, responses=IncidentSerializer)
    @action(detail=True, methods=["post"])
    def acknowledge(self, request, pk):
        """Take it on."""
        incident = acknowledge_incident(actor=request.user, incident=self._found(pk))
        return Response(IncidentSerializer(incident).data)

    @extend_schema(parameters=[ID], request=CauseSerializer, responses=IncidentSerializer)
    @action(detail=True, methods=["post"])
    def resolve(self, request, pk):
        """Close it with its cause."""
        incident = self._found(pk)
        said = CauseSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        incident = resolve_incident(actor=request.user, incident=incident, cause=said.validated_data["cause"])
        return Response(IncidentSerializer(incident).data)

    def _found(self, pk):
        return get_object_or_404(self.get_queryset(), pk=pk)
