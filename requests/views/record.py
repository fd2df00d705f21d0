"""Who could read what on a given day, for a product and for a person; and how a grant was carried out."""

from django import forms
from django.conf import settings
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.policies import may_govern
from catalog.models import DataProduct
from marketplace.foundation.navigation import governance_tabs
from marketplace.foundation.policies import insist
from requests.models import Grant
from requests.provisioning.policies import may_see_runs
from requests.selectors.record import Question, grants_of, rights_by_grants, rights_of_owners
from requests.selectors.record_csv import record_csv
from requests.selectors.statements import runs_of, statements_csv
from requests.views.answers import page_of

PAGE, OWNED, RUNS = 25, 100, 10


class RecordForm(forms.Form):
    """The day, and one product or one person."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    product = forms.CharField(label=_("Product"), required=False, max_length=120, help_text=_("Its short name."))
    person = forms.CharField(label=_("or person"), required=False, max_length=150, help_text=_("Their user name."))

    def clean_day(self):
        """No one knows what will be."""
        if (day := self.cleaned_data["day"]) > timezone.localdate(timezone=timezone.get_default_timezone()):
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def clean_product(self):
        """The product, also one that is retired."""
        if not (slug := self.cleaned_data["product"].strip()):
            return None
        if found := DataProduct.objects.filter(slug=slug).first():
            return found
        raise forms.ValidationError(_("There is no product of this name."))

    def clean_person(self):
        """The person, also one who cannot sign in any more."""
        if not (name := self.cleaned_data["person"].strip()):
            return None
        if found := User.objects.filter(username=name).first():
            return found
        raise forms.ValidationError(_("There is nobody of this name."))

    def clean(self):
        """One of the two."""
        said = super().clean()
        if not self.errors and bool(said.get("product")) is bool(said.get("person")):
            raise forms.ValidationError(_("Name a product or a person."))
        return said


@never_cache
@require_safe
def record(request):
    """Everybody who could read a product on one day, or everything that somebody could read; and why."""
    insist(may_govern(request.user))
    form = RecordForm(request.GET or None, initial={"day": timezone.localdate()})
    context = {"tabs": governance_tabs(request.user, "requests:record"), "form": form}
    if form.is_bound and form.is_valid():
        asked = Question(**form.cleaned_data)
        grants, pager = page_of(request, grants_of(asked), PAGE)
        owned = rights_of_owners(asked) if grants.number == 1 else []
        context |= {
            "asked": asked,
            "rights": rights_by_grants(asked, grants),
            "owned": owned[:OWNED],
            "more_owned": max(0, len(owned) - OWNED),
            "pager": pager,
            "export": f"{reverse('requests:record-export')}?{request.GET.urlencode()}",
            "statements": f"{reverse('requests:record-statements')}?{request.GET.urlencode()}",
        }
    return render(request, "requests/governance/record.html", context, status=422 if form.errors else 200)


@require_safe
def record_export(request):
    """The same as a file, safe to open in a spreadsheet."""
    insist(may_govern(request.user))
    form = RecordForm(request.GET)
    if not form.is_valid():
        return record(request)
    asked = Question(**form.cleaned_data)
    return _file(record_csv(asked), "access", asked)


@require_safe
def record_statements(request):
    """What warehouse servers were sent for the access of that day, as a file."""
    insist(may_govern(request.user))
    form = RecordForm(request.GET)
    if not form.is_valid():
        return record(request)
    asked = Question(**form.cleaned_data)
    return _file(statements_csv(asked), "statements", asked)


@never_cache
@require_safe
def grant_record(request, pk):
    """How one grant was carried into its warehouse and out of it: every run, what was sent, what was checked."""
    insist(may_see_runs(request.user))
    grant = get_object_or_404(Grant.objects.for_display().select_related("port__warehouse"), pk=pk)
    runs, pager = page_of(request, runs_of(grant), RUNS)
    context = {"grant": grant, "runs": runs, "pager": pager, "days": settings.STATEMENTS_KEEP_DAYS}
    return render(request, "requests/governance/grant.html", context)


def _file(lines, what: str, asked: Question) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    about = asked.product.slug if asked.product else asked.person.username
    answer["Content-Disposition"] = f'attachment; filename="{what}-{about}-{asked.day:%Y-%m-%d}.csv"'
    return answer
