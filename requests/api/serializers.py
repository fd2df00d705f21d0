"""What the API of access says and reads."""

from django.db.models import Q
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.models import OutputPort
from catalog.warehouses.narrowing import Narrowing
from requests.models import AccessRequest, ApprovalStage, Decision, Grant, Order, StageQuestion


class ConsumerSerializer(serializers.Serializer):
    """In whose name: a person, a team, or a service account of a team."""

    kind = serializers.SerializerMethodField()
    name = serializers.CharField(source="__str__")
    slug = serializers.SerializerMethodField()

    def get_kind(self, consumer) -> str:
        if consumer.account_of_id:
            return "service-account"
        return "team" if consumer.team_id else "person"

    def get_slug(self, consumer) -> str:
        return consumer.team.slug if consumer.team_id else consumer.person.username


class PortSerializer(serializers.ModelSerializer):
    """A port, and the product it belongs to."""

    product = serializers.CharField(source="product.slug")
    product_name = serializers.CharField(source="product.name")

    class Meta:
        model = OutputPort
        fields = ["id", "name", "product", "product_name"]


class DecisionSerializer(serializers.ModelSerializer):
    """What somebody said."""

    by = serializers.CharField(source="by.username")
    voice_of = serializers.CharField(source="voice_of.username", default=None, allow_null=True)

    class Meta:
        model = Decision
        fields = ["by", "voice_of", "yes", "reason", "days", "only", "at"]


class StageSerializer(serializers.ModelSerializer):
    """One stage of a request: who was asked, and what was said."""

    asked = serializers.SerializerMethodField()
    decision = DecisionSerializer(read_only=True, allow_null=True, help_text="The last word.")
    decisions = DecisionSerializer(many=True, read_only=True)

    class Meta:
        model = ApprovalStage
        fields = [
            "id", "role", "needs", "needed", "state", "asked", "stood_in", "why", "opened_at", "closed_at",
            "decision", "decisions",
        ]  # fmt: skip

    def get_asked(self, stage) -> list[str]:
        return [person.username for person in stage.pool.all()]


class AccessSerializer(serializers.ModelSerializer):
    """What stands behind the grant of a line: approval, window and warehouse are three things."""

    class Meta:
        model = Grant
        fields = ["state", "provisioning", "valid_from", "valid_until", "only", "verified_at"]


class LineSerializer(serializers.ModelSerializer):
    """One port of an order; `port` and `grant` are ids."""

    port_name = serializers.CharField(source="port.name")
    product = serializers.CharField(source="port.product.slug")
    grant = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True, default=None)
    access = AccessSerializer(source="grant", read_only=True, allow_null=True, default=None)
    outcome = serializers.ChoiceField(choices=Order.State.choices, help_text="What the line comes to.")
    purpose = serializers.CharField(help_text="Its own, or that of the order.")
    justification = serializers.CharField(help_text="Its own, or that of the order.")
    rule = serializers.DictField(help_text="The rule that routed it, as it was then.")
    renews = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True)
    adds_to = serializers.PrimaryKeyRelatedField(
        read_only=True, allow_null=True, help_text="The line whose masked columns it asks to see plain."
    )
    plain = serializers.ListField(
        child=serializers.CharField(), read_only=True, allow_null=True, help_text="Masked columns to be seen plain."
    )
    stages = StageSerializer(many=True, read_only=True)

    class Meta:
        model = AccessRequest
        fields = [
            "id", "port", "port_name", "product", "days", "purpose", "justification", "state", "outcome",
            "grant", "access", "rule", "terms", "renews", "adds_to", "plain", "decided_at", "stages",
        ]  # fmt: skip


class RefusedLineSerializer(serializers.Serializer):
    """One port that could not be ordered beside others that could."""

    port = serializers.IntegerField()
    name = serializers.CharField()
    code = serializers.CharField()
    reason = serializers.CharField()


class OrderSerializer(serializers.ModelSerializer):
    """One order with what became of it."""

    state = serializers.ChoiceField(choices=Order.State.choices, read_only=True)
    ordered_by = serializers.CharField(source="ordered_by.username")
    consumer = ConsumerSerializer()
    lines = LineSerializer(many=True)
    refused = RefusedLineSerializer(many=True)
    placed_at = serializers.DateTimeField(source="created_at")

    class Meta:
        model = Order
        fields = [
            "number", "state", "ordered_by", "consumer", "justification", "purpose", "placed_at", "lines", "refused",
        ]  # fmt: skip


class ApprovalOrderSerializer(serializers.ModelSerializer):
    """What an approver needs to know of the order."""

    ordered_by = serializers.CharField(source="ordered_by.username")
    consumer = ConsumerSerializer()

    class Meta:
        model = Order
        fields = ["number", "ordered_by", "consumer", "justification", "purpose"]


class StageQuestionSerializer(serializers.ModelSerializer):
    """What somebody wants to know before deciding, and what was answered."""

    asked_by = serializers.CharField(source="asked_by.username")
    answered_by = serializers.CharField(source="answered_by.username", default=None, allow_null=True)

    class Meta:
        model = StageQuestion
        fields = ["id", "text", "asked_by", "asked_at", "answer", "answered_by", "answered_at"]


class ApprovalSerializer(serializers.ModelSerializer):
    """A stage that waits for somebody, or is over; `port` is an id."""

    order = ApprovalOrderSerializer(source="request.order")
    line = serializers.IntegerField(source="request_id")
    port = serializers.IntegerField(source="request.port_id")
    port_name = serializers.CharField(source="request.port.name")
    product = serializers.CharField(source="request.port.product.slug")
    days = serializers.IntegerField(source="request.days")
    purpose = serializers.CharField(source="request.purpose")
    justification = serializers.CharField(source="request.justification")
    rule = serializers.DictField(source="request.rule")
    renews = serializers.IntegerField(source="request.renews_id", allow_null=True)
    plain = serializers.ListField(
        child=serializers.CharField(),
        source="request.plain",
        read_only=True,
        allow_null=True,
        help_text="Masked columns that are asked to be seen plain; null where access itself is asked for.",
    )
    decision = DecisionSerializer(read_only=True, allow_null=True, help_text="The last word.")
    decisions = DecisionSerializer(many=True, read_only=True)
    questions = StageQuestionSerializer(many=True, read_only=True, help_text="While one is open, the time stands.")

    class Meta:
        model = ApprovalStage
        fields = [
            "id", "order", "line", "port", "port_name", "product", "days", "purpose", "justification",
            "role", "needs", "needed", "state", "stood_in", "rule", "renews", "plain", "opened_at", "closed_at",
            "decision", "decisions", "questions",
        ]  # fmt: skip


class GrantSerializer(serializers.ModelSerializer):
    """A window of time in which a consumer may read a port."""

    port = PortSerializer()
    consumer = ConsumerSerializer()
    order = serializers.CharField(source="request.order.number")

    class Meta:
        model = Grant
        fields = [
            "id", "port", "consumer", "order", "state", "provisioning", "valid_from", "valid_until",
            "only", "verified_at", "last_read_at", "ended_at", "end_reason",
        ]  # fmt: skip


@extend_schema_field(int)
class ReachablePort(serializers.PrimaryKeyRelatedField):
    """A port that the caller may see, or once could: a retired one is refused with a reason."""

    def get_queryset(self):
        seen = OutputPort.objects.visible_to(self.context["request"].user)
        once = OutputPort.objects.filter(Q(product__status="retired"))
        return (seen | once).select_related("product")


class DecideSerializer(serializers.Serializer):
    """A decision; a no needs a reason."""

    reason = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")
    days = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)
    columns = serializers.ListField(
        child=serializers.CharField(max_length=300), required=False, max_length=5000, help_text="Only these; else all."
    )
    rows = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField(max_length=1000), min_length=1, max_length=200),
        required=False,
        help_text="Only rows whose column has one of these values, compared as text.",
    )

    def validate(self, said):
        """What is left out, in one piece."""
        columns, rows = said.pop("columns", ()), said.pop("rows", {})
        only = Narrowing(tuple(columns), tuple((name, tuple(values)) for name, values in rows.items()))
        return {**said, "only": only}


class DenySerializer(serializers.Serializer):
    """A no."""

    reason = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")


class ReasonSerializer(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")


class RevokeSerializer(ReasonSerializer):
    """Why, and with the end of which day; without, at once."""

    on = serializers.DateField(required=False, allow_null=True, default=None, help_text="The last day; null: at once.")


class RenewSerializer(ReasonSerializer):
    """Why, and for how many days; without, for as many as before."""

    days = serializers.IntegerField(min_value=1, max_value=36_500, required=False, allow_null=True, default=None)


class ProductConsumerSerializer(serializers.Serializer):
    """One consumer of one port."""

    kind = serializers.CharField()
    name = serializers.CharField()
    port = serializers.IntegerField()
    port_name = serializers.CharField()
    grant = serializers.IntegerField(allow_null=True)
    state = serializers.CharField()
    valid_until = serializers.DateTimeField()
    last_read_at = serializers.DateTimeField(allow_null=True)


class ProductConsumersSerializer(serializers.Serializer):
    """Who uses a product; people are counted for everybody, and named only for owners and stewards."""

    results = ProductConsumerSerializer(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    teams = serializers.IntegerField()
    people = serializers.IntegerField()
    readers_in_28_days = serializers.IntegerField()
    reads_in_28_days = serializers.IntegerField()
