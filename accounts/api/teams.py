"""Teams over the API."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.models import Team
from accounts.teams.selectors import teams_seen_by
from accounts.teams.services import set_region


class TeamSerializer(serializers.ModelSerializer):
    """A team, where it works, and how many people are in it."""

    people = serializers.IntegerField(source="size", read_only=True)

    class Meta:
        model = Team
        fields = ["slug", "name", "description", "region", "people"]


class RegionSerializer(serializers.Serializer):
    """Where a team works, as access rules name it; empty takes it away."""

    region = serializers.CharField(max_length=40, allow_blank=True)


class TeamViewSet(ReadOnlyModelViewSet):
    """The caller's teams; stewards and the platform team see all, and say where they work."""

    queryset = Team.objects.none()
    serializer_class = TeamSerializer
    lookup_field = "slug"
    lookup_value_regex = r"[-\w]+"

    def get_queryset(self):
        """Those the caller may see."""
        return teams_seen_by(self.request.user)

    @extend_schema(request=RegionSerializer, responses=TeamSerializer, operation_id="teams_region")
    def partial_update(self, request, slug):
        """Say in which region a team works."""
        found = self.get_object()
        said = RegionSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        set_region(actor=request.user, team=found, **said.validated_data)
        return Response(self.get_serializer(self.get_object()).data)
