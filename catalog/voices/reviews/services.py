"""Review a product, revise that, reply to it; hide what should not stand there."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notifications.services import Kind, tell
from catalog.models import DataProduct, ProductReview
from catalog.voices import writing
from catalog.voices.errors import AlreadyReplied, StarsNotFit
from catalog.voices.reviews.policies import may_reply, may_review
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist, no

LONGEST = 1000


@transaction.atomic
def review(*, actor: User, product: DataProduct, stars: int, text: str) -> ProductReview:
    """Say how good the published version is; whoever has said so before says it anew, of the version there is now.

    Raises StarsNotFit, TextNotFit, TooMuchAtOnce.
    """
    insist(may_review(actor, product))
    if stars not in range(1, 6):
        raise StarsNotFit()
    text = writing.fit(text, _("your review"), longest=LONGEST)
    version = product.versions.published().defer("bundle").first()
    if version is None:
        insist(no(_("there is no published version")))
    writing.keep_pace(ProductReview.objects.filter(author=actor))
    facts = {"stars": stars, "text": text, "version": version}
    said, new = ProductReview.objects.select_for_update(of=("self",)).get_or_create(
        product=product, author=actor, defaults=facts
    )
    if new:
        record("review.written", said, actor=actor, product=product.slug, team=product.owner, stars=stars)
        words = _("%(who)s has reviewed %(product)s: %(stars)s of 5.")
    else:
        also = {"stars": stars, "version": version}
        if not writing.change(actor=actor, said=said, text=text, verb="review.revised", product=product, **also):
            return said
        words = _("%(who)s has revised the review of %(product)s: %(stars)s of 5.")
    owners = User.objects.filter(is_active=True, memberships__team=product.owner_id)
    told = {"who": str(actor), "product": product.name[:120], "stars": stars}
    tell(owners, words % told, link=said.get_absolute_url(), but=actor, kind=Kind.VOICES)
    return said


@transaction.atomic
def reply(*, actor: User, review: ProductReview, text: str) -> ProductReview:
    """Say once what the owning team has to say to it. Raises AlreadyReplied, TextNotFit."""
    rows = ProductReview.objects.select_for_update(of=("self",)).select_related("product__owner", "author")
    said = rows.get(pk=review.pk)
    if said.replied_at and said.product.owner_id in actor.team_ids:
        raise AlreadyReplied()
    insist(may_reply(actor, said))
    said.reply = writing.fit(text, _("the reply"), longest=LONGEST)
    said.replied_at, said.replied_by = timezone.now(), actor
    said.save(update_fields=["reply", "replied_at", "replied_by", "updated_at"])

    product = said.product
    record("review.replied", said, actor=actor, product=product.slug, team=product.owner, person=said.author)
    words = _("%(team)s has replied to your review of %(product)s.")
    if said.author.is_active:
        facts = {"team": product.owner.name[:80], "product": product.name[:120]}
        tell([said.author], words % facts, link=said.get_absolute_url(), but=actor, kind=Kind.VOICES)
    return said


def hide_review(*, actor: User, review: ProductReview, reason: str) -> None:
    """Show a review to nobody but stewards, and count it no more; its author is told why. Raises WhyMissing."""
    if writing.hide(actor=actor, said=review, product=review.product, verb="review.hidden", reason=reason):
        words = _("A steward has hidden your review of %(product)s: %(reason)s")
        facts = {"product": review.product.name[:80], "reason": writing.why(reason)[:200]}
        if review.author.is_active:
            tell([review.author], words % facts, link=review.product.get_absolute_url(), but=actor, kind=Kind.VOICES)


def show_review(*, actor: User, review: ProductReview) -> None:
    """Show a hidden review again."""
    writing.show_again(actor=actor, said=review, product=review.product, verb="review.shown")
