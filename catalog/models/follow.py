"""Who wants to hear of what."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class Follow(Stamped):
    """A person who wants to hear what happens to a product, in a domain, or to a search: exactly one of the three."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    product = models.ForeignKey(
        "catalog.DataProduct", null=True, blank=True, on_delete=models.CASCADE, related_name="follows"
    )
    domain = models.ForeignKey(
        "catalog.Domain", null=True, blank=True, on_delete=models.CASCADE, related_name="follows"
    )
    search = models.OneToOneField(
        "catalog.SavedSearch", null=True, blank=True, on_delete=models.CASCADE, related_name="follow"
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.CheckConstraint(
                condition=Q(product__isnull=False, domain=None, search=None)
                | Q(product=None, domain__isnull=False, search=None)
                | Q(product=None, domain=None, search__isnull=False),
                name="one_follows_one_thing",
            ),
            models.UniqueConstraint(
                fields=["person", "product"], condition=Q(product__isnull=False), name="one_follow_per_product"
            ),
            models.UniqueConstraint(
                fields=["person", "domain"], condition=Q(domain__isnull=False), name="one_follow_per_domain"
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.product or self.domain or self.search}"
