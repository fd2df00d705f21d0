"""What was measured over time: of the promises of a port, and of the mesh, its domains and products as a whole."""

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from catalog.api.pages import RankedPages
from catalog.models import DataProduct, MeasuredPeriod, Monitor, ServiceLevelObjective
from catalog.service_levels.slo.selectors import Level, levels_by, objectives_for, since_day, together
from catalog.service_levels.slo.series import HEADING, Rows, as_map
from marketplace.foundation.spreadsheets import csv_lines

LONGEST_DAYS = 1_100


class SeriesQuerySerializer(serializers.Serializer):
    """Which part of what was measured: by hour or by day, of how many days, of which promises."""

    grain = serializers.ChoiceField(choices=MeasuredPeriod.Grain.choices, default="day")
    days = serializers.IntegerField(default=30, min_value=1, max_value=LONGEST_DAYS)
    rule = serializers.CharField(default="", max_length=200, allow_blank=True)
    indicator = serializers.ChoiceField(choices=Monitor.Indicator.choices, default="", allow_blank=True)
    limit = serializers.IntegerField(default=100, min_value=1, max_value=200)
    cursor = serializers.CharField(default="", allow_blank=True)


class CsvQuerySerializer(SeriesQuerySerializer):
    """The same for a file, which has no pages."""

    limit = cursor = None


class PeriodSerializer(serializers.Serializer):
    """One promise within one hour or day; the mean is weighted by time."""

    rule = serializers.CharField()
    promise = serializers.CharField()
    indicator = serializers.ChoiceField(choices=Monitor.Indicator.choices)
    column = serializers.CharField()
    objective = serializers.CharField()
    unit = serializers.CharField()
    begins_at = serializers.DateTimeField()
    kept_seconds = serializers.IntegerField()
    at_risk_seconds = serializers.IntegerField()
    broken_seconds = serializers.IntegerField()
    unknown_seconds = serializers.IntegerField()
    kept_percent = serializers.FloatField(allow_null=True)
    least = serializers.FloatField(allow_null=True)
    mean = serializers.FloatField(allow_null=True)
    most = serializers.FloatField(allow_null=True)
    last = serializers.FloatField(allow_null=True)


class PeriodPageSerializer(serializers.Serializer):
    """Some of them, and where the others are."""

    results = PeriodSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class LevelSerializer(serializers.Serializer):
    """Many objectives as one: how many are in which state, and which share of all promised time was kept, 0 to 1."""

    kept = serializers.IntegerField()
    at_risk = serializers.IntegerField()
    broken = serializers.IntegerField()
    unknown = serializers.IntegerField()
    broken_now = serializers.IntegerField()
    attainment = serializers.SerializerMethodField()
    known_until = serializers.DateTimeField(allow_null=True)

    def get_attainment(self, level: Level) -> float | None:
        """Unknown time is no kept time."""
        return None if level.attained is None else round(level.attained / 100, 6)


class NamedLevelSerializer(LevelSerializer):
    """The same of one domain, product or port."""

    slug = serializers.CharField()
    name = serializers.CharField()


class LevelsSerializer(serializers.Serializer):
    """All of it, and each part: the domains of the mesh, or the products of a domain."""

    whole = LevelSerializer()
    results = NamedLevelSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class LevelsQuerySerializer(serializers.Serializer):
    """Of which domain; of the whole mesh where none is named."""

    domain = serializers.CharField(default="", allow_blank=True)


class Measured:
    """What the promises of a port were measured to be, put together by hour or by day."""

    @extend_schema(parameters=[SeriesQuerySerializer], responses=PeriodPageSerializer)
    @action(detail=True, pagination_class=None)
    def series(self, request, pk):
        """The earliest first."""
        asked = SeriesQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        pages = RankedPages(asked.validated_data["limit"])
        page = pages.paginate_queryset(self._rows(pk, asked), request)
        return Response({"results": [as_map(row) for row in page], **pages.links()})

    @extend_schema(parameters=[CsvQuerySerializer], responses={(200, "text/csv"): str})
    @action(detail=True, pagination_class=None, url_path="series/csv")
    def series_csv(self, request, pk):
        """The same as a file that is safe to open in a spreadsheet."""
        asked = CsvQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        lines = csv_lines(HEADING, self._rows(pk, asked))
        answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="port-{pk}.csv"'
        return answer

    def _rows(self, pk, asked) -> Rows:
        port = get_object_or_404(self.get_queryset(), pk=pk)
        said = {name: asked.validated_data[name] for name in ("grain", "indicator", "rule")}
        return Rows(port, since=since_day(asked.validated_data["days"]), **said)


class ServiceLevelViewSet(GenericViewSet):
    """How the objectives of the mesh stand."""

    queryset = ServiceLevelObjective.objects.none()
    serializer_class = LevelsSerializer
    filter_backends = []
    pagination_class = None

    @extend_schema(parameters=[LevelsQuerySerializer], responses=LevelsSerializer)
    def list(self, request):
        """By domain, or of one domain by product."""
        asked = LevelsQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        products = DataProduct.objects.visible_to(request.user).shown()
        by = "port__product__domain"
        if asked.validated_data["domain"]:
            products, by = products.filter(domain__slug=asked.validated_data["domain"]), "port__product"
        found = levels_by(objectives_for(products), f"{by}__slug", f"{by}__name")
        results = [
            {"slug": slug, "name": name, **LevelSerializer(level).data}
            for (slug, name), level in sorted(found.items(), key=lambda one: one[0])
        ]
        whole = LevelSerializer(together(found.values())).data
        return Response({"whole": whole, "results": results, "next": None, "previous": None})
