"""Find products, and see what there is to know about one."""

from dataclasses import asdict

from django.db.models import F
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from catalog.api.comparing import Comparing
from catalog.api.documents import Documents
from catalog.api.lineage_serializers import (
    ColumnAskedSerializer,
    ColumnLineageSerializer,
    GraphSerializer,
    HopsSerializer,
)
from catalog.api.metadata import Metadata
from catalog.api.pages import RankedPages
from catalog.api.product_serializers import (
    FitnessSerializer,
    MonitorSerializer,
    OutsideMonitorSerializer,
    ProductDetailSerializer,
    ProductPageSerializer,
    ProductQuerySerializer,
    ProductSerializer,
    ServiceLevelsSerializer,
    VersionSerializer,
    with_parts,
)
from catalog.fitness.selectors import fitness_of
from catalog.lineage.column_selectors import column_lineage, named_column
from catalog.lineage.selectors import product_graph
from catalog.models import DataProduct, Monitor, ProductVersion
from catalog.observers.selectors import OURS
from catalog.search.asked import LONGEST_TEXT
from catalog.search.query import search
from marketplace.foundation.errors import NotReachable

SLUG = OpenApiParameter("slug", OpenApiTypes.STR, OpenApiParameter.PATH)


@extend_schema(parameters=[SLUG])
class ProductViewSet(Documents, Comparing, Metadata, GenericViewSet):
    """Data products: those that everybody may find, and those of one's own teams."""

    queryset = DataProduct.objects.none()
    lookup_field = "slug"
    lookup_value_regex = r"[-\w]+"
    serializer_class = ProductSerializer
    filter_backends = []

    def get_queryset(self):
        """What the caller may see."""
        return DataProduct.objects.visible_to(self.request.user)

    @extend_schema(
        parameters=[ProductQuerySerializer, OpenApiParameter("slug", exclude=True)], responses=ProductPageSerializer
    )
    def list(self, request):
        """Search; the answer says what the list can be narrowed by."""
        asked = ProductQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        found = search(request.user, given["q"][:LONGEST_TEXT], asked.filters(), forgiving=given["forgiving"])
        pages = RankedPages(given["limit"])
        products = pages.paginate_queryset(found.products.dressed(with_parts), request)
        facets = {kind: [asdict(choice) for choice in choices] for kind, choices in found.facets.items()}
        results = ProductSerializer(products, many=True).data
        told = {"total": found.total, "at_least": found.at_least, "facets": facets}
        told |= {"text": found.text, "meant": found.meant}
        return Response({"results": results, **pages.links(), **told})

    @extend_schema(responses=ProductDetailSerializer)
    def retrieve(self, request, slug):
        """One product."""
        product = get_object_or_404(with_parts(self.get_queryset()), slug=slug)
        return Response(ProductDetailSerializer(product).data)

    @extend_schema(responses=VersionSerializer(many=True))
    @action(detail=True, serializer_class=VersionSerializer)
    def versions(self, request, slug):
        """What was published, the newest first."""
        versions = self.get_object().versions.filter(state__in=[State.PUBLISHED, State.SUPERSEDED])
        page = self.paginate_queryset(versions.select_related("published_by").defer("bundle"))
        return self.get_paginated_response(VersionSerializer(page, many=True).data)

    @extend_schema(parameters=[HopsSerializer], responses=GraphSerializer)
    @action(detail=True, pagination_class=None)
    def lineage(self, request, slug):
        """What the product is made from, and what is made from it."""
        asked = HopsSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return Response(product_graph(request.user, self.get_object(), asked.validated_data["hops"]))

    @extend_schema(parameters=[ColumnAskedSerializer], responses=ColumnLineageSerializer)
    @action(detail=True, url_path="lineage/column", pagination_class=None)
    def column_lineage(self, request, slug):
        """Where one column comes from, and what is made from it, over all products."""
        asked = ColumnAskedSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        ports = self.get_object().output_ports.offered().select_related("product")
        port = get_object_or_404(ports, name=asked.validated_data["port"])
        column = named_column(port, asked.validated_data["column"])
        if not column:
            raise NotReachable()
        walked = column_lineage(request.user, port, column)
        return Response(ColumnLineageSerializer({"port": port.name, "column": column, **walked}).data)

    @extend_schema(responses=ServiceLevelsSerializer)
    @action(detail=True, url_path="service-levels", pagination_class=None)
    def service_levels(self, request, slug):
        """What the contracts promise, and how it stands."""
        every = Monitor.objects.filter(port__product=self.get_object(), port__offered=True).select_related("port")
        results = MonitorSerializer(every.filter(active=True), many=True).data
        outside = every.exclude(source=OURS).filter(contract=F("port__contract"))
        told = OutsideMonitorSerializer(outside.order_by("port", "source", "name"), many=True).data
        return Response({"results": results, "outside": told, "next": None, "previous": None})

    @extend_schema(responses=FitnessSerializer)
    @action(detail=True, pagination_class=None)
    def fitness(self, request, slug):
        """The latest score, with the evidence of every function."""
        return Response(FitnessSerializer(fitness_of(self.get_object())).data)


State = ProductVersion.State
