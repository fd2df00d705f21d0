"""What people call things, and what they searched for."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class Synonym(Stamped):
    """Two ways to say one thing: who searches for either finds both. Kept as the words of the search have them."""

    term = models.CharField(_("term"), max_length=120, db_index=True)
    meaning = models.CharField(_("means the same as"), max_length=120, db_index=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["term", "meaning"]
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        constraints = [
            models.UniqueConstraint(fields=["term", "meaning"], name="one_synonym_per_pair"),
            models.CheckConstraint(
                condition=~Q(term="") & ~Q(meaning="") & ~Q(term=F("meaning")), name="a_synonym_joins_two_terms"
            ),
        ]

    def __str__(self):
        return f"{self.term} = {self.meaning}"


class LoggedSearch(models.Model):
    """What somebody searched for, and how much they found. The person is forgotten after 30 days."""

    at = models.DateTimeField(_("at"), auto_now_add=True, db_index=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.CharField(_("as typed"), max_length=400)
    words = models.CharField(_("as understood"), max_length=400, db_index=True)
    filters = models.JSONField(_("narrowed by"), default=dict, blank=True)
    hits = models.PositiveIntegerField(_("products found"))

    class Meta:
        ordering = ["-at"]
        verbose_name = _("search")
        verbose_name_plural = _("searches")

    def __str__(self):
        return f"{self.text} ({self.hits})"
