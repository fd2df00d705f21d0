"""Where data lives, and where it comes from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class Warehouse(Stamped):
    """A place where data lives and compute runs.

    `secret` names the environment variable that holds the credentials; the credentials themselves are never a row.
    """

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    engine = models.CharField(_("engine"), max_length=40, default="lakehouse")
    address = models.CharField(_("address"), max_length=300, blank=True)
    secret = models.CharField(_("variable with the credentials"), max_length=120, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("warehouse")
        verbose_name_plural = _("warehouses")

    def __str__(self):
        return self.name


class SourceSystem(Stamped):
    """A system outside the mesh that data comes from."""

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    team = models.ForeignKey(
        "accounts.Team",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="source_systems",
        verbose_name=_("only for products of"),
        help_text=_("Raw data is read by products of this team alone; without one, by those of every team."),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("source system")
        verbose_name_plural = _("source systems")

    def __str__(self):
        return self.name


class SourceTable(Stamped):
    """One table of a source system, as it last landed in a warehouse."""

    system = models.ForeignKey(SourceSystem, on_delete=models.CASCADE, related_name="tables")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="source_tables")
    name = models.SlugField(_("name"), max_length=80)
    location = models.CharField(_("location"), max_length=300)
    columns = models.JSONField(_("columns"), default=list)
    rows = models.BigIntegerField(_("rows"), default=0)
    size = models.BigIntegerField(_("bytes"), default=0)
    landed_at = models.DateTimeField(_("landed"))

    class Meta:
        ordering = ["system__slug", "name"]
        verbose_name = _("source table")
        verbose_name_plural = _("source tables")
        constraints = [
            models.UniqueConstraint(fields=["system", "name"], name="one_source_table_per_system_and_name"),
            models.CheckConstraint(condition=models.Q(rows__gte=0, size__gte=0), name="source_table_size_not_negative"),
        ]

    def __str__(self):
        return f"{self.system.slug}.{self.name}"
