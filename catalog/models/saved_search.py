"""A search that somebody comes back to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class SavedSearch(Stamped):
    """The address of a list of products under a name of one's own.

    `query` is the part of the address behind the question mark, as `Asked.query` writes it. `known` are all products
    that were found when it was last looked at, or ever before (packed by `following.packing`); `fresh` are those among
    them that its person has not looked at yet, the newest first.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=120)
    query = models.CharField(_("search"), max_length=2_000)
    known = models.BinaryField(default=b"", editable=False)
    fresh = models.JSONField(_("new matches"), default=list, editable=False)
    looked_at = models.DateTimeField(_("last looked"))

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], name="one_saved_search_per_person_and_name"),
            models.UniqueConstraint(fields=["person", "query"], name="one_saved_search_per_person_and_query"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(query=""), name="a_saved_search_has_a_name_and_words"),
        ]
        indexes = [models.Index(fields=["looked_at"], name="saved_search_by_look")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Its page, with what is new."""
        return reverse("catalog:saved-search", args=[self.pk])

    @property
    def address(self) -> str:
        """The list of products that it stands for."""
        return f"{reverse('catalog:products')}?{self.query}"
