"""Masked columns seen plain, over the API."""

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.models import looked_after_by
from requests.api.serializers import ConsumerSerializer, OrderSerializer, PortSerializer, ReasonSerializer
from requests.grants.exceptions import give_back_exception, revoke_exception
from requests.models import AccessRequest, MaskException, Order
from requests.ordering.unmasking import ask_plain


class MaskExceptionSerializer(serializers.ModelSerializer):
    """Who sees which columns plain, until when; `grant` is an id."""

    port = PortSerializer(source="grant.port")
    consumer = ConsumerSerializer(source="grant.consumer")
    order = serializers.CharField(source="request.order.number")
    columns = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = MaskException
        fields = [
            "id", "grant", "port", "consumer", "order", "columns", "state", "valid_from", "valid_until", "opened_at",
            "ended_at", "end_reason",
        ]  # fmt: skip


@extend_schema_field(int)
class OwnLine(serializers.PrimaryKeyRelatedField):
    """A line of an order for the caller, a team of theirs, or its service account."""

    def get_queryset(self):
        return AccessRequest.objects.for_access().filter(looked_after_by(self.context["request"].user))


class AskPlainSerializer(serializers.Serializer):
    """Which masked columns of which line of an order, for how long, and why."""

    line = OwnLine(help_text="The line of an order whose access stands, or waits for a decision.", source="access")
    columns = serializers.ListField(child=serializers.CharField(max_length=300), min_length=1, max_length=5000)
    days = serializers.IntegerField(min_value=1, max_value=36_500)
    reason = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")


class MaskExceptionViewSet(ReadOnlyModelViewSet):
    """Ask to see masked columns plain, see who does, and end it."""

    queryset = MaskException.objects.none()
    serializer_class = MaskExceptionSerializer
    filterset_fields = ["state", "grant"]

    def get_queryset(self):
        """Those the caller may see."""
        parts = ("grant__port__product__owner", "grant__consumer__person", "grant__consumer__team", "request__order")
        return MaskException.objects.visible_to(self.request.user).select_related(*parts)

    @extend_schema(request=AskPlainSerializer, responses={201: OrderSerializer}, operation_id="mask_exceptions_create")
    def create(self, request):
        """Ask for it: an order of its own, about which people decide."""
        said = AskPlainSerializer(data=request.data, context=self.get_serializer_context())
        said.is_valid(raise_exception=True)
        order = ask_plain(actor=request.user, **said.validated_data)
        shown = Order.objects.for_display().prefetch_related(
            "lines__stages__decisions__by", "lines__stages__decisions__voice_of", "lines__stages__pool"
        )
        return Response(OrderSerializer(shown.get(pk=order.pk)).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ReasonSerializer, responses=MaskExceptionSerializer, operation_id="mask_exceptions_revoke")
    @action(detail=True, methods=["post"])
    def revoke(self, request, pk):
        """Mask the columns again, and say why."""
        return self._end(revoke_exception)

    @extend_schema(request=ReasonSerializer, responses=MaskExceptionSerializer, operation_id="mask_exceptions_return")
    @action(detail=True, methods=["post"], url_path="return")
    def give_back(self, request, pk):
        """Have one's own columns masked again."""
        return self._end(give_back_exception)

    def _end(self, service):
        said = ReasonSerializer(data=self.request.data)
        said.is_valid(raise_exception=True)
        ended = service(actor=self.request.user, exception=self.get_object(), **said.validated_data)
        return Response(self.get_serializer(ended).data)
