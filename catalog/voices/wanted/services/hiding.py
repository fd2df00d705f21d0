"""Hide a wanted product whose words should not stand there, and show it again."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notifications.services import Kind, tell
from catalog.models import WantedProduct
from catalog.voices import writing


def hide(*, actor: User, wanted: WantedProduct, reason: str) -> None:
    """Show it to nobody but stewards; whoever asked is told why. Raises WhyMissing, NotAllowed."""
    if writing.hide(actor=actor, said=wanted, verb="wanted.hidden", reason=reason) and wanted.asked_by.is_active:
        words = _("A steward has hidden “%(title)s”: %(reason)s")
        facts = {"title": wanted.title[:80], "reason": writing.why(reason)[:200]}
        tell([wanted.asked_by], words % facts, link="/wanted/", but=actor, kind=Kind.VOICES)


def show(*, actor: User, wanted: WantedProduct) -> None:
    """Show a hidden one to everybody again. Raises NotAllowed."""
    writing.show_again(actor=actor, said=wanted, verb="wanted.shown")
