"""How products do, many at once, for other catalogs: as JSON, or as DCAT with its quality in DQV."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.viewsets import GenericViewSet

from catalog.exchange import dcat
from catalog.exchange.describing import describe_many
from catalog.exchange.description import Standing
from catalog.exchange.signposts import LINKED_DATA
from catalog.fitness.results import ATTRIBUTES
from catalog.fitness.standings import Stand, stands_of, touched_since
from catalog.models import DataProduct, FitnessScore
from marketplace.foundation.addresses import public_base
from marketplace.foundation.pagination import CursorPages
from marketplace.foundation.renderers import LinkedDataRenderer, as_json


class StandingPages(CursorPages):
    """In the order in which products came to be, so that what changes meanwhile is neither skipped nor told twice."""

    ordering = "pk"


class StandingQuerySerializer(serializers.Serializer):
    """What the list can be asked."""

    since = serializers.DateTimeField(
        default=None, allow_null=True, help_text="Only what was scored, measured, broken or mended since then."
    )
    domain = serializers.CharField(default="", allow_blank=True, help_text="Only this domain, by its short name.")
    min_fitness = serializers.IntegerField(default=None, allow_null=True, min_value=0, max_value=100)

    def get_fields(self):
        """`as` is a word of Python, so it cannot be written like the others."""
        return {"as": serializers.ChoiceField(choices=["json", "dcat"], default="json"), **super().get_fields()}

    def validate_since(self, value: datetime | None) -> datetime | None:
        """A moment that every database can hold."""
        if value is not None and not 1970 <= value.year <= 9990:
            raise serializers.ValidationError("This moment is too far away.")
        return value


class ScoreStandingSerializer(serializers.Serializer):
    """The latest score; null where nothing is known. `known` is the percent of what applies."""

    score = serializers.IntegerField(allow_null=True)
    band = serializers.ChoiceField(choices=FitnessScore.Band.choices)
    day = serializers.DateField(allow_null=True)
    scored_at = serializers.DateTimeField(allow_null=True)
    scoring = serializers.CharField(help_text="Scores of different scorings are not to be compared.")
    known = serializers.IntegerField()
    attributes = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    outcomes = serializers.DictField(child=serializers.IntegerField())


class LevelStandingSerializer(serializers.Serializer):
    """How many promises stand how."""

    kept = serializers.IntegerField()
    at_risk = serializers.IntegerField()
    broken = serializers.IntegerField()
    unknown = serializers.IntegerField()
    measured_at = serializers.DateTimeField(allow_null=True)


class ProductStandingSerializer(serializers.Serializer):
    """One product."""

    slug = serializers.CharField()
    id = serializers.CharField(help_text="The id in its documents.")
    name = serializers.CharField()
    domain = serializers.CharField()
    owner = serializers.CharField()
    status = serializers.ChoiceField(choices=DataProduct.Status.choices)
    url = serializers.URLField(help_text="Its page.")
    evidence = serializers.URLField(help_text="Every function with its evidence.")
    fitness = ScoreStandingSerializer()
    service_levels = LevelStandingSerializer()
    open_incidents = serializers.IntegerField()


class StandingViewSet(GenericViewSet):
    """Fitness and service levels of all products that everybody may find."""

    queryset = DataProduct.objects.none()
    serializer_class = ProductStandingSerializer
    pagination_class = StandingPages
    renderer_classes = [JSONRenderer, LinkedDataRenderer]
    filter_backends = []

    def get_queryset(self):
        """What the caller may see of what is shown to everybody."""
        return DataProduct.objects.visible_to(self.request.user).shown().select_related("domain", "owner")

    @extend_schema(
        parameters=[StandingQuerySerializer],
        responses={
            (200, "application/json"): ProductStandingSerializer(many=True),
            (200, LINKED_DATA): OpenApiResponse(OpenApiTypes.OBJECT, "A dcat:Catalog; its Link header leads on."),
        },
    )
    def list(self, request):
        """How products stand, page by page; with `since`, what changed."""
        asked = StandingQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        wanted = asked.validated_data
        page = self.paginate_queryset(self._wanted(wanted))
        stands = stands_of([product.pk for product in page])
        base = public_base(request)
        if wanted["as"] == "dcat":
            return self._as_dcat(page, stands, base)
        rows = [_row(product, stands[product.pk], base) for product in page]
        return self.get_paginated_response(ProductStandingSerializer(rows, many=True).data)

    def _wanted(self, wanted: dict[str, Any]):
        products = self.get_queryset()
        if wanted["domain"]:
            products = products.filter(domain__slug=wanted["domain"].encode("utf-8", "ignore").decode())
        if wanted["min_fitness"] is not None:
            fit = FitnessScore.objects.filter(latest=True, score__gte=wanted["min_fitness"])
            products = products.filter(pk__in=fit.values("product"))
        return touched_since(products, wanted["since"]) if wanted["since"] else products

    def _as_dcat(self, page, stands: dict[int, Stand], base: str) -> HttpResponse:
        described = describe_many(self.request.user, page, base)
        found = [(described[product.pk], standing(stands[product.pk])) for product in page]
        address = f"{base}{reverse('catalog:products')}"
        answer = HttpResponse(as_json(dcat.catalog(address, found, ATTRIBUTES)), content_type=LINKED_DATA)
        ways = {"next": self.paginator.get_next_link(), "prev": self.paginator.get_previous_link()}
        if links := [f'<{url}>; rel="{rel}"' for rel, url in ways.items() if url]:
            answer.headers["Link"] = ", ".join(links)
        return answer


def standing(stand: Stand) -> Standing:
    """The same for descriptions."""
    score = stand.score
    return Standing(
        score=score.score if score else None,
        band=stand.band,
        day=score.day if score else None,
        scored_at=score.scored_at if score else None,
        scoring=score.scoring if score else "",
        attributes=score.attributes if score else {},
        known=stand.known,
        outcomes=stand.outcomes,
        levels=stand.levels,
        measured_at=stand.measured_at,
        open_incidents=stand.open_incidents,
    )


def _row(product: DataProduct, stand: Stand, base: str) -> dict[str, Any]:
    told = standing(stand)
    return {
        "slug": product.slug,
        "id": product.external_id,
        "name": product.name,
        "domain": product.domain.slug,
        "owner": product.owner.slug,
        "status": product.status,
        "url": f"{base}{product.get_absolute_url()}",
        "evidence": f"{base}{reverse('product-fitness', args=[product.slug])}",
        "fitness": told,
        "service_levels": {**told.levels, "measured_at": told.measured_at},
        "open_incidents": told.open_incidents,
    }
