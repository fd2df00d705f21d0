"""What one is told."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.notifications import services
from accounts.views.tabs import tabs

PAGE = 30


@require_safe
def notifications(request):
    """One's messages, the newest first."""
    mine = request.user.notifications.all()
    if only_unread := request.GET.get("show") == "unread":
        mine = mine.unread()
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    keep = "show=unread&" if only_unread else ""
    context = {
        "page": page,
        "only_unread": only_unread,
        "previous": f"?{keep}page={page.previous_page_number()}" if page.has_previous() else "",
        "next": f"?{keep}page={page.next_page_number()}" if page.has_next() else "",
        "tabs": tabs("accounts:notifications"),
    }
    return render(request, "accounts/notifications.html", context)


@require_POST
def read(request, pk):
    """Take note of one message."""
    services.mark_read(actor=request.user, notification=get_object_or_404(request.user.notifications, pk=pk))
    return redirect("accounts:notifications")


@require_POST
def read_all(request):
    """Take note of everything."""
    services.mark_read(actor=request.user)
    messages.success(request, _("Every message is marked as read."))
    return redirect("accounts:notifications")


@require_POST
def open_thing(request, pk):
    """Take note of one message, and go to the thing it is about."""
    notification = get_object_or_404(request.user.notifications, pk=pk)
    services.mark_read(actor=request.user, notification=notification)
    ours = url_has_allowed_host_and_scheme(notification.link, allowed_hosts=None)
    return redirect(notification.link if ours else "accounts:notifications")
