"""Incidents: see what is broken, say that something is, take it on, and everything else until it is closed."""

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from catalog.api.incident_serializers import (
    AffectedSerializer,
    AssigneeSerializer,
    CauseSerializer,
    CommentSerializer,
    IncidentDetailSerializer,
    IncidentEntriesSerializer,
    IncidentEntrySerializer,
    IncidentQuerySerializer,
    IncidentSerializer,
    ReopenSerializer,
    ReportSerializer,
    WeighSerializer,
)
from catalog.incidents import selectors, services
from catalog.incidents.severity import consumers_of
from catalog.models import Incident

ID = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH)


class IncidentViewSet(GenericViewSet):
    """Incidents of products that the caller may see, the newest first."""

    queryset = Incident.objects.none()
    serializer_class = IncidentSerializer
    lookup_value_regex = r"\d+"
    filter_backends = []

    def get_queryset(self):
        """What the caller may see."""
        parts = ("port__product__owner", "opened_by", "assignee")
        return Incident.objects.visible_to(self.request.user).select_related(*parts).order_by("-pk")

    @extend_schema(parameters=[IncidentQuerySerializer], responses=IncidentSerializer(many=True))
    def list(self, request):
        """Incidents, open and closed."""
        asked = IncidentQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        incidents, said = self.get_queryset(), asked.validated_data
        filters = {"product": "port__product__slug", "domain": "port__product__domain__slug", "severity": "severity"}
        incidents = incidents.filter(**{lookup: said[name] for name, lookup in filters.items() if said.get(name)})
        if said["port"] is not None:
            incidents = incidents.filter(port=said["port"])
        if said["open"] is not None:
            incidents = incidents.filter(resolved_at__isnull=said["open"])
        if said["mine"]:
            incidents = selectors.mine(incidents, request.user)
        page = self.paginate_queryset(incidents)
        return self.get_paginated_response(IncidentSerializer(page, many=True).data)

    @extend_schema(request=ReportSerializer, responses={201: IncidentSerializer})
    def create(self, request):
        """Say that something is wrong with a port."""
        report = ReportSerializer(data=request.data, context=self.get_serializer_context())
        report.is_valid(raise_exception=True)
        incident = services.open_incident(actor=request.user, **report.validated_data)
        return Response(IncidentSerializer(incident).data, status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[ID], responses=IncidentDetailSerializer)
    def retrieve(self, request, pk):
        """One incident, with what is broken in it."""
        incident = self._found(pk)
        incident.consumers = consumers_of(incident.port)
        incident.seconds = {
            one.name: one.took.total_seconds() if one.took is not None else None
            for one in selectors.figures_of(incident)
        }
        return Response(IncidentDetailSerializer(incident).data)

    @extend_schema(parameters=[ID], responses=IncidentEntriesSerializer)
    @action(detail=True, pagination_class=None)
    def timeline(self, request, pk):
        """What happened to it, the oldest first."""
        return Response(IncidentEntriesSerializer({"results": selectors.entries_of(self._found(pk))}).data)

    @extend_schema(parameters=[ID], responses=AffectedSerializer)
    @action(detail=True, pagination_class=None)
    def affected(self, request, pk):
        """The products downstream."""
        incident = self._found(pk)
        shown = list(selectors.affected_by(request.user, incident).order_by("name"))
        hidden = incident.affected.count() - len(shown)
        return Response(AffectedSerializer({"results": shown, "hidden": hidden}).data)

    @extend_schema(parameters=[ID], request=None, responses=IncidentSerializer)
    @action(detail=True, methods=["post"])
    def acknowledge(self, request, pk):
        """Take it on."""
        return self._done(services.acknowledge_incident, pk)

    @extend_schema(parameters=[ID], request=AssigneeSerializer, responses=IncidentSerializer)
    @action(detail=True, methods=["post"])
    def assign(self, request, pk):
        """Give it to somebody of the owning team, a steward or the platform team; they are told."""
        return self._done(services.assign_incident, pk, AssigneeSerializer)

    @extend_schema(parameters=[ID], request=CommentSerializer, responses={201: IncidentEntrySerializer})
    @action(detail=True, methods=["post"])
    def comment(self, request, pk):
        """Say something about it."""
        incident, said = self._found(pk), self._said(CommentSerializer)
        entry = services.comment_on_incident(actor=request.user, incident=incident, **said)
        return Response(IncidentEntrySerializer(entry).data, status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[ID], request=WeighSerializer, responses=IncidentSerializer)
    @action(detail=True, methods=["post"])
    def weigh(self, request, pk):
        """Give it another severity."""
        return self._done(services.weigh_incident, pk, WeighSerializer)

    @extend_schema(parameters=[ID], request=CauseSerializer, responses=IncidentSerializer)
    @action(detail=True, methods=["post"])
    def resolve(self, request, pk):
        """Close it with its cause."""
        return self._done(services.resolve_incident, pk, CauseSerializer)

    @extend_schema(parameters=[ID], request=ReopenSerializer, responses=IncidentSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request, pk):
        """Open it again."""
        return self._done(services.reopen_incident, pk, ReopenSerializer)

    def _done(self, service, pk, reads=None):
        incident, said = self._found(pk), self._said(reads) if reads else {}
        incident = service(actor=self.request.user, incident=incident, **said)
        return Response(IncidentSerializer(incident).data)

    def _said(self, reads) -> dict:
        said = reads(data=self.request.data)
        said.is_valid(raise_exception=True)
        return said.validated_data

    def _found(self, pk):
        return get_object_or_404(self.get_queryset(), pk=pk)
