"""Loads the descriptions of products for other catalogs, many in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.exchange.description import Described, DescribedColumn, DescribedPort, Origin
from catalog.models import AccessPolicy, Column, DataProduct, InputPort, OutputPort, ProductVersion
from catalog.spec.contracts import classification_of, glossary_of
from catalog.spec.trees import Tree, maps, text

MOST_COLUMNS = 1000  # of one product; what has more is told in full by its contract


@dataclass(frozen=True)
class Parts:
    """What belongs to one product: the version in force with the names and slugs of its origins, and its ports."""

    version: ProductVersion | None
    origins: Sequence[tuple[str, str]]
    ports: Sequence[OutputPort]


def describe_many(user, products: Sequence[DataProduct], base: str) -> dict[int, Described]:
    """Many products by their id, with domain and owner at hand, without their columns: three queries."""
    published = ProductVersion.objects.published().filter(product__in=products).defer("bundle", "changes", "parts")
    versions = {one.product_id: one for one in published}
    ports: dict[int, list[OutputPort]] = defaultdict(list)
    offered = OutputPort.objects.offered().filter(product__in=products).order_by("position", "name")
    for port in offered.select_related("contract", "policy", "snapshot"):
        ports[port.product_id].append(port)
    visible = DataProduct.objects.visible_to(user).values("pk")
    read = InputPort.objects.filter(version__in=versions.values(), upstream__product__in=visible).order_by()
    origins: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for pk, name, slug in sorted(read.values_list(*ORIGIN).distinct()):
        origins[pk].append((name, slug))
    return {
        product.pk: describe(product, Parts(versions.get(product.pk), origins[product.pk], ports[product.pk]), base, 0)
        for product in products
    }


ORIGIN = ("version__product", "upstream__product__name", "upstream__product__slug")


def version_and_origins(user, product: DataProduct) -> tuple[ProductVersion | None, list[tuple[str, str]]]:
    """The version in force, and name and slug of the products it reads that this person may see: one query."""
    visible = DataProduct.objects.visible_to(user).filter(pk=OuterRef("input_ports__upstream__product"))
    versions = ProductVersion.objects.published().filter(product=product).select_related("published_by")
    rows = list(
        versions.defer("bundle").annotate(
            origin_name=F("input_ports__upstream__product__name"),
            origin_slug=F("input_ports__upstream__product__slug"),
            origin_is_visible=Exists(visible),
        )
    )
    origins = {(row.origin_name, row.origin_slug) for row in rows if row.origin_slug and row.origin_is_visible}
    return (rows[0] if rows else None), sorted(origins)


def describe(product: DataProduct, parts: Parts, base: str, most_columns: int = MOST_COLUMNS) -> Described:
    """One product whose parts are at hand; no query. Columns are told as its contracts in force have them."""
    version = parts.version
    columns = {port.pk: _columns_of(port) for port in parts.ports}
    page = f"{base}{product.get_absolute_url()}"
    return Described(
        url=page,
        metadata=f"{base}{reverse('product-metadata', args=[product.slug])}",
        catalog=f"{base}{reverse('catalog:products')}",
        slug=product.slug,
        external_id=product.external_id,
        name=product.name,
        domain=product.domain.name,
        owner=product.owner.name,
        owner_url=f"{base}{reverse('catalog:products')}?owner={product.owner.slug}",
        status=product.status,
        created_at=product.created_at,
        description=product.description,
        purpose=product.purpose,
        limitations=product.limitations,
        version=version.number if version else "",
        documents=f"{base}{reverse('product-bundle', args=[product.slug])}" if version else "",
        published_at=version.published_at if version else None,
        licence=product.licence,
        tags=tuple(map(str, product.tags)),
        support=tuple(_support(product)),
        conditions=_conditions(parts.ports),
        is_free=not any(_price(port) for port in parts.ports),
        is_public=_is_public([column for found in columns.values() for column in found]),
        ports=tuple(_port(port, columns[port.pk][:most_columns], base) for port in parts.ports),
        origins=tuple(Origin(name, f"{base}{reverse('catalog:product', args=[slug])}") for name, slug in parts.origins),
    )


def _port(port: OutputPort, columns: Sequence[Tree], base: str) -> DescribedPort:
    snapshot = port.snapshot
    return DescribedPort(
        name=port.name,
        data=f"{base}/api/v1/ports/{port.pk}/data",
        description=port.description,
        standard=str(port.contract.document.get("apiVersion", "")) if port.contract else "",
        rows=snapshot.rows if snapshot else None,
        size=snapshot.size if snapshot else None,
        built_at=snapshot.built_at if snapshot else None,
        columns=tuple(_column(column) for column in columns),
    )


def _columns_of(port: OutputPort) -> tuple[Tree, ...]:
    """The columns as the contract in force has them, which is at hand already."""
    table = next(iter(maps(port.contract.document, "schema")), {}) if port.contract else {}
    return tuple(column for column in maps(table, "properties") if text(column, "name"))


def _column(written: Tree) -> DescribedColumn:
    _term, url = glossary_of(written)
    return DescribedColumn(
        name=text(written, "name"),
        business_name=text(written, "businessName"),
        description=text(written, "description"),
        logical_type=text(written, "logicalType"),
        meaning=url if url.startswith(("https://", "http://")) else "",
    )


def _is_public(columns: Sequence[Tree]) -> bool:
    """Does every contract say of every column that it is for everybody?"""
    return bool(columns) and all(classification_of(column) == Column.Classification.PUBLIC for column in columns)


def _support(product: DataProduct) -> Iterator[tuple[str, str]]:
    for one in product.support:
        if isinstance(one, dict) and isinstance(one.get("channel"), str):
            yield one["channel"], str(one.get("url") or "")


def _conditions(ports: Sequence[OutputPort]) -> str:
    """How one gets at it, as the policies in force have it."""
    policies: list[AccessPolicy] = [port.policy for port in ports if port.policy]
    if not policies:
        return ""
    purposes = list(dict.fromkeys(str(one) for policy in policies for one in policy.purposes))
    facts = {"days": max(policy.longest_days for policy in policies), "purposes": ", ".join(purposes)}
    words = _("Access is ordered in the marketplace with a justification, for %(days)s days at most.") % facts
    return words + (_(" Purposes: %(purposes)s.") % facts if purposes else "")


def _price(port: OutputPort) -> bool:
    """Does its contract ask for money?"""
    price = port.contract.document.get("price") if port.contract else None
    amount = price.get("priceAmount") if isinstance(price, dict) else None
    return isinstance(amount, int | float) and amount > 0
