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
from marketplace.foundation.errors import DomainError
from marketplace.foundation.navigation import PLATFORM, Part, platform_tabs
from marketplace.foundation.policies import insist
from requests.connectors.errors import NameTaken, SecretNameRefused, UnknownEvent
from requests.connectors.services import delete_connector, pause, resume, save_connector, send_again, try_out
from requests.models import Connector
from requests.selectors.connectors import with_health

_FIELD_OF = {
    NotSafelyReached: "address", SecretNameRefused: "secret_name", UnknownEvent: "follows", NameTaken: "name",
}  # fmt: skip
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
            "address": gettext_lazy("Begins with https://; of ServiceNow and Immuta the instance, without a path."),
            "account": gettext_lazy(
                "For ServiceNow the user. For Immuta the attribute of a person there that holds the user name here."
            ),
            "table": gettext_lazy(
                "For ServiceNow a table that extends task, such as sc_req_item. For Immuta the short name of the "
                "warehouse whose ports it governs."
            ),
            "secret_name": gettext_lazy(
                "The name of a variable CONNECTOR_… of web and worker; the secret itself is not kept here."
            ),
            "decides": gettext_lazy("Each counts as that of the person named, who must be among those asked here."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["follows"] = " ".join(self.instance.follows)

    def clean_follows(self):
        """The words."""
        return self.cleaned_data["follows"].replace(",", " ").split()

    def run(self, **context):
        """Save by the service; a refusal becomes an error beside its field."""
        try:
            return save_connector(**context, **self.cleaned_data)
        except DomainError as refusal:
            self.add_error(refusal.facts.get("field") or _FIELD_OF.get(type(refusal)), str(refusal))
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


@require_POST
def switch(request, pk):
    """Pause one that is in use, or take up one that is not."""
    insist(may_operate(request.user))
    connector = get_object_or_404(Connector, pk=pk)
    do = pause if connector.is_on else resume
    connector = do(actor=request.user, connector=connector)
    said = _("%(connector)s is in use again.") if connector.is_on else _("%(connector)s is paused.")
    messages.success(request, said % {"connector": connector})
    return redirect("requests:connectors")


@require_POST
def delete(request, pk):
    """Forget one that is paused."""
    insist(may_operate(request.user))
    connector = get_object_or_404(Connector, pk=pk)
    delete_connector(actor=request.user, connector=connector)
    messages.success(request, _("%(connector)s is deleted.") % {"connector": connector})
    return redirect("requests:connectors")


def _edit(request, connector: Connector | None):
    insist(may_operate(request.user))
    form = ConnectorForm(request.POST or None, instance=connector)
    if form.is_valid() and (saved := form.run(actor=request.user, connector=connector)):
        messages.success(request, _("%(connector)s is saved. Test it now.") % {"connector": saved})
        return redirect("requests:connectors")
    context = {"form": form, "connector": connector, "tabs": platform_tabs(request.user, "requests:connectors")}
    return render(request, "requests/connectors/form.html", context, status=422 if form.errors else 200)
