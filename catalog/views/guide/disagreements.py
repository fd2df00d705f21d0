"""What two people changed to different things, shown side by side so that one of them can choose."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from catalog.guide.reconciling import Disagreement
from catalog.spec.merging import ABSENT
from catalog.spec.phrasing import Layout, lines_of
from catalog.spec.violations import pointer
from catalog.views.guide.step import Forms, every

LONGEST = 4000  # characters of a value that are shown


def disagreement_rows(disagreements: Sequence[Disagreement], forms: Forms) -> list[dict]:
    """Each with the name of its field, and both values in words. `forms` are those of the other's documents."""
    return [
        {
            "key": f"choice:{each.key}",
            "label": _label(each, forms),
            "mine": in_words(each.conflict.mine),
            "theirs": in_words(each.conflict.theirs),
        }
        for each in disagreements
    ]


def in_words(value: Any) -> str:
    """A value as somebody who has never seen YAML reads it."""
    if value is ABSENT or value is None or value in ("", [], {}):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list) and not any(isinstance(each, dict | list) for each in value):
        return ", ".join(str(each) for each in value)[:LONGEST]
    if isinstance(value, dict | list):
        return lines_of(value, 0, Layout())[:LONGEST]
    return str(value)[:LONGEST]


def _label(disagreement: Disagreement, forms: Forms) -> str:
    """What the form calls it, or the nearest thing around it."""
    way = pointer(disagreement.conflict.path)
    while way:
        for form in every(forms):
            if name := form.places().get((disagreement.document, way)):
                return form.label_of(name) or form.title
        way = way.rpartition("/")[0]
    return " › ".join(str(step) for step in disagreement.conflict.path) or _("The whole document")
