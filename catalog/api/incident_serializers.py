"""Incidents as the API reads and tells them."""

from rest_framework import serializers

from accounts.models import User
from catalog.api.product_serializers import PortNameSerializer
from catalog.models import Breach, Incident, IncidentEntry, OutputPort
from marketplace.foundation.fields import ReachableField

LONGEST = 20_000


class IncidentQuerySerializer(serializers.Serializer):
    """What a list of incidents can be asked."""

    product = serializers.CharField(default="")
    port = serializers.IntegerField(default=None, allow_null=True)
    domain = serializers.CharField(default="")
    open = serializers.BooleanField(default=None, allow_null=True)
    severity = serializers.ChoiceField(choices=Incident.Severity.choices, required=False)
    mine = serializers.BooleanField(default=False, help_text="Those that the caller looks after, or reported.")


class BreachSerializer(serializers.ModelSerializer):
    """One broken promise of an incident: its rule in the contract, and who measured it."""

    rule = serializers.CharField(source="monitor.rule")
    source = serializers.CharField(source="monitor.source")

    class Meta:
        model = Breach
        fields = ["rule", "source", "title", "detail", "opened_at", "ended_at"]


class IncidentSerializer(serializers.ModelSerializer):
    """One incident."""

    product = serializers.CharField(source="port.product.slug")
    port = PortNameSerializer()
    opened_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    assignee = serializers.SlugRelatedField(slug_field="username", read_only=True)
    suspect = serializers.PrimaryKeyRelatedField(read_only=True)

    class Meta:
        model = Incident
        fields = [
            "id", "product", "port", "kind", "title", "detail", "severity", "source", "link", "opened_by", "assignee",
            "began_at", "opened_at", "told_at", "acknowledged_at", "resolved_at", "cause_kind", "cause", "suspect",
        ]  # fmt: skip


class IncidentDetailSerializer(IncidentSerializer):
    """One incident with everything that is broken in it, and how long each part took, in seconds."""

    breaches = BreachSerializer(many=True)
    seconds = serializers.DictField(
        child=serializers.FloatField(allow_null=True),
        help_text="To detect, to notify, to repair; until now if it goes on.",
    )
    consumers = serializers.IntegerField(help_text="How many may read the product now.")

    class Meta(IncidentSerializer.Meta):
        fields = [*IncidentSerializer.Meta.fields, "breaches", "seconds", "consumers"]


class IncidentEntrySerializer(serializers.ModelSerializer):
    """One line of the timeline."""

    actor = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = IncidentEntry
        fields = ["id", "kind", "actor", "at", "text", "facts", "told_at"]


class IncidentEntriesSerializer(serializers.Serializer):
    """The whole of it, the oldest first."""

    results = IncidentEntrySerializer(many=True)


class AffectedProductSerializer(serializers.Serializer):
    """A product that is made from the port, directly or not."""

    slug = serializers.CharField()
    name = serializers.CharField()
    domain = serializers.CharField(source="domain.slug")
    owner = serializers.CharField(source="owner.slug")


class AffectedSerializer(serializers.Serializer):
    """Those of them that the caller may see, and how many others there are."""

    results = AffectedProductSerializer(many=True)
    hidden = serializers.IntegerField()


class ReportSerializer(serializers.Serializer):
    """What somebody, or another system, says is wrong; without a severity it is weighed here."""

    port = ReachableField(queryset=OutputPort.objects.all(), by="visible_to")
    title = serializers.CharField(max_length=300)
    detail = serializers.CharField(default="", allow_blank=True, max_length=LONGEST)
    severity = serializers.ChoiceField(choices=Incident.Severity.choices, required=False)
    source = serializers.CharField(default="", allow_blank=True, max_length=60)


class CauseSerializer(serializers.Serializer):
    """Why it happened."""

    cause = serializers.CharField(max_length=LONGEST)
    cause_kind = serializers.ChoiceField(
        choices=[(one.value, one.label) for one in Incident.Cause.to_choose()], default=Incident.Cause.OTHER
    )


class AssigneeSerializer(serializers.Serializer):
    """Who is to look after it, by user name."""

    assignee = serializers.SlugRelatedField(slug_field="username", queryset=User.objects.filter(is_active=True))


class CommentSerializer(serializers.Serializer):
    """What there is to say."""

    text = serializers.CharField(max_length=LONGEST)


class WeighSerializer(serializers.Serializer):
    """How bad it is, and why that is said."""

    severity = serializers.ChoiceField(choices=Incident.Severity.choices)
    reason = serializers.CharField(max_length=LONGEST)


class ReopenSerializer(serializers.Serializer):
    """Why it is not over."""

    reason = serializers.CharField(max_length=LONGEST)
