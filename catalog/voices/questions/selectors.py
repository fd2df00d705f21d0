"""Questions as pages show them, each list in a fixed number of queries."""

from django.db.models import F, Prefetch, QuerySet

from catalog.models import DataProduct, ProductAnswer, ProductQuestion


def questions_of(user, product: DataProduct, *, unanswered: bool = False) -> QuerySet[ProductQuestion]:
    """The questions about a product with their answers, accepted ones first, as this person sees them."""
    answers = ProductAnswer.objects.select_related("author", "accepted_by", "hidden_by")
    if not user.is_steward:
        answers = answers.shown()
    questions = ProductQuestion.objects.filter(product=product)
    questions = questions if user.is_steward else questions.shown()
    if unanswered:
        questions = questions.unanswered()
    ordered = answers.order_by(F("accepted_at").desc(nulls_last=True), "pk")
    return questions.select_related("author", "hidden_by").prefetch_related(
        Prefetch("answers", queryset=ordered, to_attr="listed")
    )


def reachable_questions(user) -> QuerySet[ProductQuestion]:
    """The questions that this person sees."""
    return ProductQuestion.objects.visible_to(user).select_related("product__owner", "author")


def reachable_answers(user) -> QuerySet[ProductAnswer]:
    """The answers that this person sees, of questions that they see."""
    answers = ProductAnswer.objects.visible_to(user)
    answers = answers if user.is_steward else answers.filter(question__hidden_at=None)
    return answers.select_related("question__product__owner", "question__author", "author")


def waiting_for(user) -> QuerySet[ProductQuestion]:
    """Questions about products of one's teams that nobody has answered, the oldest first."""
    mine = ProductQuestion.objects.unanswered().filter(product__owner__in=user.team_ids)
    return mine.exclude(product__status=DataProduct.Status.RETIRED).select_related("product", "author").order_by("pk")
