"""One place to read a product: what it promises, who may have it, and what lies there now."""

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from catalog.api.measured import Measured
from catalog.models import AccessPolicy, Attestation, Column, DataContract, OutputPort, Snapshot
from catalog.service_levels.services import LONGEST_DAYS, attest

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


class AttestationSerializer(serializers.ModelSerializer):
    """What somebody said about a promise that is stated in words."""

    attested_by = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = Attestation
        fields = ["rule", "statement", "kept", "note", "attested_by", "attested_at", "expires_at"]


class WordSerializer(serializers.Serializer):
    """Somebody's word about a promise: is it kept, what does that rest on, and for how many days is it good?"""

    rule = serializers.CharField(max_length=200)
    kept = serializers.BooleanField()
    note = serializers.CharField(max_length=2_000)
    days = serializers.IntegerField(default=90, min_value=1, max_value=LONGEST_DAYS)


@extend_schema(parameters=[ID])
class PortViewSet(Measured, GenericViewSet):
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

    @extend_schema(responses=AttestationSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"])
    def attestations(self, request, pk):
        """What was attested of a port, the newest first."""
        port = get_object_or_404(self.get_queryset(), pk=pk)
        page = self.paginate_queryset(port.attestations.select_related("attested_by").order_by("-pk"))
        return self.get_paginated_response(AttestationSerializer(page, many=True).data)

    @extend_schema(request=WordSerializer, responses={201: AttestationSerializer})
    @attestations.mapping.post
    def give_word(self, request, pk):
        """Attest a promise that is stated in words."""
        port = get_object_or_404(self.get_queryset(), pk=pk)
        said = WordSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        given = attest(actor=request.user, port=port, **said.validated_data)
        return Response(AttestationSerializer(given).data, status=status.HTTP_201_CREATED)
