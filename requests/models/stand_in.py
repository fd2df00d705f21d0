"""Who decides in whose place while somebody is away."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class StandInQuerySet(models.QuerySet):
    """Questions about stand-ins. Each method narrows; none writes."""

    def concerning(self, user):
        """Those in whose place somebody decides, and who decides in theirs."""
        return self.filter(Q(person=user) | Q(by=user))

    def in_force(self, at=None):
        """Those that hold at this moment."""
        now = at or timezone.now()
        return self.filter(ended_at=None, begins_at__lte=now, ends_at__gt=now)


class StandIn(Stamped):
    """One person decides in the place of another until a moment. It lends a voice, never a right to one's own order."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stand_ins")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stands_in_for")
    begins_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason = models.CharField(_("why"), max_length=200, blank=True)
    ended_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = StandInQuerySet.as_manager()

    class Meta:
        ordering = ["-begins_at", "-pk"]
        verbose_name = _("stand-in")
        verbose_name_plural = _("stand-ins")
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("by")), name="somebody_else_stands_in"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="a_stand_in_ends_after_it_begins"),
        ]

    def __str__(self):
        return f"{self.by}: {self.person}"
