"""Where data comes in, and where it can be read."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class OutputPortQuerySet(models.QuerySet):
    """Questions about output ports. Each method narrows or annotates; none writes."""

    def visible_to(self, user):
        """The ports of products that this person may see."""
        if user.sees_everything:
            return self
        return self.filter(Q(product__status__in=["published", "deprecated"]) | Q(product__owner__in=user.team_ids))

    def offered(self):
        """Ports of the version that is published now."""
        return self.filter(offered=True)


class OutputPort(Stamped):
    """One place to read a product. It outlives versions: access is given to the port, not to a version of it."""

    product = models.ForeignKey("catalog.DataProduct", on_delete=models.CASCADE, related_name="output_ports")
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    warehouse = models.ForeignKey("catalog.Warehouse", on_delete=models.PROTECT, related_name="output_ports")
    offered = models.BooleanField(_("part of the published version"), default=False)
    contract = models.OneToOneField(
        "catalog.DataContract",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("contract in force"),
    )
    policy = models.OneToOneField(
        "catalog.AccessPolicy",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("access policy in force"),
    )
    snapshot = models.OneToOneField(
        "catalog.Snapshot",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("what readers read now"),
    )
    measured_at = models.DateTimeField(_("last measured"), null=True, blank=True, editable=False)

    objects = OutputPortQuerySet.as_manager()

    class Meta:
        ordering = ["product__name", "position", "name"]
        verbose_name = _("output port")
        verbose_name_plural = _("output ports")
        constraints = [
            models.UniqueConstraint(fields=["product", "name"], name="one_output_port_per_product_and_name"),
            models.CheckConstraint(
                condition=Q(offered=False) | Q(contract__isnull=False, policy__isnull=False, snapshot__isnull=False),
                name="an_offered_port_has_contract_policy_and_data",
            ),
        ]

    def __str__(self):
        return f"{self.product} · {self.name}"

    def get_absolute_url(self):
        """Where it stands on the page of its product."""
        return f"{reverse('catalog:product', args=[self.product.slug])}?port={self.name}"


class Snapshot(Stamped):
    """One finished build of a port: files that never change. Readers are switched to it in one row."""

    port = models.ForeignKey(OutputPort, on_delete=models.CASCADE, related_name="snapshots")
    version = models.ForeignKey("catalog.ProductVersion", on_delete=models.CASCADE, related_name="snapshots")
    run = models.ForeignKey(
        "catalog.PublishingRun", null=True, blank=True, on_delete=models.SET_NULL, related_name="snapshots"
    )
    location = models.CharField(_("location"), max_length=300, unique=True)
    rows = models.BigIntegerField(_("rows"))
    size = models.BigIntegerField(_("bytes"))
    columns = models.JSONField(_("columns"), default=list)
    statistics = models.JSONField(_("statistics"), default=dict)
    seconds = models.FloatField(_("seconds to build"), default=0)
    built_at = models.DateTimeField(_("built"))
    superseded_at = models.DateTimeField(_("readers left it"), null=True, blank=True)
    discarded_at = models.DateTimeField(_("files removed"), null=True, blank=True)

    class Meta:
        ordering = ["-built_at"]
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        constraints = [
            models.CheckConstraint(condition=Q(rows__gte=0, size__gte=0), name="snapshot_size_not_negative"),
            models.UniqueConstraint(fields=["run", "port"], name="one_snapshot_per_run_and_port"),
        ]

    def __str__(self):
        return f"{self.port} ({self.built_at:%Y-%m-%d %H:%M})"


class InputPort(models.Model):
    """Where one version of a product gets data: another product's output port, or a table of a source system."""

    version = models.ForeignKey("catalog.ProductVersion", on_delete=models.CASCADE, related_name="input_ports")
    name = models.CharField(_("name"), max_length=120)
    upstream = models.ForeignKey(
        OutputPort, null=True, blank=True, on_delete=models.PROTECT, related_name="downstream_inputs"
    )
    source = models.ForeignKey(
        "catalog.SourceTable", null=True, blank=True, on_delete=models.PROTECT, related_name="downstream_inputs"
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("input port")
        verbose_name_plural = _("input ports")
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="one_input_port_per_version_and_name"),
            models.CheckConstraint(
                condition=Q(upstream__isnull=False, source__isnull=True)
                | Q(upstream__isnull=True, source__isnull=False),
                name="input_port_reads_a_port_or_a_source",
            ),
        ]

    def __str__(self):
        return self.name
