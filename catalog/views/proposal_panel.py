"""The panel of proposals for one port: what the data suggests, in words, to be accepted or dismissed."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.models import DataProduct, DataProfile, Proposal
from catalog.spec import OutputSpec
from catalog.starting import looking
from catalog.starting.policies import may_decide, may_propose
from catalog.starting.proposing import is_open, output_of
from catalog.starting.selectors import last_profile, proposals_for
from catalog.views.masks import mask_words
from marketplace.foundation.policies import Answer, no

# The kinds in the order in which they are best decided: heading, what accepting does, icon.
KINDS = {
    "primary-key": (gettext_lazy("Key"), gettext_lazy("Which columns tell rows apart."), "key"),
    "classification": (
        gettext_lazy("About people"),
        gettext_lazy("Columns that need care, and how consumers see them instead."),
        "shield-half",
    ),
    "required": (gettext_lazy("Never empty"), gettext_lazy("Columns that always have a value."), "circle-check"),
    "unique": (gettext_lazy("No repeats"), gettext_lazy("Columns in which no value comes twice."), "fingerprint"),
    "enum": (gettext_lazy("Allowed values"), gettext_lazy("Columns with a few values that come again."), "list-check"),
    "range": (gettext_lazy("Range"), gettext_lazy("Numbers and days that stay within bounds."), "ruler-measure"),
}
STAGES = {
    "making": gettext_lazy("Running the transformation"),
    looking.COUNTING: gettext_lazy("Counting rows and values"),
    looking.LOOKING: gettext_lazy("Looking at values"),
    looking.VALUES: gettext_lazy("Listing repeated values"),
    looking.KEY: gettext_lazy("Looking for a key"),
}
MASKS = ("hash", "redact", "null", "year", "partial")
VALUES_SHOWN = 12


@dataclass(frozen=True)
class Row:
    """One proposal in words; `masks` are ways to mask the column, the fitting one first."""

    proposal: Proposal
    column: str
    value: str
    why: str
    masks: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """Proposals of one kind."""

    aspect: str
    title: str
    lead: str
    icon: str
    rows: list[Row]


def proposal_panel(user, product: DataProduct, port: str) -> dict:
    """The context of templates/catalog/studio/proposals/panel.html; five queries, however many proposals."""
    output = output_of(product, port)
    found = proposals_for(product, port)
    profile = last_profile(product, port)
    waiting = [row for row in found if row.state == Proposal.State.PROPOSED]
    usable = [row for row in waiting if output and is_open(row, output)]
    return {
        "product": product,
        "port": port,
        "groups": _groups(usable, output),
        "waiting": len(usable),
        "accepted": [_row(row) for row in found if row.state == Proposal.State.ACCEPTED],
        "dismissed": [_row(row) for row in found if row.state == Proposal.State.DISMISSED],
        "outdated": len(waiting) - len(usable),
        "profile": profile,
        "stage": _stage(profile),
        "may_decide": may_decide(user, product),
        "may_propose": _may_ask(user, product, output, profile),
    }


def _may_ask(user, product: DataProduct, output: OutputSpec | None, profile: DataProfile | None) -> Answer:
    """What the service would refuse is said beside the button."""
    if not (answer := may_propose(user, product)):
        return answer
    if output is None:
        return no(_("the draft has no such port"))
    if output.transformation is None:
        return no(_("nothing makes this port yet"))
    return no(_("its data is being looked at")) if profile and profile.is_open else answer


def _stage(profile: DataProfile | None) -> str:
    """What a look is at, in words."""
    if profile is None or not profile.is_open:
        return ""
    if profile.state == DataProfile.State.QUEUED:
        return str(profile.get_state_display())
    words = str(STAGES.get(profile.stage, profile.get_state_display()))
    return f"{words} ({profile.done + 1} / {profile.of})" if profile.of > 1 else words


def _groups(rows: Iterable[Proposal], output: OutputSpec | None) -> list[Group]:
    known: dict[str, list[Row]] = {}
    for row in rows:
        known.setdefault(row.aspect, []).append(_row(row))
    return [
        Group(aspect, str(title), str(lead), icon, _in_order(known[aspect], output))
        for aspect, (title, lead, icon) in KINDS.items()
        if aspect in known
    ]


def _in_order(rows: list[Row], output: OutputSpec | None) -> list[Row]:
    """In the order of the columns."""
    places = {column.name.lower(): column.position for column in output.contract.columns} if output else {}
    return sorted(rows, key=lambda row: places.get(row.column.lower(), 0))


def _row(row: Proposal) -> Row:
    return Row(
        proposal=row,
        column=row.column or ", ".join(map(str, row.value)),
        value=_value(row),
        why=row.why,
        masks=_masks(row),
    )


def _value(row: Proposal) -> str:
    """What accepting would promise."""
    match row.aspect:
        case Proposal.Aspect.RANGE:
            return _bounds(row.value)
        case Proposal.Aspect.ENUM:
            shown = ", ".join(str(value) for value in row.value[:VALUES_SHOWN])
            more = len(row.value) - VALUES_SHOWN
            return shown if more <= 0 else ngettext("%(shown)s and %(n)s more", "%(shown)s and %(n)s more", more) % {
                "shown": shown, "n": more
            }  # fmt: skip
        case Proposal.Aspect.CLASSIFICATION:
            return str(row.value)
    return ""


def _bounds(value: dict) -> str:
    low, high = value.get("minimum"), value.get("maximum")
    shown = [f"{bound:,}" if isinstance(bound, int | float) else str(bound) for bound in (low, high)]
    if high is None:
        return _("from %(low)s on") % {"low": shown[0]}
    return _("%(low)s to %(high)s") % {"low": shown[0], "high": shown[1]}


def _masks(row: Proposal) -> list[tuple[str, str]]:
    if row.aspect != Proposal.Aspect.CLASSIFICATION:
        return []
    first = str(row.evidence.get("mask", ""))
    others = [each for each in MASKS if each not in (first, "year")]  # the year is something of dates alone
    methods = [*([first] if first in MASKS else []), *others]
    return [(method, _("Shown %(how)s") % {"how": mask_words(method)}) for method in methods] + [("", _("Not masked"))]
