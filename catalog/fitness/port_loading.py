"""Loads what fitness functions look at of output ports: contracts, columns, promises, policies."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from catalog.fitness.facts import ColumnFacts, MonitorFacts, PolicyFacts, PortFacts
from catalog.models import Column, ColumnEdge, Monitor, OutputPort, Transformation

Grouped = dict[int, list[Any]]
Row = dict[str, Any]
_COLUMN = (
    *("name", "logical_type", "physical_type", "description", "business_name", "glossary_term", "classification"),
    *("primary_key", "unique"),
)
_MONITOR = (
    *("port", "rule", "indicator", "name", "status", "column", "dimension", "severity", "value", "value_text"),
    *("detail", "objective", "unmeasurable", "measured_at"),
)


def load_ports(ids: Sequence[int]) -> Grouped:
    """The offered ports of each product, with columns, promises and policy: five queries."""
    rows = list(
        OutputPort.objects.offered()
        .filter(product__in=ids)
        .order_by("position", "name")
        .values(
            *("pk", "product", "name", "description", "contract", "contract__document", "contract__external_id"),
            *("contract__table", "contract__version", "snapshot__columns", "snapshot__rows", "policy__document"),
            *("policy__purposes", "policy__longest_days", "policy__terms", "policy__row_filter", "policy__masks"),
        )
    )
    for row in rows:
        row["document"] = row["contract__document"] if isinstance(row["contract__document"], dict) else {}
    versions = {row["contract__version"] for row in rows}
    columns, monitors = _columns(rows, versions), _monitors(ids)
    made = set(Transformation.objects.filter(version__in=versions).values_list("port", flat=True))
    grouped: Grouped = defaultdict(list)
    for row in rows:
        grouped[row["product"]].append(_port(row, columns, monitors, made))
    return grouped


def _port(row: Row, columns: Grouped, monitors: Grouped, made: set[int]) -> PortFacts:
    document = row["document"]
    table = _table(document)
    return PortFacts(
        pk=row["pk"],
        name=row["name"],
        description=row["description"],
        contract=row["contract__external_id"],
        table=row["contract__table"],
        tags=(*_words(document.get("tags")), *_words(table.get("tags"))),
        standard=str(document.get("apiVersion") or ""),
        definitions=tuple(each for each in _maps(document.get("authoritativeDefinitions"))),
        references=_references(table),
        columns=tuple(columns[row["contract"]]),
        actual=tuple(column["name"] for column in row["snapshot__columns"] or ()),
        monitors=tuple(monitors[row["pk"]]),
        policy=_policy(row),
        rows=row["snapshot__rows"],
        is_made=row["pk"] in made,
    )


def _policy(row: Row) -> PolicyFacts:
    document = row["policy__document"] or {}
    return PolicyFacts(
        rules=tuple(_maps(document.get("rules"))),
        purposes=tuple(row["policy__purposes"] or ()),
        longest_days=row["policy__longest_days"] or 0,
        terms=row["policy__terms"] or "",
        row_filter=row["policy__row_filter"] or "",
        masked=frozenset(mask["column"].lower() for mask in row["policy__masks"] or ()),
    )


def _columns(rows: list[Row], versions: set[int]) -> Grouped:
    """The columns of each contract in force."""
    port_of = {row["contract"]: row["pk"] for row in rows}
    classified = {row["contract"]: _classified(_table(row["document"])) for row in rows}
    traced = set(ColumnEdge.objects.filter(version__in=versions).values_list("port", "column"))
    found = Column.objects.filter(contract__in=port_of).order_by("contract", "position")
    # Most columns have neither tags nor examples: empty lists are told apart without being read.
    found = found.annotate(explained=~Q(examples=[]) | ~Q(enum=[]), written=Cast("tags", TextField()))
    grouped: Grouped = defaultdict(list)
    for each in found.values("contract", *_COLUMN, "written", "explained"):
        contract, tags = each.pop("contract"), each.pop("written")
        grouped[contract].append(
            ColumnFacts(
                **each,
                classified=each["name"] in classified[contract],
                tags=() if tags == "[]" else _words(json.loads(tags)),
                traced=(port_of[contract], each["name"]) in traced,
            )
        )
    return grouped


def _classified(table: Row) -> set[str]:
    """The columns whose classification the contract itself states."""
    told = _maps(table.get("properties"))
    return {each["name"] for each in told if each.get("classification") and isinstance(each.get("name"), str)}


def _references(table: Row) -> int:
    """How many relationships to other tables the contract states."""
    return sum(len(_maps(place.get("relationships"))) for place in (table, *_maps(table.get("properties"))))


def _monitors(ids: Sequence[int]) -> Grouped:
    grouped: Grouped = defaultdict(list)
    found = Monitor.objects.filter(port__product__in=ids, port__offered=True, active=True).order_by("rule")
    for each in found.values(*_MONITOR):
        port, objective = each.pop("port"), each.pop("objective")
        grouped[port].append(
            MonitorFacts(**each, has_objective=bool(objective), expected=bool(objective.get("expected")))
        )
    return grouped


def _table(document: Row) -> Row:
    """The first table of a contract, which is the one that its port offers."""
    return next(iter(_maps(document.get("schema"))), {})


def _maps(value: Any) -> list[Row]:
    """The maps of a list that somebody wrote by hand."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _words(value: Any) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list) else ()
