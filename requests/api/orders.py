"""Orders over the API."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from requests.api.keys import KEY, key_of
from requests.api.prospect_serializers import DryWishSerializer, ProspectsSerializer, WishSerializer
from requests.api.serializers import OrderSerializer
from requests.models import Order
from requests.ordering.services import cancel_order, check_order, place
from requests.ordering.wishes import Wish


def shown_orders(user):
    """Those somebody may see, with everything an answer shows."""
    orders = Order.objects.visible_to(user).for_display()
    return orders.prefetch_related(
        "lines__stages__decisions__by", "lines__stages__decisions__voice_of", "lines__stages__pool"
    )


class OrderViewSet(ReadOnlyModelViewSet):
    """Ask for access to data, and follow what became of it."""

    queryset = Order.objects.none()
    serializer_class = OrderSerializer
    lookup_field = "number"
    lookup_value_regex = r"[\w-]+"
    reads_only = False

    def get_queryset(self):
        """Those the caller may see, with everything an answer shows."""
        return shown_orders(self.request.user)

    @extend_schema(
        request=WishSerializer, parameters=[KEY], responses={201: OrderSerializer, 200: OrderSerializer},
        operation_id="orders_place",
    )  # fmt: skip
    def create(self, request):
        """Place an order."""
        wish = WishSerializer(data=request.data, context=self.get_serializer_context())
        wish.is_valid(raise_exception=True)
        placed = place(actor=request.user, idempotency_key=key_of(request), **_asked(wish))
        answer = OrderSerializer(self.get_queryset().get(pk=placed.order.pk)).data
        return Response(answer, status=status.HTTP_200_OK if placed.again else status.HTTP_201_CREATED)

    @extend_schema(request=DryWishSerializer, responses=ProspectsSerializer, operation_id="orders_check")
    @action(detail=False, methods=["post"], reads_only=True)
    def check(self, request):
        """What would happen to an order; nothing is written."""
        wish = DryWishSerializer(data=request.data, context=self.get_serializer_context())
        wish.is_valid(raise_exception=True)
        asked = _asked(wish)
        asked.pop("justification")
        return Response(ProspectsSerializer({"lines": check_order(actor=request.user, **asked)}).data)

    @extend_schema(request=OpenApiTypes.NONE, responses=OrderSerializer, operation_id="orders_cancel")
    @action(detail=True, methods=["post"])
    def cancel(self, request, number):
        """Take back what waits for a decision."""
        order = cancel_order(actor=request.user, order=self.get_object())
        return Response(OrderSerializer(self.get_queryset().get(pk=order.pk)).data)


def _asked(wish) -> dict:
    asked = dict(wish.validated_data)
    asked["lines"] = [Wish(**line) for line in asked["lines"]]
    return asked
