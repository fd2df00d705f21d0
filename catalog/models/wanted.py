"""What people look for and nobody offers, and who else wants it."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models.voice import Hideable
from marketplace.foundation.models import Stamped


class WantedProductQuerySet(models.QuerySet):
    """Questions about wanted products. Each method narrows or annotates; none writes."""

    def visible_to(self, user):
        """Everybody who is signed in sees the board, but for what a steward has hidden; stewards see that, too.

        What is in the making is told to those who see the product.
        """
        if not user.is_active:
            return self.none()
        return self if user.is_steward else self.filter(hidden_at=None)

    def alive(self):
        """Those that still wait for an answer."""
        return self.filter(state__in=WantedProduct.State.alive())

    def with_votes(self, user):
        """With `wanters`, how many people want it who are still here, and `mine`: whether this person does."""
        mine = WantedVote.objects.filter(wanted=OuterRef("pk"), person=user)
        return self.annotate(
            wanters=Count("votes", filter=Q(votes__person__is_active=True), distinct=True), mine=Exists(mine)
        )

    def for_display(self):
        """With everything a list of them shows."""
        return self.select_related("asked_by", "team", "domain", "taken_by", "product__owner")


class WantedProduct(Hideable):
    """A data product that somebody needs and does not find: what it must answer, for what, and by when.

    `taken_by` is the team that makes it, or that answered; `product` is what is in the making while it is picked up,
    and the answer once it is answered. `words` are those of the title and the terms, as the search has them.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        PICKED_UP = "picked-up", _("Picked up")
        ANSWERED = "answered", _("Answered")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

        @classmethod
        def alive(cls):
            """The states in which an answer is awaited."""
            return [cls.OPEN, cls.PICKED_UP]

    title = models.CharField(_("title"), max_length=160)
    need = models.TextField(_("what it must answer"))
    terms = models.JSONField(_("columns or terms"), default=list, blank=True)
    purpose = models.CharField(_("purpose"), max_length=300)
    needed_by = models.DateField(_("needed by"), null=True, blank=True)
    team = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("for")
    )
    domain = models.ForeignKey(
        "catalog.Domain", null=True, blank=True, on_delete=models.PROTECT, related_name="wanted_products"
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="wanted_products")
    words = models.TextField(editable=False, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    taken_by = models.ForeignKey(
        "accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="taken_wanted_products"
    )
    product = models.ForeignKey(
        "catalog.DataProduct", null=True, blank=True, on_delete=models.PROTECT, related_name="answers_wanted"
    )
    reason = models.TextField(_("why"), blank=True)
    moved_at = models.DateTimeField(_("last moved"), null=True, blank=True)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = WantedProductQuerySet.as_manager()

    class Meta(Hideable.Meta):
        ordering = ["-pk"]
        verbose_name = _("wanted product")
        verbose_name_plural = _("wanted products")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "picked-up", "answered", "declined", "withdrawn"]),
                name="wanted_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="open", taken_by=None, product=None) | ~Q(state="open"),
                name="what_is_open_is_nobodys_yet",
            ),
            models.CheckConstraint(
                condition=~Q(state="picked-up") | Q(taken_by__isnull=False), name="what_is_picked_up_has_a_team"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(product__isnull=False), name="an_answer_is_a_product"
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="a_decline_has_a_reason"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(need=""), name="a_wanted_product_says_what_it_is"),
            *Hideable.Meta.constraints,
        ]
        indexes = [models.Index(fields=["state", "-id"], name="wanted_by_state")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Its page on the board."""
        return reverse("catalog:wanted", args=[self.pk])

    @property
    def audit_name(self) -> str:
        """What the audit calls it: never its title, which a steward may hide."""
        return str(_("wanted product %(number)s") % {"number": self.pk})

    @property
    def is_alive(self) -> bool:
        """Does it still wait for an answer?"""
        return self.state in self.State.alive()


class WantedVote(Stamped):
    """A person who wants it, too, and why; whoever asks is the first."""

    wanted = models.ForeignKey(WantedProduct, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="wanted_votes")
    why = models.CharField(_("why"), max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("vote for a wanted product")
        verbose_name_plural = _("votes for wanted products")
        constraints = [models.UniqueConstraint(fields=["wanted", "person"], name="one_vote_per_wanted_and_person")]

    def __str__(self):
        return f"{self.person}: {self.wanted}"
