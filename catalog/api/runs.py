"""Follow a product on its way to being published."""

from django.http import HttpResponse
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
    origin = serializers.DictField(source="version.origin", child=serializers.CharField(), help_text="Its code.")
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
            "origin",
            "created_at",
            "started_at",
            "ended_at",
            "steps",
        ]


class RunQuerySerializer(serializers.Serializer):
    """How a run is told."""

    report = serializers.ChoiceField(["json", "text"], default="json")


def in_words(run: PublishingRun) -> str:
    """A run for terminals: its state, then a line for each step that is over, with what went wrong and what to do."""
    lines = [run.state]
    for step in run.steps.all():
        if step.state in (PublishingStep.State.DONE, PublishingStep.State.FAILED):
            took = "" if step.seconds is None else f" ({step.seconds:.1f} s)"
            lines.append(f"{step.name}: {step.state}{took}")
            lines += [f"  {sentence}" for sentence in (step.error, step.remedy) if sentence]
    return "\n".join(lines) + "\n"


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

    @extend_schema(
        parameters=[RunQuerySerializer], responses={200: RunSerializer, (200, "text/plain"): OpenApiTypes.STR}
    )
    def retrieve(self, request, pk):
        """One run with its steps; as text, the first line is its state."""
        asked = RunQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        run = get_object_or_404(self.get_queryset(), pk=pk)
        if asked.validated_data["report"] == "text":
            return HttpResponse(in_words(run), content_type="text/plain; charset=utf-8")
        return Response(RunSerializer(run).data)

    @extend_schema(request=None, responses={202: RunSerializer})
    @action(detail=True, methods=["post"])
    def retry(self, request, pk):
        """Try a run that failed again, from the step that failed."""
        run = services.retry_run(actor=request.user, run=get_object_or_404(self.get_queryset(), pk=pk))
        return Response(RunSerializer(self.get_queryset().get(pk=run.pk)).data, status=status.HTTP_202_ACCEPTED)
