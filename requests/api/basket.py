"""The basket over the API."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from marketplace.foundation.errors import NotReachable
from requests.api.basket_serializers import (
    AddSerializer,
    BasketChangeSerializer,
    BasketSerializer,
    CheckoutSerializer,
    LineChangeSerializer,
)
from requests.api.keys import KEY, key_of
from requests.api.orders import shown_orders
from requests.api.serializers import OrderSerializer
from requests.ordering.basket import Entered, LineEntered, enter, put_in_basket, take_out
from requests.ordering.checkout import check_out
from requests.selectors.basket import basket_shown


class BasketViewSet(ViewSet):
    """What one means to order. Nothing in it is asked for before the checkout."""

    reads_only = False
    lookup_value_regex = r"\d+"

    @extend_schema(responses=BasketSerializer, operation_id="basket")
    def list(self, request):
        """The basket, and what would happen to each line at this moment."""
        return self._answer()

    @extend_schema(request=AddSerializer, responses={201: BasketSerializer}, operation_id="basket_add")
    def create(self, request):
        """Put a port in; one that lies there already stays as it is."""
        said = self._said(AddSerializer)
        put_in_basket(actor=request.user, ports=[said.pop("port")], **said)
        return self._answer(status.HTTP_201_CREATED)

    @extend_schema(request=BasketChangeSerializer, responses=BasketSerializer, operation_id="basket_change")
    @action(detail=False, methods=["patch"])
    def details(self, request):
        """Say what for and in whose name, for all lines."""
        said = self._said(BasketChangeSerializer)
        enter(actor=request.user, entered=Entered(**said))
        return self._answer()

    @extend_schema(request=LineChangeSerializer, responses=BasketSerializer, operation_id="basket_change_line")
    def partial_update(self, request, pk):
        """Ask one port for more or fewer days, or for a purpose of its own."""
        line = self._line(pk)
        enter(actor=request.user, entered=Entered(lines={line.pk: LineEntered(**self._said(LineChangeSerializer))}))
        return self._answer()

    @extend_schema(request=None, responses={204: None}, operation_id="basket_remove")
    def destroy(self, request, pk):
        """Take one line out."""
        take_out(actor=request.user, line=self._line(pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        request=CheckoutSerializer, parameters=[KEY], responses={201: OrderSerializer, 200: OrderSerializer},
        operation_id="basket_checkout",
    )  # fmt: skip
    @action(detail=False, methods=["post"])
    def checkout(self, request):
        """Order what lies in the basket. Lines that cannot be ordered stay there, and stand under `refused`."""
        placed = check_out(actor=request.user, key=key_of(request), **self._said(CheckoutSerializer))
        answer = OrderSerializer(shown_orders(request.user).get(pk=placed.order.pk)).data
        return Response(answer, status=status.HTTP_200_OK if placed.again else status.HTTP_201_CREATED)

    def _answer(self, code: int = status.HTTP_200_OK) -> Response:
        return Response(BasketSerializer(basket_shown(self.request.user)).data, status=code)

    def _line(self, pk: str):
        lines = self.request.user.basket_lines.select_related("port__product")
        line = lines.filter(pk=pk).first() if len(pk) < 16 else None
        if line is None:
            raise NotReachable()
        return line

    def _said(self, serializer) -> dict:
        said = serializer(data=self.request.data, context={"request": self.request})
        said.is_valid(raise_exception=True)
        return dict(said.validated_data)
