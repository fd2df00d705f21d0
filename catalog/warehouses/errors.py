"""What a warehouse may answer instead of data."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class WarehouseError(DomainError):
    """The warehouse did not do what it was asked for."""

    code = "warehouse-failed"
    status = 500
    message = _("The warehouse could not do this.")


class WarehouseUnavailable(WarehouseError):
    """The warehouse does not answer now; trying again later may help."""

    code = "warehouse-unavailable"
    status = 503
    message = _("The warehouse does not answer: %(reason)s. Try again later.")


class LocationMissing(WarehouseError):
    """There is no data at this location."""

    code = "location-missing"
    status = 404
    message = _("There is no data at %(location)s.")


class NothingBehind(WarehouseError):
    """The warehouse holds descriptions and no data."""

    code = "nothing-behind"
    status = 404
    message = _("There are no rows: the warehouse “%(warehouse)s” holds descriptions only.")


class NameNotFit(WarehouseError):
    """A name cannot become part of a location."""

    code = "name-not-fit"
    status = 422
    message = _("The name %(name)s cannot be part of a location: use letters, digits, dots, dashes and underscores.")


class BuildFailed(WarehouseError):
    """The engine refused or could not finish a SELECT."""

    code = "build-failed"
    status = 422
    message = _("The data could not be built: %(reason)s")


class BuildTimedOut(BuildFailed):
    """The SELECT ran longer than it may."""

    code = "build-timed-out"
    message = _("The data could not be built within %(seconds)s seconds.")


class BuildOutOfMemory(BuildFailed):
    """The SELECT needs more memory than it may have."""

    code = "build-out-of-memory"
    message = _("The data could not be built within %(memory_mb)s MB of memory.")


class BuildTooLarge(BuildFailed):
    """The result is larger than a file may be."""

    code = "build-too-large"
    message = _("The result is larger than the %(disk_mb)s MB that it may take.")


class SourceNotReadable(BuildFailed):
    """A source file is not what it is said to be."""

    code = "source-not-readable"
    message = _("%(file)s could not be read: %(reason)s")


class ReadFailed(WarehouseError):
    """A read could not be carried out. The engine's own sentence may quote data, so it is not told."""

    code = "read-failed"
    status = 422
    message = _("The data could not be read with the access policy in force (%(kind)s).")


class ReadTimedOut(WarehouseError):
    """A read took longer than it may."""

    code = "read-timed-out"
    status = 503
    message = _("The data could not be read within %(seconds)s seconds. Ask for fewer rows.")


class ViewNotFit(WarehouseError):
    """What a consumer may see does not fit the data that is there: columns, masks or row filter."""

    code = "view-not-fit"
    status = 409
    message = _("The access policy does not fit the data: %(reason)s")


class FormatNotAvailable(WarehouseError):
    """The data cannot be had in this format."""

    code = "format-not-available"
    status = 406
    message = _("The data cannot be had as %(format)s here. There is: %(formats)s.")


class AccessNotSet(WarehouseError):
    """The warehouse refused to change who may read."""

    code = "access-not-set"
    status = 502
    message = _("The warehouse refused: %(reason)s.")


class NoLogins(WarehouseError):
    """Nobody connects to this warehouse but the marketplace."""

    code = "no-logins"
    status = 409
    message = _("Nobody connects to this warehouse: it is read through the marketplace.")
