"""Who decides in whose place, over the API."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.models import User
from requests.approvals.stand_ins import end_stand_in, name_stand_in
from requests.models import StandIn


class StandInSerializer(serializers.ModelSerializer):
    """Somebody decides in the place of a person from one moment to another."""

    person = serializers.CharField(source="person.username")
    by = serializers.CharField(source="by.username")

    class Meta:
        model = StandIn
        fields = ["id", "person", "by", "begins_at", "ends_at", "reason", "ended_at"]


class NameStandInSerializer(serializers.Serializer):
    """Who decides in the caller's place, from the beginning of one day to the end of another."""

    by = serializers.SlugRelatedField(
        slug_field="username", queryset=User.objects.filter(is_active=True, account_of=None)
    )
    begins_on = serializers.DateField()
    ends_on = serializers.DateField()
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class StandInViewSet(ReadOnlyModelViewSet):
    """Who decides in the caller's place while they are away, and in whose place the caller does."""

    queryset = StandIn.objects.none()
    serializer_class = StandInSerializer

    def get_queryset(self):
        """Those of the caller."""
        return StandIn.objects.concerning(self.request.user).select_related("person", "by")

    @extend_schema(request=NameStandInSerializer, responses={201: StandInSerializer}, operation_id="stand_ins_name")
    def create(self, request):
        """Let somebody decide in one's place."""
        said = NameStandInSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        made = name_stand_in(actor=request.user, **said.validated_data)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=OpenApiTypes.NONE, responses=StandInSerializer, operation_id="stand_ins_end")
    @action(detail=True, methods=["post"])
    def end(self, request, pk):
        """Take it back before its last day."""
        return Response(self.get_serializer(end_stand_in(actor=request.user, stand_in=self.get_object())).data)
