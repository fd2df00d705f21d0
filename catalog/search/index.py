"""Write down the words by which products are found."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from catalog.models import Column, DataProduct, OutputPort, SearchEntry, Transformation
from catalog.search.words import split

CHUNK = 400  # products; SQLite takes 999 parameters at most
LONGEST = 200_000  # characters of one weight; PostgreSQL keeps at most a megabyte of all
_STRICTNESS = {name: place for place, name in enumerate(Column.Classification.values)}
_WRITTEN = ["names", "labels", "columns", "texts", "classification", "indexed_at"]


def index_product(product: DataProduct) -> None:
    """Write the words of a product as it is offered now; indexing again replaces them."""
    index_products([product.pk])


def index_products(product_ids: Iterable[int]) -> None:
    """Write the words of many products as they are offered now; a fixed number of queries for every few hundred."""
    ids = list(dict.fromkeys(product_ids))
    for start in range(0, len(ids), CHUNK):
        _index_chunk(ids[start : start + CHUNK])


def forget(product: DataProduct) -> None:
    """Let the search no longer find a product."""
    SearchEntry.objects.filter(product=product).delete()


@transaction.atomic
def _index_chunk(ids: Sequence[int]) -> None:
    products = list(DataProduct.objects.filter(pk__in=ids).select_related("domain", "owner"))
    ports = defaultdict(list)
    offered = OutputPort.objects.offered().filter(product__in=ids).order_by("position", "pk")
    for port in offered.select_related("contract").defer("contract__document"):
        ports[port.product_id].append(port)
    product_of = {port.contract_id: port.product_id for listed in ports.values() for port in listed}
    columns = defaultdict(list)
    told = Column.objects.filter(contract__port__product__in=ids, contract__port__offered=True)
    told = told.order_by("contract", "position")
    for contract, *rest in told.values_list(
        "contract_id", "name", "business_name", "description", "tags", "classification"
    ):
        if contract in product_of:
            columns[product_of[contract]].append(rest)
    sql = defaultdict(list)
    written = Transformation.objects.filter(version__product__in=ids, version__state="published").order_by("pk")
    for product, *texts in written.values_list("version__product_id", "sql", "description"):
        sql[product] += texts
    entries = [_entry(product, ports[product.pk], columns[product.pk], sql[product.pk]) for product in products]
    SearchEntry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=["product"], update_fields=_WRITTEN, batch_size=100
    )


def _entry(product: DataProduct, ports: list[OutputPort], columns: list[list], sql: list[str]) -> SearchEntry:
    names = [product.name, product.slug, *(port.name for port in ports), *(port.contract.table for port in ports)]
    labels = [product.domain.name, product.domain.slug, product.get_archetype_display(), *product.tags]
    texts = [product.description, product.purpose, product.usage, product.limitations, product.licence]
    texts += [product.owner.name, product.owner.slug]
    texts += [
        text for port in ports for text in (port.description, port.contract.description, port.contract.external_id)
    ]
    told = [
        text for name, business, description, tags, _kind in columns for text in (name, business, description, *tags)
    ]
    return SearchEntry(
        product=product,
        names=_words(names),
        labels=_words(labels),
        columns=_words(told),
        texts=_words([*texts, *sql]),
        classification=max((kind for *_rest, kind in columns), key=_STRICTNESS.__getitem__, default=""),
        indexed_at=timezone.now(),
    )


def _words(texts: list[str]) -> str:
    """The words of each text in order, so that phrases are found; a text that is there twice counts once."""
    told = [" ".join(split(str(text))) for text in texts if text]
    return "\n".join(dict.fromkeys(words for words in told if words))[:LONGEST]
