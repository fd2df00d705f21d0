"""What an editor may propose in one draft: tables that its SQL can read, its own columns, and names that exist here.

A draft may name anything; told is only what the person in front of it may see.
"""

import re

from catalog.models import DataProduct, Domain, OutputPort, SourceTable
from catalog.publishing.inputs import Inputs, find_inputs
from catalog.publishing.reading import limits, read_documents
from catalog.spec import Bundle, ColumnSpec, ProductSpec, view

MOST = 300  # names of one sort
SEPARATOR = re.compile(rb"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)


def draft_vocabulary(user, raw: bytes) -> dict:
    """Tables by name, each with its columns, and values by what they are for; a fixed number of queries.

    `inputs` and `outputs` have `about` and `columns` of name, type and about; `choices` are those for domain,
    ownerTeam, contractId and source; `readable` is false where the text is not YAML just now.
    """
    bundle = _readable(raw)
    spec = view(bundle) if bundle and bundle.product else None
    inputs = find_inputs(spec, team=None) if spec else Inputs()
    return {
        "readable": bundle is not None,
        "inputs": _upstreams(user, inputs) | _sources(user, inputs),
        "outputs": _outputs(spec, bundle),
        "choices": choices(user),
    }


def _readable(raw: bytes) -> Bundle | None:
    """The documents that can be read: while somebody types in one of them, the others still tell what they did."""
    bundle, _violations = read_documents(raw)
    if bundle is not None or len(raw) > limits().size:
        return bundle
    parts = [part for part in SEPARATOR.split(raw)[: limits().documents] if read_documents(part)[0]]
    return read_documents(b"\n---\n".join(parts))[0] if parts else None


def choices(user) -> dict[str, list[dict]]:
    """The names that documents of this person's teams may refer to: at most so many of a sort."""
    teams = user.memberships.select_related("team").order_by("team__name")[:MOST]
    offered = OutputPort.objects.visible_to(user).offered().filter(product__status=DataProduct.Status.PUBLISHED)
    offered = offered.select_related("product", "contract").order_by("product__name", "position")[:MOST]
    return {
        "domain": [_choice(one.slug, one.name) for one in Domain.objects.order_by("name")[:MOST]],
        "ownerTeam": [_choice(one.team.slug, one.team.name) for one in teams],
        "contractId": [_choice(port.contract.external_id, f"{port.product} · {port.name}") for port in offered],
        "source": [
            _choice(str(table), table.system.name)
            for table in _readable_sources(user).order_by("system__slug", "name")[:MOST]
        ],
    }


def _choice(value: str, about: str) -> dict:
    return {"value": value, "about": about}


def _readable_sources(user):
    """Tables of systems that are everybody's, and of those that belong to one of this person's teams."""
    tables = SourceTable.objects.select_related("system")
    if user.sees_everything:
        return tables
    return tables.filter(system__team=None) | tables.filter(system__team__in=user.team_ids)


def _upstreams(user, inputs: Inputs) -> dict[str, dict]:
    wanted = {port.pk for port in inputs.upstreams.values()}
    seen = OutputPort.objects.visible_to(user).filter(pk__in=wanted).select_related("product", "contract")
    known = {port.pk: port for port in seen.prefetch_related("contract__columns")}
    told = {}
    for name, port in inputs.upstreams.items():
        if found := known.get(port.pk):
            columns = [
                _column(one.name, one.physical_type or one.logical_type, one.business_name or one.description)
                for one in found.contract.columns.all()
            ]
            told[name] = {"about": f"{found.product} · {found.name} {found.contract.number}", "columns": columns}
    return told


def _sources(user, inputs: Inputs) -> dict[str, dict]:
    readable = set(
        _readable_sources(user).filter(pk__in={one.pk for one in inputs.sources.values()}).values_list("pk", flat=True)
    )
    return {
        name: {
            "about": str(table),
            "columns": [_column(one.get("name", ""), one.get("type", ""), "") for one in table.columns],
        }
        for name, table in inputs.sources.items()
        if table.pk in readable
    }


def _outputs(spec: ProductSpec | None, bundle: Bundle | None) -> dict[str, dict]:
    """The ports that the draft itself describes; where it is a contract alone, its table."""
    if spec is None or bundle is None:
        return {}
    return {
        port.name: {"about": port.description, "columns": [_described(one) for one in port.contract.columns]}
        for port in spec.outputs
    }


def _described(column: ColumnSpec) -> dict:
    return _column(column.name, column.physical_type or column.logical_type, column.business_name or column.description)


def _column(name: str, kind: str, about: str) -> dict:
    return {"name": name, "type": kind, "about": about[:200]}
