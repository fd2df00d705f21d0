"""The governed read over the API."""

from urllib.parse import quote

from django.http import FileResponse
from django.urls import reverse
from django.utils.http import http_date, parse_header_parameters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.viewsets import ViewSet

from catalog.exchange.signposts import Signpost
from catalog.models import KeptPort, OutputPort
from catalog.warehouses.formats import FORMATS, available
from marketplace.foundation.addresses import public_base
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
    version = serializers.CharField(
        required=False, max_length=40, help_text="This version of the product, where several can be read."
    )
    major = serializers.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, help_text="The version of this major number."
    )


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
        """The data of a port: masked and filtered by the policy in force, written down as a read.

        `X-Version` says which version of the product it is. Whoever has been told of a breaking change reads the
        version before until they move or its time is over: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) say since
        and until when; `version` and `major` choose.
        """
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
            version=asked.get("version", ""),
            major=asked.get("major"),
        )
        name = f"{found.product.slug}.{found.name}{export.suffix}"
        answer = FileResponse(export.open(), as_attachment=True, filename=name, content_type=export.media_type)
        if export.rows is not None:
            answer.headers["X-Rows"] = str(export.rows)
        answer.headers["X-Version"] = export.version
        links = [_part_of(request, found)] if found.offered else []
        if export.kept:
            ending = _ending(request, found, export.kept)
            links.append(ending.pop("Link"))
            for name, value in ending.items():
                answer.headers[name] = value
        if links:
            answer.headers["Link"] = ", ".join(links)
        return answer


def _part_of(request, port: OutputPort) -> str:
    """The way back to the page of the product, as signposting.org/FAIR has it for content."""
    page = f"{public_base(request)}{port.product.get_absolute_url()}"
    return Signpost("collection", page, "text/html").written


def _ending(request, port: OutputPort, kept: KeptPort) -> dict[str, str]:
    """What a client is told of a version that will end: since when that is known, until when, and where to go."""
    period = kept.period
    page = request.build_absolute_uri(reverse("catalog:product-version", args=[port.product.slug, period.after.number]))
    links = [f'<{page}>; rel="deprecation"; type="text/html"', f'<{page}>; rel="sunset"; type="text/html"']
    if port.offered:
        links.append(f'<{request.path}?version={quote(period.after.number)}>; rel="successor-version"')
    return {
        "Deprecation": f"@{int(period.created_at.timestamp())}",
        "Sunset": http_date(period.ends_at.timestamp()),
        "Link": ", ".join(links),
    }


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
