"""Ask, answer, say which answer is right; change one's own words; hide what should not stand there."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notification, User
from accounts.notifications.services import Kind, tell
from catalog.models import DataProduct, ProductAnswer, ProductQuestion
from catalog.voices import writing
from catalog.voices.questions.policies import may_accept, may_answer, may_ask
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist

ACTION = Notification.Tone.ACTION


@transaction.atomic
def ask(*, actor: User, product: DataProduct, text: str) -> ProductQuestion:
    """Ask something about a product, and tell its owning team. Raises TextNotFit, TooMuchAtOnce."""
    insist(may_ask(actor, product))
    text = writing.fit(text, _("your question"))
    writing.keep_pace(ProductQuestion.objects.filter(author=actor))
    question = ProductQuestion.objects.create(product=product, author=actor, text=text)

    record("question.asked", question, actor=actor, product=product.slug, team=product.owner)
    words = _("%(who)s asks about %(product)s: %(text)s")
    facts = {"who": str(actor), "product": product.name[:80], "text": _short(text)}
    tell(_team(product), words % facts, link=question.get_absolute_url(), but=actor, tone=ACTION, kind=Kind.VOICES)
    return question


@transaction.atomic
def answer(*, actor: User, question: ProductQuestion, text: str) -> ProductAnswer:
    """Answer a question, and tell who asked; where somebody else answers, the owning team hears of it, too.

    Raises TextNotFit, TooMuchAtOnce.
    """
    ProductQuestion.objects.select_for_update().get(pk=question.pk)
    question = ProductQuestion.objects.select_related("product__owner", "author").get(pk=question.pk)
    insist(may_answer(actor, question))
    text = writing.fit(text, _("your answer"))
    writing.keep_pace(ProductAnswer.objects.filter(author=actor))
    product = question.product
    by_owner = product.owner_id in actor.team_ids
    given = ProductAnswer.objects.create(question=question, author=actor, text=text, by_owner=by_owner)

    record("answer.given", given, actor=actor, product=product.slug, team=product.owner)
    words = _("%(who)s has answered a question about %(product)s: %(text)s")
    facts = {"who": str(actor), "product": product.name[:80], "text": _short(text)}
    people = [question.author] if question.author.is_active else []
    people += [] if by_owner else _team(product)
    tell(people, words % facts, link=question.get_absolute_url(), but=actor, kind=Kind.VOICES)
    return given


@transaction.atomic
def accept(*, actor: User, answer: ProductAnswer) -> ProductAnswer:
    """Say that this answer is the right one; one that was accepted before is not any more. Twice changes nothing."""
    ProductQuestion.objects.select_for_update().get(pk=answer.question_id)
    answer = ProductAnswer.objects.select_related("question__product__owner", "author").get(pk=answer.pk)
    insist(may_accept(actor, answer))
    if answer.accepted_at:
        return answer
    ProductAnswer.objects.filter(question=answer.question_id).update(accepted_at=None, accepted_by=None)
    answer.accepted_at, answer.accepted_by = timezone.now(), actor
    answer.save(update_fields=["accepted_at", "accepted_by", "updated_at"])

    product = answer.question.product
    record("answer.accepted", answer, actor=actor, product=product.slug, team=product.owner)
    words = _("Your answer about %(product)s was accepted.") % {"product": product.name[:120]}
    if answer.author.is_active:
        tell([answer.author], words, link=answer.question.get_absolute_url(), but=actor, kind=Kind.VOICES)
    return answer


@transaction.atomic
def accept_no_more(*, actor: User, answer: ProductAnswer) -> ProductAnswer:
    """Take back that this answer is the right one. Twice changes nothing."""
    ProductQuestion.objects.select_for_update().get(pk=answer.question_id)
    answer = ProductAnswer.objects.select_related("question__product__owner").get(pk=answer.pk)
    insist(may_accept(actor, answer))
    if answer.accepted_at:
        answer.accepted_at = answer.accepted_by = None
        answer.save(update_fields=["accepted_at", "accepted_by", "updated_at"])
        product = answer.question.product
        record("answer.unaccepted", answer, actor=actor, product=product.slug, team=product.owner)
    return answer


@transaction.atomic
def change_question(*, actor: User, question: ProductQuestion, text: str) -> ProductQuestion:
    """Ask in other words; what stood there before is in the audit. Raises TextNotFit."""
    question = (
        ProductQuestion.objects.select_for_update(of=("self",)).select_related("product__owner").get(pk=question.pk)
    )
    text = writing.fit(text, _("your question"))
    writing.change(actor=actor, said=question, text=text, verb="question.changed", product=question.product)
    return question


@transaction.atomic
def change_answer(*, actor: User, answer: ProductAnswer, text: str) -> ProductAnswer:
    """Answer in other words; what was accepted before it was changed, is accepted no more. Raises TextNotFit."""
    rows = ProductAnswer.objects.select_for_update(of=("self",)).select_related("question__product__owner")
    answer = rows.get(pk=answer.pk)
    text = writing.fit(text, _("your answer"))
    product = answer.question.product
    changed = writing.change(actor=actor, said=answer, text=text, verb="answer.changed", product=product)
    if changed and answer.accepted_at and answer.accepted_by_id != actor.pk:
        answer.accepted_at = answer.accepted_by = None
        answer.save(update_fields=["accepted_at", "accepted_by"])
    return answer


def hide_question(*, actor: User, question: ProductQuestion, reason: str) -> None:
    """Show a question, and with it its answers, to nobody but stewards; its author is told why. Raises WhyMissing."""
    verb = "question.hidden"
    if writing.hide(actor=actor, said=question, product=question.product, verb=verb, reason=reason):
        _tell_author(question, question, actor=actor, reason=reason)


def hide_answer(*, actor: User, answer: ProductAnswer, reason: str) -> None:
    """Show an answer to nobody but stewards; its author is told why. Raises WhyMissing."""
    product = answer.question.product
    if writing.hide(actor=actor, said=answer, product=product, verb="answer.hidden", reason=reason):
        _tell_author(answer, answer.question, actor=actor, reason=reason)


def show_question(*, actor: User, question: ProductQuestion) -> None:
    """Show a hidden question again."""
    writing.show_again(actor=actor, said=question, product=question.product, verb="question.shown")


def show_answer(*, actor: User, answer: ProductAnswer) -> None:
    """Show a hidden answer again."""
    writing.show_again(actor=actor, said=answer, product=answer.question.product, verb="answer.shown")


def _tell_author(said: ProductQuestion | ProductAnswer, question: ProductQuestion, *, actor: User, reason: str) -> None:
    words = _("A steward has hidden what you wrote about %(product)s: %(reason)s")
    facts = {"product": question.product.name[:80], "reason": _short(writing.why(reason))}
    if said.author.is_active:
        tell([said.author], words % facts, link=question.get_absolute_url(), but=actor, kind=Kind.VOICES)


def _team(product: DataProduct) -> list[User]:
    return list(User.objects.filter(is_active=True, memberships__team=product.owner_id))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 160 else f"{line[:159]}…"
