"""Write down the words by which a product is found."""

from catalog.models import Column, DataProduct, OutputPort, SearchEntry, Transformation
from catalog.search.words import split

LONGEST = 200_000  # characters of one weight; PostgreSQL keeps at most a megabyte of all
_STRICTNESS = {name: place for place, name in enumerate(Column.Classification.values)}


def index_product(product: DataProduct) -> SearchEntry:
    """Write the words of a product as it is offered now; indexing again replaces them."""
    ports = list(OutputPort.objects.filter(product=product, offered=True).select_related("contract"))
    contracts = [port.contract_id for port in ports]
    columns = list(
        Column.objects.filter(contract__in=contracts).values_list(
            "name", "business_name", "description", "tags", "classification"
        )
    )
    sql = Transformation.objects.filter(version__product=product, version__state="published")
    names = [product.name, product.slug, *(port.name for port in ports), *(port.contract.table for port in ports)]
    labels = [product.domain.name, product.domain.slug, product.get_archetype_display(), *product.tags]
    texts = [product.description, product.purpose, product.usage, product.limitations, product.licence]
    texts += [product.owner.name, product.owner.slug]
    texts += [
        text for port in ports for text in (port.description, port.contract.description, port.contract.external_id)
    ]
    texts += [text for pair in sql.values_list("sql", "description") for text in pair]
    told = [
        text for name, business, description, tags, _kind in columns for text in (name, business, description, *tags)
    ]
    entry, _made = SearchEntry.objects.update_or_create(
        product=product,
        defaults={
            "names": _words(names),
            "labels": _words(labels),
            "columns": _words(told),
            "texts": _words(texts),
            "classification": max((kind for *_rest, kind in columns), key=_STRICTNESS.__getitem__, default=""),
        },
    )
    return entry


def forget(product: DataProduct) -> None:
    """Let the search no longer find a product."""
    SearchEntry.objects.filter(product=product).delete()


def _words(texts: list[str]) -> str:
    """The words of each text in order, so that phrases are found; a text that is there twice counts once."""
    told = [" ".join(split(str(text))) for text in texts if text]
    return "\n".join(dict.fromkeys(words for words in told if words))[:LONGEST]
