"""A window of time in which a consumer may read a port."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Q
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import looked_after_by
from marketplace.foundation.models import Stamped
from requests.models.suspension import Suspension


class GrantQuerySet(models.QuerySet):
    """Questions about standing access. Each method narrows or annotates; none writes."""

    def visible_to(self, user):
        """One's own, one's teams', and those on ports of one's teams; stewards and the platform team see all."""
        if user.sees_everything:
            return self
        return self.filter(looked_after_by(user) | Q(port__product__owner__in=user.team_ids)).distinct()

    def held_by(self, user):
        """Those through which this person reads, unless they are suspended: their own and their teams'."""
        return self.filter(Q(consumer__person=user) | Q(consumer__team__in=user.team_ids))

    def looked_after_by(self, user):
        """The same, and those of service accounts of their teams: not theirs to read, but to prolong and give back."""
        return self.filter(looked_after_by(user))

    def standing(self):
        """Not ended, whatever the clock says; a sweep ends those whose last day is over."""
        return self.filter(state__in=Grant.State.standing())

    def in_force(self, at=None):
        """Open this very moment: verified, begun, not past the last day, not suspended. Every read asks this."""
        now = at or timezone.now()
        opened = self.filter(state=Grant.State.ACTIVE, valid_from__lte=now, valid_until__gt=now)
        return opened.exclude(Suspension.objects.stopping_grants())

    def readable_by(self, user, at=None):
        """Those through which this person reads this very moment: in force, held by them, who is not suspended."""
        stopped = Suspension.objects.standing().filter(person=user.pk)
        return self.in_force(at).held_by(user).exclude(Exists(stopped))

    def of_reader(self, user):
        """Held by somebody, each with whether that person is suspended."""
        stopped = Suspension.objects.standing().filter(person=user.pk)
        return self.held_by(user).annotate(reader_stopped=Exists(stopped))

    def unused(self, since):
        """In force for longer, and not read since that moment."""
        idle = Q(last_read_at=None) | Q(last_read_at__lt=since)
        return self.in_force().filter(idle, opened_at__lt=since, valid_from__lt=since)

    def open_between(self, begins, ends):
        """Through which could be read for at least a moment of a time, unless that was suspended."""
        known = self.annotate(since=Greatest(Coalesce("opened_at", "verified_at"), "valid_from"))
        return known.filter(
            Q(ended_at=None) | Q(ended_at__gt=begins),
            verified_at__isnull=False,
            since__lt=ends,
            valid_from__lt=ends,
            valid_until__gt=begins,
        )

    def last_moment_of(self, grant):
        """Until when its consumer reads its port without a gap: by it, and by what stands and follows it."""
        until = grant.valid_until
        following = self.standing().filter(consumer=grant.consumer_id, port=grant.port_id, valid_until__gt=until)
        for begins, ends in following.order_by("valid_from").values_list("valid_from", "valid_until"):
            until = ends if begins <= until else until
        return until

    def ending_soon(self, days=30):
        """In force, and over within so many days."""
        return self.in_force().filter(valid_until__lte=timezone.now() + timedelta(days=days))

    def for_display(self):
        """With everything a list of grants shows."""
        parts = ("port__product__domain", "port__contract", "consumer__person", "consumer__team", "request__order")
        return self.select_related(*parts).annotate(suspended=Suspension.objects.stopping_grants())


class Grant(Stamped):
    """A consumer's right to read one port from one moment until another. Provisioning is an axis of its own.

    `valid_until` is the first moment of the day after the last day, in the time zone of the company. `opened_at` is
    when it was verified for the first time, `verified_at` when it was for the last. A grant that stands and has an
    `end_reason` is under notice: `ended_by` has ended it with its last day.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Being set up")
        ACTIVE = "active", _("Open")
        EXPIRED = "expired", _("Expired")
        REVOKED = "revoked", _("Revoked")
        RETURNED = "returned", _("Given back")

        @classmethod
        def standing(cls):
            """The states in which access is, or is about to be, there."""
            return [cls.PENDING, cls.ACTIVE]

    class Provisioning(models.TextChoices):
        QUEUED = "queued", _("Waiting for a worker")
        PROVISIONED = "provisioned", _("Verified in the warehouse")
        FAILED = "failed", _("Could not be set up")
        REMOVING = "removing", _("Being taken away")
        REMOVED = "removed", _("Taken away")
        REMOVAL_FAILED = "removal-failed", _("Could not be taken away")

    request = models.OneToOneField("requests.AccessRequest", on_delete=models.PROTECT, related_name="grant")
    consumer = models.ForeignKey("accounts.Consumer", on_delete=models.PROTECT, related_name="grants")
    port = models.ForeignKey("catalog.OutputPort", on_delete=models.PROTECT, related_name="grants")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    provisioning = models.CharField(
        _("in the warehouse"), max_length=16, choices=Provisioning, default=Provisioning.QUEUED
    )
    valid_from = models.DateTimeField(_("from"))
    valid_until = models.DateTimeField(_("until"))
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True, editable=False)
    only = models.JSONField(_("only these columns and rows, where less was given"), default=dict, blank=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    last_read_at = models.DateTimeField(_("last read"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    end_reason = models.TextField(_("why it ended"), blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["valid_until", "pk"]
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__gt=F("valid_from")), name="a_grant_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "active"], ended_at=None)
                | Q(state__in=["expired", "revoked", "returned"], ended_at__isnull=False),
                name="an_ended_grant_knows_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(verified_at__isnull=False), name="an_open_grant_was_verified"
            ),
            models.CheckConstraint(condition=~Q(state="revoked") | ~Q(end_reason=""), name="a_revocation_has_a_reason"),
        ]
        indexes = [
            models.Index(fields=["consumer", "port", "state"], name="grant_by_consumer_and_port"),
            models.Index(fields=["state", "valid_until"], name="grant_by_last_moment"),
        ]

    def __str__(self):
        return f"{self.consumer} reads {self.port}"

    @property
    def is_standing(self) -> bool:
        """Is access there, or about to be?"""
        return self.state in self.State.standing()

    @property
    def is_under_notice(self) -> bool:
        """Was it revoked, and stands only until the end of the notice period?"""
        return self.is_standing and bool(self.end_reason)

    def is_in_force(self) -> bool:
        """May it be read through this very moment? `for_display` brings along whether it is suspended."""
        if getattr(self, "suspended", False):
            return False
        return self.state == self.State.ACTIVE and self.valid_from <= timezone.now() < self.valid_until
