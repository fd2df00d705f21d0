"""What a team publishes."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from marketplace.foundation.addresses import address
from marketplace.foundation.models import Stamped


class DataProductQuerySet(models.QuerySet):
    """Questions about data products. Each method narrows or annotates; none writes."""

    def visible_to(self, user):
        """What the catalog shows everybody who is signed in, and what one's own teams are still working on."""
        if user.sees_everything:
            return self
        return self.filter(Q(status__in=DataProduct.Status.shown()) | Q(owner__in=user.team_ids))

    def shown(self):
        """Published or deprecated: everybody may find them."""
        return self.filter(status__in=DataProduct.Status.shown())

    def owned_by(self, user):
        """Those of one's own teams."""
        return self.filter(owner__in=user.team_ids)


class DataProduct(Stamped):
    """Data that a team of a domain offers to others, with a promise."""

    class Archetype(models.TextChoices):
        SOURCE_ALIGNED = "source-aligned", _("Source-aligned")
        AGGREGATE = "aggregate", _("Aggregate")
        CONSUMER_ALIGNED = "consumer-aligned", _("Consumer-aligned")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in-review", _("In review")
        PUBLISHED = "published", _("Published")
        DEPRECATED = "deprecated", _("Deprecated")
        RETIRED = "retired", _("Retired")

        @classmethod
        def shown(cls):
            """The states in which everybody finds a product."""
            return [cls.PUBLISHED, cls.DEPRECATED]

    slug = models.SlugField(_("short name"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=200)
    external_id = models.CharField(_("id in the documents"), max_length=200)
    domain = models.ForeignKey("catalog.Domain", on_delete=models.PROTECT, related_name="products")
    owner = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="products")
    archetype = models.CharField(_("archetype"), max_length=20, choices=Archetype)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT)
    description = models.TextField(_("description"), blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    usage = models.TextField(_("usage"), blank=True)
    limitations = models.TextField(_("limitations"), blank=True)
    tags = models.JSONField(_("tags"), default=list, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    support = models.JSONField(_("support channels"), default=list, blank=True)
    refresh = models.CharField(_("refresh"), max_length=20, blank=True)
    criticality = models.CharField(_("criticality"), max_length=8, blank=True)
    successor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="predecessors",
        verbose_name=_("successor"),
    )
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = DataProductQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("data product")
        verbose_name_plural = _("data products")
        permissions = [
            ("configure_product", _("Can change the draft")),
            ("publish_product", _("Can publish")),
            ("approve_access", _("Can approve access")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "in-review", "published", "deprecated", "retired"]),
                name="product_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(archetype__in=["source-aligned", "aggregate", "consumer-aligned"]),
                name="product_archetype_is_known",
            ),
            models.CheckConstraint(
                condition=Q(criticality__in=["", "low", "medium", "high", "critical"]),
                name="product_criticality_is_known",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=F("id")), name="product_does_not_succeed_itself"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(status__in=["deprecated", "retired"]),
                name="only_what_is_deprecated_has_a_last_day",
            ),
        ]
        indexes = [models.Index(fields=["status", "name"], name="product_by_status_and_name")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Its page in the marketplace."""
        return address("catalog:product", self.slug)


class DataProductGroupPermission(GroupObjectPermissionBase):
    """What a group may do with one product: real keys instead of text, so that lists stay fast."""

    content_object = models.ForeignKey(DataProduct, on_delete=models.CASCADE)


class DataProductUserPermission(UserObjectPermissionBase):
    """What one person may do with one product; guardian wants the table, the marketplace gives rights to groups."""

    content_object = models.ForeignKey(DataProduct, on_delete=models.CASCADE)
