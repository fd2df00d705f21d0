"""The button that puts a port into the basket, or says that it lies there: for pages of ports and lists of products."""

from collections.abc import Collection

from django.http import HttpRequest

from catalog.models import DataProduct, OutputPort
from catalog.panels import Panel


def marks_of(request: HttpRequest, ports: Collection[OutputPort]) -> dict[int, Panel]:
    """For each port its button: one query. Ports that are not offered get none."""
    there = basket_of(request)
    return {port.pk: mark_of(port, there=port.pk in there) for port in ports if port.offered}


def mark_of(port: OutputPort, *, there: bool) -> Panel:
    """The button of one port."""
    return Panel("requests/basket_mark", {"port": port, "there": there})


def product_marks_of(request: HttpRequest, products: Collection[DataProduct]) -> dict[int, Panel]:
    """For each product the buttons of its ports: two queries, however many products."""
    ports = (
        OutputPort.objects.offered()
        .filter(product__in=[product.pk for product in products], product__status__in=DataProduct.Status.shown())
        .only("pk", "product", "name", "position", "offered")
        .order_by("position", "name")
    )
    of: dict[int, list[OutputPort]] = {}
    for port in ports:
        of.setdefault(port.product_id, []).append(port)
    there = basket_of(request)
    return {
        product.pk: Panel(
            "requests/basket_card",
            {"product": product, "ports": [(port, port.pk in there) for port in of[product.pk]]},
        )
        for product in products
        if product.pk in of
    }


def basket_of(request: HttpRequest) -> frozenset[int]:
    """The ports, by id, in the basket of whoever asks; one query a request, after what the request itself changed."""
    if not hasattr(request, "_ports_in_basket"):
        request._ports_in_basket = frozenset(request.user.basket_lines.values_list("port", flat=True))
    return request._ports_in_basket
