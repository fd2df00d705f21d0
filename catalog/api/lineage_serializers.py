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


class ColumnAskedSerializer(serializers.Serializer):
    """Which column is looked at."""

    port = serializers.CharField(help_text="The name of the port.")
    column = serializers.CharField(help_text="Its name, in upper or lower case.")


class ColumnStepSerializer(serializers.Serializer):
    """A column on the way; one of a product that the caller cannot see has no names."""

    depth = serializers.IntegerField(help_text="1 is the nearest.")
    kind = serializers.ChoiceField(choices=["port", "source", "hidden"])
    product = serializers.CharField(help_text="Its short name; empty for a source.")
    port = serializers.CharField(help_text="The port, or the source table.")
    column = serializers.CharField(help_text="* stands for all columns of a row.")
    how = serializers.CharField(help_text="What the SQL does with it.")
    direct = serializers.BooleanField(help_text="False where it only decides which rows there are.")
    to = serializers.CharField(help_text="The column that is made of it, one step nearer.")
    expression = serializers.CharField(help_text="The SQL that makes it.")
    path = serializers.ListField(child=serializers.CharField(), help_text="The columns in between.")


class ColumnLineageSerializer(serializers.Serializer):
    """Both ways from one column, the nearest first."""

    port = serializers.CharField()
    column = serializers.CharField()
    up = ColumnStepSerializer(many=True)
    down = ColumnStepSerializer(many=True)
    more = serializers.DictField(child=serializers.BooleanField(), help_text="Up and down: was there more to tell?")
