"""What a page shows that holds two states of a product against each other."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.models import DataProduct
from catalog.publishing.blast_radius import BlastRadius, blast_radius
from catalog.publishing.comparison import Comparison, State, chosen, compared, documents_of, usual_pair
from catalog.spec import Change
from catalog.spec.side_by_side import Block, side_by_side

# The grades, the gravest first: kind, what it means, icon, tone.
GRADES = [
    ("breaking", gettext_lazy("Breaks what consumers do"), "alert-octagon", "bad"),
    ("compatible", gettext_lazy("Leaves everything working"), "circle-plus", "good"),
    ("cosmetic", gettext_lazy("Only words"), "edit", "neutral"),
]
MOST_CHANGES = 200  # of one grade
LARGEST_SHOWN = 300_000  # bytes of one side
MOST_ROWS = 3_000  # changed lines with what stands around them
MOST_FOLDED = 200  # lines that a fold can be opened to


def compare_page(product: DataProduct, states: list[State], asked: Mapping[str, str], *, viewer=None) -> dict:
    """`states`, the two that were chosen, and what changes between them, in words and side by side.

    With a viewer who works on the product, whom it breaks, too. `unknown` names a state that was asked for and is not
    there; `comparison` is None where there are not two.
    """
    wanted = [asked.get(side, "") for side in ("from", "to")]
    found = [chosen(states, name) if name else None for name in wanted]
    unknown = next((name for name, state in zip(wanted, found, strict=True) if name and state is None), "")
    usual = usual_pair(states)
    context = {"states": states, "unknown": unknown[:40], "comparison": None}
    if usual is None and not all(found):
        return context
    before, after = (one or usual[place] for place, one in enumerate(found))
    comparison = compared(before, after)
    radius = blast_radius(product, comparison.changes, viewer=viewer) if viewer else None
    blocks = None if comparison.same else _blocks(before, after)
    return context | {
        "comparison": comparison,
        "groups": _groups(comparison.changes, radius),
        "demanded": _demanded(comparison),
        "blocks": blocks,
        "changed": [number for number, block in enumerate(blocks or ()) if not block["folded"]],
        "radius": radius,
    }


def _groups(changes: list[Change], radius: BlastRadius | None) -> list[dict]:
    """The changes by grade, each with whom it reaches; a grade without changes is left out."""
    reach = {each.change: each for each in radius.breaks} if radius else {}
    groups = []
    for kind, label, icon, tone in GRADES:
        mine = [change for change in changes if change.kind == kind]
        if mine:
            shown = [{"change": change, "reach": reach.get(change)} for change in mine[:MOST_CHANGES]]
            more = max(len(mine) - MOST_CHANGES, 0)
            groups.append(
                {"kind": kind, "label": label, "icon": icon, "tone": tone, "count": len(mine), "more": more}
                | {"changes": shown}
            )
    return groups


def _demanded(comparison: Comparison) -> str:
    """The number that follows, in a sentence; empty where nothing follows."""
    if comparison.same or comparison.unreadable or comparison.before.draft:
        return ""
    facts = {"before": comparison.before.key, "proposed": comparison.proposed}
    if comparison.level == "major":
        return _("Something breaks, so that %(proposed)s is the smallest number that may follow %(before)s.") % facts
    if comparison.level == "minor":
        return _("Nothing breaks: the smallest number that may follow %(before)s is %(proposed)s.") % facts
    return _("Nothing that readers rely on changes: after %(before)s, %(proposed)s is enough.") % facts


def _blocks(before: State, after: State) -> list[dict] | None:
    """The documents beside each other; None where they are too long to be read so."""
    old, new = documents_of(before, after)
    if max(len(old), len(new)) > LARGEST_SHOWN:
        return None
    shown: list[dict] = []
    rows = 0
    for block in side_by_side(old.decode("utf-8", "replace"), new.decode("utf-8", "replace")):
        shown.append(_block(block, MOST_ROWS - rows))
        rows += 0 if block.folded else len(block.rows)
    return shown


def _block(block: Block, room: int) -> dict:
    """Rows that are shown, or how many there are where they are folded away or too many."""
    count = len(block.rows)
    told = ngettext("%(count)s line stays as it is", "%(count)s lines stay as they are", count) % {"count": count}
    if block.folded:
        return {"folded": True, "words": told, "rows": block.rows if count <= MOST_FOLDED else ()}
    rows = block.rows[: max(room, 0)]
    return {"folded": False, "rows": rows, "more": count - len(rows)}
