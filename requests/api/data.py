"""The governed read over the API."""

from django.http import FileResponse
from django.utils.http import parse_header_parameters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.viewsets import ViewSet

from catalog.models import OutputPort
from catalog.warehouses.formats import FORMATS, available
from marketplace.foundation.errors import NotReachable
from requests.grants.reading import open_read
from requests.models import Grant

DEFAULT_FORMAT = "parquet"
MEDIA_TYPES = {format.media_type.partition(";")[0]: key for key, format in FORMATS.items()}


class AnyAccept(BaseContentNegotiation):
    """Data comes as asked for in `format`; an Accept header never stands in the way of a problem document."""

    def select_parser(self, request, parsers):
        """The first."""
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        """The first; only refusals are rendered."""
        return renderers[0], renderers[0].media_type


class ReadSerializer(serializers.Serializer):
    """What is asked of a read."""

    format = serializers.CharField(required=False, help_text="parquet, csv, json, or arrow where it can be had.")
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="At most so many rows."
    )
    columns = serializers.CharField(required=False, help_text="Only these columns, parted by commas.")


class DataViewSet(ViewSet):
    """Reads a port as the caller may see it."""

    content_negotiation_class = AnyAccept
    http_method_names = ["get", "options"]

    @extend_schema(
        parameters=[OpenApiParameter("port", int, OpenApiParameter.PATH), ReadSerializer],
        responses={(200, media_type): OpenApiTypes.BINARY for media_type in MEDIA_TYPES},
        operation_id="ports_data",
    )
    def list(self, request, port):
        """The data of a port: masked and filtered by the policy in force, written down as a read."""
        wanted = ReadSerializer(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        asked = wanted.validated_data
        columns = [name.strip() for name in asked.get("columns", "").split(",") if name.strip()]
        found = _reachable(request.user, port)
        export = open_read(
            reader=request.user,
            port=found,
            format=asked.get("format") or _accepted(request),
            limit=asked.get("limit"),
            columns=columns,
        )
        name = f"{found.product.slug}.{found.name}{export.suffix}"
        answer = FileResponse(export.open(), as_attachment=True, filename=name, content_type=export.media_type)
        if export.rows is not None:
            answer.headers["X-Rows"] = str(export.rows)
        return answer


def _reachable(user, port_id) -> OutputPort:
    """A port that this person may know of: one they see in the catalog, or have held.

    Raises NotReachable.
    """
    parts = ("product", "policy", "contract", "snapshot", "warehouse")
    ports = OutputPort.objects.select_related(*parts)
    port = ports.visible_to(user).filter(pk=port_id).first()
    port = port or ports.filter(pk=port_id, grants__in=Grant.objects.held_by(user)).first()
    if port is None:
        raise NotReachable()
    return port


def _accepted(request) -> str:
    """The first format that the Accept header names; Parquet where it names none."""
    for part in request.headers.get("Accept", "").split(","):
        media_type, _parameters = parse_header_parameters(part)
        if MEDIA_TYPES.get(media_type) in available():
            return MEDIA_TYPES[media_type]
    return DEFAULT_FORMAT
