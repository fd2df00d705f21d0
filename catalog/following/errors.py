"""What can be refused about saved searches."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class SearchEmpty(DomainError):
    """A search without words and filters finds everything; there is nothing to save."""

    code = "search-empty"
    status = 422
    message = _("Search for something, or choose a filter, before you save it.")


class SearchTooLong(DomainError):
    """A saved search has room for so much."""

    code = "search-too-long"
    status = 422
    message = _("This search is too long to be saved: choose fewer words or filters.")


class SearchNameMissing(DomainError):
    """A saved search has a name."""

    code = "search-name-missing"
    status = 400
    message = _("Give the search a name.")


class SearchNameTaken(DomainError):
    """Of one person's saved searches, no two have one name."""

    code = "search-name-taken"
    status = 409
    message = _("You have a saved search “%(name)s” already: choose another name.")


class SearchSavedAlready(DomainError):
    """The same search is saved once; `search` is its id."""

    code = "search-saved-already"
    status = 409
    message = _("You have saved this search already, as “%(name)s”.")


class TooManySearches(DomainError):
    """One person saves so many searches."""

    code = "too-many-searches"
    status = 409
    message = _("You have %(most)s saved searches, which is as many as one can have: delete one first.")
