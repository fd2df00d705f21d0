"""One place to read a product: what it promises, who may have it, and what lies there now."""

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from catalog.models import AccessPolicy, Column, DataContract, OutputPort, Snapshot

ID = OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH)


class ColumnSerializer(serializers.ModelSerializer):
    """One column, as the contract promises it."""

    class Meta:
        model = Column
        fields = [
            "name", "logical_type", "physical_type", "business_name", "glossary_term", "glossary_url", "description",
            "classification", "primary_key", "required", "unique", "tags", "examples", "enum",
        ]  # fmt: skip


class ContractSerializer(serializers.ModelSerializer):
    """The contract in force."""

    id = serializers.CharField(source="external_id")
    version = serializers.CharField(source="number")
    columns = ColumnSerializer(many=True)

    class Meta:
        model = DataContract
        fields = ["id", "version", "table", "description", "columns"]


class PolicyMaskSerializer(serializers.Serializer):
    """A column that consumers do not see as it is."""

    column = serializers.CharField()
    method = serializers.CharField()


class PolicySerializer(serializers.ModelSerializer):
    """Who may have it, for what, how long, and what of it."""

    rows_are_filtered = serializers.SerializerMethodField()
    masks = PolicyMaskSerializer(many=True)

    class Meta:
        model = AccessPolicy
        fields = ["purposes", "longest_days", "terms", "rows_are_filtered", "masks"]

    def get_rows_are_filtered(self, policy) -> bool:
        """Do consumers see only some of the rows?"""
        return bool(policy.row_filter)


class SnapshotSerializer(serializers.ModelSerializer):
    """What lies there now."""

    class Meta:
        model = Snapshot
        fields = ["rows", "size", "built_at"]


class PortDetailSerializer(serializers.ModelSerializer):
    """An output port."""

    product = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    warehouse = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    contract = ContractSerializer(allow_null=True)
    policy = PolicySerializer(allow_null=True)
    snapshot = SnapshotSerializer(allow_null=True)
    data = serializers.SerializerMethodField()

    class Meta:
        model = OutputPort
        fields = [
            "id",
            "name",
            "description",
            "product",
            "warehouse",
            "offered",
            "contract",
            "policy",
            "snapshot",
            "data",
        ]

    @extend_schema_field(serializers.CharField())
    def get_data(self, port):
        """Where it is read."""
        return f"/api/v1/ports/{port.pk}/data"


@extend_schema(parameters=[ID])
class PortViewSet(GenericViewSet):
    """Output ports of products that the caller may see."""

    queryset = OutputPort.objects.none()
    serializer_class = PortDetailSerializer
    lookup_value_regex = r"\d+"
    filter_backends = []

    def get_queryset(self):
        """What the caller may see."""
        ports = OutputPort.objects.visible_to(self.request.user)
        return ports.select_related("product", "warehouse", "contract", "policy", "snapshot").prefetch_related(
            "contract__columns"
        )

    @extend_schema(responses=PortDetailSerializer)
    def retrieve(self, request, pk):
        """One port."""
        return Response(PortDetailSerializer(get_object_or_404(self.get_queryset(), pk=pk)).data)
