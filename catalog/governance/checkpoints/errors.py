"""What checkpoints refuse."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class CheckpointNotAsked(DomainError):
    """There is no form in use for this checkpoint."""

    code = "checkpoint-not-asked"
    status = 409
    message = _("There is no form in use for “%(checkpoint)s”.")


class AlreadyRequested(DomainError):
    """The same checkpoint waits for an answer already."""

    code = "checkpoint-already-requested"
    status = 409
    message = _("“%(checkpoint)s” waits for an answer already; take the request back to change it.")


class AnswersNotValid(DomainError):
    """Something is missing, or is no answer; `errors` says what, by the id of the question."""

    code = "answers-not-valid"
    status = 422
    message = _("Not every question is answered as it should be.")


class AnswersConflict(DomainError):
    """Somebody else has changed the answers meanwhile; nothing was overwritten."""

    code = "answers-conflict"
    status = 409
    message = _("Somebody else has changed these answers meanwhile.")


class AlreadyAnswered(DomainError):
    """Somebody was faster, or the request was taken back."""

    code = "checkpoint-already-answered"
    status = 409
    message = _("This waits for no answer any more: %(state)s.")


class NoteMissing(DomainError):
    """Whoever is refused is told why."""

    code = "reason-missing"
    status = 400
    message = _("Say why: a reason is needed here.")


class FormNotValid(DomainError):
    """A form cannot be kept like this; `errors` says what is wrong, and where."""

    code = "checkpoint-form-not-valid"
    status = 422
    message = _("The form cannot be kept like this.")


class FormNotDraft(DomainError):
    """A form that is or was in use never changes."""

    code = "checkpoint-form-not-draft"
    status = 409
    message = _("%(form)s is or was in use, so it never changes; begin a new version.")
