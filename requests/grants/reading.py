"""The governed read: the one way in which anybody gets data out of the marketplace."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalog.models import OutputPort
from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.formats import available
from catalog.warehouses.governed import governed_view
from catalog.warehouses.interface import Export, View
from marketplace.foundation.audit import record
from requests.grants.errors import NoAccess, UnknownColumns, UnknownFormat
from requests.grants.policies import grant_for, may_read, owns
from requests.models import DataRead, Grant


def open_read(
    *, reader: User, port: OutputPort, format: str, limit: int | None = None, columns: Sequence[str] | None = None
) -> Export:
    """A file with what this person sees of a port by the policy in force, written down as a read.

    Whoever gets the export closes it. Raises NoAccess (which is written down too), UnknownColumns, UnknownFormat,
    and what the warehouse raises.
    """
    if not (answer := may_read(reader, port)):
        raise _refused(reader, port, answer.reason)
    if format not in available():
        raise UnknownFormat(format=format, formats=", ".join(available()))
    view = _narrowed(governed_view(port, person=reader), columns)
    grant = grant_for(reader, port)
    export = warehouse_for(port.warehouse).export(port.snapshot.location, view, format=format, limit=limit)
    try:
        written = _write_down(reader, port, grant, view, export, format)
    except BaseException:
        export.close()
        raise
    if not written:
        export.close()
        raise _refused(reader, port, may_read(reader, port).reason)
    return export


@transaction.atomic
def _write_down(reader: User, port: OutputPort, grant: Grant | None, view: View, export: Export, format: str) -> bool:
    """Keep who read what; False when the grant ended while the file was being written: then nothing is handed out."""
    now = timezone.now()
    through = Grant.objects.in_force(now).filter(pk=grant.pk if grant else None).update(last_read_at=now)
    if not through and not owns(reader, port):
        return False
    shown = {name.lower() for name in view.columns}
    masked = [mask.column for mask in view.masks if mask.column.lower() in shown]
    read = DataRead.objects.create(
        grant=grant,
        port=port,
        reader=reader,
        snapshot=port.snapshot,
        format=format,
        rows=export.rows,
        masked=masked,
        filtered=bool(view.row_filter),
    )
    record(
        "data.read",
        port,
        actor=reader,
        product=port.product.slug,
        person=reader,
        format=format,
        rows=export.rows,
        read=read.pk,
        grant=grant.pk if grant else None,
        masked=masked,
        filtered=read.filtered,
    )
    return True


def _narrowed(view: View, columns: Sequence[str] | None) -> View:
    """The view with only the columns asked for, in the order asked for, each once."""
    if not columns:
        return view
    named = {name.lower(): name for name in view.columns}
    if unknown := [name for name in columns if name.lower() not in named]:
        raise UnknownColumns(columns=", ".join(unknown), available=", ".join(view.columns))
    return replace(view, columns=tuple(dict.fromkeys(named[name.lower()] for name in columns)))


def _refused(reader: User, port: OutputPort, reason) -> NoAccess:
    """Write down that a read was refused, and say how to order."""
    record("data.refused", port, actor=reader, product=port.product.slug, person=reader, reason=str(reason))
    return NoAccess(port=str(port), reason=str(reason), order=port.get_absolute_url())
