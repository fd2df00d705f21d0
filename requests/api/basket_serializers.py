"""What the API says of a basket, and reads."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Consumer, Team, User
from catalog.models import OutputPort
from requests.api.prospect_serializers import ProspectSerializer
from requests.api.serializers import ConsumerSerializer, ReachablePort


class BasketLineSerializer(serializers.Serializer):
    """One line, and what would happen to it; nothing is said of a port that the caller may not see any more."""

    id = serializers.IntegerField(source="line.pk")
    days = serializers.IntegerField(source="line.days")
    purpose = serializers.CharField(source="line.purpose")
    justification = serializers.CharField(source="line.justification")
    gone = serializers.BooleanField()
    outlook = serializers.SerializerMethodField()

    @extend_schema_field(ProspectSerializer(allow_null=True))
    def get_outlook(self, ahead):
        return None if ahead.gone else ProspectSerializer(ahead.prospect).data


class TermsSerializer(serializers.Serializer):
    """Terms of use, with the ids of the ports that they are about."""

    text = serializers.SerializerMethodField()
    ports = serializers.SerializerMethodField()

    def get_text(self, terms) -> str:
        return terms[0]

    def get_ports(self, terms) -> list[int]:
        return [port.pk for port in terms[1]]


class BasketSerializer(serializers.Serializer):
    """What somebody means to order; nothing of it has been asked for."""

    justification = serializers.CharField(source="outlook.basket.justification")
    purpose = serializers.CharField(source="outlook.basket.purpose")
    consumer = ConsumerSerializer(source="outlook.consumer")
    lines = BasketLineSerializer(many=True)
    terms = TermsSerializer(source="outlook.terms", many=True, help_text="To accept before the checkout.")
    seen = serializers.CharField(
        source="outlook.seen", help_text="Stands for what would happen; sent with the checkout, it has to be the same."
    )


@extend_schema_field(int)
class SeenPort(ReachablePort):
    """A port that the caller may see now."""

    def get_queryset(self):
        seen = OutputPort.objects.visible_to(self.context["request"].user)
        return seen.select_related("product", "policy")


class AddSerializer(serializers.Serializer):
    """One port to put in; without days, what the policy allows, at most thirty."""

    port = SeenPort(queryset=OutputPort.objects.none())
    days = serializers.IntegerField(min_value=1, max_value=36_500, required=False, allow_null=True, default=None)
    purpose = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    justification = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class LineChangeSerializer(serializers.Serializer):
    """What is to be different; what is not sent stays."""

    days = serializers.IntegerField(min_value=1, max_value=36_500, required=False)
    purpose = serializers.CharField(max_length=80, required=False, allow_blank=True)
    justification = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class NamesMixin(serializers.Serializer):
    """In whose name: one's own without any, a team's, or that of a service account of a team of one's own."""

    team = serializers.SlugRelatedField(
        slug_field="slug", queryset=Team.objects.all(), required=False, allow_null=True,
        help_text="In the name of this team of yours; null means in your own.",
    )  # fmt: skip
    account = serializers.SlugRelatedField(
        slug_field="username", queryset=User.objects.exclude(account_of=None), required=False, allow_null=True,
        help_text="In the name of this service account of a team of yours.",
    )  # fmt: skip

    def validate(self, said):
        """One name at most."""
        if said.get("team") and said.get("account"):
            raise serializers.ValidationError({"account": _("Say a team or a service account, not both.")})
        return said


class BasketChangeSerializer(NamesMixin):
    """What is to be different for all lines; what is not sent stays."""

    justification = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    purpose = serializers.CharField(max_length=80, required=False, allow_blank=True)

    def validate(self, said):
        """In the end one name, where any was said."""
        said = super().validate(said)
        named = "team" in said or "account" in said
        team, account = said.pop("team", None), said.pop("account", None)
        if named:
            person = account or self.context["request"].user
            said["consumer"] = Consumer.objects.for_team(team) if team else Consumer.objects.for_person(person)
        return said


class CheckoutSerializer(serializers.Serializer):
    """With `seen`, nothing is ordered unless what would happen is still the same."""

    seen = serializers.CharField(max_length=4000, required=False, allow_null=True, allow_blank=True, default=None)
    terms_accepted = serializers.BooleanField(required=False, default=False)
