"""What flows in the mesh as a whole, counted by the database: what is answered stays small, however large the mesh."""

from collections.abc import Collection, Iterator

from django.db.models import Count, F, QuerySet

from catalog.models import DataProduct, InputPort


def _flowing() -> QuerySet[InputPort]:
    """What published versions read of other products."""
    return InputPort.objects.filter(version__state="published", upstream__isnull=False).order_by()


def flows_between_domains(products: QuerySet[DataProduct], most: int) -> list[tuple[int, int, int]]:
    """From which domain to which, and how many reads; those with the most first. Within a domain is one of them."""
    reads = _flowing().filter(version__product__in=products, upstream__product__in=products)
    counted = reads.values_list("upstream__product__domain", "version__product__domain")
    return list(
        counted.annotate(found=Count("pk")).order_by("-found", "upstream__product__domain", "version__product__domain")[
            :most
        ]
    )


def neighbours(own: Collection[int], products: QuerySet[DataProduct], most: int) -> tuple[list[int], int]:
    """The products that these read or that read them, the most closely tied first, and how many there are."""
    ties: dict[int, int] = {}
    for inner, outer in (("version__product", "upstream__product"), ("upstream__product", "version__product")):
        beside = _flowing().filter(**{f"{inner}__in": own, f"{outer}__in": products}).exclude(**{f"{outer}__in": own})
        for pk, found in beside.values_list(outer).annotate(found=Count("pk")):
            ties[pk] = ties.get(pk, 0) + found
    nearest = sorted(ties, key=lambda pk: (-ties[pk], pk))
    return nearest[:most], len(nearest)


def flows_among(products: Collection[int]) -> Iterator[tuple[int, int]]:
    """From which of these products to which of them."""
    among = _flowing().filter(version__product__in=products, upstream__product__in=products)
    among = among.exclude(upstream__product=F("version__product"))
    ends = ("upstream__product_id", "version__product_id")
    yield from among.values_list(*ends).distinct().order_by(*ends)
