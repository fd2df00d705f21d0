"""Who reads my product."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models import DataProduct, OutputPort
from marketplace.foundation.policies import insist
from requests.grants.policies import may_revoke, may_suspend_port
from requests.grants.usage import may_name_people
from requests.models import Suspension
from requests.selectors import consumers as select
from requests.selectors.exceptions import exceptions_on
from requests.views.answers import page_of

PAGE = 25


@require_safe
def consumers(request, slug):
    """The grants on one product, with what can be done about each."""
    products = DataProduct.objects.visible_to(request.user).select_related("domain", "owner")
    product = get_object_or_404(products, slug=slug)
    insist(may_name_people(request.user, product))
    ended = request.GET.get("show") == "ended"
    page, pager = page_of(request, select.consumers_of(product, ended=ended), PAGE)
    address = reverse("requests:consumers", args=[slug])
    context = {
        "product": product,
        "rows": [(grant, may_revoke(request.user, grant)) for grant in page],
        "ended": ended,
        "exceptions": [] if ended else exceptions_on(request.user, product),
        "brakes": _brakes(request.user, product),
        "pager": pager,
        "tabs": [
            {"label": _("Reading now"), "url": address, "icon": "key", "active": not ended},
            {"label": _("Ended"), "url": f"{address}?show=ended", "icon": "history", "active": ended},
        ],
        "crumbs": [{"label": product.name, "url": product.get_absolute_url()}, {"label": _("Consumers")}],
    }
    return render(request, "requests/consumers.html", context)


def _brakes(user, product: DataProduct) -> list[tuple[OutputPort, Suspension | None]]:
    """The ports that this person may suspend, each with the suspension that stands; two queries."""
    ports = list(product.output_ports.filter(offered=True).order_by("position", "name"))
    for port in ports:
        port.product = product
    ports = [port for port in ports if may_suspend_port(user, port)]
    standing = {one.port_id: one for one in Suspension.objects.standing().filter(port__in=ports)}
    return [(port, standing.get(port.pk)) for port in ports]
