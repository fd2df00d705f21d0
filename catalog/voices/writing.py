"""What every text has in common: how long it may be, how often one writes, and hiding it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import DataProduct
from catalog.models.voice import Hideable, Said
from catalog.voices.errors import TextNotFit, TooMuchAtOnce, WhyMissing
from catalog.voices.words import one_line, plain
from marketplace.foundation.audit import record
from marketplace.foundation.policies import YES, Answer, insist, no

LONGEST = 2000
LONGEST_REASON = 1000
MOST_WITHIN_AN_HOUR = 20


def fit(text: str, field, *, longest: int = LONGEST) -> str:
    """A text as it is kept. Raises TextNotFit where nothing or too much is left of it."""
    kept = plain(text)
    if not kept or len(kept) > longest:
        raise TextNotFit(field=str(field), longest=longest)
    return kept


def why(reason: str) -> str:
    """A reason on one line. Raises WhyMissing."""
    kept = one_line(reason)[:LONGEST_REASON]
    if not kept:
        raise WhyMissing()
    return kept


def keep_pace(rows, *, most: int = MOST_WITHIN_AN_HOUR) -> None:
    """Let nobody flood others: `rows` are what this person wrote. Raises TooMuchAtOnce."""
    if rows.filter(created_at__gte=timezone.now() - timedelta(hours=1)).count() >= most:
        raise TooMuchAtOnce(most=most)


def may_see(user, product: DataProduct) -> Answer:
    """May this person see the product at all?"""
    if not user.is_active:
        return no(_("you are not signed in"))
    if product.status in DataProduct.Status.shown() or user.sees_everything or product.owner_id in user.team_ids:
        return YES
    return no(_("you cannot see this product"))


def may_change(user, said: Said) -> Answer:
    """May this person change this text? Its author may, as long as it is shown."""
    if said.author_id != user.pk:
        return no(_("only who wrote it changes it"))
    return no(_("a steward has hidden it")) if said.hidden_at else YES


def may_hide(user) -> Answer:
    """May this person hide what others wrote, and show it again?"""
    return YES if user.is_active and user.is_steward else no(_("only stewards hide what somebody wrote"))


def change(*, actor, said: Said, text: str, verb: str, product: DataProduct, **also) -> bool:
    """Put another text in place of the one there is, and write down both; true where it is another one.

    Call it in a transaction that holds the row.
    """
    insist(may_change(actor, said))
    old = {"text": said.text, **{name: getattr(said, name) for name in also}}
    new = {"text": text, **also}
    if old == new:
        return False
    for name, value in new.items():
        setattr(said, name, value)
    said.changed_at = timezone.now()
    said.save(update_fields=[*new, "changed_at", "updated_at"])
    record(verb, said, actor=actor, product=product.slug, team=product.owner, old=old, new=new)
    return True


@transaction.atomic
def hide(*, actor, said: Hideable, verb: str, reason: str, product: DataProduct | None = None) -> bool:
    """Show a text to nobody but stewards. Hiding twice changes nothing."""
    insist(may_hide(actor))
    reason = why(reason)
    facts = {"hidden_at": timezone.now(), "hidden_by": actor, "hidden_because": reason}
    if hasattr(said, "accepted_at"):
        facts |= {"accepted_at": None, "accepted_by": None}
    if not type(said).objects.filter(pk=said.pk, hidden_at=None).update(**facts, updated_at=timezone.now()):
        return False
    record(verb, said, actor=actor, **_about(product), reason=reason)
    return True


@transaction.atomic
def show_again(*, actor, said: Hideable, verb: str, product: DataProduct | None = None) -> bool:
    """Show a hidden text again. Doing it twice changes nothing."""
    insist(may_hide(actor))
    facts = {"hidden_at": None, "hidden_by": None, "hidden_because": ""}
    hidden = type(said).objects.filter(pk=said.pk, hidden_at__isnull=False)
    if not hidden.update(**facts, updated_at=timezone.now()):
        return False
    record(verb, said, actor=actor, **_about(product))
    return True


def _about(product: DataProduct | None) -> dict:
    return {"product": product.slug, "team": product.owner} if product else {}
