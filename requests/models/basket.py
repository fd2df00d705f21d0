"""What somebody means to order."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class BasketLine(Stamped):
    """One port in a person's basket; the basket is their lines, and checkout turns them into one order."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="basket_lines")
    port = models.ForeignKey("catalog.OutputPort", on_delete=models.CASCADE, related_name="+")
    days = models.PositiveIntegerField(_("days"))

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
