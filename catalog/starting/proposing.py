"""From suggestions to rows: what the contract says already is not proposed, what was decided stays decided."""

from collections.abc import Iterable, Sequence

from catalog.models import DataProduct, Draft, Proposal
from catalog.spec import ColumnSpec, OutputSpec, read_bundle, view
from catalog.starting.suggestions import Suggestion

NUMBERS = ("integer", "number")


def keep_proposals(product: DataProduct, port: str, suggestions: Iterable[Suggestion]) -> int:
    """Write down what is suggested for a port now; answers how many proposals wait. Call it in a transaction.

    What was dismissed stays dismissed. What was accepted and taken out of the draft again is proposed anew. What is
    suggested no longer and was not decided goes.
    """
    # The product first, as whoever saves a draft does: a proposal refers to it, and two orders would be a deadlock.
    DataProduct.objects.select_for_update().get(pk=product.pk)
    output = output_of(product, port)
    wanted = {(one.column, one.aspect): one for one in suggestions if output and is_open(one, output)}
    known = {(row.column, row.aspect): row for row in Proposal.objects.filter(product=product, port=port)}
    Proposal.objects.filter(
        pk__in=[row.pk for key, row in known.items() if key not in wanted and row.state == Proposal.State.PROPOSED]
    ).delete()
    for key, one in wanted.items():
        row = known.get(key) or Proposal(product=product, port=port, column=one.column, aspect=one.aspect)
        row.value, row.why, row.evidence = one.value, one.why, one.evidence
        if row.state == Proposal.State.ACCEPTED:
            row.state, row.decided_by, row.decided_at = Proposal.State.PROPOSED, None, None
        row.save()
    return Proposal.objects.filter(product=product, port=port, state=Proposal.State.PROPOSED).count()


def output_of(product: DataProduct, port: str) -> OutputSpec | None:
    """The port as the draft describes it; None where it does not."""
    draft = Draft.objects.filter(product=product).first()
    bundle, _violations = read_bundle(bytes(draft.bundle)) if draft else (None, [])
    return view(bundle).output(port) if bundle and bundle.product else None


def is_open(one: Suggestion | Proposal, output: OutputSpec) -> bool:
    """Does the contract have what it is about, and say nothing about it yet?"""
    columns = {column.name.lower(): column for column in output.contract.columns}
    if one.aspect == Proposal.Aspect.PRIMARY_KEY:
        return _has_no_key(columns.values()) and all(str(name).lower() in columns for name in one.value)
    column = columns.get(one.column.lower())
    return column is not None and _says_nothing(column, one)


def _has_no_key(columns: Iterable[ColumnSpec]) -> bool:
    return not any(column.primary_key for column in columns)


def _says_nothing(column: ColumnSpec, one: Suggestion | Proposal) -> bool:
    match one.aspect:
        case Proposal.Aspect.REQUIRED:
            return not column.required and not column.primary_key
        case Proposal.Aspect.UNIQUE:
            return not column.unique
        case Proposal.Aspect.RANGE:
            return _is_unbounded(column) and _fits(column, one.value)
        case Proposal.Aspect.ENUM:
            return not column.enum and column.logical_type in ("", "string")
        case Proposal.Aspect.CLASSIFICATION:
            return not column.classification
    return False


def _is_unbounded(column: ColumnSpec) -> bool:
    bounds = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
    return not any(bound in column.options for bound in bounds)


def _fits(column: ColumnSpec, value: dict) -> bool:
    """May a column of this type be bounded so? The standard knows bounds of numbers, dates and times."""
    bounds: Sequence = list(value.values())
    if all(isinstance(bound, int) for bound in bounds):
        return column.logical_type in NUMBERS
    if all(isinstance(bound, int | float) for bound in bounds):
        return column.logical_type == "number"
    return column.logical_type in ("date", "timestamp")
