"""Lineage as tools see it."""

from rest_framework import serializers


class HopsSerializer(serializers.Serializer):
    """How far to look."""

    hops = serializers.IntegerField(default=3, min_value=1, max_value=12)


class NodeSerializer(serializers.Serializer):
    """A product, a source table, or a product that the caller cannot see."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(choices=["product", "source", "hidden"])
    label = serializers.CharField()
    slug = serializers.CharField(required=False)
    domain = serializers.CharField(required=False)
    href = serializers.CharField()


class EdgeSerializer(serializers.Serializer):
    """Data flows from one to the other, through these ports."""

    id = serializers.CharField()
    source = serializers.CharField()
    target = serializers.CharField()
    ports = serializers.ListField(child=serializers.CharField())


class GraphSerializer(serializers.Serializer):
    """Products and tables, and what flows between them."""

    nodes = NodeSerializer(many=True)
    edges = EdgeSerializer(many=True)
    more = serializers.BooleanField(help_text="There are more than 300 this near; the nearest are told.")
