"""How fit a product is, day by day, with the evidence."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FitnessScore(models.Model):
    """The total of one product on one day, 0 to 100, under one version of the scoring; None when nothing is known."""

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
    attributes = models.JSONField(_("by attribute"), default=dict)
    latest = models.BooleanField(default=True)
    scored_at = models.DateTimeField(auto_now=True)

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


class FitnessResult(models.Model):
    """The answer of one fitness function about one product on one day."""

    class Outcome(models.TextChoices):
        PASS = "pass", _("Pass")
        WARN = "warn", _("Warning")
        FAIL = "fail", _("Fail")
        NOT_APPLICABLE = "not-applicable", _("Not applicable")
        UNKNOWN = "unknown", _("Unknown")

    score_of_day = models.ForeignKey(FitnessScore, on_delete=models.CASCADE, related_name="results")
    function = models.CharField(_("function"), max_length=80)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    attribute = models.CharField(_("attribute"), max_length=20)
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    score = models.FloatField(_("share of the weight, 0 to 1"), null=True)
    evidence = models.JSONField(_("evidence"), default=dict)
    summary = models.CharField(_("in words"), max_length=400, blank=True)
    remedy = models.TextField(_("what to do"), blank=True)

    class Meta:
        ordering = ["attribute", "function"]
        verbose_name = _("fitness result")
        verbose_name_plural = _("fitness results")
        constraints = [
            models.UniqueConstraint(fields=["score_of_day", "function"], name="one_result_per_function_and_day"),
            models.CheckConstraint(
                condition=Q(outcome__in=["pass", "warn", "fail", "not-applicable", "unknown"]),
                name="fitness_outcome_is_known",
            ),
        ]

    def __str__(self):
        return f"{self.function}: {self.outcome}"
