"""Where other systems answer: calls that are signed with the secret of their connector."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from requests.connectors.services import heed, insist_signed
from requests.models import Connector


class CallbackSerializer(serializers.Serializer):
    """What another system says, and in whose name; whoever it names must be allowed to do this here."""

    does = serializers.ChoiceField(choices=["approve", "deny", "provisioned"])
    about = serializers.IntegerField(min_value=1, help_text="The id of the approval, or of the provisioning run.")
    by = serializers.CharField(max_length=254, help_text="User name or e-mail address of the person.")
    reason = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")
    days = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)


class HeededSerializer(serializers.Serializer):
    """Whether something was done; a call that was heeded before does nothing again."""

    heeded = serializers.BooleanField()


class ConnectorViewSet(GenericViewSet):
    """Other systems that the marketplace talks to."""

    queryset = Connector.objects.none()
    serializer_class = CallbackSerializer
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(request=CallbackSerializer, responses=HeededSerializer, operation_id="connectors_callback", auth=[])
    @action(detail=True, methods=["post"])
    def callback(self, request, pk):
        """Approve, deny, or say that access was carried out; headers webhook-id, -timestamp and -signature."""
        body = request.body
        found = (
            Connector.objects.filter(kind=Connector.Kind.WEBHOOK, pk=pk) if pk.isdecimal() else Connector.objects.none()
        )
        connector = found.first()
        message = insist_signed(connector, request.headers, body)
        said = CallbackSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        heeded = heed(connector=connector, message=message, said=said.validated_data)
        return Response({"heeded": heeded})
