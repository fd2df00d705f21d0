"""Campaigns that ask whether access is still right: opened, decided in bulk, reported."""

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policies import may_govern
from catalog.models import Column
from marketplace.foundation.errors import DomainError
from marketplace.foundation.navigation import governance_tabs
from marketplace.foundation.policies import insist
from requests.grants.population import Scope
from requests.grants.recertifying import decide_reviews, may_review, open_campaign
from requests.grants.reports import campaign_named_in, is_genuine, report_lines, signature_of
from requests.models import GrantReview, Recertification
from requests.views.answers import page_of

PAGE, CAMPAIGNS = 50, 20
MOST_BYTES = 20_000_000


class CampaignForm(forms.Form):
    """The scope, until when, and what becomes of what nobody confirms."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    domain = forms.SlugField(label=gettext_lazy("Domain"), required=False, help_text=gettext_lazy("Its short name."))
    product = forms.SlugField(label=gettext_lazy("Product"), required=False, help_text=gettext_lazy("Its short name."))
    classification = forms.ChoiceField(
        label=gettext_lazy("With columns that are"),
        required=False,
        choices=[("", gettext_lazy("anything")), *Column.Classification.choices],
    )
    older_than = forms.IntegerField(
        label=gettext_lazy("Given more than so many days ago"), required=False, min_value=0, max_value=36_500
    )
    deadline = forms.DateField(
        label=gettext_lazy("Deadline"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    otherwise = forms.ChoiceField(
        label=gettext_lazy("What nobody confirms until then"), choices=Recertification.Otherwise.choices
    )

    def open(self, actor) -> Recertification | None:
        """Open the campaign; a refusal becomes an error."""
        said = self.cleaned_data
        scope = Scope(said["domain"], said["product"], said["classification"], said["older_than"] or 0)
        try:
            return open_campaign(
                actor=actor, name=said["name"], scope=scope, deadline=said["deadline"], otherwise=said["otherwise"]
            )
        except DomainError as refusal:
            self.add_error("deadline" if refusal.code == "deadline-not-fit" else None, str(refusal))
            return None


class VerifyForm(forms.Form):
    """A copy of a report."""

    copy = forms.FileField(label=gettext_lazy("The report as a CSV file"), max_length=200)

    def clean_copy(self):
        """Its text."""
        if (copy := self.cleaned_data["copy"]).size > MOST_BYTES:
            raise forms.ValidationError(gettext_lazy("This file is too large to be one of our reports."))
        return copy.read().decode("utf-8", "replace")


@never_cache
@require_safe
def campaigns(request):
    """Every campaign, the newest first."""
    insist(may_govern(request.user))
    counted = Recertification.objects.select_related("opened_by").annotate(
        grants=Count("reviews"), left=Count("reviews", filter=Q(reviews__state="waiting"))
    )
    page, pager = page_of(request, counted.order_by("-opens_at", "-pk"), CAMPAIGNS)
    tabs = governance_tabs(request.user, "requests:campaigns")
    return render(request, "requests/campaigns/list.html", {"campaigns": page, "pager": pager, "tabs": tabs})


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_new(request):
    """Open a campaign."""
    insist(may_govern(request.user))
    form = CampaignForm(request.POST or None)
    if form.is_bound and form.is_valid() and (made := form.open(request.user)):
        messages.success(request, _("The campaign is open, and everybody who is asked was told."))
        return redirect("requests:campaign", made.pk)
    context = {"form": form, "tabs": governance_tabs(request.user, "requests:campaigns")}
    return render(request, "requests/campaigns/new.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def campaign(request, pk):
    """What waits for me in a campaign, to be confirmed or ended in bulk; for stewards everything in it."""
    found = _found(request, pk)
    trouble = ""
    if request.method == "POST":
        try:
            count = decide_reviews(actor=request.user, campaign=found, **_said(request.POST))
        except DomainError as refusal:
            trouble = str(refusal)
        else:
            messages.success(request, _("Decided: %(n)s.") % {"n": count})
            return redirect("requests:campaign", pk)
    mine = found.reviews.waiting().for_reviewer(request.user)
    everything = request.user.is_steward and request.GET.get("show") == "all"
    shown = (found.reviews.all() if everything else mine).for_display()
    page, pager = page_of(request, shown.order_by("grant__port__product__name", "pk"), PAGE)
    counts = dict(found.reviews.order_by().values_list("state").annotate(count=Count("pk")))
    context = {
        "campaign": found,
        "scope": ", ".join(f"{name}: {said}" for name, said in found.scope.items()),
        "may_review": may_review(request.user, found),
        "reviews": page,
        "pager": pager,
        "everything": everything,
        "counts": [(GrantReview.State(state), counts.get(state, 0)) for state in GrantReview.State],
        "trouble": trouble,
        "reason": request.POST.get("reason", "")[:2000],
    }
    return render(request, "requests/campaigns/campaign.html", context, status=422 if trouble else 200)


@require_safe
def report(request, pk):
    """What was asked and said, to be printed; signed once the campaign is closed."""
    insist(may_govern(request.user))
    found = _found(request, pk)
    context = {
        "campaign": found,
        "reviews": found.reviews.for_display().order_by("pk"),
        "signature": signature_of(found) if found.closed_at else "",
        "tabs": governance_tabs(request.user, "requests:campaigns"),
    }
    return render(request, "requests/campaigns/report.html", context)


@require_safe
def report_csv(request, pk):
    """The same as a file with its signature; of a campaign that is closed."""
    insist(may_govern(request.user))
    found = get_object_or_404(Recertification.objects.exclude(closed_at=None).select_related("opened_by"), pk=pk)
    answer = StreamingHttpResponse(report_lines(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="recertification-{found.pk}.csv"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request):
    """Is this copy of a report as it was written?"""
    insist(may_govern(request.user))
    form = VerifyForm(request.POST or None, request.FILES or None)
    context = {"form": form, "tabs": governance_tabs(request.user, "requests:campaigns")}
    if form.is_bound and form.is_valid():
        text = form.cleaned_data["copy"]
        context |= {"checked": True, "genuine": is_genuine(text), "named": campaign_named_in(text)}
    return render(request, "requests/campaigns/verify.html", context, status=422 if form.errors else 200)


def _found(request, pk) -> Recertification:
    seen = Recertification.objects.visible_to(request.user).values("pk")
    return get_object_or_404(Recertification.objects.filter(pk__in=seen).select_related("opened_by"), pk=pk)


def _said(posted) -> dict:
    numbers = [int(one) for one in posted.getlist("reviews") if one.isascii() and one.isdigit() and len(one) < 16]
    return {"reviews": numbers, "confirm": posted.get("confirm") == "1", "reason": posted.get("reason", "")[:2000]}
