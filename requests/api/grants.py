"""Standing access over the API."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet, ViewSet

from catalog.models import DataProduct
from marketplace.foundation.errors import NotReachable
from requests.api.serializers import (
    GrantSerializer,
    OrderSerializer,
    ProductConsumersSerializer,
    ReasonSerializer,
    RenewSerializer,
    RevokeSerializer,
)
from requests.grants.services import give_back, revoke
from requests.grants.usage import may_name_people, standing_on, usage_of
from requests.models import Grant, Order
from requests.ordering.services import renew


class GrantViewSet(ReadOnlyModelViewSet):
    """Who may read what, until when, and whether it is there."""

    queryset = Grant.objects.none()
    serializer_class = GrantSerializer
    filterset_fields = ["state", "provisioning", "port"]

    def get_queryset(self):
        """Those the caller may see, with everything an answer shows."""
        return Grant.objects.visible_to(self.request.user).for_display()

    @extend_schema(request=RenewSerializer, responses={201: OrderSerializer}, operation_id="grants_renew")
    @action(detail=True, methods=["post"])
    def renew(self, request, pk):
        """Ask for more time: a new order whose window follows the old one."""
        order = renew(actor=request.user, grant=self.get_object(), **self._said(RenewSerializer))
        shown = Order.objects.for_display().prefetch_related(
            "lines__stages__decisions__by", "lines__stages__decisions__voice_of", "lines__stages__pool"
        )
        return Response(OrderSerializer(shown.get(pk=order.pk)).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=RevokeSerializer, responses=GrantSerializer, operation_id="grants_revoke")
    @action(detail=True, methods=["post"])
    def revoke(self, request, pk):
        """Take access away, at once or with the end of a day, and say why."""
        grant = revoke(actor=request.user, grant=self.get_object(), **self._said(RevokeSerializer))
        return Response(GrantSerializer(grant).data)

    @extend_schema(request=ReasonSerializer, responses=GrantSerializer, operation_id="grants_return")
    @action(detail=True, methods=["post"], url_path="return")
    def give_back(self, request, pk):
        """Give access back that is not needed any more."""
        grant = give_back(actor=request.user, grant=self.get_object(), **self._said(ReasonSerializer))
        return Response(GrantSerializer(grant).data)

    def _said(self, serializer) -> dict:
        said = serializer(data=self.request.data)
        said.is_valid(raise_exception=True)
        return said.validated_data


class ProductConsumerViewSet(ViewSet):
    """Who uses a product."""

    @extend_schema(
        parameters=[OpenApiParameter("slug", str, OpenApiParameter.PATH)],
        responses=ProductConsumersSerializer,
        operation_id="products_consumers",
    )
    def list(self, request, slug):
        """Teams by name, people by number; owners and stewards see names."""
        product = DataProduct.objects.visible_to(request.user).filter(slug=slug).first()
        if product is None:
            raise NotReachable()
        named = may_name_people(request.user, product)
        standing = [grant for grant in standing_on(product) if named or grant.consumer.team_id]
        usage = usage_of(product)
        answer = {
            "results": [_shown(grant, named=bool(named)) for grant in standing],
            "next": None,
            "previous": None,
            "teams": usage.teams,
            "people": usage.people,
            "readers_in_28_days": usage.readers,
            "reads_in_28_days": usage.reads,
        }
        return Response(ProductConsumersSerializer(answer).data)


def _shown(grant: Grant, *, named: bool) -> dict:
    return {
        "kind": "team" if grant.consumer.team_id else "person",
        "name": str(grant.consumer),
        "port": grant.port_id,
        "port_name": grant.port.name,
        "grant": grant.pk if named else None,
        "state": grant.state,
        "valid_until": grant.valid_until,
        "last_read_at": grant.last_read_at if named else None,
    }
