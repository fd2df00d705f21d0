"""From the tables that a pasted SELECT names to what the team may read under these names."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Team, User
from catalog.lineage.columns import ColumnEdge, column_edges, output_columns
from catalog.models import OutputPort
from catalog.publishing.hooks import may_build_on
from catalog.publishing.landing import the_lakehouse
from catalog.spec.sql import SqlProblem, parse_select
from catalog.starting.documents import NewColumn, NewInput
from catalog.starting.origins import (
    Origin,
    columns_for,
    input_for,
    label_of,
    location_of,
    offered_ports,
    schema_for,
    source_tables,
    teams_of,
    view_for,
)
from catalog.starting.sql_sources import Mention, Pasted, port_names, read_sql, rewritten
from catalog.warehouses.engines import read_limits, warehouse_for
from catalog.warehouses.errors import BuildFailed
from catalog.warehouses.logical_types import logical_type

MOST_NAMES = 5000  # that near matches are looked for among
Parts = tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """A name that several things have: which of them is meant has to be said."""

    name: str
    written: str
    options: tuple[str, ...]


@dataclass
class Resolved:
    """A SELECT with everything it reads; `problems` keep it from being used, `choices` wait for an answer."""

    sql: str
    inputs: dict[str, Origin] = field(default_factory=dict)
    columns: tuple[NewColumn, ...] = ()
    edges: tuple[ColumnEdge, ...] = ()
    problems: list[SqlProblem] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)

    @property
    def is_usable(self) -> bool:
        """Could a port be made with it?"""
        return not self.problems and not self.choices

    @property
    def new_inputs(self) -> list[NewInput]:
        """The input ports that it reads."""
        return [input_for(origin, name) for name, origin in self.inputs.items()]


def resolve(user: User, team: Team, sql: str, chosen: Mapping[str, str] | None = None) -> Resolved:
    """Find what a SELECT reads, within what the person sees and the team may read; then its columns and lineage.

    `chosen` says by its label which thing is meant where a name has several. Writes nothing. Raises WarehouseError
    when the warehouse does not answer.
    """
    pasted = read_sql(sql)
    found = Resolved(pasted.sql, problems=list(pasted.problems))
    if pasted.query is None:
        return found
    origins: dict[Parts, Origin] = {}
    for mention in pasted.mentions:
        origin = _find(user, team, mention, chosen or {}, found)
        if origin is not None:
            origins[mention.parts] = origin
    if found.is_usable:
        _describe(found, pasted, origins, team)
    return found


def _find(user: User, team: Team, mention: Mention, chosen: Mapping[str, str], found: Resolved) -> Origin | None:
    options = {label_of(origin): origin for origin in _called(user, mention.parts)}
    if len(options) > 1:
        readable = {label: origin for label, origin in options.items() if may_build_on(team, origin)}
        options = readable or options
    name = ".".join(mention.parts)
    if len(options) > 1 and chosen.get(name) not in options:
        found.choices.append(Choice(name, mention.written, tuple(sorted(options))))
        return None
    if not options:
        found.problems.append(SqlProblem("sql-unknown-table", _unknown(user, mention), mention.line))
        return None
    origin = options.get(chosen.get(name, "")) or next(iter(options.values()))
    if answer := may_build_on(team, origin):
        return origin
    facts = {"name": label_of(origin), "reason": answer.reason}
    message = _("%(name)s may not be read: %(reason)s.") % facts
    if others := [str(other) for other in teams_of(user) if may_build_on(other, origin)]:
        message += " " + _("It may be in a product of %(teams)s.") % {"teams": ", ".join(others)}
    found.problems.append(SqlProblem("input-not-allowed", message, mention.line))
    return None


def _called(user: User, parts: Parts) -> Iterable[Origin]:
    """Everything within reach that goes by this name; hyphens and underscores are the same here."""
    if len(parts) > 2:
        return
    names, owners = _spellings(parts[-1]), _spellings(parts[0]) if len(parts) == 2 else None
    tables, ports = source_tables(user).filter(names("name")), offered_ports(user).filter(names("name"))
    if owners:
        tables, ports = tables.filter(owners("system__slug")), ports.filter(owners("product__slug"))
    yield from tables
    yield from ports.prefetch_related("contract__columns")


def _spellings(name: str):
    """The condition that a field has this name, with hyphens or underscores, in capitals or not."""
    spelt = {name, name.replace("_", "-")}

    def condition(field: str) -> Q:
        either = Q()
        for each in spelt:
            either |= Q(**{f"{field}__iexact": each})
        return either

    return condition


def _unknown(user: User, mention: Mention) -> str:
    near = _near(user, mention)
    if not near:
        message = _("There is no table “%(name)s” that your team may read.")
        return message % {"name": mention.written}
    message = _("There is no table “%(name)s” that your team may read. Near to it: %(near)s.")
    return message % {"name": mention.written, "near": ", ".join(near)}


def _near(user: User, mention: Mention) -> list[str]:
    """Names that look like it: whole ones, or the last part of one."""
    tables = source_tables(user).values_list("system__slug", "name")[:MOST_NAMES]
    ports = OutputPort.objects.visible_to(user).offered().values_list("product__slug", "name")[:MOST_NAMES]
    labels = [f"{owner}.{name}" for owner, name in (*tables, *ports)]
    plain = {label.replace("-", "_").lower(): label for label in labels}
    bare: dict[str, str] = {}
    for label in plain:
        bare.setdefault(label.partition(".")[2], plain[label])
    wanted = ".".join(mention.parts)
    close = difflib.get_close_matches(wanted, plain, n=3, cutoff=0.6)
    near = [plain[label] for label in close]
    near += [bare[name] for name in difflib.get_close_matches(mention.parts[-1], bare, n=3, cutoff=0.5)]
    return list(dict.fromkeys(near))[:3]


def _describe(found: Resolved, pasted: Pasted, origins: Mapping[Parts, Origin], team: Team) -> None:
    """The SELECT over input ports, the columns it makes with their types, and where each comes from."""
    first: dict[Origin, Parts] = {}
    same = {parts: first.setdefault(origin, parts) for parts, origin in origins.items()}
    names = port_names(pasted, same)
    found.inputs = {names[parts]: origin for origin, parts in first.items()}
    found.sql = rewritten(pasted, names) + "\n"
    _query, problems = parse_select(found.sql, list(found.inputs))
    found.problems += problems
    if problems:
        return
    known = {name: columns_for(origin, team) for name, origin in found.inputs.items()}
    schemas = {name: schema_for(columns) for name, columns in known.items()}
    found.edges = tuple(column_edges(found.sql, schemas))
    found.columns = _typed(found, team, known)


def _typed(found: Resolved, team: Team, known: Mapping[str, tuple[NewColumn, ...]]) -> tuple[NewColumn, ...]:
    """The columns with the types that the engine gives them; what is taken over as it is keeps what is said of it."""
    schemas = {name: schema_for(columns) for name, columns in known.items()}
    expected = output_columns(found.sql, schemas)
    try:
        shape = _shape(found, team)
    except BuildFailed as failure:
        line = failure.facts.get("line") or 1
        found.problems.append(SqlProblem("sql-refused", str(failure.facts.get("reason", failure)), line))
        return tuple(NewColumn(name, "", "") for name in expected)
    said = {(name, column.name.lower()): column for name, columns in known.items() for column in columns}
    handed_on = {
        edge.output_column.lower(): said.get((edge.table, edge.column.lower()))
        for edge in found.edges
        if edge.transformation == "IDENTITY"
    }
    return tuple(_column(name, physical, handed_on.get(name.lower())) for name, physical in shape)


def _shape(found: Resolved, team: Team) -> list[tuple[str, str]]:
    """Ask the engine what the SELECT would make, over none of its rows."""
    home = next((origin.warehouse for origin in found.inputs.values()), None) or the_lakehouse()
    shape = warehouse_for(home).shape(
        sql=found.sql,
        inputs={name: location_of(origin) for name, origin in found.inputs.items()},
        views={name: view for name, origin in found.inputs.items() if (view := view_for(origin, team)) is not None},
        limits=read_limits(),
    )
    return [(column.name, column.physical_type) for column in shape]


def _column(name: str, physical: str, said: NewColumn | None) -> NewColumn:
    logical = logical_type(physical)
    if said is None:
        return NewColumn(name, logical, physical)
    return NewColumn(name, logical, physical, said.business_name, said.description, said.classification)
