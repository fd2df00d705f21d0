"""For the platform team: other systems that are told what happens, how they do, and a test of each."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.notifications.errors import NotSafelyReached
from accounts.policies import may_operate
from marketplace.foundation.audit import verbs
from marketplace.foundation.errors import DomainError
from marketplace.foundation.navigation import PLATFORM, Part, platform_tabs
from marketplace.foundation.policies import insist
from requests.connectors.errors import SecretNameRefused
from requests.connectors.services import save_connector, send_again, try_out
from requests.models import Connector
from requests.selectors.connectors import with_health

_FIELD_OF = {NotSafelyReached: "address", SecretNameRefused: "secret_name"}
PLATFORM.add("requests:connectors")(Part(gettext_lazy("Connectors"), "plug-connected", 70, may_operate))


class ConnectorForm(forms.ModelForm):
    """Where another system is, and what it is told."""

    follows = forms.CharField(
        label=gettext_lazy("What it is told"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Names of events, like order.placed, or of a kind, like grant; empty: the usual."),
    )  # fmt: skip

    class Meta:
        model = Connector
        fields = ["name", "kind", "address", "account", "table", "secret_name", "follows", "decides", "is_on"]
        help_texts = {
            "address": gettext_lazy("Begins with https://; of ServiceNow the instance, without a path."),
            "account": gettext_lazy("For ServiceNow."),
            "table": gettext_lazy("For ServiceNow: one that extends task, such as sc_req_item."),
            "secret_name": gettext_lazy(
                "The name of a variable CONNECTOR_… of web and worker; the secret itself is not kept here."
            ),
            "decides": gettext_lazy("Each counts as that of the person named, who must be among those asked here."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["follows"] = " ".join(self.instance.follows)

    def clean_follows(self):
        """The words; each is an event that can happen, or a kind of them."""
        words = self.cleaned_data["follows"].replace(",", " ").split()
        known = {*verbs(), *(verb.split(".")[0] for verb in verbs())}
        if unknown := [word for word in words if word not in known]:
            raise forms.ValidationError(_("There is no event %(name)s."), params={"name": unknown[0]})
        return words

    def clean(self):
        """What a kind cannot do without."""
        said = super().clean()
        needed = {"servicenow": ("account", "table", "secret_name"), "webhook": ("secret_name",)}
        for name in needed.get(said.get("kind"), ()):
            if not said.get(name):
                self.add_error(name, _("This kind of connector needs it."))
        return said

    def run(self, **context):
        """Save by the service; a refusal becomes an error beside its field."""
        try:
            return save_connector(**context, **self.cleaned_data)
        except DomainError as refusal:
            self.add_error(_FIELD_OF.get(type(refusal)), str(refusal))
        except forms.ValidationError as wrong:
            self.add_error(None, wrong)
        return None

    def _post_clean(self):
        """The service writes; the form leaves the connector as it is."""


@never_cache
@require_safe
def connectors(request):
    """Each with its health."""
    insist(may_operate(request.user))
    context = {"connectors": with_health(), "tabs": platform_tabs(request.user, "requests:connectors")}
    return render(request, "requests/connectors/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Set one up."""
    return _edit(request, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    """Change one, or take it out of use."""
    insist(may_operate(request.user))
    return _edit(request, get_object_or_404(Connector, pk=pk))


@require_POST
def test(request, pk):
    """Call the other side now."""
    insist(may_operate(request.user))
    connector = get_object_or_404(Connector, pk=pk)
    if wrong := try_out(actor=request.user, connector=connector):
        messages.error(request, _("%(connector)s: %(wrong)s") % {"connector": connector, "wrong": wrong})
    else:
        messages.success(request, _("%(connector)s answers.") % {"connector": connector})
    return redirect("requests:connectors")


@require_POST
def again(request, pk):
    """Send again what was given up."""
    insist(may_operate(request.user))
    number = send_again(actor=request.user, connector=get_object_or_404(Connector, pk=pk))
    messages.success(request, ngettext("%(n)s is sent again.", "%(n)s are sent again.", number) % {"n": number})
    return redirect("requests:connectors")


def _edit(request, connector: Connector | None):
    insist(may_operate(request.user))
    form = ConnectorForm(request.POST or None, instance=connector)
    if form.is_valid() and (saved := form.run(actor=request.user, connector=connector)):
        messages.success(request, _("%(connector)s is saved. Test it now.") % {"connector": saved})
        return redirect("requests:connectors")
    context = {"form": form, "connector": connector, "tabs": platform_tabs(request.user, "requests:connectors")}
    return render(request, "requests/connectors/form.html", context, status=422 if form.errors else 200)
