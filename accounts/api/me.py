"""Who calls."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.models import Membership, User


class MembershipSerializer(serializers.ModelSerializer):
    """One team one is in."""

    slug = serializers.CharField(source="team.slug")
    name = serializers.CharField(source="team.name")

    class Meta:
        model = Membership
        fields = ["slug", "name", "role"]


class MeSerializer(serializers.ModelSerializer):
    """Oneself, as the marketplace knows one."""

    name = serializers.CharField(source="__str__")
    teams = MembershipSerializer(source="own_memberships", many=True)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=["steward", "platform"]))
    scope = serializers.ChoiceField(choices=["read", "write"], help_text="What this call's credentials allow.")

    class Meta:
        model = User
        fields = ["username", "name", "email", "time_zone", "teams", "roles", "scope"]


class MeViewSet(ViewSet):
    """Who calls, in which teams, with which roles."""

    @extend_schema(responses=MeSerializer, operation_id="me")
    def list(self, request):
        """Oneself."""
        person = request.user
        person.own_memberships = list(person.memberships.select_related("team"))
        person.roles = [
            role for role, held in (("steward", person.is_steward), ("platform", person.is_platform)) if held
        ]
        person.scope = getattr(request.auth, "scope", "write")
        return Response(MeSerializer(person).data)
