"""Masked columns that one consumer sees as they are, for a time."""

from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped
from requests.models.grant import Grant


class MaskExceptionQuerySet(models.QuerySet):
    """Questions about exceptions from masks. Each method narrows; none writes."""

    def visible_to(self, user):
        """Those of grants one sees; data protection sees all, like stewards."""
        if user.sees_everything or user.is_data_protection:
            return self
        return self.filter(grant__in=Grant.objects.visible_to(user).values("pk"))

    def standing(self):
        """Not ended, whatever the clock says; a sweep ends those whose last moment is over."""
        return self.filter(state__in=MaskException.State.standing())

    def in_force(self, at=None):
        """Verified, begun, and not past the last moment; that the grant is in force is asked before."""
        now = at or timezone.now()
        return self.filter(state=MaskException.State.ACTIVE, valid_from__lte=now, valid_until__gt=now)

    def to_be_shown(self, at=None):
        """What the warehouse should show at this moment: also those that are about to be verified."""
        now = at or timezone.now()
        return self.standing().filter(valid_from__lte=now, valid_until__gt=now)

    def open_between(self, begins, ends):
        """By which could be read plain for at least a moment of a time, as long as the grant could be read."""
        return self.filter(
            Q(ended_at=None) | Q(ended_at__gt=begins),
            opened_at__isnull=False,
            opened_at__lt=ends,
            valid_until__gt=begins,
        )


class MaskException(Stamped):
    """A consumer sees named columns of a port plain, by one grant and never longer than it.

    `opened_at` is when it was verified: until then the columns stay masked. Columns are by name, as the contract wrote
    them when it was asked for.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Being set up")
        ACTIVE = "active", _("In force")
        FAILED = "failed", _("Could not be set up")
        EXPIRED = "expired", _("Expired")
        REVOKED = "revoked", _("Revoked")
        RETURNED = "returned", _("Given back")

        @classmethod
        def standing(cls):
            """The states in which columns are, or are about to be, plain."""
            return [cls.PENDING, cls.ACTIVE]

    request = models.OneToOneField("requests.AccessRequest", on_delete=models.PROTECT, related_name="exception")
    grant = models.ForeignKey("requests.Grant", on_delete=models.PROTECT, related_name="exceptions")
    columns = models.JSONField(_("columns seen plain"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    valid_from = models.DateTimeField(_("from"))
    valid_until = models.DateTimeField(_("until"))
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    end_reason = models.TextField(_("why it ended"), blank=True)

    objects = MaskExceptionQuerySet.as_manager()

    class Meta:
        ordering = ["valid_until", "pk"]
        verbose_name = _("exception from masks")
        verbose_name_plural = _("exceptions from masks")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")), name="an_exception_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "active"], ended_at=None)
                | Q(state__in=["failed", "expired", "revoked", "returned"], ended_at__isnull=False),
                name="an_ended_exception_knows_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(opened_at__isnull=False), name="an_exception_in_force_was_verified"
            ),
            models.CheckConstraint(
                condition=~Q(state="revoked") | ~Q(end_reason=""), name="a_revoked_exception_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["grant", "state"], name="exception_by_grant"),
            models.Index(fields=["state", "valid_until"], name="exception_by_last_moment"),
        ]

    def __str__(self):
        return f"{self.grant}, {self.names} plain"

    @property
    def names(self) -> str:
        """The columns in one sentence."""
        return ", ".join(self.columns)

    @property
    def is_standing(self) -> bool:
        """Are columns plain by it, or about to be?"""
        return self.state in self.State.standing()

    def is_in_force(self) -> bool:
        """Are its columns plain at this very moment, as long as the grant can be read?"""
        return self.state == self.State.ACTIVE and self.valid_from <= timezone.now() < self.valid_until


def plain_columns(exceptions: Collection[MaskException]) -> tuple[str, ...]:
    """The columns that these exceptions make plain, each once."""
    return tuple(dict.fromkeys(name for one in exceptions for name in one.columns))
