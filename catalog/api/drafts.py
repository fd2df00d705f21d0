"""Begin a product over the API, as the Studio does: from a table, a port, a SELECT, or another product."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.viewsets import GenericViewSet

from accounts.models import Team
from catalog.api.documents import DraftSerializer, told_of
from catalog.models import DataProduct, Domain, Draft, OutputPort, SourceTable
from catalog.publishing.services import Saved
from catalog.starting import services
from catalog.starting.documents import PORT_NAME, output_name
from catalog.starting.origins import PORT_PARTS, domain_of, source_tables, teams_of
from marketplace.foundation.fields import ReachableField, ReachableSlugField

WAYS = ("table", "reads", "sql", "copy")
OFFERED = OutputPort.objects.offered().select_related(*PORT_PARTS).prefetch_related("contract__columns")


class BeginSerializer(serializers.Serializer):
    """What a product is called, whose it is, and the one thing that it begins with."""

    name = serializers.CharField(max_length=200, help_text="The address is made of it, and stays.")
    team = serializers.SlugRelatedField(
        slug_field="slug",
        queryset=Team.objects.all(),
        required=False,
        help_text="Needed by those who are in several.",
    )
    domain = serializers.SlugRelatedField(
        slug_field="slug", queryset=Domain.objects.all(), required=False, help_text="By default the team's own."
    )
    port = serializers.RegexField(
        PORT_NAME, required=False, max_length=120, help_text="What its output port is called; by default as the name."
    )
    table = serializers.CharField(required=False, help_text="A table of a source system, as system.table.")
    reads = ReachableField(queryset=OFFERED, by="visible_to", required=False, help_text="The id of an output port.")
    sql = serializers.CharField(
        required=False, max_length=50_000, trim_whitespace=False, help_text="One SELECT over what the team may read."
    )
    chosen = serializers.DictField(
        child=serializers.CharField(), required=False, help_text="With sql: which is meant where a name has several."
    )
    copy = ReachableSlugField(
        slug_field="slug", queryset=DataProduct.objects.all(), by="visible_to", required=False,
        help_text="The product of which it begins as a copy.",
    )  # fmt: skip

    def validate_table(self, value: str) -> SourceTable:
        """The table, where the caller may see it."""
        system, _dot, name = value.rpartition(".")
        found = source_tables(self.context["request"].user).filter(system__slug=system, name=name).first()
        if found is None:
            raise serializers.ValidationError(_("There is no such table that you can see."))
        return found

    def validate(self, attrs: dict) -> dict:
        """One way to begin, a team, and a domain."""
        if sum(way in attrs for way in WAYS) != 1:
            raise serializers.ValidationError(_("Say one of: table, reads, sql, copy."))
        if "team" not in attrs:
            own = teams_of(self.context["request"].user)
            if len(own) != 1:
                raise serializers.ValidationError({"team": [_("Say in the name of which team.")]})
            attrs["team"] = own[0]
        attrs["domain"] = attrs.get("domain") or domain_of(attrs["team"])
        if attrs["domain"] is None:
            raise serializers.ValidationError({"domain": [_("The team has no domain of its own; choose one.")]})
        return attrs

    def run(self, actor) -> Saved:
        """Begin it that way."""
        told = self.validated_data
        named = {"actor": actor} | {key: told[key] for key in ("name", "team", "domain")}
        if source := told.get("copy"):
            return services.begin_from_copy(source=source, **named)
        named["port"] = told.get("port") or output_name(told["name"])
        if "sql" in told:
            return services.begin_from_sql(sql=told["sql"], chosen=told.get("chosen"), **named)
        return services.begin_from_origin(origin=told.get("table") or told["reads"], **named)


class DraftViewSet(GenericViewSet):
    """Products that begin."""

    queryset = Draft.objects.none()
    serializer_class = BeginSerializer
    filter_backends = []
    pagination_class = None

    @extend_schema(request=BeginSerializer, responses={201: DraftSerializer})
    def create(self, request):
        """Begin a product; the answer is its first draft, and what is still to be said about it."""
        wanted = self.get_serializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        return told_of(wanted.run(request.user), status.HTTP_201_CREATED)
