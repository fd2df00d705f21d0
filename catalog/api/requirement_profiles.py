"""Requirement profiles over the API: what a task needs, and what products meet of it."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.models import Team
from catalog.comparing.selectors import visible_products
from catalog.models import Column, RequirementProfile
from catalog.requirements.needs import Needs, Outcome, Source, read_span, span_in_words
from catalog.requirements.selectors import judge
from catalog.requirements.services import LONGEST_WORD, MOST_WORDS, change_profile, delete_profile, keep_profile

ID = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH)
PRODUCT = OpenApiParameter(
    "product", OpenApiTypes.STR, many=True, required=True, description="Short names of products, at most 100."
)
MOST_PRODUCTS = 100


@extend_schema_field(OpenApiTypes.STR)
class SpanField(serializers.Field):
    """A span of time as people write it."""

    def to_internal_value(self, data):
        """The seconds."""
        seconds = read_span(data) if isinstance(data, str) else None
        if seconds is None:
            raise serializers.ValidationError(_("Write a span of time, such as 24 h, 7 days or 2 years."))
        return seconds

    def to_representation(self, value):
        """The span in words that are read again as the same."""
        return span_in_words(value)


def _words(**about):
    return serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_WORD), max_length=MOST_WORDS, required=False, **about
    )


def _share():
    return serializers.IntegerField(min_value=1, max_value=100, required=False, allow_null=True)


class RequirementProfileSerializer(serializers.ModelSerializer):
    """What a task needs. A need that is left out is none; spans are written like `24 h` or `2 years`."""

    team = serializers.SlugRelatedField(
        slug_field="slug", queryset=Team.objects.none(), required=False, allow_null=True, help_text="Default: oneself."
    )
    wanted = _words(help_text="Names of columns, or business names.")
    freshness = SpanField(required=False, allow_null=True, help_text="The data is at most so old.")
    history = SpanField(required=False, allow_null=True, help_text="It reaches back at least so far.")
    completeness = _share()
    fitness = _share()
    licences = _words()
    regions = _words()
    classification = serializers.ChoiceField(choices=Column.Classification.choices, required=False, allow_blank=True)

    class Meta:
        model = RequirementProfile
        fields = [
            "id", "name", "task", "team", "wanted", "freshness", "history", "completeness", "fitness", "licences",
            "regions", "purpose", "classification", "without_waiting", "created_at", "updated_at",
        ]  # fmt: skip
        validators = []  # the service says it when a name is taken

    def get_fields(self):
        """A team must be one of the caller's."""
        fields = super().get_fields()
        if request := self.context.get("request"):
            fields["team"].queryset = Team.objects.filter(pk__in=getattr(request.user, "team_ids", ()))
        return fields

    def about(self) -> dict:
        """What the services are told."""
        said = self.validated_data
        return {"name": said["name"], "task": said.get("task", ""), "needs": Needs.read(said)}


class NeedVerdictSerializer(serializers.Serializer):
    """One need: met, missed, or unknown, with the evidence and where it comes from."""

    need = serializers.CharField()
    asked = serializers.CharField()
    outcome = serializers.ChoiceField(choices=[one.value for one in Outcome])
    evidence = serializers.CharField()
    source = serializers.ChoiceField(choices=[one.value for one in Source])


class ProductFitSerializer(serializers.Serializer):
    """What one product meets, by the port that serves the task best; no port: nothing could be judged."""

    product = serializers.CharField()
    port = serializers.CharField(allow_null=True)
    fits = serializers.BooleanField()
    met = serializers.IntegerField()
    missed = serializers.IntegerField()
    unknown = serializers.IntegerField()
    needs = NeedVerdictSerializer(many=True)


class FitAnswerSerializer(serializers.Serializer):
    """The products in the order they were named; those that the caller cannot see are left out."""

    results = ProductFitSerializer(many=True)


class RequirementProfileViewSet(GenericViewSet):
    """The caller's requirement profiles and those of their teams, the newest first."""

    queryset = RequirementProfile.objects.none()
    serializer_class = RequirementProfileSerializer
    lookup_value_regex = r"\d{1,18}"
    filter_backends = []

    def get_queryset(self):
        """What the caller may see."""
        return RequirementProfile.objects.visible_to(self.request.user).select_related("team", "person").order_by("-pk")

    def list(self, request):
        """Every profile."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(responses={201: RequirementProfileSerializer})
    def create(self, request):
        """State what a task needs."""
        said = self._said(request)
        profile = keep_profile(actor=request.user, team=said.validated_data.get("team"), **said.about())
        return Response(self.get_serializer(profile).data, status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[ID])
    def retrieve(self, request, pk):
        """One profile."""
        return Response(self.get_serializer(self._found(pk)).data)

    @extend_schema(parameters=[ID])
    def update(self, request, pk):
        """State the needs anew; whose profile it is stays."""
        profile = self._found(pk)
        profile = change_profile(actor=request.user, profile=profile, **self._said(request).about())
        return Response(self.get_serializer(profile).data)

    @extend_schema(parameters=[ID], responses={204: None})
    def destroy(self, request, pk):
        """Delete a profile."""
        delete_profile(actor=request.user, profile=self._found(pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(parameters=[ID, PRODUCT], responses=FitAnswerSerializer)
    @action(detail=True, pagination_class=None)
    def fit(self, request, pk):
        """What products meet of it, need by need."""
        profile = self._found(pk)
        slugs = request.query_params.getlist("product")
        if not any(slugs) or len(slugs) > MOST_PRODUCTS:
            raise serializers.ValidationError({"product": [_("Name between 1 and 100 products.")]})
        products = visible_products(request.user, slugs)
        fits = judge(profile, [product.pk for product in products], user=request.user)
        results = [_told(product.slug, fits.get(product.pk)) for product in products]
        return Response(FitAnswerSerializer({"results": results}).data)

    def _said(self, request) -> RequirementProfileSerializer:
        said = self.get_serializer(data=request.data)
        said.is_valid(raise_exception=True)
        return said

    def _found(self, pk) -> RequirementProfile:
        return get_object_or_404(self.get_queryset(), pk=pk)


def _told(slug: str, fit) -> dict:
    if fit is None:
        return {"product": slug, "port": None, "fits": False, "met": 0, "missed": 0, "unknown": 0, "needs": []}
    counts = {"met": fit.met, "missed": fit.missed, "unknown": fit.unknown}
    return {"product": slug, "port": fit.name, "fits": fit.fits, **counts, "needs": fit.verdicts}
