"""From one major version to the next: how long the old one can be read, and who was told what breaks."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import looked_after_by
from marketplace.foundation.models import Stamped


class MigrationPeriodQuerySet(models.QuerySet):
    """Questions about migration periods. Each method narrows; none writes."""

    def open(self):
        """Those in which the old major version can still be read."""
        return self.filter(state=MigrationPeriod.State.OPEN)

    def readable(self, at):
        """Those whose old version can be read at this moment: the clock decides, not the sweep that ends them."""
        return self.open().filter(ends_at__gt=at)

    def due(self, at):
        """Those whose time is over and that nobody has ended yet."""
        return self.open().filter(ends_at__lte=at)


class MigrationPeriod(Stamped):
    """The time in which the major version before a breaking change stays readable. It ends at `ends_at`, by a sweep."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        ENDED = "ended", _("Ended")

    product = models.ForeignKey("catalog.DataProduct", on_delete=models.CASCADE, related_name="migration_periods")
    before = models.ForeignKey("catalog.ProductVersion", on_delete=models.PROTECT, related_name="periods_as_old")
    after = models.OneToOneField("catalog.ProductVersion", on_delete=models.PROTECT, related_name="migration_period")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    guidance = models.TextField(_("what consumers should do"), blank=True)
    ends_at = models.DateTimeField(_("old version readable until"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = MigrationPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("migration period")
        verbose_name_plural = _("migration periods")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | Q(state="ended", ended_at__isnull=False),
                name="an_ended_migration_period_knows_when",
            ),
            models.CheckConstraint(condition=~Q(before=F("after")), name="a_version_does_not_migrate_to_itself"),
        ]

    def __str__(self):
        return f"{self.product} {self.before.number} → {self.after.number}"


class KeptPort(Stamped):
    """What readers of the old major version of one port still get while the migration period lasts."""

    period = models.ForeignKey(MigrationPeriod, on_delete=models.CASCADE, related_name="kept_ports")
    port = models.ForeignKey("catalog.OutputPort", on_delete=models.CASCADE, related_name="kept")
    contract = models.ForeignKey("catalog.DataContract", on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey("catalog.AccessPolicy", on_delete=models.PROTECT, related_name="+")
    snapshot = models.ForeignKey("catalog.Snapshot", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["period", "port"]
        verbose_name = _("kept port")
        verbose_name_plural = _("kept ports")
        constraints = [models.UniqueConstraint(fields=["period", "port"], name="one_kept_port_per_period_and_port")]

    def __str__(self):
        return f"{self.port} {self.contract.number}"


class MigrationNoticeQuerySet(models.QuerySet):
    """Questions about migration notices. Each method narrows; none writes."""

    def visible_to(self, user):
        """One's own, one's teams', and those on products of one's teams; stewards and the platform team see all."""
        if user.sees_everything:
            return self
        return self.filter(looked_after_by(user) | Q(period__product__owner__in=user.team_ids))

    def held_by(self, user):
        """Those addressed to this person, to their teams, or to service accounts of these."""
        return self.filter(looked_after_by(user))

    def open(self):
        """Those whose old version can still be read."""
        return self.filter(period__state=MigrationPeriod.State.OPEN)

    def waiting(self):
        """Those whose consumer still reads the old version."""
        return self.open().filter(moved_at=None)


class MigrationNotice(Stamped):
    """What one consumer of one port was told: what breaks for them, and whether they have answered.

    Acknowledged: they know. Moved: they read the new major version from now on, before the period ends.
    `breaks` is a list of `{path, message, columns, products, at_once}`: the columns of the port that it is about, which
    products of the consumer read them, and whether it holds in the old version, too.
    """

    period = models.ForeignKey(MigrationPeriod, on_delete=models.CASCADE, related_name="notices")
    port = models.ForeignKey("catalog.OutputPort", on_delete=models.CASCADE, related_name="migration_notices")
    consumer = models.ForeignKey("accounts.Consumer", on_delete=models.PROTECT, related_name="migration_notices")
    breaks = models.JSONField(_("what breaks"), default=list)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    moved_at = models.DateTimeField(_("moved to the new version"), null=True, blank=True)

    objects = MigrationNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["period", "port", "pk"]
        verbose_name = _("migration notice")
        verbose_name_plural = _("migration notices")
        constraints = [
            models.UniqueConstraint(
                fields=["period", "port", "consumer"], name="one_notice_per_period_port_and_consumer"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="an_acknowledged_notice_knows_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(moved_at=None) | Q(acknowledged_at__isnull=False),
                name="who_moved_has_acknowledged",
            ),
        ]

    def __str__(self):
        return f"{self.port}: {self.consumer}"

    @property
    def is_own(self) -> bool:
        """Is it for the owning team? Its people read the new version; only what it makes is made from the old one."""
        return self.consumer.team_id is not None and self.consumer.team_id == self.period.product.owner_id

    def get_absolute_url(self):
        """Its page, where its consumer answers it."""
        return reverse("catalog:migration-notice", args=[self.pk])
