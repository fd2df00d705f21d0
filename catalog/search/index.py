"""Write down the words by which products are found."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from catalog.models import Column, DataProduct, OutputPort, SearchEntry, Transformation
from catalog.search.facts import facts_of, write_facts
from catalog.search.vocabulary import learn, words_of
from catalog.search.words import split

CHUNK = 400  # products; SQLite takes 999 parameters at most
LONGEST = 200_000  # characters of one weight; PostgreSQL keeps at most a megabyte of all
_WRITTEN = ["names", "labels", "columns", "texts", "column_names", "indexed_at"]


def index_product(product: DataProduct) -> None:
    """Write the words of a product as it is offered now; indexing again replaces them."""
    index_products([product.pk])


def index_products(product_ids: Iterable[int]) -> None:
    """Write the words of many products as they are offered now; a fixed number of queries for every few hundred."""
    for ids in _chunks(product_ids):
        _index_chunk(ids)


def refresh_facts(product_ids: Iterable[int]) -> None:
    """Write down anew what lists are narrowed and ordered by: a state, a score or a service level has changed."""
    for ids in _chunks(product_ids):
        _refresh_chunk(ids)


def forget(product: DataProduct) -> None:
    """Let the search no longer find a product."""
    with transaction.atomic():
        _lock([product.pk])
        learn(words_of([product.pk]), {})
        write_facts([product.pk], {})
        SearchEntry.objects.filter(product=product).delete()


def _chunks(product_ids: Iterable[int]) -> Iterable[list[int]]:
    ids = list(dict.fromkeys(product_ids))
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _lock(ids: Sequence[int]) -> list[DataProduct]:
    """One writer at a time for each product: what it counted before is taken from the counts exactly once."""
    locked = DataProduct.objects.select_for_update(of=("self",), no_key=True).select_related("domain", "owner")
    return list(locked.filter(pk__in=ids).order_by("pk"))


@transaction.atomic
def _index_chunk(ids: Sequence[int]) -> None:
    products = _lock(ids)
    before = words_of(ids)
    ports, columns, sql = _ports(ids), _columns(ids), _sql(ids)
    entries = [_entry(product, ports[product.pk], columns[product.pk], sql[product.pk]) for product in products]
    SearchEntry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=["product"], update_fields=_WRITTEN, batch_size=100
    )
    write_facts(ids, facts_of(products))
    learn(before, words_of(ids))


@transaction.atomic
def _refresh_chunk(ids: Sequence[int]) -> None:
    products = [product for product in _lock(ids) if hasattr(product, "search_entry")]
    before = words_of(ids)
    write_facts(ids, facts_of(products))
    learn(before, words_of(ids))


def _ports(ids: Sequence[int]) -> dict[int, list[OutputPort]]:
    found = defaultdict(list)
    offered = OutputPort.objects.offered().filter(product__in=ids).order_by("position", "pk")
    for port in offered.select_related("contract").defer("contract__document"):
        found[port.product_id].append(port)
    return found


def _columns(ids: Sequence[int]) -> dict[int, list[tuple]]:
    found = defaultdict(list)
    in_force = Column.objects.filter(contract__in=_contracts(ids)).order_by("contract", "position")
    for product, *told in in_force.values_list(
        "contract__port__product_id", "name", "business_name", "glossary_term", "description", "tags"
    ):
        found[product].append(tuple(told))
    return found


def _contracts(ids: Sequence[int]):
    return OutputPort.objects.offered().filter(product__in=ids).values("contract")


def _sql(ids: Sequence[int]) -> dict[int, list[str]]:
    found = defaultdict(list)
    written = Transformation.objects.filter(version__product__in=ids, version__state="published").order_by("pk")
    for product, *texts in written.values_list("version__product_id", "sql", "description"):
        found[product] += texts
    return found


def _entry(product: DataProduct, ports: list[OutputPort], columns: list[tuple], sql: list[str]) -> SearchEntry:
    names = [product.name, product.slug, *(port.name for port in ports), *(port.contract.table for port in ports)]
    labels = [product.domain.name, product.domain.slug, product.get_archetype_display(), *product.tags]
    texts = [product.description, product.purpose, product.usage, product.limitations, product.licence]
    texts += [product.owner.name, product.owner.slug]
    texts += [
        text for port in ports for text in (port.description, port.contract.description, port.contract.external_id)
    ]
    told = [text for *texts_of, tags in columns for text in (*texts_of, *tags)]
    return SearchEntry(
        product=product,
        names=_words(names),
        labels=_words(labels),
        columns=_words(told),
        texts=_words([*texts, *sql]),
        column_names="\n".join(dict.fromkeys(name for name, *_rest in columns)).replace("\x00", "")[:LONGEST],
        indexed_at=timezone.now(),
    )


def _words(texts: list[str]) -> str:
    """The words of each text in order, so that phrases are found; a text that is there twice counts once."""
    told = [" ".join(split(str(text))) for text in texts if text]
    return "\n".join(dict.fromkeys(words for words in told if words))[:LONGEST]
