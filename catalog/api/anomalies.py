"""What is usual for a port, how closely that is watched, and what was not as usual."""

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from catalog.api.product_serializers import PortNameSerializer
from catalog.models import Anomaly, Figure, OutputPort, Watch
from catalog.service_levels.anomalies import LEAST
from catalog.service_levels.teaching import say_of_anomaly, watch_figure
from catalog.service_levels.watched import watched_figures

PORT = OpenApiParameter("port", OpenApiTypes.INT, OpenApiParameter.PATH)
ID = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH)


class WatchedSerializer(serializers.Serializer):
    """One figure of a port; `low` and `high` are what is usual, once enough builds are `known`."""

    figure = serializers.ChoiceField(choices=Figure.choices)
    column = serializers.CharField(allow_blank=True)
    unit = serializers.CharField(allow_blank=True)
    sensitivity = serializers.ChoiceField(choices=Watch.Sensitivity.choices)
    state = serializers.ChoiceField(choices=["learning", "usual", "unusual", "expected", "nothing"])
    known = serializers.IntegerField()
    needed = serializers.SerializerMethodField()
    value = serializers.FloatField(source="step.value", allow_null=True)
    low = serializers.FloatField(source="step.low", allow_null=True)
    high = serializers.FloatField(source="step.high", allow_null=True)

    @extend_schema_field(serializers.IntegerField())
    def get_needed(self, _watched) -> int:
        """So many builds are needed before anything is said."""
        return LEAST


class WatchSerializer(serializers.Serializer):
    """How closely a figure is to be watched."""

    figure = serializers.ChoiceField(choices=Figure.choices)
    column = serializers.CharField(default="", allow_blank=True, max_length=200)
    sensitivity = serializers.ChoiceField(choices=Watch.Sensitivity.choices)


class AnomalySerializer(serializers.ModelSerializer):
    """One figure of one build that was not as usual."""

    product = serializers.CharField(source="port.product.slug")
    port = PortNameSerializer()
    built_at = serializers.DateTimeField(source="snapshot.built_at")
    said_by = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = Anomaly
        fields = [
            "id", "product", "port", "figure", "column", "value", "low", "high", "severe", "built_at", "found_at",
            "said", "note", "said_by", "said_at",
        ]  # fmt: skip


class SaidSerializer(serializers.Serializer):
    """What somebody says about an anomaly."""

    said = serializers.ChoiceField(choices=["expected", "wrong"])
    note = serializers.CharField(default="", allow_blank=True, max_length=2_000)


class FiguresViewSet(GenericViewSet):
    """The figures of a port that are watched."""

    queryset = OutputPort.objects.none()
    serializer_class = WatchedSerializer
    pagination_class = None
    filter_backends = []

    def _port(self, port):
        ports = OutputPort.objects.visible_to(self.request.user).select_related("policy", "snapshot", "product")
        return get_object_or_404(ports, pk=port)

    @extend_schema(parameters=[PORT], responses=WatchedSerializer(many=True))
    def list(self, request, port):
        """Every figure, with what is usual."""
        return Response(WatchedSerializer(watched_figures(self._port(port)), many=True).data)

    @extend_schema(parameters=[PORT], request=WatchSerializer, responses=WatchedSerializer(many=True))
    def create(self, request, port):
        """Choose how closely a figure is watched."""
        found, wish = self._port(port), WatchSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        watch_figure(actor=request.user, port=found, **wish.validated_data)
        return Response(WatchedSerializer(watched_figures(found), many=True).data)


class AnomalyViewSet(GenericViewSet):
    """What was not as usual in products that the caller may see, the newest first."""

    queryset = Anomaly.objects.none()
    serializer_class = AnomalySerializer
    lookup_value_regex = r"\d+"
    filter_backends = []

    def get_queryset(self):
        """What the caller may see."""
        anomalies = Anomaly.objects.visible_to(self.request.user)
        return anomalies.select_related("port__product", "snapshot", "said_by").order_by("-pk")

    @extend_schema(responses=AnomalySerializer(many=True))
    def list(self, request):
        """All of them."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(AnomalySerializer(page, many=True).data)

    @extend_schema(parameters=[ID], responses=AnomalySerializer)
    def retrieve(self, request, pk):
        """One anomaly."""
        return Response(AnomalySerializer(get_object_or_404(self.get_queryset(), pk=pk)).data)

    @extend_schema(parameters=[ID], request=SaidSerializer, responses=AnomalySerializer)
    @action(detail=True, methods=["post"])
    def say(self, request, pk):
        """Say that it was expected, or that it is really wrong."""
        anomaly = get_object_or_404(self.get_queryset(), pk=pk)
        word = SaidSerializer(data=request.data)
        word.is_valid(raise_exception=True)
        say_of_anomaly(actor=request.user, anomaly=anomaly, **word.validated_data)
        return Response(AnomalySerializer(self.get_queryset().get(pk=pk)).data)
