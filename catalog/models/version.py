"""What is being worked on, and what was published."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class Draft(Stamped):
    """The bundle a team is working on; `revision` grows with every change, so that two editors notice each other."""

    product = models.OneToOneField("catalog.DataProduct", on_delete=models.CASCADE, related_name="draft")
    bundle = models.BinaryField(_("documents"))
    digest = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    origin = models.JSONField(_("repository, path and commit"), default=dict, blank=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self):
        return str(self.product)


class ProductVersionQuerySet(models.QuerySet):
    """Questions about versions. Each method narrows; none writes."""

    def published(self):
        """The one version of each product that is offered now."""
        return self.filter(state=ProductVersion.State.PUBLISHED)


class ProductVersion(Stamped):
    """A state of a product that is, was, or tried to be published. Its documents never change.

    `parts` are digests of those parts of it that a checkpoint may rest on; empty on versions older than checkpoints.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", _("Being published")
        PUBLISHED = "published", _("Published")
        SUPERSEDED = "superseded", _("Superseded")
        FAILED = "failed", _("Not published")

    product = models.ForeignKey("catalog.DataProduct", on_delete=models.CASCADE, related_name="versions")
    number = models.CharField(_("version"), max_length=40)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PREPARED)
    bundle = models.BinaryField(_("documents"))
    digest = models.CharField(max_length=64)
    origin = models.JSONField(_("repository, path and commit"), default=dict, blank=True)
    changes = models.JSONField(_("changes since the version before"), default=list, blank=True)
    parts = models.JSONField(_("digests of its parts"), default=dict, blank=True, editable=False)
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), null=True, blank=True)
    guidance = models.TextField(_("what consumers should do"), blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ProductVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        indexes = [models.Index(fields=["-published_at"], condition=Q(state="published"), name="version_by_publishing")]
        constraints = [
            models.UniqueConstraint(
                fields=["product"], condition=Q(state="published"), name="one_published_version_per_product"
            ),
            models.UniqueConstraint(
                fields=["product"], condition=Q(state="prepared"), name="one_version_being_published_per_product"
            ),
            models.UniqueConstraint(
                fields=["product", "number"], condition=~Q(state="failed"), name="one_version_per_product_and_number"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "failed"]) | Q(published_at__isnull=False),
                name="a_published_version_knows_when",
            ),
        ]

    def __str__(self):
        return f"{self.product} {self.number}"
