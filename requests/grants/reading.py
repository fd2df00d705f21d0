"""The governed read: the one way in which anybody gets data out of the marketplace."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalog.models import KeptPort, OutputPort, Snapshot
from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.formats import available
from catalog.warehouses.governed import governed_view
from catalog.warehouses.interface import Export, View
from catalog.warehouses.narrowing import Given
from marketplace.foundation.audit import record
from requests.grants.errors import NoAccess, UnknownColumns, UnknownFormat
from requests.grants.narrowing import given_by, plain_by
from requests.grants.policies import grant_for, is_suspended, may_read, owns, versions_of
from requests.models import DataRead, Grant


@dataclass
class Read(Export):
    """A finished file, with the version of the product that it shows; `kept` where that is not the one in force."""

    version: str = ""
    kept: KeptPort | None = None


def open_read(
    *,
    reader: User,
    port: OutputPort,
    format: str,
    limit: int | None = None,
    columns: Sequence[str] | None = None,
    version: str = "",
    major: int | None = None,
) -> Read:
    """A file with what this person sees of a port by the policy in force, written down as a read.

    Who has been told that a version breaks what they read, reads the one before until they move or its time is over;
    `version` or `major` choose among those that they can read. Whoever gets the export closes it. Raises NoAccess
    (which is written down too), VersionNotReadable, UnknownColumns, UnknownFormat, and what the warehouse raises.
    """
    if not (answer := may_read(reader, port)):
        raise refused(reader, port, answer.reason)
    if format not in available():
        raise UnknownFormat(format=format, formats=", ".join(available()))
    versions = versions_of(reader, port)
    kept = versions.asked(version=version, major=major)
    snapshot = kept.snapshot if kept else port.snapshot
    grant = grant_for(reader, port)
    given = Given() if owns(reader, port) else given_by(grant)
    seen = governed_view(port, person=reader, kept=kept, narrowing=given.less, plain=given.plain)
    view = _narrowed(seen, columns)
    export = warehouse_for(port.warehouse).export(snapshot.location, view, format=format, limit=limit)
    told = {"plain": given.plain, "format": format, "rows": export.rows}
    read = Read(**vars(export), version=versions.number(kept), kept=kept)
    try:
        written = write_down(reader, port, grant, view, snapshot, version=read.version, **told)
    except BaseException:
        export.close()
        raise
    if not written:
        export.close()
        raise refused(reader, port, why_nothing(reader, port))
    return read


@transaction.atomic
def write_down(
    reader: User,
    port: OutputPort,
    grant: Grant | None,
    view: View,
    snapshot: Snapshot,
    *,
    format: str,
    rows: int | None,
    version: str,
    plain: Sequence[str] = (),
    **facts,
) -> bool:
    """Keep who read what; False when the grant ended while the data was being read: then nothing is handed out.

    Neither is it when an exception ended meanwhile by which masked columns were `plain`.
    """
    now = timezone.now()
    if plain and (grant is None or not set(plain) <= set(plain_by(grant))):
        return False
    through = Grant.objects.readable_by(reader, now).filter(pk=grant.pk if grant else None).update(last_read_at=now)
    if not through and (not owns(reader, port) or is_suspended(reader)):
        return False
    shown = {name.lower() for name in view.columns}
    masked = [mask.column for mask in view.masks if mask.column.lower() in shown]
    shown_plain = [name for name in plain if name.lower() in shown]
    read = DataRead.objects.create(
        grant=grant,
        port=port,
        reader=reader,
        snapshot=snapshot,
        format=format,
        rows=rows,
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
        rows=rows,
        version=version,
        read=read.pk,
        grant=grant.pk if grant else None,
        masked=masked,
        filtered=read.filtered,
        **({"plain": shown_plain} if shown_plain else {}),
        **facts,
    )
    return True


def why_nothing(reader: User, port: OutputPort):
    """Why what was read is not handed out: the right to it ended meanwhile, or that to see all of it."""
    return may_read(reader, port).reason or _("you see less of it since a moment ago; read it again")


def _narrowed(view: View, columns: Sequence[str] | None) -> View:
    """The view with only the columns asked for, in the order asked for, each once."""
    if not columns:
        return view
    named = {name.lower(): name for name in view.columns}
    if unknown := [name for name in columns if name.lower() not in named]:
        raise UnknownColumns(columns=", ".join(unknown), available=", ".join(view.columns))
    return replace(view, columns=tuple(dict.fromkeys(named[name.lower()] for name in columns)))


def refused(reader: User, port: OutputPort, reason) -> NoAccess:
    """Write down that a read was refused, and say how to order."""
    record("data.refused", port, actor=reader, product=port.product.slug, person=reader, reason=str(reason))
    return NoAccess(port=str(port), reason=str(reason), order=port.get_absolute_url())
