"""The facts of many published products, in a fixed number of queries however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Q

from accounts.models import Membership
from catalog.governance.checkpoints.standing import signed_kinds
from catalog.governance.facts.said import (
    IN_THE_CONTRACT,
    Written,
    access_facts,
    column_facts,
    grant_facts,
    support_channels,
)
from catalog.governance.facts.wanted import EVERYTHING, Wanted
from catalog.governance.hooks import grants_on
from catalog.governance.language import Subject
from catalog.governance.language.vocabulary import Value
from catalog.models import (
    Column,
    DataContract,
    DataProduct,
    FitnessScore,
    Incident,
    InputPort,
    OutputPort,
    ProductVersion,
    Transformation,
)
from catalog.spec.viewing import policy_of

_TEXTS = ("name", "archetype", "status", "description", "purpose", "usage", "limitations", "licence", "refresh")
_COLUMN_TEXTS = ("logical_type", "physical_type", "business_name", "description")
_UNWRITTEN = Written(None)
AT_ONCE = 500  # rows that are held while they are read
Facts = dict[str, Value]


def load_published(product_ids: Sequence[int], wanted: Wanted = EVERYTHING) -> dict[int, Subject]:
    """What is known of these products as they are published, by id; products that do not exist are left out."""
    ids = sorted(product_ids)
    products = {pk: Subject("product", slug, facts) for pk, slug, facts in _products(ids, wanted)}
    if wanted.has("port") or wanted.has("column") or wanted.has("grant") or wanted.any("product.ports"):
        _add_ports(products, wanted)
    return products


def _products(ids: list[int], wanted: Wanted) -> Iterable[tuple[int, str, Facts]]:
    rows = list(
        DataProduct.objects.filter(pk__in=ids).values(
            *("pk", "slug", "tags", "support", "ends_on", "owner", "owner__slug", "domain__slug", "successor__slug"),
            *_TEXTS,
        )
    )
    more = _beside(ids, {row["owner"] for row in rows}, wanted)
    for row in rows:
        facts: Facts = {f"product.{name}": row[name] for name in _TEXTS}
        facts |= {
            "product.domain": row["domain__slug"],
            "product.owner": row["owner__slug"],
            "product.tags": tuple(str(tag) for tag in row["tags"] or ()),
            "product.support_channels": support_channels(row["support"] or ()),
            "product.successor": row["successor__slug"] or "",
            "product.last_day": row["ends_on"].isoformat() if row["ends_on"] else "",
        }
        for fact, (known, otherwise) in more.items():
            key = row["owner"] if fact == "product.maintainers" else row["pk"]
            facts[fact] = known.get(key, otherwise)
        yield row["pk"], row["slug"], facts


def _beside(ids: list[int], owners: set[int], wanted: Wanted) -> dict[str, tuple[dict[int, Any], Value]]:
    """Facts that stand in other tables: what is known by id, and what holds where nothing is."""
    found: dict[str, tuple[dict[int, Any], Value]] = {}
    if wanted.any("product.maintainers"):
        found["product.maintainers"] = (maintainers_of(owners), 0)
    if wanted.any("product.version"):
        published = ProductVersion.objects.published().filter(product__in=ids)
        found["product.version"] = (dict(published.values_list("product", "number")), "")
    if wanted.any("product.fitness"):
        scores = FitnessScore.objects.filter(product__in=ids, latest=True)
        found["product.fitness"] = (dict(scores.values_list("product", "score")), None)
    if wanted.any("product.open_incidents"):
        found["product.open_incidents"] = (open_incidents(ids), 0)
    if wanted.any("product.checkpoints"):
        signed = signed_kinds(DataProduct.objects.filter(pk__in=ids))
        found["product.checkpoints"] = ({pk: tuple(sorted(kinds)) for pk, kinds in signed.items()}, ())
    if wanted.any("product.inputs", "product.product_inputs", "product.source_inputs"):
        for fact, counted in _inputs(ids).items():
            found[fact] = (counted, 0)
    return found


def maintainers_of(team_ids: Iterable[int]) -> dict[int, int]:
    """How many active people speak for each of these teams."""
    members = Membership.objects.filter(team__in=team_ids, role="maintainer", person__is_active=True).order_by()
    return dict(members.values_list("team").annotate(people=Count("pk")))


def open_incidents(product_ids: Sequence[int]) -> dict[int, int]:
    """How many incidents of each product are not closed."""
    incidents = Incident.objects.open().filter(port__product__in=product_ids).order_by()
    return dict(incidents.values_list("port__product").annotate(count=Count("pk")))


def _inputs(ids: list[int]) -> dict[str, dict[int, int]]:
    inputs = InputPort.objects.filter(version__product__in=ids, version__state="published").order_by()
    rows = inputs.values_list("version__product").annotate(
        every=Count("pk"), products=Count("pk", filter=Q(upstream__isnull=False))
    )
    counted = {pk: (every, products) for pk, every, products in rows}
    return {
        "product.inputs": {pk: every for pk, (every, _) in counted.items()},
        "product.product_inputs": {pk: products for pk, (_, products) in counted.items()},
        "product.source_inputs": {pk: every - products for pk, (every, products) in counted.items()},
    }


def _add_ports(products: dict[int, Subject], wanted: Wanted) -> None:
    rows = list(_port_rows(list(products)))
    counts: dict[int, int] = defaultdict(int)
    repositories = _repositories(rows) if wanted.any("port.repository") else {}
    columns = _columns(rows) if wanted.has("column") or wanted.any("port.columns") else {}
    written = _written(rows) if wanted.any(*IN_THE_CONTRACT) else {}
    grants = grants_on(list(products)) if wanted.has("grant") else {}
    for row in rows:
        counts[row["product"]] += 1
        told = written.get(row["contract"], _UNWRITTEN)
        mine = columns.get(row["contract"], [])
        facts = _port_facts(row, told, columns=len(mine))
        facts["port.repository"] = repositories.get((row["contract__version"], row["pk"]), "")
        port = Subject("port", row["name"], facts, products[row["product"]])
        masks = {mask["column"].casefold(): mask["method"] for mask in row["policy__masks"] or ()}
        if wanted.has("column"):
            _add_columns(port, mine, masks, told)
        for grant in grants.get(row["pk"], ()):
            Subject("grant", grant.number, grant_facts(grant), port)
    for pk, product in products.items():
        product.facts["product.ports"] = counts[pk]


def _port_rows(ids: list[int]) -> Iterable[dict[str, Any]]:
    fields = [
        *("pk", "product", "name", "description", "contract", "contract__version", "contract__number"),
        *("contract__table", "contract__description", "policy__document", "policy__purposes", "policy__longest_days"),
        *("policy__terms", "policy__row_filter", "policy__masks"),
    ]
    ports = OutputPort.objects.offered().filter(product__in=ids)
    return ports.order_by("product", "position", "name").values(*fields)


def _written(rows: list[dict[str, Any]]) -> dict[int, Written]:
    """What the contracts' documents tell. Each is let go as soon as it is read: a thousand of them are large."""
    contracts = DataContract.objects.filter(pk__in=[row["contract"] for row in rows])
    return {pk: Written(document) for pk, document in contracts.values_list("pk", "document").iterator(AT_ONCE)}


def _port_facts(row: dict[str, Any], written: Written, *, columns: int) -> Facts:
    policy = policy_of(row["policy__document"] if isinstance(row["policy__document"], dict) else {})
    return {
        "port.name": row["name"],
        "port.description": row["description"] or row["contract__description"] or "",
        "port.table": row["contract__table"] or "",
        "port.type": written.type,
        "port.contract_version": row["contract__number"] or "",
        "port.columns": columns,
        "port.row_filter": row["policy__row_filter"] or "",
        "port.purposes": tuple(row["policy__purposes"] or ()),
        "port.longest_days": row["policy__longest_days"],
        "port.terms": row["policy__terms"] or written.terms,
        **written.port,
        **access_facts(policy),
    }


def _columns(rows: list[dict[str, Any]]) -> dict[int, list[tuple[Any, ...]]]:
    """The columns of each contract, as `_add_columns` takes them."""
    found = Column.objects.filter(contract__in=[row["contract"] for row in rows]).order_by("contract", "position")
    grouped: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    fields = ("primary_key", "required", "unique", "classification", *_COLUMN_TEXTS)
    for contract, name, tags, *said in found.values_list("contract", "name", "tags", *fields).iterator(AT_ONCE):
        grouped[contract].append((name, tuple(tags) if tags else (), *said))
    return grouped


def _add_columns(port: Subject, columns: list[tuple[Any, ...]], masks: dict[str, str], written: Written) -> None:
    for name, tags, key, required, unique, *texts in columns:
        mask = masks.get(name.casefold()) if masks else None
        facts = column_facts(name, tags, mask, (key, required, unique), tuple(texts), written.of_column(name))
        Subject("column", name, facts, port)


def _repositories(rows: list[dict[str, Any]]) -> dict[tuple[int, int], str]:
    made = Transformation.objects.filter(version__in={row["contract__version"] for row in rows}).exclude(repository={})
    rows = made.values_list("version", "port", "repository")
    return {(version, port): str(where.get("url", "")) for version, port, where in rows}
