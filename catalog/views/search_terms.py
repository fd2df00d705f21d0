"""What stewards do for the search: keep synonyms, and see what people do not find."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policies import may_govern
from catalog.models import Synonym
from catalog.search.log import DAYS_OF_PEOPLE, found_nothing
from catalog.search.synonyms import add_synonym, may_keep_synonyms, remove_synonym
from marketplace.foundation.errors import DomainError
from marketplace.foundation.navigation import GOVERNANCE, Part, governance_tabs
from marketplace.foundation.policies import insist

MOST_MISSED = 100

GOVERNANCE.add("catalog:synonyms")(Part(gettext_lazy("Synonyms"), "equal", 60, may_keep_synonyms))
GOVERNANCE.add("catalog:searches-missed")(Part(gettext_lazy("Not found"), "zoom-question", 70, may_govern))


class SynonymForm(forms.Form):
    """Two terms that mean the same."""

    term = forms.CharField(label=gettext_lazy("Term"), max_length=100, help_text=gettext_lazy("Such as AE."))
    meaning = forms.CharField(
        label=gettext_lazy("Means the same as"), max_length=100, help_text=gettext_lazy("Such as adverse event.")
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def synonyms(request: HttpRequest) -> HttpResponse:
    """All synonyms; one more is added here."""
    insist(may_keep_synonyms(request.user))
    form = SynonymForm(request.POST or None, initial={"term": request.GET.get("term", "").replace("\x00", "")[:100]})
    if form.is_valid():
        try:
            made = add_synonym(actor=request.user, **form.cleaned_data)
            messages.success(request, _("Who searches for one finds both: %(synonym)s.") % {"synonym": made})
            return redirect("catalog:synonyms")
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    context = {
        "tabs": governance_tabs(request.user, "catalog:synonyms"),
        "form": form,
        "synonyms": Synonym.objects.select_related("added_by"),
    }
    return render(request, "catalog/search/synonyms.html", context, status=422 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a synonym away."""
    insist(may_keep_synonyms(request.user))
    remove_synonym(actor=request.user, synonym=get_object_or_404(Synonym, pk=pk))
    messages.success(request, _("The synonym is removed."))
    return redirect("catalog:synonyms")


@never_cache
@require_safe
def missed(request: HttpRequest) -> HttpResponse:
    """What was searched for lately, and found nothing."""
    insist(may_govern(request.user))
    since = timezone.now() - timedelta(days=DAYS_OF_PEOPLE)
    context = {
        "tabs": governance_tabs(request.user, "catalog:searches-missed"),
        "missed": found_nothing(since, MOST_MISSED),
        "days": DAYS_OF_PEOPLE,
    }
    return render(request, "catalog/search/missed.html", context)
