"""What somebody means to order."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class Basket(Stamped):
    """What was entered for the next checkout: what for, and in whose name. It asks nobody for anything.

    `key` names that checkout, so that sending the form twice is one order; afterwards the basket has another one.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="basket")
    consumer = models.ForeignKey(
        "accounts.Consumer", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    justification = models.TextField(_("justification"), blank=True)
    purpose = models.CharField(_("purpose"), max_length=80, blank=True)
    key = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("basket")
        verbose_name_plural = _("baskets")

    def __str__(self):
        return str(self.person)


class BasketLine(Stamped):
    """One port in a person's basket; checkout turns the lines that can be ordered into one order.

    A purpose or a justification of its own stands in place of those of the basket.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="basket_lines")
    port = models.ForeignKey("catalog.OutputPort", on_delete=models.CASCADE, related_name="+")
    days = models.PositiveIntegerField(_("days"))
    justification = models.TextField(_("justification of its own"), blank=True)
    purpose = models.CharField(_("purpose of its own"), max_length=80, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("basket line")
        verbose_name_plural = _("basket lines")
        constraints = [
            models.UniqueConstraint(fields=["person", "port"], name="a_port_once_per_basket"),
            models.CheckConstraint(condition=Q(days__gte=1), name="a_basket_line_lasts_at_least_a_day"),
        ]

    def __str__(self):
        return str(self.port)
