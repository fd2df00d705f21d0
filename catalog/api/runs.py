"""Follow a product on its way to being published."""

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from catalog.models import PublishingRun, PublishingStep
from catalog.publishing import services

ID = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH)


class StepSerializer(serializers.ModelSerializer):
    """One step: how it went, and what to do where it failed."""

    seconds = serializers.FloatField(allow_null=True)

    class Meta:
        model = PublishingStep
        fields = ["name", "state", "started_at", "ended_at", "seconds", "log", "error", "remedy"]


class RunSerializer(serializers.ModelSerializer):
    """One attempt to publish, or to build anew."""

    product = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    version = serializers.SlugRelatedField(slug_field="number", read_only=True)
    asked_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    steps = StepSerializer(many=True)

    class Meta:
        model = PublishingRun
        fields = [
            "id",
            "product",
            "version",
            "kind",
            "state",
            "asked_by",
            "created_at",
            "started_at",
            "ended_at",
            "steps",
        ]


@extend_schema(parameters=[ID])
class RunViewSet(GenericViewSet):
    """Runs of products of one's own teams."""

    queryset = PublishingRun.objects.none()
    serializer_class = RunSerializer
    lookup_value_regex = r"\d+"
    filter_backends = []

    def get_queryset(self):
        """What the caller may see."""
        runs = PublishingRun.objects.visible_to(self.request.user)
        return runs.select_related("product", "version", "asked_by").prefetch_related("steps")

    @extend_schema(responses=RunSerializer)
    def retrieve(self, request, pk):
        """One run with its steps."""
        return Response(RunSerializer(get_object_or_404(self.get_queryset(), pk=pk)).data)

    @extend_schema(request=None, responses={202: RunSerializer})
    @action(detail=True, methods=["post"])
    def retry(self, request, pk):
        """Try a run that failed again, from the step that failed."""
        run = services.retry_run(actor=request.user, run=get_object_or_404(self.get_queryset(), pk=pk))
        return Response(RunSerializer(self.get_queryset().get(pk=run.pk)).data, status=status.HTTP_202_ACCEPTED)
