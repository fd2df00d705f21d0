"""The description of a product in the vocabularies that machines of other houses read."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer

from catalog.api.standings import standing
from catalog.exchange import dcat, schema_org
from catalog.exchange.describing import Parts, describe, version_and_origins
from catalog.exchange.signposts import LINK_SET, LINKED_DATA, Signpost, header, link_set
from catalog.fitness.results import ATTRIBUTES
from catalog.fitness.standings import stands_of
from catalog.panels import offered_ports
from marketplace.foundation.addresses import public_base
from marketplace.foundation.renderers import LinkedDataRenderer, LinkSetRenderer, as_json

KINDS = ("schema-org", "dcat", "linkset")
AS = OpenApiParameter("as", OpenApiTypes.STR, enum=KINDS, description="Default: schema-org.")


class Metadata:
    """The part of a product's API that speaks to other catalogs."""

    @extend_schema(
        parameters=[AS],
        responses={
            (200, LINKED_DATA): OpenApiResponse(OpenApiTypes.OBJECT, "A schema.org Dataset, or a dcat:Dataset."),
            (200, LINK_SET): OpenApiResponse(OpenApiTypes.OBJECT, "All typed links (RFC 9264)."),
        },
    )
    @action(
        detail=True,
        pagination_class=None,
        renderer_classes=[LinkedDataRenderer, LinkSetRenderer, JSONRenderer],
    )
    def metadata(self, request, slug):
        """The product as a schema.org Dataset, as DCAT with its quality, or as the set of its links."""
        kind = request.query_params.get("as") or KINDS[0]
        if kind not in KINDS:
            raise ValidationError({"as": [f"Choose one of {', '.join(KINDS)}."]})
        product = get_object_or_404(self.get_queryset().select_related("domain", "owner"), slug=slug)
        parts = Parts(*version_and_origins(request.user, product), offered_ports(product))
        told = describe(product, parts, public_base(request))
        if kind == "dcat":
            document = dcat.dataset(told, standing(stands_of([product.pk])[product.pk]), ATTRIBUTES)
        else:
            document = link_set(told) if kind == "linkset" else schema_org.dataset(told)
        answer = HttpResponse(as_json(document), content_type=LINK_SET if kind == "linkset" else LINKED_DATA)
        answer.headers["Link"] = header([Signpost("describes", told.url, "text/html")])
        return answer
