"""The link in a mail that asks somebody to decide."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def _nonce() -> str:
    return secrets.token_hex(16)


class DecisionLink(models.Model):
    """Lets one person decide at one stage, once; what is signed names this row by its nonce."""

    stage = models.ForeignKey("requests.ApprovalStage", on_delete=models.CASCADE, related_name="links")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=32, unique=True, default=_nonce, editable=False)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("decision link")
        verbose_name_plural = _("decision links")
        constraints = [models.UniqueConstraint(fields=["stage", "person"], name="one_link_per_stage_and_person")]

    def __str__(self):
        return f"{self.person}: {self.stage}"
