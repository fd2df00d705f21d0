"""How fit a product is, day by day, with the evidence."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FitnessEvidence(models.Model):
    """What the functions answered about one product. Days on which they answer the same share one row.

    `answers` are packed by `catalog.fitness.kept`: one night over 100,000 products would else be gigabytes.
    """

    product = models.ForeignKey("catalog.DataProduct", on_delete=models.CASCADE, related_name="fitness_evidence")
    digest = models.CharField(max_length=64)
    answers = models.BinaryField(_("answers"))
    created_at = models.DateTimeField(_("first answered so"), auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("fitness evidence")
        verbose_name_plural = _("fitness evidence")
        constraints = [
            models.UniqueConstraint(fields=["product", "digest"], name="one_evidence_per_product_and_answers"),
        ]

    def __str__(self):
        return f"{self.product}: {self.digest[:12]}"


class FitnessScore(models.Model):
    """The total of one product on one day, 0 to 100, under one version of the scoring; None when nothing is known.

    `failing` are the functions that fail, one per line, so that a list can be narrowed by one of them. `held_back` says
    why the band is lower than the score alone would make it.
    """

    class Band(models.TextChoices):
        EXCELLENT = "excellent", _("Excellent")
        GOOD = "good", _("Good")
        FAIR = "fair", _("Fair")
        POOR = "poor", _("Poor")
        UNKNOWN = "unknown", _("Unknown")

    product = models.ForeignKey("catalog.DataProduct", on_delete=models.CASCADE, related_name="fitness_scores")
    day = models.DateField(_("day"))
    scoring = models.CharField(_("scoring version"), max_length=40)
    score = models.PositiveSmallIntegerField(_("score"), null=True)
    band = models.CharField(_("band"), max_length=10, choices=Band, default=Band.UNKNOWN)
    held_back = models.CharField(_("why the band is no better"), max_length=300, blank=True)
    known = models.PositiveSmallIntegerField(_("percent known"), default=0)
    attributes = models.JSONField(_("by attribute"), default=dict)
    failing = models.TextField(_("functions that fail"), blank=True)
    evidence = models.ForeignKey(
        FitnessEvidence, null=True, blank=True, on_delete=models.SET_NULL, related_name="scores"
    )
    latest = models.BooleanField(default=True)
    scored_at = models.DateTimeField(_("scored"), default=timezone.now)

    class Meta:
        ordering = ["-day"]
        verbose_name = _("fitness score")
        verbose_name_plural = _("fitness scores")
        indexes = [models.Index(fields=["-score"], condition=Q(latest=True), name="score_latest_best_first")]
        constraints = [
            models.UniqueConstraint(fields=["product", "day"], name="one_score_per_product_and_day"),
            models.UniqueConstraint(fields=["product"], condition=Q(latest=True), name="one_latest_score_per_product"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__lte=100), name="score_is_at_most_100"),
        ]

    def __str__(self):
        return f"{self.product}: {self.score}"
