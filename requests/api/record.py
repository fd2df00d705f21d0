"""Who could read what on a given day, over the API."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.viewsets import GenericViewSet

from accounts.models import User
from accounts.policies import may_govern
from catalog.models import DataProduct
from marketplace.foundation.policies import insist
from requests.api.serializers import ConsumerSerializer, PortSerializer
from requests.models import Grant
from requests.selectors.record import Question, grants_of, rights_by_grants, rights_of_owners


class RecordQuestionSerializer(serializers.Serializer):
    """A day that has begun, and one product or one person."""

    day = serializers.DateField()
    product = serializers.SlugRelatedField(slug_field="slug", queryset=DataProduct.objects.all(), required=False)
    person = serializers.SlugRelatedField(slug_field="username", queryset=User.objects.all(), required=False)

    def validate(self, attrs):
        """One of the two."""
        if ("product" in attrs) is ("person" in attrs):
            raise serializers.ValidationError("Name a product or a person.")
        return attrs


class SpanSerializer(serializers.Serializer):
    """From one moment until just before another."""

    begins = serializers.DateTimeField()
    ends = serializers.DateTimeField()


class RecordReaderSerializer(serializers.Serializer):
    """One who could read, when on that day, and how often they did."""

    person = serializers.CharField(source="person.username")
    spans = SpanSerializer(many=True)
    reads = serializers.IntegerField()


class PlainSerializer(serializers.Serializer):
    """Masked columns that were seen plain, when on that day, and by which order."""

    columns = serializers.ListField(child=serializers.CharField())
    order = serializers.CharField()
    exception = serializers.IntegerField()
    spans = SpanSerializer(many=True)

    def to_representation(self, pair):
        """From an exception and its spans."""
        exception, spans = pair
        return {
            "columns": exception.columns,
            "order": exception.request.order.number,
            "exception": exception.pk,
            "spans": SpanSerializer(spans, many=True).data,
        }


class RightSerializer(serializers.Serializer):
    """A grant, or the right of the owning team, with who could read by it and why."""

    port = PortSerializer()
    through = serializers.SerializerMethodField(help_text="grant, or owner.")
    consumer = ConsumerSerializer(source="grant.consumer", default=None, allow_null=True)
    owner = serializers.CharField(source="owner.slug", default=None, allow_null=True)
    grant = serializers.IntegerField(source="grant.pk", default=None, allow_null=True)
    order = serializers.CharField(source="request.order.number", default=None, allow_null=True)
    ordered_by = serializers.CharField(source="request.order.ordered_by.username", default=None, allow_null=True)
    justification = serializers.CharField(source="request.justification", default="")
    purpose = serializers.CharField(source="request.purpose", default="")
    rule = serializers.DictField(source="request.rule", default=dict)
    decisions = serializers.ListField(child=serializers.CharField(), source="people")
    ended_at = serializers.DateTimeField(source="grant.ended_at", default=None, allow_null=True)
    end_reason = serializers.CharField(source="grant.end_reason", default="")
    readers = RecordReaderSerializer(many=True)
    plain = PlainSerializer(many=True)

    def get_through(self, right) -> str:
        return "owner" if right.owner else "grant"


class RecordViewSet(GenericViewSet):
    """Access on a given day: for stewards."""

    queryset = Grant.objects.none()
    serializer_class = RightSerializer
    filter_backends = ()

    @extend_schema(parameters=[RecordQuestionSerializer], operation_id="access_record")
    def list(self, request):
        """Everybody who could read a product that day, or all that somebody could read; owners on the first page."""
        insist(may_govern(request.user))
        wanted = RecordQuestionSerializer(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        asked = Question(**wanted.validated_data)
        page = self.paginate_queryset(grants_of(asked))
        owners = [] if "cursor" in request.query_params else rights_of_owners(asked)
        shown = self.get_serializer([*owners, *rights_by_grants(asked, page)], many=True)
        return self.get_paginated_response(shown.data)
