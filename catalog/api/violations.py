"""What is wrong with a bundle, and what it changes, as tools see it."""

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
    port = serializers.CharField(help_text="The output port that it is about; empty: the product as a whole.")
    columns = serializers.ListField(child=serializers.CharField(), help_text="Those it touches; *: all of the port.")
    hint = serializers.CharField()
    access = serializers.BooleanField(help_text="It is about who may read what, not about what is promised.")
