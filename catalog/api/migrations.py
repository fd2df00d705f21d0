"""Migration notices: what a new version breaks for somebody, and what they say to it."""

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.models import Consumer
from catalog.api.product_serializers import PortNameSerializer
from catalog.models import MigrationNotice, MigrationPeriod
from catalog.transitions.selectors import for_display
from catalog.transitions.services import acknowledge, move

ID = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH)


class NoticeQuerySerializer(serializers.Serializer):
    """What a list of notices can be asked."""

    product = serializers.CharField(default="")
    mine = serializers.BooleanField(default=False, help_text="Only those told to the caller or a team of theirs.")
    open = serializers.BooleanField(default=None, allow_null=True, help_text="Only those whose old version is kept.")


class ToldConsumerSerializer(serializers.ModelSerializer):
    """In whose name: a person or a team."""

    kind = serializers.SerializerMethodField()
    name = serializers.CharField(source="__str__")

    class Meta:
        model = Consumer
        fields = ["kind", "name"]

    def get_kind(self, consumer) -> str:
        """Person or team."""
        return "team" if consumer.team_id else "person"


class BrokenProductSerializer(serializers.Serializer):
    """A product of the consumer, with those of its columns that are made from what breaks."""

    slug = serializers.CharField()
    name = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())


class BreakSerializer(serializers.Serializer):
    """One breaking change. `at_once`: it is about access, and holds in the old version, too."""

    path = serializers.CharField()
    message = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())
    products = BrokenProductSerializer(many=True)
    at_once = serializers.BooleanField()


class MigrationNoticeSerializer(serializers.ModelSerializer):
    """What one consumer of one port was told, and what they said."""

    product = serializers.CharField(source="period.product.slug")
    port = PortNameSerializer()
    consumer = ToldConsumerSerializer()
    old_version = serializers.CharField(source="period.before.number")
    new_version = serializers.CharField(source="period.after.number")
    state = serializers.ChoiceField(choices=MigrationPeriod.State.choices, source="period.state")
    readable_until = serializers.DateTimeField(source="period.ends_at")
    guidance = serializers.CharField(source="period.guidance")
    breaks = BreakSerializer(many=True)
    acknowledged_by = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = MigrationNotice
        fields = [
            "id", "product", "port", "consumer", "old_version", "new_version", "state", "readable_until", "guidance",
            "breaks", "created_at", "acknowledged_at", "acknowledged_by", "moved_at",
        ]  # fmt: skip


class MigrationNoticeViewSet(GenericViewSet):
    """What new versions break: for the caller, their teams, and the consumers of their products; the newest first."""

    queryset = MigrationNotice.objects.none()
    serializer_class = MigrationNoticeSerializer
    lookup_value_regex = r"\d+"
    filter_backends = []

    def get_queryset(self):
        """What the caller may see."""
        return for_display(MigrationNotice.objects.visible_to(self.request.user)).order_by("-pk")

    @extend_schema(parameters=[NoticeQuerySerializer], responses=MigrationNoticeSerializer(many=True))
    def list(self, request):
        """Notices, answered and not."""
        asked = NoticeQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        notices = self.get_queryset()
        if asked.validated_data["product"]:
            notices = notices.filter(period__product__slug=asked.validated_data["product"])
        if asked.validated_data["mine"]:
            notices = notices.held_by(request.user)
        if asked.validated_data["open"] is not None:
            state = MigrationPeriod.State.OPEN if asked.validated_data["open"] else MigrationPeriod.State.ENDED
            notices = notices.filter(period__state=state)
        page = self.paginate_queryset(notices)
        return self.get_paginated_response(MigrationNoticeSerializer(page, many=True).data)

    @extend_schema(parameters=[ID], responses=MigrationNoticeSerializer)
    def retrieve(self, request, pk):
        """One notice."""
        return Response(MigrationNoticeSerializer(self._found(pk)).data)

    @extend_schema(parameters=[ID], request=None, responses=MigrationNoticeSerializer)
    @action(detail=True, methods=["post"])
    def acknowledge(self, request, pk):
        """Say that one has read what breaks; saying it twice changes nothing."""
        notice = acknowledge(actor=request.user, notice=self._found(pk))
        return Response(MigrationNoticeSerializer(notice).data)

    @extend_schema(parameters=[ID], request=None, responses=MigrationNoticeSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request, pk):
        """Read the new version from now on; saying it twice changes nothing."""
        notice = move(actor=request.user, notice=self._found(pk))
        return Response(MigrationNoticeSerializer(notice).data)

    def _found(self, pk):
        return get_object_or_404(self.get_queryset(), pk=pk)
