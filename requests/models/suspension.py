"""Access stopped at once, in an emergency; what was granted stays granted, and can be read again once it is lifted."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class SuspensionQuerySet(models.QuerySet):
    """Questions about suspensions. Each method narrows or answers a condition; none writes."""

    def visible_to(self, user):
        """Those of ports of one's teams, and one's own; stewards and the platform team see all."""
        if user.sees_everything:
            return self
        return self.filter(Q(person=user) | Q(port__product__owner__in=user.team_ids))

    def standing(self):
        """Not lifted."""
        return self.filter(lifted_at=None)

    def between(self, begins, ends):
        """Those that cover at least a moment of a time."""
        return self.filter(Q(lifted_at=None) | Q(lifted_at__gt=begins), since__lt=ends)

    def stopping_grants(self):
        """The condition of grants whose port, or whose one reader, is suspended: two look-ups in a small index."""
        standing = Suspension.objects.standing()
        return Exists(standing.filter(port=OuterRef("port"))) | Exists(
            standing.filter(person=OuterRef("consumer__person"))
        )


class Suspension(Stamped):
    """Nobody but its owners reads a port, or one person reads nothing at all, until it is lifted."""

    port = models.ForeignKey(
        "catalog.OutputPort", null=True, blank=True, on_delete=models.PROTECT, related_name="suspensions"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="suspensions"
    )
    since = models.DateTimeField(_("since"), default=timezone.now)
    reason = models.TextField(_("reason"))
    suspended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lift_reason = models.TextField(_("why it was lifted"), blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        constraints = [
            models.UniqueConstraint(fields=["port"], condition=Q(lifted_at=None), name="a_port_is_suspended_once"),
            models.UniqueConstraint(fields=["person"], condition=Q(lifted_at=None), name="a_person_is_suspended_once"),
            models.CheckConstraint(
                condition=Q(port__isnull=False, person=None) | Q(port=None, person__isnull=False),
                name="a_port_or_a_person_is_suspended",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_suspension_has_a_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__gte=F("since"), lifted_by__isnull=False),
                name="a_lifted_suspension_knows_who_and_when",
            ),
        ]

    def __str__(self):
        return str(self.port or self.person)
