"""What is refused to those who ask, answer and review."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class TextNotFit(DomainError):
    """A text is missing, or longer than anybody reads."""

    code = "text-not-fit"
    status = 422
    message = _("Write something of at most %(longest)s characters: %(field)s.")


class TooMuchAtOnce(DomainError):
    """Somebody wrote more within an hour than people do."""

    code = "too-much-at-once"
    status = 429
    message = _("You have written this often within an hour: %(most)s times. Go on a little later.")


class WhyMissing(DomainError):
    """Somebody is told no, and deserves to hear why."""

    code = "why-missing"
    status = 422
    message = _("Say why, in one sentence: those whom it concerns read it.")


class WantedMoved(DomainError):
    """Somebody was faster, or it is over."""

    code = "wanted-moved"
    status = 409
    message = _("“%(wanted)s” is not where you saw it any more: %(state)s.")


class AnswerNotFit(DomainError):
    """A wanted product is answered with a product that everybody can find."""

    code = "answer-not-fit"
    status = 422
    message = _("%(product)s is no answer: it must be a published product.")


class StarsNotFit(DomainError):
    """A review has one to five stars."""

    code = "stars-not-fit"
    status = 422
    message = _("Give one to five stars.")


class AlreadyReplied(DomainError):
    """The owning team replies once."""

    code = "already-replied"
    status = 409
    message = _("The owning team has replied to this review already.")
