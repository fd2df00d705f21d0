"""What publishing refuses."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class BundleNotReadable(DomainError):
    """The bytes are no bundle; what was kept before stays."""

    code = "bundle-not-readable"
    status = 422
    message = _("This cannot be read as a bundle; nothing was changed.")


class BundleNotValid(DomainError):
    """The draft has errors, so it cannot be published."""

    code = "bundle-not-valid"
    status = 422
    message = _("This cannot be published yet. Errors to mend: %(errors)s.")


class UnknownDomain(DomainError):
    """The product belongs to a domain that does not exist."""

    code = "unknown-domain"
    status = 422
    message = _("There is no domain with the short name “%(domain)s”.")


class UnknownTeam(DomainError):
    """The product belongs to a team that does not exist."""

    code = "unknown-team"
    status = 422
    message = _("There is no team with the short name “%(team)s”.")


class SlugMismatch(DomainError):
    """The documents are about another product than the address."""

    code = "slug-mismatch"
    status = 422
    message = _("These documents describe “%(found)s”, not “%(expected)s”.")


class SlugTaken(DomainError):
    """The short name belongs to a product of another team."""

    code = "slug-taken"
    status = 409
    message = _("The short name “%(slug)s” belongs to a product of another team; choose another one.")


class DraftConflict(DomainError):
    """Somebody else changed the draft in the meantime."""

    code = "draft-conflict"
    status = 409
    message = _("Somebody changed this draft in the meantime; it is at revision %(revision)s now.")


class NoDraft(DomainError):
    """There is nothing to publish."""

    code = "no-draft"
    status = 409
    message = _("%(product)s has no draft to publish.")


class AlreadyPublishing(DomainError):
    """One run at a time."""

    code = "already-publishing"
    status = 409
    message = _("%(product)s is being built already; wait until that run has ended.")


class Unchanged(DomainError):
    """The draft is what is published."""

    code = "bundle-unchanged"
    status = 409
    message = _("The draft is the same as the published version %(number)s; there is nothing to publish.")


class NumberTaken(DomainError):
    """The same version number for other documents."""

    code = "version-number-taken"
    status = 409
    message = _("Version %(number)s was published with other documents; raise the version of the product.")


class NumberNotGreater(DomainError):
    """Versions only go up."""

    code = "version-number-not-greater"
    status = 409
    message = _("Version %(number)s is not greater than the published version %(published)s.")


class NumberNotSemantic(DomainError):
    """A version is major.minor.patch."""

    code = "version-not-semantic"
    status = 422
    message = _("“%(number)s” is no version number like 1.4.0.")


class NumberTooSmall(DomainError):
    """The version says less than what changes: the facts have the number it demands, and the changes."""

    code = "number-too-small"
    status = 422
    message = _("Version %(number)s is too small: what changes since %(published)s demands at least %(proposed)s.")


class NoticeNeeded(DomainError):
    """Something breaks for others, and nobody said how long they keep it; the facts have the changes and the days."""

    code = "notice-needed"
    status = 422
    message = _("%(product)s breaks for others: say for how many days they keep the old version, at least %(least)s.")


class NoticeTooShort(DomainError):
    """Whoever relies on what breaks keeps it for the notice period."""

    code = "notice-too-short"
    status = 422
    message = _("%(days)s days of notice are too few: others keep what breaks for at least %(least)s.")


class NoticeTooLong(DomainError):
    """Old versions are not kept for ever."""

    code = "notice-too-long"
    status = 422
    message = _("%(days)s days of notice are too many: an old version is kept for at most %(longest)s.")


class ProductRetired(DomainError):
    """A retired product stays retired."""

    code = "product-retired"
    status = 409
    message = _("%(product)s is retired.")


class NotPublished(DomainError):
    """Only what is published can be built anew, deprecated or retired."""

    code = "not-published"
    status = 409
    message = _("%(product)s is not published.")


class AlreadyDeprecated(DomainError):
    """It was deprecated before."""

    code = "already-deprecated"
    status = 409
    message = _("%(product)s is deprecated already.")


class NotDeprecated(DomainError):
    """Only a deprecation can be taken back."""

    code = "not-deprecated"
    status = 409
    message = _("%(product)s is not deprecated.")


class EndTooSoon(DomainError):
    """Those who read a product keep it for the notice period."""

    code = "end-too-soon"
    status = 422
    message = _("%(product)s is read by others: its last day can be %(earliest)s at the earliest.")


class NoSuccessor(DomainError):
    """The successor is not one that consumers could go to."""

    code = "no-successor"
    status = 422
    message = _("%(successor)s cannot succeed %(product)s: it must be another, published product.")


class PoliciesForbid(DomainError):
    """A governance policy that is enforced is not kept; `verdicts` say which, why, and what to do."""

    code = "policies-forbid"
    status = 422
    message = _("This cannot be published yet, because of the policies: %(policies)s.")


class RunNotFailed(DomainError):
    """Only a failed run can be tried again."""

    code = "run-not-failed"
    status = 409
    message = _("Only a run that failed can be tried again.")


class RunOutdated(DomainError):
    """A later version was published since the run failed."""

    code = "run-outdated"
    status = 409
    message = _("%(product)s has moved on since this run failed; publish the draft instead.")


class ReasonMissing(DomainError):
    """People who rely on a product deserve a reason."""

    code = "reason-missing"
    status = 400
    message = _("Give a reason that consumers can read.")
