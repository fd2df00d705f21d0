"""Who may ask, answer, and say which answer is right."""

from django.utils.translation import gettext_lazy as _

from catalog.models import DataProduct, ProductAnswer, ProductQuestion
from catalog.voices.writing import may_see
from marketplace.foundation.policies import YES, Answer, no


def may_ask(user, product: DataProduct) -> Answer:
    """May this person ask something about this product? Whoever sees it may, as long as it lives."""
    if product.status == DataProduct.Status.RETIRED:
        return no(_("the product is retired"))
    return may_see(user, product)


def may_answer(user, question: ProductQuestion) -> Answer:
    """May this person answer? Everybody who sees the product may; the owning team's answers are marked."""
    if question.hidden_at:
        return no(_("a steward has hidden the question"))
    return may_see(user, question.product)


def may_accept(user, answer: ProductAnswer) -> Answer:
    """May this person say that this answer is right? Who asked may, and the owning team."""
    question = answer.question
    if answer.hidden_at or question.hidden_at:
        return no(_("a steward has hidden it"))
    if not (seen := may_see(user, question.product)):
        return seen
    if question.author_id == user.pk or question.product.owner_id in user.team_ids:
        return YES
    return no(_("only who asked and the owning team say which answer is right"))
