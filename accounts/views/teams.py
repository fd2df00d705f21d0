"""Teams: who is in them, and in which region they work."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policies import may_set_region
from accounts.teams.forms import RegionForm
from accounts.teams.selectors import teams_seen_by
from accounts.teams.services import set_region
from marketplace.foundation.navigation import GOVERNANCE, Part, governance_tabs
from marketplace.foundation.policies import insist

PAGE, MOST_PEOPLE = 50, 200
GOVERNANCE.add("accounts:teams")(Part(gettext_lazy("Teams"), "users", 85, may_set_region))


@require_safe
def teams(request):
    """Every team, with its region: for stewards and the platform team."""
    insist(may_set_region(request.user))
    page = Paginator(teams_seen_by(request.user), PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": governance_tabs(request.user, "accounts:teams"),
        "teams": page,
        "previous": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "accounts/teams.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def team(request, slug):
    """One team, for its members and those who watch; its region is set by stewards and the platform team."""
    found = get_object_or_404(teams_seen_by(request.user), slug=slug)
    answer = may_set_region(request.user)
    if request.method == "POST":
        insist(answer)
    form = RegionForm(request.POST or None, initial={"region": found.region}) if answer else None
    if form is not None and form.is_valid():
        set_region(actor=request.user, team=found, region=form.cleaned_data["region"])
        messages.success(request, _("The region is saved; orders from now on are routed by it."))
        return redirect("accounts:team", found.slug)
    context = {
        "team": found,
        "people": found.memberships.select_related("person").order_by("-role", "person__username")[:MOST_PEOPLE],
        "answer": answer,
        "form": form,
    }
    return render(request, "accounts/team.html", context, status=422 if form is not None and form.errors else 200)
