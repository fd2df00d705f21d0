"""What other systems measured of our data comes in here; it stands beside our own measurements."""

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.policies import may_operate
from catalog.models import OutsideResult
from catalog.observers.errors import ResultsTooLarge
from catalog.observers.services import note_too_large, receive_oors, receive_results, told
from marketplace.foundation.policies import insist


class OutsideResultSerializer(serializers.ModelSerializer):
    """One result as another system told it, and what became of it."""

    port = serializers.IntegerField(source="monitor.port_id", allow_null=True, default=None)
    promise = serializers.CharField(source="monitor.beside", default="", help_text="The rule of the contract, if any.")
    outcome = serializers.CharField()

    class Meta:
        model = OutsideResult
        fields = [
            "id", "source", "format", "dataset", "check_name", "status", "outcome", "reason", "port", "monitor",
            "promise", "measured_at", "received_at", "settled_at", "document",
        ]  # fmt: skip


class ResultQuerySerializer(serializers.Serializer):
    """What a list of results can be asked."""

    source = serializers.CharField(default="")
    left_over = serializers.BooleanField(default=False, help_text="Only what could not be taken.")


class ToldSerializer(serializers.Serializer):
    """What became of one result: taken, older, repeated, or why it could not be taken."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    dataset = serializers.CharField()
    outcome = serializers.CharField()
    reason = serializers.CharField()
    port = serializers.IntegerField(allow_null=True)
    monitor = serializers.IntegerField(allow_null=True)
    promise = serializers.CharField(help_text="The rule of the contract beside which it stands, if any.")
    source = serializers.CharField()


class TakenSerializer(serializers.Serializer):
    """Result by result, in the order they came in."""

    results = ToldSerializer(many=True)
    draft = serializers.BooleanField(help_text="The format is a draft that may change.")


class ResultViewSet(GenericViewSet):
    """Other systems tell here what they measured; the platform team sees what came in."""

    queryset = OutsideResult.objects.none()
    serializer_class = OutsideResultSerializer
    filter_backends = []
    format_by_action = {"create": "plain", "oors": "oors"}

    def initial(self, request, *args, **kwargs):
        """Refuse what is too much before it is read, and keep for the platform team that somebody tried."""
        super().initial(request, *args, **kwargs)
        size, format = int(request.META.get("CONTENT_LENGTH") or 0), self.format_by_action.get(self.action)
        if format and size > settings.RESULTS_LONGEST_BYTES:
            note_too_large(actor=request.user, format=format, size=size)
            raise ResultsTooLarge(longest=settings.RESULTS_LONGEST_BYTES)

    def get_queryset(self):
        """For the platform team."""
        insist(may_operate(self.request.user))
        return OutsideResult.objects.select_related("monitor").order_by("-pk")

    @extend_schema(parameters=[ResultQuerySerializer], responses=OutsideResultSerializer(many=True))
    def list(self, request):
        """What came in, the newest first; for the platform team."""
        rows = self.get_queryset()
        asked = ResultQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        if asked.validated_data["source"]:
            rows = rows.filter(source=asked.validated_data["source"])
        if asked.validated_data["left_over"]:
            rows = rows.left_over()
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(OutsideResultSerializer(page, many=True).data)

    @extend_schema(request=OpenApiTypes.OBJECT, responses=TakenSerializer)
    def create(self, request):
        """`{source, results: [{port or dataset, name, status, measured_at, rule, value, …}]}`, or one result alone."""
        return _answer(receive_results(actor=request.user, document=request.data))

    @extend_schema(request=OpenApiTypes.OBJECT, responses=TakenSerializer)
    @action(detail=False, methods=["post"])
    def oors(self, request):
        """One document of Open Observability Results v0.8.1, which is a draft."""
        return _answer(receive_oors(actor=request.user, document=request.data), draft=True)


def _answer(taken, *, draft: bool = False) -> Response:
    body = {"results": [told(one) for one in taken], "draft": draft}
    return Response(TakenSerializer(body).data, status=status.HTTP_200_OK)
