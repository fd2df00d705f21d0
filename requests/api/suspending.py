"""The emergency brake over the API."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.models import User
from requests.api.serializers import ReachablePort, ReasonSerializer
from requests.grants.suspending import lift, suspend_person, suspend_port
from requests.models import Suspension


class SuspensionSerializer(serializers.ModelSerializer):
    """What is suspended, why, by whom, and when it was lifted; `port` is an id."""

    person = serializers.CharField(source="person.username", default=None, allow_null=True)
    suspended_by = serializers.CharField(source="suspended_by.username")
    lifted_by = serializers.CharField(source="lifted_by.username", default=None, allow_null=True)

    class Meta:
        model = Suspension
        fields = [
            "id", "port", "person", "reason", "since", "suspended_by", "lifted_at", "lifted_by", "lift_reason",
        ]  # fmt: skip


class SuspendSerializer(serializers.Serializer):
    """A port or a person, and why."""

    port = ReachablePort(required=False)
    person = serializers.SlugRelatedField(slug_field="username", queryset=User.objects.all(), required=False)
    reason = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")

    def validate(self, attrs):
        """One of the two."""
        if ("port" in attrs) is ("person" in attrs):
            raise serializers.ValidationError("Name a port or a person.")
        return attrs


class SuspensionViewSet(ReadOnlyModelViewSet):
    """Stop a port, or a person, from being read or reading; and lift it."""

    queryset = Suspension.objects.none()
    serializer_class = SuspensionSerializer

    def get_queryset(self):
        """Those the caller may see."""
        seen = Suspension.objects.visible_to(self.request.user)
        return seen.select_related("port__product__owner", "person", "suspended_by", "lifted_by")

    @extend_schema(request=SuspendSerializer, responses={201: SuspensionSerializer}, operation_id="suspensions_create")
    def create(self, request):
        """Suspend at once, and say why."""
        said = SuspendSerializer(data=request.data, context=self.get_serializer_context())
        said.is_valid(raise_exception=True)
        suspend = suspend_port if "port" in said.validated_data else suspend_person
        made = suspend(actor=request.user, **said.validated_data)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ReasonSerializer, responses=SuspensionSerializer, operation_id="suspensions_lift")
    @action(detail=True, methods=["post"])
    def lift(self, request, pk):
        """Let it be read again."""
        said = ReasonSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        lifted = lift(actor=request.user, suspension=self.get_object(), **said.validated_data)
        return Response(self.get_serializer(lifted).data)
