"""What publishing would mean, as tools see it: the shapes of `Assessment.as_facts`."""

from rest_framework import serializers

from catalog.api.violations import ChangeSerializer, ViolationSerializer


class NumberSerializer(serializers.Serializer):
    """The version: what it says, and what its changes demand."""

    number = serializers.CharField(help_text="What the documents say.")
    published = serializers.CharField(help_text="What it is compared with; empty: the first version.")
    level = serializers.ChoiceField(choices=["major", "minor", "patch"], allow_null=True)
    proposed = serializers.CharField(help_text="The smallest number that is enough.")
    enough = serializers.BooleanField()


class ReasonSerializer(serializers.Serializer):
    """Why a policy is not kept."""

    subject = serializers.CharField()
    sentence = serializers.CharField()


class PolicyVerdictSerializer(serializers.Serializer):
    """What one governance policy says."""

    policy = serializers.CharField()
    version = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.CharField(help_text="grace: it warns; enforced: it forbids.")
    severity = serializers.CharField()
    outcome = serializers.CharField(help_text="pass, fail, excepted, not-applicable or unknown.")
    forbids = serializers.BooleanField()
    reasons = ReasonSerializer(many=True)
    remedy = serializers.CharField()
    enforced_from = serializers.DateField(allow_null=True)
    excepted_until = serializers.DateField(allow_null=True)


class BreakingSerializer(serializers.Serializer):
    """One breaking change, and how many it reaches."""

    path = serializers.CharField()
    message = serializers.CharField()
    consumers = serializers.IntegerField()
    products = serializers.IntegerField()
    columns = serializers.IntegerField()


class ReadingSerializer(serializers.Serializer):
    """A column downstream that is made from what breaks."""

    port = serializers.CharField()
    column = serializers.CharField()
    how = serializers.CharField()
    expression = serializers.CharField()


class DownstreamSerializer(serializers.Serializer):
    """A product downstream; null for one that the caller may not see."""

    product = serializers.CharField(allow_null=True, help_text="Its slug.")
    port = serializers.CharField(help_text="The port that breaks.")
    direct = serializers.BooleanField()
    columns = ReadingSerializer(many=True)


class BlastRadiusSerializer(serializers.Serializer):
    """Whom the breaking changes reach."""

    consumers = serializers.IntegerField(help_text="Those who may read what breaks.")
    breaks = BreakingSerializer(many=True)
    downstream = DownstreamSerializer(many=True)
    notice_days = serializers.IntegerField(allow_null=True, help_text="Days of notice; null: nobody needs any.")


class AssessmentSerializer(serializers.Serializer):
    """What it changes, whom that reaches, and what policies say."""

    diff = ChangeSerializer(many=True)
    demand = NumberSerializer(allow_null=True, help_text="What the changes demand of the number.")
    policies = PolicyVerdictSerializer(many=True)
    blast_radius = BlastRadiusSerializer()


class VerdictSerializer(AssessmentSerializer):
    """What publishing would say; `publishable` is `valid`, and no policy forbids it."""

    valid = serializers.BooleanField()
    publishable = serializers.BooleanField()
    violations = ViolationSerializer(many=True)
