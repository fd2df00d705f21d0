"""What a mask does to a column, in words."""

from django.utils.translation import gettext_lazy as _

_SHORT = {
    "null": _("hidden"),
    "hash": _("hashed"),
    "partial": _("shortened"),
    "redact": _("redacted"),
    "year": _("year only"),
    "bucket": _("in steps"),
    "expression": _("transformed"),
}


def mask_words(method: str) -> str:
    """One or two words beside the name of a column."""
    return str(_SHORT.get(method, _("masked")))


def mask_sentence(mask: dict) -> str:
    """What a consumer sees instead of the values."""
    size = mask.get("size")
    match mask.get("method"):
        case "null":
            return str(_("Nothing: the column is empty."))
        case "hash":
            return str(_("A hash: the same value always gives the same hash, so that tables still join."))
        case "partial":
            return str(_("The first %(size)s characters; the rest is hidden.") % {"size": int(size or 0)})
        case "redact":
            return str(_("A fixed word in place of every value."))
        case "year":
            return str(_("The year alone."))
        case "bucket":
            return str(_("Rounded down to steps of %(size)s.") % {"size": size})
        case "expression":
            return str(_("The result of an expression over the row."))
    return str(_("Something else in place of the values."))
