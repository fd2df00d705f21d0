"""What is wrong with a bundle, as tools see it."""

from rest_framework import serializers


class ViolationSerializer(serializers.Serializer):
    """One thing that is wrong: where, what, and how badly."""

    level = serializers.ChoiceField(choices=["error", "warning", "info"])
    document = serializers.IntegerField(help_text="Which document of the stream, from 0.")
    path = serializers.CharField(help_text="A JSON pointer into it.")
    line = serializers.IntegerField(help_text="In the stream, from 1.")
    code = serializers.CharField()
    message = serializers.CharField()


class ChangeSerializer(serializers.Serializer):
    """One difference from the published version."""

    kind = serializers.ChoiceField(choices=["breaking", "compatible", "cosmetic"])
    path = serializers.CharField()
    message = serializers.CharField()


class VerdictSerializer(serializers.Serializer):
    """What publishing would say."""

    valid = serializers.BooleanField()
    violations = ViolationSerializer(many=True)
    diff = ChangeSerializer(many=True)
