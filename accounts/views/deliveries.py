"""For the platform team: which messages did not arrive, and have them sent again."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Delivery
from accounts.notifications.choosing import send_again
from accounts.notifications.selectors import given_up
from accounts.policies import may_operate
from marketplace.foundation.navigation import platform_tabs
from marketplace.foundation.policies import insist

PAGE, MOST_AGAIN = 30, 1000


@never_cache
@require_safe
def deliveries(request):
    """What was given up, the newest first, and what is on its way."""
    insist(may_operate(request.user))
    page = Paginator(given_up(), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "previous": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next": f"?page={page.next_page_number()}" if page.has_next() else "",
        "given_up": page.paginator.count,
        "due": Delivery.objects.due().count(),
        "mailed": settings.MAIL_IS_CONFIGURED,
        "server": f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
        "public": settings.PUBLIC_URL,
        "tabs": platform_tabs(request.user, "accounts:deliveries"),
    }
    return render(request, "accounts/deliveries.html", context)


@require_POST
def again(request, pk):
    """Send one again."""
    insist(may_operate(request.user))
    send_again(actor=request.user, deliveries=[get_object_or_404(Delivery, pk=pk)])
    messages.success(request, _("It is sent again."))
    return redirect("accounts:deliveries")


@require_POST
def all_again(request):
    """Send everything again that was given up."""
    insist(may_operate(request.user))
    number = send_again(actor=request.user, deliveries=list(given_up()[:MOST_AGAIN]))
    messages.success(request, ngettext("%(n)s is sent again.", "%(n)s are sent again.", number) % {"n": number})
    return redirect("accounts:deliveries")
