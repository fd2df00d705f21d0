"""For the platform team: systems that look at our data, and what they said that could not be taken."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.notifications.channels import outside
from accounts.policies import may_operate
from catalog.models import Observer
from catalog.observers import selectors, services
from catalog.observers.errors import ObserverSecretRefused, ObserverTaken
from marketplace.foundation.errors import DomainError
from marketplace.foundation.navigation import PLATFORM, Part, platform_tabs
from marketplace.foundation.policies import insist

_FIELD_OF = {ObserverSecretRefused: "secret_name", ObserverTaken: "slug"}
PLATFORM.add("catalog:observers")(Part(gettext_lazy("Observers"), "eye", 75, may_operate))


class ObserverForm(forms.ModelForm):
    """How a system is told apart, and which variable holds its secret."""

    class Meta:
        model = Observer
        fields = ["name", "slug", "kind", "secret_name", "is_on"]
        help_texts = {
            "name": gettext_lazy("Results and incidents are marked with it."),
            "slug": gettext_lazy("Part of the address that it calls."),
            "secret_name": gettext_lazy(
                "The name of a variable OBSERVER_… of web; the secret itself is not kept here."
            ),
        }

    def run(self, **context):
        """Save by the service; a refusal becomes an error beside its field."""
        try:
            return services.save_observer(**context, **self.cleaned_data)
        except DomainError as refusal:
            self.add_error(_FIELD_OF.get(type(refusal)), str(refusal))
        except forms.ValidationError as wrong:
            self.add_error(None, wrong)
        return None

    def _post_clean(self):
        """The service writes; the form leaves the observer as it is."""


class TieForm(forms.Form):
    """Which port a name elsewhere stands for."""

    source = forms.CharField(max_length=60)
    name = forms.CharField(max_length=400)
    port = forms.CharField(max_length=300)


class AsideForm(forms.Form):
    """Which results are put aside."""

    source = forms.CharField(max_length=60)
    dataset = forms.CharField(max_length=400, required=False)
    outcome = forms.CharField(max_length=20)


@never_cache
@require_safe
def observers(request):
    """Who tells us what they measured, and what of it is left over."""
    insist(may_operate(request.user))
    return _page(request)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Set one up."""
    return _edit(request, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, slug):
    """Change one, or hear it no more."""
    insist(may_operate(request.user))
    return _edit(request, get_object_or_404(Observer, slug=slug))


@require_POST
def tie(request):
    """Say which port a name elsewhere stands for; what waited for it is taken."""
    insist(may_operate(request.user))
    form = TieForm(request.POST)
    if not form.is_valid():
        return _page(request, wrong=_("Say which port it is: <product>.<port>."))
    try:
        taken = services.tie_dataset(actor=request.user, **form.cleaned_data)
    except DomainError as refusal:
        return _page(request, wrong=str(refusal))
    good = sum(one.good for one in taken)
    said = ngettext("It is tied, and %(n)s result is taken.", "It is tied, and %(n)s results are taken.", good)
    messages.success(request, said % {"n": good})
    return redirect("catalog:observers")


@require_POST
def put_aside(request):
    """Somebody has looked at it."""
    insist(may_operate(request.user))
    form = AsideForm(request.POST)
    if form.is_valid():
        aside = services.put_aside(actor=request.user, **form.cleaned_data)
        messages.success(request, ngettext("%(n)s is put aside.", "%(n)s are put aside.", aside) % {"n": aside})
    return redirect("catalog:observers")


def _page(request, *, wrong: str = "") -> HttpResponse:
    context = {
        "observers": [(one, outside(f"/api/v1/observers/{one.slug}/results/")) for one in selectors.observers()],
        "left_over": selectors.left_over(),
        "wrong": wrong,
        "tabs": platform_tabs(request.user, "catalog:observers"),
    }
    return render(request, "catalog/observers/list.html", context, status=422 if wrong else 200)


def _edit(request, observer: Observer | None) -> HttpResponse:
    insist(may_operate(request.user))
    form = ObserverForm(request.POST or None, instance=observer)
    if form.is_valid() and (saved := form.run(actor=request.user, observer=observer)):
        messages.success(request, _("%(observer)s is saved.") % {"observer": saved})
        return redirect("catalog:observers")
    context = {"form": form, "observer": observer, "tabs": platform_tabs(request.user, "catalog:observers")}
    return render(request, "catalog/observers/form.html", context, status=422 if form.errors else 200)
