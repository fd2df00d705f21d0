"""Which column comes from which."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class ColumnEdge(models.Model):
    """One column of a port is made from, or decided by, one column of an input.

    `kind` is one of OpenLineage's transformation subtypes: IDENTITY, TRANSFORMATION and AGGREGATION are direct;
    FILTER, JOIN, GROUP_BY, WINDOW, SORT and CONDITIONAL are indirect.
    """

    version = models.ForeignKey("catalog.ProductVersion", on_delete=models.CASCADE, related_name="edges")
    port = models.ForeignKey("catalog.OutputPort", on_delete=models.CASCADE, related_name="edges")
    column = models.CharField(_("column"), max_length=200)
    input_port = models.ForeignKey("catalog.InputPort", on_delete=models.CASCADE, related_name="edges")
    from_column = models.CharField(_("made from"), max_length=200)
    kind = models.CharField(_("how"), max_length=20)
    expression = models.TextField(_("expression"), blank=True)

    class Meta:
        ordering = ["port", "column", "input_port", "from_column"]
        verbose_name = _("column edge")
        verbose_name_plural = _("column edges")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "port", "column", "input_port", "from_column", "kind"], name="one_edge_per_kind"
            )
        ]
        # Names of columns are compared as DuckDB does, whatever case they are written in; a walk asks by these.
        indexes = [
            models.Index(F("port"), Lower("column"), name="edge_by_made_column"),
            models.Index(F("input_port"), Lower("from_column"), name="edge_by_read_column"),
        ]

    def __str__(self):
        return f"{self.input_port}.{self.from_column} → {self.column}"


class LineageEvent(models.Model):
    """One OpenLineage event as another system sent it; the digest keeps the same event from counting twice."""

    digest = models.CharField(max_length=64, unique=True)
    run_id = models.CharField(_("run"), max_length=64, blank=True)
    job = models.CharField(_("job"), max_length=400, blank=True)
    event_type = models.CharField(_("kind"), max_length=12, blank=True)
    event_time = models.DateTimeField(_("at"))
    producer = models.CharField(_("producer"), max_length=400, blank=True)
    document = models.JSONField(_("event"))
    warnings = models.JSONField(default=list, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    ports = models.ManyToManyField("catalog.OutputPort", blank=True, related_name="lineage_events")

    class Meta:
        ordering = ["-event_time"]
        verbose_name = _("lineage event")
        verbose_name_plural = _("lineage events")
        indexes = [models.Index(fields=["run_id"], condition=~Q(run_id=""), name="lineage_event_by_run")]

    def __str__(self):
        return f"{self.job} {self.event_type}"
