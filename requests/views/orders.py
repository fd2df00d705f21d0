"""What was ordered, and what became of it."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from requests.models import Order
from requests.ordering.policies import may_cancel
from requests.ordering.services import cancel_order
from requests.selectors import orders as select
from requests.views.answers import Question, ask, page_of
from requests.views.forms import NothingForm

PAGE = 20
STATES = [
    ("", gettext_lazy("All")),
    ("waiting", gettext_lazy("Waiting for a decision")),
    ("coming", gettext_lazy("Being set up")),
    ("open", gettext_lazy("Open")),
    ("over", gettext_lazy("Over")),
]


@require_safe
def orders(request):
    """My orders; in the second tab those for the products of my teams."""
    of_my_products = request.GET.get("of") == "my-products"
    state = request.GET.get("state", "")
    found = select.orders_for_products_of(request.user) if of_my_products else select.orders_of(request.user)
    page, pager = page_of(request, select.narrowed(found, state), PAGE)
    context = {
        "page": page,
        "pager": pager,
        "of_my_products": of_my_products,
        "narrowed": state in select.NARROWED,
        "tabs": _tabs(request.user, of_my_products),
        "states": [_choice(value, label, state, of_my_products) for value, label in STATES],
    }
    return render(request, "requests/orders/list.html", context)


@never_cache
@require_safe
def order(request, number):
    """One order: every line on three axes, who is asked, what was checked, and what happened."""
    return render(request, "requests/orders/order.html", _context(request, number))


@never_cache
@require_safe
def live(request, number):
    """The part of the page that changes by itself."""
    return render(request, "requests/orders/live.html", _context(request, number))


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, number):
    """Take back what waits for a decision."""
    found = get_object_or_404(Order.objects.visible_to(request.user).for_display(), number=number)
    question = Question(
        title=_("Cancel %(number)s?") % {"number": number},
        text=_("Whoever was asked need not decide any more. What was decided stays as it is."),
        label=_("Cancel the order"),
        back=found.get_absolute_url(),
        done=_("The order is cancelled."),
        tone="danger",
    )
    return ask(request, question, NothingForm(request.POST or None), cancel_order, order=found)


def _context(request, number):
    found = get_object_or_404(select.with_everything(Order.objects.visible_to(request.user)), number=number)
    lines = select.lines_of(found)
    return {
        "order": found,
        "lines": lines,
        "events": select.events_of(found),
        "moving": select.is_moving(lines),
        "may_cancel": may_cancel(request.user, found),
        "mine": found.ordered_by_id == request.user.pk or found.consumer.behind_id in request.user.team_ids,
        "readable": any(line.can_read for line in lines),
    }


def _tabs(user, of_my_products: bool):
    tabs = [
        {
            "label": _("My orders"),
            "url": reverse("requests:orders"),
            "icon": "shopping-bag",
            "active": not of_my_products,
        },
        {
            "label": _("Orders for my products"),
            "url": f"{reverse('requests:orders')}?of=my-products",
            "icon": "package",
            "active": of_my_products,
        },
    ]
    return tabs if user.team_ids else tabs[:1]


def _choice(value, label, chosen, of_my_products):
    parameters = "&".join([*(["of=my-products"] if of_my_products else []), *([f"state={value}"] if value else [])])
    known = chosen if chosen in select.NARROWED else ""
    return {"label": label, "url": f"?{parameters}", "active": value == known}
