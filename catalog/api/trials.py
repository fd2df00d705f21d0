"""Try a draft over the API, and learn what came out."""

from django.db.models import F
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from catalog.api.trial_serializers import BeginTrialSerializer, TrialSerializer
from catalog.models import DataProduct, Trial
from catalog.trials import services

SLUG = OpenApiParameter("slug", OpenApiTypes.STR, OpenApiParameter.PATH)
ID = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH)


def trials_of(user):
    """The trials that a caller may see, with what is told of them."""
    seen = Trial.objects.visible_to(user).select_related("product", "asked_by").defer("bundle")
    return seen.annotate(draft_digest=F("product__draft__digest"))


def _told(user, trial: Trial, code: int) -> Response:
    body = TrialSerializer(trials_of(user).get(pk=trial.pk)).data
    return Response(body, status=code, headers={"Location": f"/api/v1/trials/{trial.pk}/"})


class ProductTrialViewSet(GenericViewSet):
    """Trials of one product."""

    queryset = DataProduct.objects.none()
    serializer_class = BeginTrialSerializer
    filter_backends = []
    pagination_class = None

    @extend_schema(parameters=[SLUG], request=BeginTrialSerializer, responses={202: TrialSerializer})
    def create(self, request, slug):
        """Try the saved draft over some or all rows of its inputs; nobody but its team sees what comes out."""
        product = get_object_or_404(DataProduct.objects.visible_to(request.user), slug=slug)
        asked = BeginTrialSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        trial = services.begin_trial(actor=request.user, product=product, **asked.validated_data)
        return _told(request.user, trial, status.HTTP_202_ACCEPTED)


@extend_schema(parameters=[ID])
class TrialViewSet(GenericViewSet):
    """Trials of products of one's own teams."""

    queryset = Trial.objects.none()
    serializer_class = TrialSerializer
    lookup_value_regex = r"\d+"
    filter_backends = []

    def get_queryset(self):
        """What the caller may see."""
        return trials_of(self.request.user)

    @extend_schema(responses=TrialSerializer)
    def retrieve(self, request, pk):
        """How it goes, and what was found."""
        return Response(TrialSerializer(get_object_or_404(self.get_queryset(), pk=pk)).data)

    @extend_schema(request=None, responses=TrialSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk):
        """Stop it."""
        trial = services.cancel_trial(actor=request.user, trial=get_object_or_404(self.get_queryset(), pk=pk))
        return _told(request.user, trial, status.HTTP_200_OK)
