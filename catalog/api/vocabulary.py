"""What an editor may propose, as it is sent to one."""

from rest_framework import serializers


class EntrySerializer(serializers.Serializer):
    """One key; once for each meaning that it has beside other keys."""

    name = serializers.CharField()
    about = serializers.CharField(required=False)
    type = serializers.CharField(required=False)
    required = serializers.BooleanField(required=False)
    values = serializers.ListField(child=serializers.CharField(), required=False)
    shape = serializers.CharField(required=False, help_text="What lies below it.")
    list = serializers.BooleanField(required=False, help_text="There may be several.")
    when = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="Values of keys beside it.",
    )


class PropertySerializer(serializers.Serializer):
    """A custom property that the marketplace reads."""

    name = serializers.CharField()
    values = serializers.ListField(child=serializers.CharField())


class VocabularySerializer(serializers.Serializer):
    """The keys of documents. A place is a set of shapes; `kinds` names the first shape of each kind of document."""

    kinds = serializers.DictField(child=serializers.CharField())
    shapes = serializers.DictField(child=EntrySerializer(many=True))
    properties = serializers.DictField(child=PropertySerializer(many=True))
    functions = serializers.ListField(child=serializers.CharField())


class ProposedColumnSerializer(serializers.Serializer):
    """One column."""

    name = serializers.CharField()
    type = serializers.CharField()
    about = serializers.CharField()


class ProposedTableSerializer(serializers.Serializer):
    """One table that can be named."""

    about = serializers.CharField()
    columns = ProposedColumnSerializer(many=True)


class ChoiceSerializer(serializers.Serializer):
    """One name to refer to."""

    value = serializers.CharField()
    about = serializers.CharField()


class DraftVocabularySerializer(serializers.Serializer):
    """What can be named in one draft."""

    readable = serializers.BooleanField(help_text="False: the text is not YAML just now.")
    inputs = serializers.DictField(child=ProposedTableSerializer())
    outputs = serializers.DictField(child=ProposedTableSerializer())
    choices = serializers.DictField(child=ChoiceSerializer(many=True))
