"""How one is told what."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import Channel
from accounts.notifications.channels import webhook_secret
from accounts.notifications.choosing import choose
from accounts.notifications.forms import MessageChoicesForm
from accounts.notifications.selectors import choices_of
from accounts.views.tabs import tabs


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def message_choices(request):
    """Every kind of message with its channels, the hour of the daily one, and the address of a webhook."""
    chosen = choices_of(request.user)
    form = MessageChoicesForm(request.POST or None, choices=chosen)
    if form.is_valid() and form.run(choose, actor=request.user):
        messages.success(request, _("From now on you are told as you chose."))
        return redirect("accounts:message-choices")
    context = {
        "form": form,
        "channels": [channel.label for channel in Channel],
        "mailed": settings.MAIL_IS_CONFIGURED,
        "address": request.user.email,
        "secret": webhook_secret(request.user, chosen.webhook) if chosen.webhook else "",
        "tabs": tabs("accounts:message-choices"),
    }
    return render(request, "accounts/message_choices.html", context, status=422 if form.errors else 200)
