"""What the pages of the table way show: what can be read, and how one of it looks."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q
from django.utils.translation import gettext as _

from catalog.models import Column, OutputPort, SourceTable
from catalog.publishing.hooks import which_to_build_on
from catalog.starting.documents import business_name
from catalog.starting.origins import Origin, label_of, offered_ports, rows_of, source_tables, teams_of
from catalog.views.sample_rows import MOST_COLUMNS, Heading, SampleRows, cell_text, sample_of
from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.errors import WarehouseError
from catalog.warehouses.interface import View
from catalog.warehouses.logical_types import logical_type
from marketplace.foundation.policies import YES, no

TABLES, PORTS = 60, 20
ROWS = 10


def tables_page(user, params) -> dict:
    """One page of tables or ports that fit what is sought; a number of queries that does not grow with them."""
    q = params.get("q", "").replace("\x00", "").strip()[:100]
    kind = "ports" if params.get("kind") == "ports" else "tables"
    found = _ports(user, q) if kind == "ports" else _tables(user, q)
    page = Paginator(found, PORTS if kind == "ports" else TABLES).get_page(params.get("page"))
    rows = _port_rows(user, list(page)) if kind == "ports" else list(page)
    keep = {"kind": kind} | ({"q": q} if q else {})
    return {
        "q": q,
        "kind": kind,
        "rows": rows,
        "page": page,
        "has_team": bool(user.team_ids),
        "previous": f"?{urlencode(keep | {'page': page.previous_page_number()})}" if page.has_previous() else "",
        "next": f"?{urlencode(keep | {'page': page.next_page_number()})}" if page.has_next() else "",
        "others": f"?{urlencode(({'q': q} if q else {}) | {'kind': 'tables' if kind == 'ports' else 'ports'})}",
    }


def origin_page(user, origin: Origin) -> dict:
    """A table before it is taken: its columns, some rows as this person may see them, and names to begin with."""
    is_port = isinstance(origin, OutputPort)
    name = origin.product.name if is_port else business_name(origin.name.replace("-", "_")) or origin.name
    return {
        "origin": origin,
        "label": label_of(origin),
        "is_port": is_port,
        "rows": rows_of(origin),
        "columns": _columns(origin),
        "sample": sample_of(user, origin) if is_port else _sample(origin),
        "initial": {"name": f"{name} 2" if is_port else name},
    }


def _tables(user, q: str):
    words = Q()
    for word in q.replace(".", " ").split():
        words &= Q(name__icontains=word) | Q(system__slug__icontains=word) | Q(system__name__icontains=word)
    return source_tables(user).filter(words).order_by("system__name", "name")


def _ports(user, q: str):
    words = Q()
    for word in q.replace(".", " ").split():
        words &= Q(name__icontains=word) | Q(product__name__icontains=word) | Q(product__slug__icontains=word)
    return offered_ports(user).filter(words).order_by("product__name", "position", "name", "pk")


def _port_rows(user, ports: list[OutputPort]) -> list[dict]:
    """Each with whether one of the person's teams may make products of it; the last word has the page of the port."""
    readable: set[int] = set()
    teams = teams_of(user)
    for team in teams:
        readable |= which_to_build_on(team, ports)
    why = no(_why_not(teams))
    return [{"port": port, "answer": YES if port.pk in readable else why} for port in ports]


def _why_not(teams) -> str:
    if len(teams) == 1:
        return _("%(team)s has no access to it") % {"team": teams[0]}
    return _("none of your teams has access to it")


def _columns(origin: Origin) -> list[dict]:
    if isinstance(origin, SourceTable):
        return [
            {
                "name": column["name"],
                "logical_type": logical_type(column.get("type", "")),
                "physical_type": column.get("type"),
            }
            for column in origin.columns
        ]
    columns = Column.objects.filter(contract=origin.contract_id).order_by("position")
    return list(columns.values("name", "logical_type", "physical_type", "classification", "description"))


def _sample(table: SourceTable) -> SampleRows:
    """The first rows as they are: the table is for this person's team, which may make products of it."""
    names = tuple(column["name"] for column in table.columns)
    kept = names[:MOST_COLUMNS]
    told = {
        "headings": [Heading(name, "") for name in kept],
        "withheld": [],
        "left_out": len(names) - len(kept),
    }
    try:
        found = warehouse_for(table.warehouse).sample(table.location, View(kept), limit=ROWS)
    except WarehouseError as trouble:
        return SampleRows(rows=[], trouble=str(trouble), **told)
    return SampleRows(rows=[[(cell_text(cell), False) for cell in row] for row in found.rows], **told)
