"""What a port promises, how it is made, and who may have it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _


class DataContract(models.Model):
    """The promise of one port in one version: schema, quality rules, service levels, terms."""

    version = models.ForeignKey("catalog.ProductVersion", on_delete=models.CASCADE, related_name="contracts")
    port = models.ForeignKey("catalog.OutputPort", on_delete=models.CASCADE, related_name="contracts")
    external_id = models.CharField(_("id in the document"), max_length=200)
    number = models.CharField(_("contract version"), max_length=40)
    table = models.CharField(_("table"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    document = models.JSONField(_("document"))

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("data contract")
        verbose_name_plural = _("data contracts")
        constraints = [models.UniqueConstraint(fields=["version", "port"], name="one_contract_per_version_and_port")]
        indexes = [models.Index(fields=["external_id"], name="contract_by_external_id")]

    def __str__(self):
        return f"{self.external_id} {self.number}"


class Column(models.Model):
    """One column of a contract."""

    class Classification(models.TextChoices):
        PUBLIC = "public", _("Public")
        INTERNAL = "internal", _("Internal")
        CONFIDENTIAL = "confidential", _("Confidential")
        RESTRICTED = "restricted", _("Restricted")

    contract = models.ForeignKey(DataContract, on_delete=models.CASCADE, related_name="columns")
    name = models.CharField(_("name"), max_length=200)
    position = models.PositiveSmallIntegerField()
    logical_type = models.CharField(_("type"), max_length=20, blank=True)
    physical_type = models.CharField(_("type in the warehouse"), max_length=120, blank=True)
    business_name = models.CharField(_("business name"), max_length=200, blank=True)
    glossary_term = models.CharField(_("glossary term"), max_length=200, blank=True)
    glossary_url = models.CharField(_("its definition"), max_length=500, blank=True)
    description = models.TextField(_("description"), blank=True)
    classification = models.CharField(
        _("classification"), max_length=12, choices=Classification, default=Classification.INTERNAL
    )
    primary_key = models.BooleanField(_("key"), default=False)
    required = models.BooleanField(_("required"), default=False)
    unique = models.BooleanField(_("unique"), default=False)
    tags = models.JSONField(_("tags"), default=list, blank=True)
    examples = models.JSONField(_("examples"), default=list, blank=True)
    enum = models.JSONField(_("allowed values"), default=list, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("column")
        verbose_name_plural = _("columns")
        constraints = [
            models.UniqueConstraint(fields=["contract", "name"], name="one_column_per_contract_and_name"),
            models.CheckConstraint(
                condition=Q(classification__in=["public", "internal", "confidential", "restricted"]),
                name="column_classification_is_known",
            ),
        ]
        # Asked for as UPPER(…) IN (…), so that people need not write names as the contract does.
        indexes = [
            models.Index(fields=["name"], name="column_by_name"),
            models.Index(Upper("name"), name="column_by_upper_name"),
            models.Index(Upper("business_name"), name="column_by_upper_term"),
        ]

    def __str__(self):
        return self.name

    @property
    def links_to_glossary(self) -> bool:
        """Is its definition an address of the web? Others are told without a link."""
        return self.glossary_url.startswith(("https://", "http://"))


class Transformation(models.Model):
    """The SQL that makes a port from the input ports."""

    version = models.ForeignKey("catalog.ProductVersion", on_delete=models.CASCADE, related_name="transformations")
    port = models.ForeignKey("catalog.OutputPort", on_delete=models.CASCADE, related_name="transformations")
    sql = models.TextField(_("SQL"))
    description = models.TextField(_("description"), blank=True)
    repository = models.JSONField(_("repository"), default=dict, blank=True)

    class Meta:
        verbose_name = _("transformation")
        verbose_name_plural = _("transformations")
        constraints = [
            models.UniqueConstraint(fields=["version", "port"], name="one_transformation_per_version_and_port")
        ]

    def __str__(self):
        return str(self.port)


class AccessPolicy(models.Model):
    """Who may read a port, for what, how long, and what of it."""

    version = models.ForeignKey("catalog.ProductVersion", on_delete=models.CASCADE, related_name="policies")
    port = models.ForeignKey("catalog.OutputPort", on_delete=models.CASCADE, related_name="policies")
    document = models.JSONField(_("document"))
    digest = models.CharField(max_length=64)
    purposes = models.JSONField(_("purposes allowed"), default=list, blank=True)
    longest_days = models.PositiveIntegerField(_("longest duration in days"))
    terms = models.TextField(_("terms"), blank=True)
    row_filter = models.TextField(_("row filter"), blank=True)
    masks = models.JSONField(_("masks"), default=list, blank=True)
    unmasked_for = models.JSONField(_("teams that see masked columns plain"), default=list, blank=True)

    class Meta:
        verbose_name = _("access policy")
        verbose_name_plural = _("access policies")
        constraints = [
            models.UniqueConstraint(fields=["version", "port"], name="one_policy_per_version_and_port"),
            models.CheckConstraint(condition=Q(longest_days__gte=1), name="policy_allows_at_least_a_day"),
        ]

    def __str__(self):
        return str(self.port)
