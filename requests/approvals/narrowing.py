"""What an approver may leave out of what was asked for."""

from dataclasses import dataclass

from catalog.models import OutputPort
from catalog.warehouses.governed import governed_view
from catalog.warehouses.narrowing import WHOLE, Narrowing, both, is_empty
from requests.approvals.errors import NothingLeft, NotToChooseBy
from requests.grants.narrowing import narrowed_so_far
from requests.models import AccessRequest


@dataclass(frozen=True)
class Choice:
    """The columns that are left to give, and those of them by whose values rows can be chosen."""

    columns: tuple[str, ...]
    by: tuple[str, ...]


def choice_of(request: AccessRequest) -> Choice:
    """What can be left out of a request: of what the policy shows, without what others left out already.

    Rows are chosen only by columns that whoever reads sees as they are.
    """
    return _choice_of(request, narrowed_so_far([request])[request.pk])


def fitting(request: AccessRequest, narrowing: Narrowing) -> Narrowing:
    """The narrowing by the names that the columns have.

    Raises NotToChooseBy, NothingLeft.
    """
    before = narrowed_so_far([request])[request.pk]
    choice = _choice_of(request, before)
    columns = _named(narrowing.columns, choice.columns)
    by = _named([column for column, _values in narrowing.rows], choice.by)
    values = [tuple(dict.fromkeys(each)) for _column, each in narrowing.rows]
    found = Narrowing(columns, tuple(zip(by, values, strict=True)))
    if len(set(by)) < len(by) or is_empty(found, [before]):
        raise NothingLeft(port=str(request.port))
    return found


def _choice_of(request: AccessRequest, before: Narrowing) -> Choice:
    """Of a wish to see columns plain, fewer of these can be given; what rows are read is a matter of the access."""
    if request.adds_to_id:
        return Choice(columns=both(Narrowing(tuple(request.plain)), Narrowing(before.columns)).columns, by=())
    return _choice(request.port, before)


def _choice(port: OutputPort, before: Narrowing) -> Choice:
    view = governed_view(port, narrowing=WHOLE)
    kept = both(Narrowing(columns=view.columns), Narrowing(columns=before.columns)).columns
    masked = {mask.column.lower() for mask in view.masks}
    return Choice(kept, tuple(name for name in view.columns if name.lower() not in masked))


def _named(names, known: tuple[str, ...]) -> tuple[str, ...]:
    """The same names as they are written there.

    Raises NotToChooseBy.
    """
    written = {name.lower(): name for name in known}
    if unknown := [name for name in names if name.lower() not in written]:
        raise NotToChooseBy(columns=", ".join(unknown), available=", ".join(known))
    return tuple(written[name.lower()] for name in names)
