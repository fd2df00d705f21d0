"""Other systems: set up, tested and looked after by the platform team; and what they say, by signed calls."""

from urllib.parse import urlsplit

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.policies import may_operate
from marketplace.foundation.pagination import CursorPages
from marketplace.foundation.policies import insist
from requests.connectors import services
from requests.models import Connector
from requests.selectors.connectors import with_health

WORD = serializers.CharField(max_length=60)


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


class ConnectorSerializer(serializers.ModelSerializer):
    """A connector and how it does. Of its address only the host is told: a whole one may be as good as a key."""

    host = serializers.SerializerMethodField()
    follows = serializers.ListField(child=serializers.CharField())
    waiting = serializers.IntegerField(help_text="Messages not sent yet.")
    late = serializers.IntegerField(help_text="Those of them that are due.")
    given_up = serializers.IntegerField(help_text="Messages that wait for somebody to look.")
    last_success = serializers.DateTimeField(allow_null=True)
    last_error = serializers.CharField(allow_null=True)

    class Meta:
        model = Connector
        fields = [
            "id", "name", "kind", "host", "account", "table", "secret_name", "follows", "decides", "is_on",
            "waiting", "late", "given_up", "last_success", "last_error", "tested_at", "test_error",
        ]  # fmt: skip

    def get_host(self, connector) -> str:
        """Where it is."""
        return urlsplit(connector.address).hostname or ""


class SaveConnectorSerializer(serializers.Serializer):
    """How another system is reached and what it is told; `secret_name` names a variable, the secret stays there."""

    name = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(choices=Connector.Kind.choices)
    address = serializers.URLField(max_length=500)
    account = serializers.CharField(max_length=120, required=False, allow_blank=True)
    table = serializers.CharField(max_length=80, required=False, allow_blank=True)
    secret_name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    follows = serializers.ListField(child=WORD, max_length=200, required=False, help_text="Empty: the usual.")
    decides = serializers.BooleanField(required=False)
    is_on = serializers.BooleanField(required=False)


class TestedSerializer(serializers.Serializer):
    """Whether the other side answers, and what is wrong otherwise."""

    answers = serializers.BooleanField()
    wrong = serializers.CharField(allow_blank=True)


class AgainSerializer(serializers.Serializer):
    """How many messages are sent again."""

    again = serializers.IntegerField()


class ByName(CursorPages):
    """As on the page."""

    ordering = "name"


class ConnectorViewSet(ReadOnlyModelViewSet):
    """Other systems that the marketplace talks to; for the platform team, but for their calls back."""

    queryset = Connector.objects.none()
    serializer_class = ConnectorSerializer
    pagination_class = ByName

    def initial(self, request, *args, **kwargs):
        """Only the platform team comes in; another system shows its signature instead."""
        super().initial(request, *args, **kwargs)
        if self.action != "callback":
            insist(may_operate(request.user))

    def get_queryset(self):
        """Each with its health."""
        return with_health()

    @extend_schema(
        request=SaveConnectorSerializer, responses={201: ConnectorSerializer}, operation_id="connectors_create"
    )
    def create(self, request):
        """Set another system up; it is told what happens from now on."""
        return Response(self._saved(None, partial=False), status=status.HTTP_201_CREATED)

    @extend_schema(request=SaveConnectorSerializer, responses=ConnectorSerializer, operation_id="connectors_change")
    def partial_update(self, request, pk):
        """Change what is named; the rest stays."""
        return Response(self._saved(self.get_object(), partial=True))

    @extend_schema(responses={204: None}, operation_id="connectors_delete")
    def destroy(self, request, pk):
        """Forget one that is paused, and what waits for it."""
        services.delete_connector(actor=request.user, connector=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=OpenApiTypes.NONE, responses=ConnectorSerializer, operation_id="connectors_pause")
    @action(detail=True, methods=["post"])
    def pause(self, request, pk):
        """Send it nothing until it is taken up again."""
        return Response(self._shown(services.pause(actor=request.user, connector=self.get_object())))

    @extend_schema(request=OpenApiTypes.NONE, responses=ConnectorSerializer, operation_id="connectors_resume")
    @action(detail=True, methods=["post"])
    def resume(self, request, pk):
        """Tell it again what happens, and what happened in the meantime."""
        return Response(self._shown(services.resume(actor=request.user, connector=self.get_object())))

    @extend_schema(request=OpenApiTypes.NONE, responses=TestedSerializer, operation_id="connectors_test")
    @action(detail=True, methods=["post"])
    def test(self, request, pk):
        """Call the other side now."""
        wrong = services.try_out(actor=request.user, connector=self.get_object())
        return Response({"answers": not wrong, "wrong": wrong})

    @extend_schema(request=OpenApiTypes.NONE, responses=AgainSerializer, operation_id="connectors_again")
    @action(detail=True, methods=["post"])
    def again(self, request, pk):
        """Send again what was given up."""
        return Response({"again": services.send_again(actor=request.user, connector=self.get_object())})

    @extend_schema(request=CallbackSerializer, responses=HeededSerializer, operation_id="connectors_callback", auth=[])
    @action(detail=True, methods=["post"], authentication_classes=(), permission_classes=(AllowAny,))
    def callback(self, request, pk):
        """Approve, deny, or say that access was carried out; headers webhook-id, -timestamp and -signature."""
        body = request.body
        found = (
            Connector.objects.filter(kind=Connector.Kind.WEBHOOK, pk=pk) if pk.isdecimal() else Connector.objects.none()
        )
        connector = found.first()
        message = services.insist_signed(connector, request.headers, body)
        said = CallbackSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        heeded = services.heed(connector=connector, message=message, said=said.validated_data)
        return Response({"heeded": heeded})

    def _saved(self, connector: Connector | None, *, partial: bool) -> dict:
        said = SaveConnectorSerializer(data=self.request.data, partial=partial)
        said.is_valid(raise_exception=True)
        before = {name: getattr(connector, name) for name in (*services.FIELDS, "follows")} if connector else {}
        facts = before | said.validated_data
        return self._shown(services.save_connector(actor=self.request.user, connector=connector, **facts))

    def _shown(self, connector: Connector) -> dict:
        return ConnectorSerializer(self.get_queryset().get(pk=connector.pk)).data
