"""The query workbench: one SELECT over what somebody may read, as they see it, written down like every read."""

import contextlib
import re
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Exists
from django.utils.translation import gettext as _

from accounts.models import User
from catalog.models import Column, DataProduct, KeptPort, OutputPort
from catalog.spec.sql import parse_select, tables_of
from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.errors import BuildFailed, BuildOutOfMemory, BuildTimedOut, BuildTooLarge
from catalog.warehouses.governed import governed_view
from catalog.warehouses.interface import Export, Limits, View, Warehouse, nobody_asks
from catalog.warehouses.narrowing import Given
from requests.grants.errors import OneQueryAtATime, QueryFailed, QueryNotFit, QueryTooSlow, SeveralWarehouses
from requests.grants.narrowing import given_by
from requests.grants.policies import grant_for, may_read, owns, versions_of
from requests.grants.reading import refused, why_nothing, write_down
from requests.models import Grant, Suspension

MOST_TABLES = 200  # that are offered
MOST_ROWS = 10_000  # of an answer
SHOWN = 200  # of these on the page
LONGEST_SQL = 20_000
WRITTEN_SQL = 2_000  # characters that the audit keeps
TOO_MUCH = (BuildTimedOut, BuildOutOfMemory, BuildTooLarge)
QUERY = "query"  # the format of such a read


@dataclass(frozen=True)
class Answer:
    """What a query gave: `total` rows, of which the first are here; `cut` where there are more than an answer holds."""

    columns: tuple[str, ...]
    kinds: tuple[str, ...]  # logical types
    rows: list[tuple[Any, ...]]
    total: int
    cut: bool
    seconds: float
    tables: tuple[str, ...]


@dataclass(frozen=True)
class Seen:
    """One port of a query, as its reader sees it."""

    port: OutputPort
    grant: Grant | None
    view: View
    kept: KeptPort | None
    version: str
    plain: tuple[str, ...] = ()

    @property
    def location(self) -> str:
        """Where its data lies."""
        snapshot = self.kept.snapshot if self.kept else self.port.snapshot
        return snapshot.location


def tables_for(user: User) -> dict[str, OutputPort]:
    """The ports that this person reads at this moment, by the name that a query calls them by; one query.

    That is the name of the port; where two have the same, that of the product stands before it.
    """
    held = Grant.objects.readable_by(user).order_by().values("port")
    stopped = Suspension.objects.standing().filter(person=user.pk)
    ports = OutputPort.objects.offered().exclude(product__status=DataProduct.Status.RETIRED)
    theirs = ports.filter(pk__in=held) | ports.filter(~Exists(stopped), product__owner__in=user.team_ids)
    parts = ("product__owner", "product__domain", "policy", "contract", "snapshot", "warehouse")
    found = list(theirs.select_related(*parts).order_by("product__name", "position", "name")[:MOST_TABLES])
    often = Counter(_plain(port.name) for port in found)
    return {
        _plain(port.name) if often[_plain(port.name)] == 1 else _plain(f"{port.product.slug}_{port.name}"): port
        for port in found
    }


def columns_by_table(tables: Mapping[str, OutputPort]) -> dict[str, list[str]]:
    """The names of the columns of these tables, in one query."""
    contracts = {port.contract_id: name for name, port in tables.items()}
    found: dict[str, list[str]] = {name: [] for name in tables}
    columns = Column.objects.filter(contract__in=contracts).order_by("contract", "position")
    for contract, name in columns.values_list("contract_id", "name"):
        found[contracts[contract]].append(name)
    return found


def run_query(*, reader: User, sql: str) -> Answer:
    """The answer to one SELECT. Raises QueryNotFit, QueryFailed, QueryTooSlow, OneQueryAtATime, SeveralWarehouses,
    NoAccess, and what the warehouse raises.
    """
    with _carried_out(reader, sql) as (warehouse, location, seen, seconds):
        columns = warehouse.describe(location)
        view = View(tuple(column.name for column in columns))
        total = warehouse.count(location)
        rows = warehouse.sample(location, view, limit=SHOWN).rows
        _write_all(reader, seen, sql, min(total, MOST_ROWS))
    return Answer(
        columns=view.columns,
        kinds=tuple(column.logical_type for column in columns),
        rows=rows,
        total=min(total, MOST_ROWS),
        cut=total > MOST_ROWS,
        seconds=seconds,
        tables=tuple(seen),
    )


def export_query(*, reader: User, sql: str, format: str) -> Export:
    """The same as a file, at most 10,000 rows; whoever gets it closes it."""
    with _carried_out(reader, sql) as (warehouse, location, seen, _seconds):
        view = View(tuple(column.name for column in warehouse.describe(location)))
        export = warehouse.export(location, view, format=format, limit=MOST_ROWS)
        try:
            _write_all(reader, seen, sql, export.rows)
        except BaseException:
            export.close()
            raise
    return export


@contextlib.contextmanager
def _carried_out(reader: User, sql: str) -> Iterator[tuple[Warehouse, str, Mapping[str, Seen], float]]:
    """The warehouse with the answer at a location, for as long as the block lasts; one at a time for each person."""
    seen = _understood(reader, sql)
    mine = f"query:{reader.pk}"
    if not cache.add(mine, 1, timeout=2 * settings.QUERY_SECONDS):
        raise OneQueryAtATime()
    try:
        warehouse = warehouse_for(next(iter(seen.values())).port.warehouse)
        started = time.monotonic()
        location = _build(warehouse, sql, seen)
        try:
            yield warehouse, location, seen, round(time.monotonic() - started, 3)
        finally:
            warehouse.discard(location)
    finally:
        cache.delete(mine)


def _build(warehouse: Warehouse, sql: str, seen: Mapping[str, Seen]) -> str:
    limits = Limits(settings.QUERY_SECONDS, settings.READ_MEMORY_MB, settings.BUILD_THREADS)
    try:
        built = warehouse.build(
            sql=f"SELECT * FROM (\n{sql.strip().rstrip(';')}\n) AS answer LIMIT {MOST_ROWS + 1}",  # noqa: S608 — parsed, and sandboxed
            inputs={name: one.location for name, one in seen.items()},
            views={name: one.view for name, one in seen.items()},
            port_key="workbench",
            run_key=uuid.uuid4().hex,
            limits=limits,
            alive=nobody_asks,
        )
    except TOO_MUCH:
        raise QueryTooSlow(seconds=settings.QUERY_SECONDS) from None
    except BuildFailed as failure:
        # Its tables are copies of what the reader sees, so that the engine's sentence can quote nothing else.
        raise QueryFailed(reason=failure.facts["reason"]) from None
    return built.location


def _understood(reader: User, sql: str) -> dict[str, Seen]:
    """The ports that a query names, as this person sees each of them."""
    if not sql.strip() or len(sql) > LONGEST_SQL or "\x00" in sql:
        raise QueryNotFit(line=1, reason=_("a query has between 1 and %(most)s characters.") % {"most": LONGEST_SQL})
    offered = tables_for(reader)
    query, problems = parse_select(sql, offered)
    if query is None or problems:
        raise QueryNotFit(line=problems[0].line, reason=problems[0].message)
    by_name = {name.lower(): (name, port) for name, port in offered.items()}
    named = dict(by_name[table.name.lower()] for table in tables_of(query) if table.name.lower() in by_name)
    if not named:
        raise QueryNotFit(line=1, reason=_("a query reads at least one of the tables that you may read."))
    places = {port.warehouse_id: port.warehouse.name for port in named.values()}
    if len(places) > 1:
        raise SeveralWarehouses(warehouses=", ".join(sorted(places.values())))
    return {name: _seen(reader, port) for name, port in named.items()}


def _seen(reader: User, port: OutputPort) -> Seen:
    if not (allowed := may_read(reader, port)):
        raise refused(reader, port, allowed.reason)
    versions = versions_of(reader, port)
    kept = versions.asked()
    grant = grant_for(reader, port)
    given = Given() if owns(reader, port) else given_by(grant)
    view = governed_view(port, person=reader, kept=kept, narrowing=given.less, plain=given.plain)
    return Seen(port, grant, view, kept, versions.number(kept), given.plain)


def _write_all(reader: User, seen: Mapping[str, Seen], sql: str, rows: int | None) -> None:
    """Write down a read of each port; raises NoAccess where a grant ended meanwhile, and nothing is handed out."""
    for one in seen.values():
        snapshot = one.kept.snapshot if one.kept else one.port.snapshot
        facts: dict[str, Any] = {
            "plain": one.plain,
            "format": QUERY,
            "rows": rows,
            "version": one.version,
            "sql": sql[:WRITTEN_SQL],
        }
        if not write_down(reader, one.port, one.grant, one.view, snapshot, **facts):
            raise refused(reader, one.port, why_nothing(reader, one.port))


def _plain(name: str) -> str:
    """A name that SQL takes without quotes.

    >>> _plain("ae-by arm"), _plain("2026")
    ('ae_by_arm', 't_2026')
    """
    plain = re.sub(r"\W", "_", name)
    return plain if re.match(r"[A-Za-z_]", plain) else f"t_{plain}"
