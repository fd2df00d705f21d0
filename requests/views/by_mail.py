"""The page behind the link in a mail: looks at nothing but its token, and asks before it decides."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from requests.approvals.by_mail import decide_by_mail, link_behind
from requests.selectors import approvals as select
from requests.views.forms import DecisionForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_mail(request, token: str) -> HttpResponse:
    """Show what is asked, and take the decision of the one who was asked."""
    link = link_behind(token, actor=request.user)
    stage = select.reachable(request.user).get(pk=link.stage_id)
    [case] = select.cases_of([stage])
    form = DecisionForm(request.POST or None, most=case.days)
    if form.is_valid() and form.run(decide_by_mail, actor=request.user, token=token):
        said = _("You approved %(port)s.") if form.cleaned_data["yes"] else _("You denied %(port)s.")
        messages.success(request, said % {"port": stage.request.port})
        return redirect("requests:approvals")
    if form.passed:
        raise form.passed
    context = {"case": case, "stage": stage, "form": form}
    return render(request, "requests/approvals/by_mail.html", context, status=422 if form.errors else 200)
