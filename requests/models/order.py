"""One checkout, and what it asks for port by port."""

from collections import Counter

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import looked_after_by
from marketplace.foundation.models import Stamped


class OrderQuerySet(models.QuerySet):
    """Questions about orders. Each method narrows or annotates; none writes."""

    def visible_to(self, user):
        """One's own, one's teams', those for ports of one's teams, those one is asked about; stewards see all."""
        if user.sees_everything:
            return self
        mine = Q(ordered_by=user) | looked_after_by(user)
        owned = AccessRequest.objects.filter(order=models.OuterRef("pk"), port__product__owner__in=user.team_ids)
        return self.filter(mine | Q(models.Exists(owned)))

    def for_display(self):
        """With everything a list of orders shows, in a fixed number of queries."""
        parts = ("port__product", "grant", "exception", "adds_to")
        lines = AccessRequest.objects.select_related(*parts).order_by("pk")
        return self.select_related("ordered_by", "consumer__person", "consumer__team").prefetch_related(
            models.Prefetch("lines", queryset=lines)
        )


class OrderSequenceQuerySet(models.QuerySet):
    """Hands out order numbers."""

    def next_number(self, year: int) -> str:
        """The next number of a year; inside a transaction, which holds the row until it ends."""
        if not self.filter(year=year).update(last=F("last") + 1):
            self.get_or_create(year=year)
            self.filter(year=year).update(last=F("last") + 1)
        return f"O-{year}-{self.get(year=year).last:06}"


class OrderSequence(models.Model):
    """The last order number given out in one year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    objects = OrderSequenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("order sequence")
        verbose_name_plural = _("order sequences")

    def __str__(self):
        return f"{self.year}: {self.last}"


class Order(Stamped):
    """One checkout: one justification and purpose, in the name of one consumer, for one or more ports.

    `refused` keeps the lines that could not be ordered beside those that could: port, name, code and reason.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a decision")
        BEING_SET_UP = "being-set-up", _("Being set up")
        TROUBLE = "trouble", _("Could not be set up")
        FULFILLED = "fulfilled", _("Access is open")
        PARTLY = "partly", _("Access is open for a part")
        DENIED = "denied", _("Denied")
        CANCELLED = "cancelled", _("Cancelled")
        ENDED = "ended", _("Access has ended")

    number = models.CharField(_("number"), max_length=20, unique=True)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="orders")
    consumer = models.ForeignKey("accounts.Consumer", on_delete=models.PROTECT, related_name="orders")
    justification = models.TextField(_("justification"))
    purpose = models.CharField(_("purpose"), max_length=80, blank=True)
    idempotency_key = models.CharField(max_length=120, blank=True, editable=False)
    body_digest = models.CharField(max_length=64, blank=True, editable=False)
    refused = models.JSONField(_("what could not be ordered"), default=list, blank=True, editable=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.UniqueConstraint(
                fields=["ordered_by", "idempotency_key"], condition=~Q(idempotency_key=""), name="one_order_per_key"
            ),
            models.CheckConstraint(condition=~Q(justification=""), name="an_order_is_justified"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        """Its page."""
        return reverse("requests:order", args=[self.number])

    @property
    def state(self) -> str:
        """What became of it, worked out from its lines and their grants; `for_display` brings both along."""
        lines = list(self.lines.all())
        outcomes = Counter(line.outcome for line in lines)
        if not lines or len(outcomes) == 1:
            return next(iter(outcomes), self.State.CANCELLED)
        for undone in (self.State.WAITING, self.State.TROUBLE, self.State.BEING_SET_UP):
            if undone in outcomes:
                return undone
        if self.State.FULFILLED in outcomes:
            return self.State.PARTLY
        return self.State.ENDED if self.State.ENDED in outcomes else self.State.DENIED

    def get_state_display(self):
        """The state in words."""
        return self.State(self.state).label


class AccessRequestQuerySet(models.QuerySet):
    """Questions about access requests. Each method narrows; none writes."""

    def waiting(self):
        """Not decided."""
        return self.filter(state=AccessRequest.State.WAITING)

    def for_access(self):
        """Those that ask for access itself, and not to see more of it."""
        return self.filter(adds_to=None)


class AccessRequest(Stamped):
    """One line of an order: one port for so many days. Never changed after it is decided.

    One that adds to the access of another asks to see its masked columns `plain`; what it gives is a MaskException.

    The rule that routed it, the policy, its terms and the contract are those of the moment it was made.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a decision")
        APPROVED = "approved", _("Approved")
        DENIED = "denied", _("Denied")
        CANCELLED = "cancelled", _("Cancelled")

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    port = models.ForeignKey("catalog.OutputPort", on_delete=models.PROTECT, related_name="requests")
    consumer = models.ForeignKey("accounts.Consumer", on_delete=models.PROTECT, related_name="requests")
    days = models.PositiveIntegerField(_("days"))
    own_justification = models.TextField(_("justification of its own"), blank=True)
    own_purpose = models.CharField(_("purpose of its own"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    policy = models.ForeignKey("catalog.AccessPolicy", on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey("catalog.DataContract", on_delete=models.PROTECT, related_name="+")
    rule = models.JSONField(_("rule that routed it"), default=dict)
    terms = models.TextField(_("terms accepted"), blank=True)
    renews = models.ForeignKey(
        "requests.Grant", null=True, blank=True, on_delete=models.PROTECT, related_name="renewals"
    )
    adds_to = models.ForeignKey(
        "self",
        verbose_name=_("the access that it adds to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="additions",
    )
    plain = models.JSONField(_("masked columns to be seen plain"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("access request")
        verbose_name_plural = _("access requests")
        constraints = [
            models.UniqueConstraint(
                fields=["consumer", "port"],
                condition=Q(state="waiting", adds_to=None),
                name="one_waiting_request_per_consumer_and_port",
            ),
            models.UniqueConstraint(
                fields=["consumer", "port"],
                condition=Q(state="waiting", adds_to__isnull=False),
                name="one_waiting_exception_per_consumer_and_port",
            ),
            models.UniqueConstraint(fields=["order", "port"], name="a_port_once_per_order"),
            models.CheckConstraint(condition=Q(days__gte=1), name="access_lasts_at_least_a_day"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None) | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="a_decided_request_knows_when",
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="request_by_moment")]

    def __str__(self):
        asked = f"{self.order.number}: {self.port}"
        return f"{asked} ({', '.join(self.plain)} plain)" if self.plain else asked

    @property
    def justification(self) -> str:
        """What it was asked for: its own sentence, or that of the order."""
        return self.own_justification or self.order.justification

    @property
    def purpose(self) -> str:
        """Its own purpose, or that of the order."""
        return self.own_purpose or self.order.purpose

    @property
    def outcome(self) -> str:
        """What the line comes to, as a state of an order: approval, grant and provisioning taken together."""
        if self.state != self.State.APPROVED:
            return Order.State(self.state)
        if self.adds_to_id:
            return self._outcome_of_exception()
        grant = getattr(self, "grant", None)
        if grant is None or not grant.is_standing:
            return Order.State.ENDED
        if grant.provisioning == "failed":
            return Order.State.TROUBLE
        return Order.State.FULFILLED if grant.state == "active" else Order.State.BEING_SET_UP

    def _outcome_of_exception(self) -> str:
        """The same of a wish to see columns plain, which begins with the access that it adds to."""
        exception = getattr(self, "exception", None)
        if exception is None:
            waits = self.adds_to.state == self.State.WAITING
            return Order.State.BEING_SET_UP if waits else Order.State.ENDED
        if exception.state == "failed":
            return Order.State.TROUBLE
        if not exception.is_standing:
            return Order.State.ENDED
        return Order.State.FULFILLED if exception.state == "active" else Order.State.BEING_SET_UP
