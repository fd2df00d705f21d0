"""Campaigns over the API."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from catalog.models import Column
from requests.api.serializers import ConsumerSerializer, PortSerializer
from requests.grants.population import Scope
from requests.grants.recertifying import decide_reviews, open_campaign
from requests.models import GrantReview, Recertification


class RecertificationSerializer(serializers.ModelSerializer):
    """A campaign."""

    opened_by = serializers.CharField(source="opened_by.username")

    class Meta:
        model = Recertification
        fields = ["id", "name", "scope", "opened_by", "opens_at", "deadline", "otherwise", "closed_at"]


class OpenCampaignSerializer(serializers.Serializer):
    """Which grants, until when, and what becomes of those that nobody confirms."""

    name = serializers.CharField(max_length=200)
    domain = serializers.SlugField(required=False, default="")
    product = serializers.SlugField(required=False, default="")
    classification = serializers.ChoiceField(choices=Column.Classification.choices, required=False, default="")
    older_than = serializers.IntegerField(min_value=0, max_value=36_500, required=False, default=0)
    deadline = serializers.DateField()
    otherwise = serializers.ChoiceField(choices=Recertification.Otherwise.choices, required=False, default="end")


class ReviewSerializer(serializers.ModelSerializer):
    """One grant in a campaign, with what was known of its use when it opened."""

    port = PortSerializer(source="grant.port")
    consumer = ConsumerSerializer(source="grant.consumer")
    reviewer = serializers.CharField(source="reviewer.username", default=None, allow_null=True)
    evidence = serializers.DictField()

    class Meta:
        model = GrantReview
        fields = [
            "id", "grant", "port", "consumer", "state", "reviewer", "decided_at", "escalated_at", "reason", "evidence",
        ]  # fmt: skip


class DecideReviewsSerializer(serializers.Serializer):
    """Which reviews, and whether access is confirmed; an end needs a reason."""

    reviews = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=1000)
    confirm = serializers.BooleanField()
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class DecidedSerializer(serializers.Serializer):
    """How many were decided."""

    decided = serializers.IntegerField()


class RecertificationViewSet(ReadOnlyModelViewSet):
    """Ask whether standing access is still right, and answer."""

    queryset = Recertification.objects.none()
    serializer_class = RecertificationSerializer

    def get_queryset(self):
        """Those the caller may see."""
        return Recertification.objects.visible_to(self.request.user).select_related("opened_by")

    @extend_schema(request=OpenCampaignSerializer, responses={201: RecertificationSerializer})
    def create(self, request):
        """Open a campaign over every standing grant in a scope."""
        said = OpenCampaignSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        asked = dict(said.validated_data)
        scope = Scope(*(asked.pop(name) for name in ("domain", "product", "classification", "older_than")))
        made = open_campaign(actor=request.user, scope=scope, **asked)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=ReviewSerializer(many=True), operation_id="recertifications_reviews")
    @action(detail=True)
    def reviews(self, request, pk):
        """The grants of a campaign: those that the caller is asked about; for stewards all."""
        campaign = self.get_object()
        reviews = campaign.reviews.for_display()
        if not request.user.is_steward:
            reviews = reviews.for_reviewer(request.user)
        page = self.paginate_queryset(reviews)
        return self.get_paginated_response(ReviewSerializer(page, many=True).data)

    @extend_schema(request=DecideReviewsSerializer, responses=DecidedSerializer, operation_id="recertifications_decide")
    @action(detail=True, methods=["post"])
    def decide(self, request, pk):
        """Confirm grants, or end them with a reason, many at once."""
        campaign = self.get_object()
        said = DecideReviewsSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        count = decide_reviews(actor=request.user, campaign=campaign, **said.validated_data)
        return Response({"decided": count})
