"""Objectives of promises: how they stand, and setting them."""

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from catalog.api.product_serializers import PortNameSerializer
from catalog.models import Monitor, ServiceLevelObjective
from catalog.service_levels.slo.budget import BURN_HOURS
from catalog.service_levels.slo.selectors import Standing
from catalog.service_levels.slo.services import LEAST_PERCENT, LONGEST_DAYS, reset_objective, set_objective

ID = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH)


class BurnSerializer(serializers.Serializer):
    """How many times as fast as allowed the error budget is being spent; null where nothing is allowed."""

    short = serializers.FloatField(allow_null=True, help_text=f"Over the last {BURN_HOURS[0]} hour.")
    middle = serializers.FloatField(allow_null=True, help_text=f"Over the last {BURN_HOURS[1]} hours.")
    long = serializers.FloatField(allow_null=True, help_text=f"Over the last {BURN_HOURS[2]} hours.")


class ObjectiveSerializer(serializers.ModelSerializer):
    """One objective, and how it stands over its window; shares are from 0 to 1."""

    product = serializers.CharField(source="port.product.slug")
    port = PortNameSerializer()
    percent = serializers.FloatField()
    set_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    attainment = serializers.SerializerMethodField()
    budget_seconds = serializers.SerializerMethodField()
    budget_left = serializers.SerializerMethodField(help_text="Below 0: overdrawn; null: there never was any.")
    kept_seconds = serializers.IntegerField(source="kept")
    at_risk_seconds = serializers.IntegerField(source="at_risk")
    broken_seconds = serializers.IntegerField(source="broken")
    unknown_seconds = serializers.IntegerField(source="unknown")
    burn_rate = serializers.SerializerMethodField()

    class Meta:
        model = ServiceLevelObjective
        fields = [
            "id", "product", "port", "rule", "percent", "window", "days", "source", "set_by", "status", "state_now",
            "attainment", "budget_seconds", "budget_left", "kept_seconds", "at_risk_seconds", "broken_seconds",
            "unknown_seconds", "burn_rate", "measured_from", "rolled_up_to",
        ]  # fmt: skip

    def get_attainment(self, one) -> float | None:
        """The share of the window in which the promise was kept; unknown time is no kept time."""
        attained = Standing(one).attained
        return None if attained is None else round(attained / 100, 6)

    def get_budget_seconds(self, one) -> float:
        """For how long the promise may be broken."""
        return round(Standing(one).allowed, 1)

    def get_budget_left(self, one) -> float | None:
        """Which share of that is left."""
        left = Standing(one).left
        return None if left is None else round(left / 100, 6)

    @extend_schema_field(BurnSerializer)
    def get_burn_rate(self, one):
        """How fast the budget is being spent."""
        return {"short": one.burn_short, "middle": one.burn_middle, "long": one.burn_long}


class GoalSerializer(serializers.Serializer):
    """For which part of which window a promise is to be kept."""

    percent = serializers.DecimalField(max_digits=6, decimal_places=3, min_value=LEAST_PERCENT, max_value=100)
    window = serializers.ChoiceField(choices=ServiceLevelObjective.Window, default="rolling")
    days = serializers.IntegerField(default=30, min_value=1, max_value=LONGEST_DAYS)


class ObjectiveQuerySerializer(serializers.Serializer):
    """What a list of objectives can be asked."""

    product = serializers.CharField(default="")
    port = serializers.IntegerField(default=None, allow_null=True, min_value=0, max_value=2**63 - 1)
    status = serializers.ChoiceField(choices=Monitor.Status, default="", allow_blank=True)


class ObjectiveViewSet(GenericViewSet):
    """Objectives of promises that are made now, of products that the caller may see; the newest first."""

    queryset = ServiceLevelObjective.objects.none()
    serializer_class = ObjectiveSerializer
    lookup_value_regex = r"\d+"
    filter_backends = []

    def get_queryset(self):
        """What the caller may see."""
        found = ServiceLevelObjective.objects.visible_to(self.request.user).in_force()
        return found.select_related("port__product", "set_by").order_by("-pk")

    @extend_schema(parameters=[ObjectiveQuerySerializer], responses=ObjectiveSerializer(many=True))
    def list(self, request):
        """Objectives with how they stand."""
        asked = ObjectiveQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        found = self.get_queryset()
        if asked.validated_data["product"]:
            found = found.filter(port__product__slug=asked.validated_data["product"])
        if asked.validated_data["port"] is not None:
            found = found.filter(port=asked.validated_data["port"])
        if asked.validated_data["status"]:
            found = found.filter(status=asked.validated_data["status"])
        page = self.paginate_queryset(found)
        return self.get_paginated_response(ObjectiveSerializer(page, many=True).data)

    @extend_schema(parameters=[ID], responses=ObjectiveSerializer)
    def retrieve(self, request, pk):
        """One objective."""
        return Response(ObjectiveSerializer(self._found(pk)).data)

    @extend_schema(parameters=[ID], request=GoalSerializer, responses=ObjectiveSerializer)
    @action(detail=True, methods=["post"])
    def set(self, request, pk):
        """Set it; how it stands is worked out anew at once."""
        one = self._found(pk)
        goal = GoalSerializer(data=request.data)
        goal.is_valid(raise_exception=True)
        return Response(
            ObjectiveSerializer(set_objective(actor=request.user, objective=one, **goal.validated_data)).data
        )

    @extend_schema(parameters=[ID], request=None, responses=ObjectiveSerializer)
    @action(detail=True, methods=["post"])
    def reset(self, request, pk):
        """Go back to the objective that all promises have."""
        return Response(ObjectiveSerializer(reset_objective(actor=request.user, objective=self._found(pk))).data)

    def _found(self, pk):
        return get_object_or_404(self.get_queryset(), pk=pk)
