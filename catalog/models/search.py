"""What the search reads: rows about each product, written when something about it changes."""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from catalog.models.contract import Column
from catalog.models.fitness import FitnessScore
from catalog.models.product import DataProduct
from catalog.models.service_level import Monitor


class SearchEntry(models.Model):
    """The words of one product by weight: A its names, B tags and domain, C columns and business names, D the rest.

    On PostgreSQL a generated column over these texts is indexed; on SQLite an FTS5 table follows them by triggers.
    """

    product = models.OneToOneField(DataProduct, on_delete=models.CASCADE, related_name="search_entry", primary_key=True)
    names = models.TextField(blank=True)
    labels = models.TextField(blank=True)
    columns = models.TextField(blank=True)
    texts = models.TextField(blank=True)
    column_names = models.TextField(_("names of columns, one a line"), blank=True, default="")
    indexed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self):
        return str(self.product)


class SearchFactsQuerySet(models.QuerySet):
    """Questions about what can be found. Each method narrows; none writes."""

    def visible_to(self, user):
        """As DataProduct.visible_to says, over the narrow rows."""
        if user.sees_everything:
            return self
        return self.filter(Q(shown__in=[True]) | Q(owner__in=user.team_ids))

    def shown(self):
        """What everybody may find; written so that SQLite takes the index, too."""
        return self.filter(shown__in=[True])

    def hidden(self):
        """What only its team may find."""
        return self.filter(shown__in=[False])


class SearchFacts(models.Model):
    """What lists are narrowed, counted and ordered by: one narrow row a product, so that 100,000 are read in a moment.

    `profile` joins the kinds that have one of a few values, so that one GROUP BY counts them all; `many` holds those
    of which a product may have several, as `kind=value`, one a line.
    """

    # The id of the product, as a number of its own: SQLite finds a row by such a key in half the time.
    id = models.BigAutoField(primary_key=True)
    product = models.OneToOneField(DataProduct, on_delete=models.CASCADE, related_name="search_facts")
    shown = models.BooleanField(_("everybody may find it"))
    title = models.CharField(_("words of the name"), max_length=200)
    domain = models.ForeignKey("catalog.Domain", on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, related_name="+")
    status = models.CharField(_("status"), max_length=12, choices=DataProduct.Status)
    archetype = models.CharField(_("archetype"), max_length=20, choices=DataProduct.Archetype)
    band = models.CharField(_("fitness"), max_length=10, choices=FitnessScore.Band)
    classification = models.CharField(
        _("strictest classification"), max_length=12, choices=Column.Classification, blank=True
    )
    freshness = models.CharField(_("freshness"), max_length=8, choices=Monitor.Status)
    profile = models.GeneratedField(
        expression=Concat(
            F("status"), Value("/"), F("archetype"), Value("/"), F("band"), Value("/"),
            F("classification"), Value("/"), F("freshness"),
        ),
        output_field=models.CharField(max_length=80),
        db_persist=True,
    )  # fmt: skip
    many = models.TextField(blank=True)
    score = models.PositiveSmallIntegerField(_("fitness score"), null=True)
    uses = models.PositiveIntegerField(_("consumers"), default=0)
    published_at = models.DateTimeField(_("published"), null=True)

    objects = SearchFactsQuerySet.as_manager()

    class Meta:
        verbose_name = _("facts for the search")
        verbose_name_plural = _("facts for the search")
        constraints = [models.CheckConstraint(condition=Q(id=F("product")), name="facts_have_the_id_of_their_product")]
        indexes = [
            models.Index(fields=["shown", "title", "id"], name="facts_by_title"),
            models.Index(fields=["shown", "owner", "status"], name="facts_by_team"),
            models.Index(fields=["shown", "-score", "-uses"], name="facts_by_fitness"),
            models.Index(fields=["shown", "-published_at"], name="facts_by_day"),
        ]

    def __str__(self):
        return self.title


class RouteTerms(models.Model):
    """What decides the way of a wish for a port, as far as the port is concerned; ports with the same share a row.

    However many products there are, there are few of these: what happens to a person's wish is worked out for each,
    and not for each port. `document` has of an access policy what decides; `classifications` are those of the columns
    that are read, `all_classifications` those of all, which the teams of `plain_for` read. `tells` names those of
    "purposes" and "classifications" that are here: they are left out where no rule looks at them.
    """

    digest = models.CharField(max_length=64, unique=True)
    document = models.JSONField(_("rules, purposes and longest duration"))
    classifications = models.JSONField(_("classifications that are read"), default=list)
    all_classifications = models.JSONField(_("classifications of all columns"), default=list)
    plain_for = models.JSONField(_("teams that read all columns"), default=list)
    tells = models.JSONField(_("what it tells beside the rules"), default=list)

    class Meta:
        verbose_name = _("terms of a route")
        verbose_name_plural = _("terms of routes")

    def __str__(self):
        return self.digest[:12]


class SearchFacet(models.Model):
    """One tag, warehouse or format of a product, to narrow a list by, or the ids of the terms of its ports' routes."""

    facts = models.ForeignKey(SearchFacts, on_delete=models.CASCADE, related_name="facets", db_index=False)
    kind = models.CharField(max_length=12)
    value = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("facet of a product")
        verbose_name_plural = _("facets of products")
        constraints = [models.UniqueConstraint(fields=["facts", "kind", "value"], name="one_facet_per_product")]
        indexes = [models.Index(fields=["kind", "value", "facts"], name="facet_by_value")]

    def __str__(self):
        return f"{self.kind}: {self.value}"


class SearchTally(models.Model):
    """How many products that everybody may find have a value; the sum of all rows of a value counts.

    Rows are only added, so that nobody waits for anybody; a sweep joins them. A value without rows has no product.
    """

    kind = models.CharField(max_length=14)
    value = models.CharField(max_length=200, blank=True)
    products = models.IntegerField()

    class Meta:
        verbose_name = _("count of a facet")
        verbose_name_plural = _("counts of facets")
        indexes = [models.Index(fields=["kind", "value"], name="tally_by_value")]

    def __str__(self):
        return f"{self.kind} {self.value}: {self.products}"


class SearchWord(models.Model):
    """A word, or the name of a column, with the number of products that have it; only of what everybody may find."""

    class Kind(models.TextChoices):
        WORD = "word", _("Word")
        COLUMN = "column", _("Column")

    kind = models.CharField(max_length=6, choices=Kind)
    word = models.CharField(max_length=120)
    products = models.IntegerField()

    class Meta:
        verbose_name = _("word of the catalog")
        verbose_name_plural = _("words of the catalog")
        constraints = [
            models.UniqueConstraint(fields=["kind", "word"], name="one_row_per_word"),
            models.CheckConstraint(condition=Q(products__gte=0), name="a_word_has_no_fewer_than_no_products"),
        ]

    def __str__(self):
        return self.word
