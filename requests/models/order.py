"""One checkout, and what it asks for port by port."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class OrderQuerySet(models.QuerySet):
    """Questions about orders. Each method narrows or annotates; none writes."""

    def visible_to(self, user):
        """One's own, one's teams', those for ports of one's teams, those one is asked about; stewards see all."""
        if user.sees_everything:
            return self
        mine = Q(ordered_by=user) | Q(consumer__person=user) | Q(consumer__team__in=user.team_ids)
        owned = AccessRequest.objects.filter(order=models.OuterRef("pk"), port__product__owner__in=user.team_ids)
        return self.filter(mine | Q(models.Exists(owned)))

    def for_display(self):
        """With everything a list of orders shows, in a fixed number of queries."""
        lines = AccessRequest.objects.select_related("port__product", "grant").order_by("pk")
        return self.select_related("ordered_by", "consumer__person", "consumer__team").prefetch_related(
            models.Prefetch("lines", queryset=lines)
        )


class Order(Stamped):
    """One checkout: one justification and purpose, in the name of one consumer, for one or more ports."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="orders")
    consumer = models.ForeignKey("accounts.Consumer", on_delete=models.PROTECT, related_name="orders")
    justification = models.TextField(_("justification"))
    purpose = models.CharField(_("purpose"), max_length=80, blank=True)
    idempotency_key = models.CharField(max_length=120, blank=True, editable=False)
    body_digest = models.CharField(max_length=64, blank=True, editable=False)

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


class AccessRequestQuerySet(models.QuerySet):
    """Questions about access requests. Each method narrows; none writes."""

    def waiting(self):
        """Not decided."""
        return self.filter(state=AccessRequest.State.WAITING)


class AccessRequest(Stamped):
    """One line of an order: one port for so many days. Never changed after it is decided.

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
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    policy = models.ForeignKey("catalog.AccessPolicy", on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey("catalog.DataContract", on_delete=models.PROTECT, related_name="+")
    rule = models.JSONField(_("rule that routed it"), default=dict)
    terms = models.TextField(_("terms accepted"), blank=True)
    renews = models.ForeignKey(
        "requests.Grant", null=True, blank=True, on_delete=models.PROTECT, related_name="renewals"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("access request")
        verbose_name_plural = _("access requests")
        constraints = [
            models.UniqueConstraint(
                fields=["consumer", "port"],
                condition=Q(state="waiting"),
                name="one_waiting_request_per_consumer_and_port",
            ),
            models.UniqueConstraint(fields=["order", "port"], name="a_port_once_per_order"),
            models.CheckConstraint(condition=Q(days__gte=1), name="access_lasts_at_least_a_day"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None) | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="a_decided_request_knows_when",
            ),
        ]

    def __str__(self):
        return f"{self.order.number}: {self.port}"
