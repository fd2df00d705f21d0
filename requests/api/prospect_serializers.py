"""What the API reads of an order to be, and what it says would become of it."""

from collections.abc import Mapping

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Team, User
from catalog.models import OutputPort
from requests.api.serializers import ReachablePort


@extend_schema_field(int)
class WishedPort(ReachablePort):
    """One of the ports that the lines of an order name, looked up together: one query, however many lines."""

    def to_internal_value(self, data):
        known = self._known()
        if isinstance(data, bool) or not isinstance(data, int | str):
            self.fail("incorrect_type", data_type=type(data).__name__)
        if (port := known.get(str(data))) is None:
            self.fail("does_not_exist", pk_value=data)
        return port

    def _known(self) -> dict[str, OutputPort]:
        body = self.root
        if not hasattr(body, "wished_ports"):
            lines = body.initial_data.get("lines")
            named = [line.get("port") for line in lines if isinstance(line, Mapping)] if isinstance(lines, list) else []
            numbers = {str(one) for one in named if isinstance(one, int | str) and not isinstance(one, bool)}
            numbers = {one for one in numbers if one.isascii() and one.isdigit() and len(one) < 16}
            body.wished_ports = {str(pk): port for pk, port in self.get_queryset().in_bulk(numbers).items()}
        return body.wished_ports


class WishLineSerializer(serializers.Serializer):
    """One port for so many days."""

    port = WishedPort(queryset=OutputPort.objects.none())
    days = serializers.IntegerField(min_value=1, max_value=36_500)
    purpose = serializers.CharField(
        max_length=80, required=False, allow_blank=True, default="", help_text="Instead of that of the order."
    )
    justification = serializers.CharField(
        max_length=4000, required=False, allow_blank=True, default="", help_text="Instead of that of the order."
    )


class WishSerializer(serializers.Serializer):
    """An order to be."""

    justification = serializers.CharField(max_length=4000)
    purpose = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    team = serializers.SlugRelatedField(
        slug_field="slug", queryset=Team.objects.all(), required=False, allow_null=True, default=None,
        help_text="In the name of this team of yours; without it, in your own.",
    )  # fmt: skip
    account = serializers.SlugRelatedField(
        slug_field="username", queryset=User.objects.exclude(account_of=None), required=False, allow_null=True,
        default=None, help_text="In the name of this service account of a team of yours.",
    )  # fmt: skip
    lines = WishLineSerializer(many=True, allow_empty=False, max_length=50)


class DryWishSerializer(WishSerializer):
    """The same body; for a dry run the justification may be missing."""

    justification = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")


class StageAheadSerializer(serializers.Serializer):
    """Who would be asked."""

    role = serializers.CharField()
    needs = serializers.CharField(help_text="any, all, or how many of them must agree.")
    enough = serializers.BooleanField(help_text="Are there as many people as must agree?")
    people = serializers.SerializerMethodField()
    stood_in = serializers.BooleanField()

    def get_people(self, stage) -> list[str]:
        return [person.username for person in stage.people]


class MaskSerializer(serializers.Serializer):
    """One column that would not be seen as it is."""

    column = serializers.CharField()
    method = serializers.CharField()


class PaceSerializer(serializers.Serializer):
    """How long people took lately: the median of so many decisions, about this port or else about its owner's."""

    decisions = serializers.IntegerField()
    median_seconds = serializers.SerializerMethodField()
    of = serializers.ChoiceField(choices=["port", "owner", ""])

    def get_median_seconds(self, pace) -> int | None:
        return None if pace.median is None else round(pace.median.total_seconds())


class SpokenSerializer(serializers.Serializer):
    """What the company's access rules say, beside the policy of the port."""

    version = serializers.IntegerField()
    rule = serializers.CharField()
    outcome = serializers.ChoiceField(choices=["approve", "deny", "review", "leave"])
    reason = serializers.CharField()


class ProspectSerializer(serializers.Serializer):
    """What would become of one line."""

    port = serializers.IntegerField(source="port.pk")
    port_name = serializers.CharField(source="port.name")
    product = serializers.CharField(source="port.product.slug")
    days = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=["approve", "review", "deny", "refused"])
    purpose = serializers.CharField(default="", allow_blank=True)
    code = serializers.CharField(source="refusal.code", default=None, allow_null=True)
    rule = serializers.CharField()
    reason = serializers.CharField()
    company = SpokenSerializer(allow_null=True)
    stages = StageAheadSerializer(many=True)
    pace = PaceSerializer()
    held_until = serializers.DateTimeField(source="held.valid_until", default=None, allow_null=True)
    waiting_order = serializers.CharField(source="waiting.order.number", default=None, allow_null=True)
    successor = serializers.SerializerMethodField()
    masked = MaskSerializer(source="masks", many=True)
    filtered = serializers.SerializerMethodField()
    row_filter = serializers.CharField()
    longest_days = serializers.IntegerField()
    purposes = serializers.ListField(child=serializers.CharField())
    terms = serializers.CharField()

    def get_successor(self, prospect) -> str | None:
        successor = prospect.port.product.successor
        return successor.slug if successor else None

    def get_filtered(self, prospect) -> bool:
        return bool(prospect.row_filter)


class ProspectsSerializer(serializers.Serializer):
    """What would become of an order; nothing was written."""

    lines = ProspectSerializer(many=True)
