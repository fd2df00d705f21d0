"""Products as tools see them."""

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.fitness.kept import OUTCOMES
from catalog.fitness.results import ATTRIBUTES
from catalog.models import Column, DataProduct, FitnessScore, GovernancePolicy, Monitor, OutputPort, ProductVersion
from catalog.search.asked import LONGEST_TEXT
from catalog.search.filters import NARROWINGS, Filters


def with_parts(products):
    """Products with what the serializers below show, in a fixed number of queries."""
    return products.select_related("domain", "owner", "successor").prefetch_related(
        Prefetch("output_ports", OutputPort.objects.offered().order_by("position", "name"), to_attr="ports_offered"),
        Prefetch("versions", ProductVersion.objects.published().defer("bundle"), to_attr="in_force"),
        Prefetch("fitness_scores", FitnessScore.objects.filter(latest=True), to_attr="latest_scores"),
    )


class ProductQuerySerializer(serializers.Serializer):
    """What a list of products can be asked; a repeated parameter means any of them."""

    q = serializers.CharField(
        default="",
        max_length=10_000,
        allow_blank=True,
        trim_whitespace=False,
        help_text=f'Words, "a phrase", -without. What stands after {LONGEST_TEXT} characters is not looked at.',
    )
    forgiving = serializers.BooleanField(
        default=False, help_text="Where nothing is found, search with the likely typing errors put right."
    )
    domain = serializers.ListField(child=serializers.CharField(), default=list)
    tag = serializers.ListField(child=serializers.CharField(), default=list)
    archetype = serializers.ListField(child=serializers.ChoiceField(choices=DataProduct.Archetype), default=list)
    status = serializers.ListField(child=serializers.ChoiceField(choices=DataProduct.Status), default=list)
    band = serializers.ListField(child=serializers.ChoiceField(choices=FitnessScore.Band), default=list)
    classification = serializers.ListField(child=serializers.ChoiceField(choices=Column.Classification), default=list)
    freshness = serializers.ListField(child=serializers.ChoiceField(choices=Monitor.Status), default=list)
    warehouse = serializers.ListField(child=serializers.CharField(), default=list)
    format = serializers.ListField(child=serializers.CharField(), default=list)
    owner = serializers.ListField(child=serializers.CharField(), default=list)
    access = serializers.ListField(child=serializers.CharField(), default=list)
    min_fitness = serializers.IntegerField(default=None, allow_null=True, min_value=0, max_value=100)
    ordering = serializers.ChoiceField(choices=["relevance", "name", "fitness", "newest"], default="relevance")
    limit = serializers.IntegerField(default=50, min_value=1, max_value=200)
    cursor = serializers.CharField(default="", allow_blank=True)

    def filters(self) -> Filters:
        """The same for the search."""
        asked = self.validated_data
        many = {kind: tuple(asked[kind]) for kind in NARROWINGS}
        return Filters(**many, min_fitness=asked["min_fitness"], ordering=asked["ordering"])


class PortBriefSerializer(serializers.ModelSerializer):
    """One place to read a product."""

    class Meta:
        model = OutputPort
        fields = ["id", "name", "description"]


class FitnessBriefSerializer(serializers.Serializer):
    """How fit a product is; the score is null where nothing is known."""

    score = serializers.IntegerField(allow_null=True)
    band = serializers.ChoiceField(choices=FitnessScore.Band.choices)


class ProductSerializer(serializers.ModelSerializer):
    """A product in a list."""

    domain = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    owner = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    version = serializers.SerializerMethodField()
    published_at = serializers.SerializerMethodField()
    output_ports = PortBriefSerializer(source="ports_offered", many=True)
    fitness = serializers.SerializerMethodField()

    class Meta:
        model = DataProduct
        fields = [
            "slug", "name", "domain", "owner", "archetype", "status", "description", "tags", "licence", "refresh",
            "version", "published_at", "output_ports", "fitness",
        ]  # fmt: skip

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_version(self, product):
        """The number of the version in force."""
        return product.in_force[0].number if product.in_force else None

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_published_at(self, product):
        """When that version was published."""
        return product.in_force[0].published_at if product.in_force else None

    @extend_schema_field(FitnessBriefSerializer)
    def get_fitness(self, product):
        """The latest score."""
        score = product.latest_scores[0] if product.latest_scores else None
        return {"score": score.score if score else None, "band": score.band if score else FitnessScore.Band.UNKNOWN}


class ProductDetailSerializer(ProductSerializer):
    """A product with everything its documents say about it."""

    successor = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta(ProductSerializer.Meta):
        fields = [
            *ProductSerializer.Meta.fields,
            "external_id",
            "purpose",
            "usage",
            "limitations",
            "support",
            "successor",
        ]


class FacetChoiceSerializer(serializers.Serializer):
    """One value of a facet, and how many products it would leave."""

    value = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()
    chosen = serializers.BooleanField()
    depth = serializers.IntegerField(help_text="How far inside others a domain lies; it follows what it lies in.")


class ProductPageSerializer(serializers.Serializer):
    """A page of products, with what the list can be narrowed by."""

    results = ProductSerializer(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    total = serializers.IntegerField()
    at_least = serializers.BooleanField(help_text="There are more; total and facets say how many were counted.")
    facets = serializers.DictField(child=FacetChoiceSerializer(many=True))
    text = serializers.CharField(help_text="What these are the results of; a forgiving search may have put it right.")
    meant = serializers.CharField(help_text="Where little was found: the words with typing errors put right, or empty.")


class VersionSerializer(serializers.ModelSerializer):
    """One published state."""

    published_by = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = ProductVersion
        fields = ["number", "state", "published_at", "published_by", "digest", "origin", "changes"]


class PortNameSerializer(serializers.ModelSerializer):
    """Which port."""

    class Meta:
        model = OutputPort
        fields = ["id", "name"]


class MonitorSerializer(serializers.ModelSerializer):
    """One service level: what is promised, and how it stands."""

    port = PortNameSerializer()
    objective = serializers.CharField(source="objective_text")
    target = serializers.JSONField(source="objective")

    class Meta:
        model = Monitor
        fields = [
            "port", "indicator", "name", "rule", "column", "dimension", "objective", "target", "value",
            "value_text", "unit", "status", "detail", "unmeasurable", "measured_at",
        ]  # fmt: skip


class OutsideMonitorSerializer(MonitorSerializer):
    """What another system measures: its name is the source, `beside` the rule of the promise that it is about."""

    class Meta(MonitorSerializer.Meta):
        fields = [*MonitorSerializer.Meta.fields, "source", "beside"]


class ServiceLevelsSerializer(serializers.Serializer):
    """All service levels of a product, and what others measured, which stands beside them."""

    results = MonitorSerializer(many=True)
    outside = OutsideMonitorSerializer(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class FitnessResultSerializer(serializers.Serializer):
    """What one function found, with the evidence, and the points that mending it would gain."""

    function = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    attribute = serializers.ChoiceField(ATTRIBUTES)
    outcome = serializers.ChoiceField(OUTCOMES)
    weight = serializers.IntegerField()
    severity = serializers.ChoiceField(GovernancePolicy.Severity.choices)
    state = serializers.ChoiceField(["grace", "enforced"])
    waived_until = serializers.DateField(allow_null=True)
    score = serializers.FloatField(allow_null=True)
    summary = serializers.CharField()
    evidence = serializers.JSONField()
    remedy = serializers.CharField()
    points = serializers.FloatField()


class FitnessSerializer(serializers.Serializer):
    """The latest score with everything it is made of; `known` is how much of what applies is known, in percent."""

    score = serializers.IntegerField(allow_null=True)
    band = serializers.ChoiceField(FitnessScore.Band.choices)
    held_back = serializers.CharField()
    day = serializers.DateField(allow_null=True)
    scoring = serializers.CharField()
    known = serializers.IntegerField()
    attributes = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    results = FitnessResultSerializer(many=True)
