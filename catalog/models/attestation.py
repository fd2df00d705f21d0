"""What a person says about a promise that no machine can measure."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Attestation(models.Model):
    """One word about one promise that is stated in words; the newest counts, until it expires or the words change."""

    port = models.ForeignKey("catalog.OutputPort", on_delete=models.CASCADE, related_name="attestations")
    rule = models.CharField(_("rule"), max_length=200)
    statement = models.TextField(_("what was promised"))
    kept = models.BooleanField(_("kept"))
    note = models.TextField(_("what it rests on"))
    attested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    attested_at = models.DateTimeField(_("attested"))
    expires_at = models.DateTimeField(_("good until"))

    class Meta:
        ordering = ["-attested_at"]
        verbose_name = _("attestation")
        verbose_name_plural = _("attestations")
        indexes = [models.Index(fields=["port", "rule", "-attested_at"], name="attestation_by_rule")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("attested_at")), name="attestation_expires_after_it_was_given"
            )
        ]

    def __str__(self):
        return self.statement[:80]
