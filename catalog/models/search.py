"""What the search reads: one row a product, written when something about it changes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchEntry(models.Model):
    """The words of one product by weight: A its names, B tags and domain, C columns and business names, D the rest.

    On PostgreSQL a generated column over these texts is indexed; on SQLite an FTS5 table follows them by triggers.
    """

    product = models.OneToOneField(
        "catalog.DataProduct", on_delete=models.CASCADE, related_name="search_entry", primary_key=True
    )
    names = models.TextField(blank=True)
    labels = models.TextField(blank=True)
    columns = models.TextField(blank=True)
    texts = models.TextField(blank=True)
    classification = models.CharField(_("strictest classification"), max_length=12, blank=True, db_index=True)
    indexed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self):
        return str(self.product)
