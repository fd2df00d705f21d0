"""What people say about a product: questions with their answers, and reviews by those who read it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Avg, Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models.product import DataProduct
from marketplace.foundation.models import Stamped


class SaidQuerySet(models.QuerySet):
    """What was said, and what a steward has hidden of it. Each method narrows; none writes."""

    def shown(self):
        """What a steward has not hidden."""
        return self.filter(hidden_at=None)

    def visible_to(self, user):
        """What is shown of products that this person sees; stewards see what is hidden, too."""
        products = DataProduct.objects.visible_to(user).order_by().values("pk")
        said = self.filter(**{f"{self.model.TO_PRODUCT}__in": products})
        return said if user.is_steward else said.filter(hidden_at=None)


class Hideable(Stamped):
    """What somebody wrote, and a steward may hide."""

    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hidden_because = models.TextField(_("why it is hidden"), blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_by=None, hidden_because="")
                | (Q(hidden_at__isnull=False, hidden_by__isnull=False) & ~Q(hidden_because="")),
                name="a_hidden_%(class)s_says_why",
            ),
        ]


class Said(Hideable):
    """A text that its author may change and a steward may hide; both are written down with what it was before."""

    TO_PRODUCT = "product"

    text = models.TextField(_("text"))
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True)

    class Meta(Hideable.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_%(class)s_says_something"),
            *Hideable.Meta.constraints,
        ]


class ProductQuestionQuerySet(SaidQuerySet):
    """Questions about questions. Each method narrows or annotates; none writes."""

    def unanswered(self):
        """Those that neither the owning team has answered nor anybody whose answer is accepted."""
        settled = ProductAnswer.objects.shown().filter(question=OuterRef("pk"))
        return self.shown().exclude(Exists(settled.filter(Q(by_owner=True) | Q(accepted_at__isnull=False))))


class ProductQuestion(Said):
    """Something that somebody wants to know about a product."""

    product = models.ForeignKey("catalog.DataProduct", on_delete=models.CASCADE, related_name="questions")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="product_questions")

    objects = ProductQuestionQuerySet.as_manager()

    class Meta(Said.Meta):
        ordering = ["-pk"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        indexes = [models.Index(fields=["product", "-id"], name="question_by_product")]

    def __str__(self):
        # Without the text, which would outlive in the audit that a steward hides it.
        return f"question about {self.product}"

    def get_absolute_url(self):
        """Where it stands on the page of its product."""
        return f"{reverse('catalog:product-questions', args=[self.product.slug])}#question-{self.pk}"


class ProductAnswer(Said):
    """An answer to a question. `by_owner`: the owning team said it; accepted: owner or asker say that it is right."""

    TO_PRODUCT = "question__product"

    question = models.ForeignKey(ProductQuestion, on_delete=models.CASCADE, related_name="answers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="product_answers")
    by_owner = models.BooleanField(_("of the owning team"), default=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SaidQuerySet.as_manager()

    class Meta(Said.Meta):
        ordering = ["pk"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            *Said.Meta.constraints,
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, hidden_at=None),
                name="an_accepted_answer_is_shown_and_knows_by_whom",
            ),
            models.UniqueConstraint(
                fields=["question"], condition=Q(accepted_at__isnull=False), name="one_accepted_answer_per_question"
            ),
        ]

    def __str__(self):
        return f"answer about {self.question.product}"


class ProductReviewQuerySet(SaidQuerySet):
    """Questions about reviews. Each method narrows; none writes, and `summary` adds up."""

    def summary(self) -> dict:
        """How many are shown, and their mean; one query. Without a review the mean is None."""
        return self.shown().order_by().aggregate(n=Count("pk"), mean=Avg("stars"))


class ProductReview(Said):
    """What somebody who holds or held verified access thinks of a product; one a person, about one version."""

    product = models.ForeignKey("catalog.DataProduct", on_delete=models.CASCADE, related_name="reviews")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="product_reviews")
    version = models.ForeignKey("catalog.ProductVersion", on_delete=models.PROTECT, related_name="reviews")
    stars = models.PositiveSmallIntegerField(_("stars"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    reply = models.TextField(_("reply of the owning team"), blank=True)
    replied_at = models.DateTimeField(_("replied"), null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ProductReviewQuerySet.as_manager()

    class Meta(Said.Meta):
        ordering = ["-pk"]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            *Said.Meta.constraints,
            models.UniqueConstraint(fields=["product", "author"], name="one_review_per_product_and_person"),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="a_review_has_one_to_five_stars"),
            models.CheckConstraint(
                condition=Q(reply="", replied_at=None, replied_by=None)
                | (Q(replied_at__isnull=False, replied_by__isnull=False) & ~Q(reply="")),
                name="a_reply_knows_when_and_by_whom",
            ),
        ]

    def __str__(self):
        return f"review of {self.product}"

    def get_absolute_url(self):
        """Where it stands on the page of its product."""
        return f"{reverse('catalog:product-reviews', args=[self.product.slug])}#review-{self.pk}"

    @property
    def changed_since_reply(self) -> bool:
        """Was it revised after the owning team replied?"""
        return bool(self.replied_at and self.changed_at and self.changed_at > self.replied_at)
