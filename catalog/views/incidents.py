"""Incidents: the list, one of them, reporting one, and everything that is done about one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.incidents import services
from catalog.models import Incident
from catalog.panels import offered_ports
from catalog.views.incident_forms import AssignForm, CommentForm, ReopenForm, ReportForm, ResolveForm, WeighForm
from catalog.views.incident_page import incident_page, list_page
from catalog.views.product_frame import chosen_port
from catalog.views.reach import reachable_product
from catalog.views.wanted_forms import ServiceForm
from marketplace.foundation.errors import DomainError


@never_cache
@require_safe
def incidents(request):
    """What is wrong in the mesh."""
    return render(request, "catalog/incidents/list.html", list_page(request.user, request.GET))


@never_cache
@require_safe
def incident(request, pk):
    """One incident."""
    return render(request, "catalog/incidents/incident.html", incident_page(request.user, _found(request, pk)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, slug):
    """Say that something is wrong with a port of a product."""
    product = reachable_product(request, slug)
    ports = offered_ports(product)
    form = ReportForm(request.POST or None, ports=ports, initial={"port": chosen_port(ports, request.GET.get("port"))})
    if form.is_valid() and (made := form.run(services.open_incident, actor=request.user)):
        messages.success(request, _("It is written down. The owning team and everybody who reads it are told."))
        return redirect(made)
    context = {"form": form, "product": product, "ports": ports}
    return render(request, "catalog/incidents/report.html", context, status=422 if form.errors else 200)


@require_POST
def act(request, pk, deed):
    """Take it on, give it away, say something, weigh it, close it or open it again."""
    one = _found(request, pk)
    if deed not in _DEEDS:
        raise Http404
    service, said = _DEEDS[deed]
    form = _form(request, one, deed)
    if not form.is_valid():
        return _again(request, one, deed, form)
    try:
        service(actor=request.user, incident=one, **form.cleaned_data)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return _again(request, one, deed, form, status=403 if refusal.status == 403 else 422)
    messages.success(request, str(said))
    return redirect(one)


_DEEDS = {
    "acknowledge": (services.acknowledge_incident, gettext_lazy("You look at it; others see that you do.")),
    "assign": (services.assign_incident, gettext_lazy("It is given away; whoever has it now is told.")),
    "comment": (services.comment_on_incident, gettext_lazy("It is said; those who look after it are told.")),
    "weigh": (services.weigh_incident, gettext_lazy("Its severity is changed.")),
    "resolve": (services.resolve_incident, gettext_lazy("It is closed; everybody who was told of it is told why.")),
    "reopen": (services.reopen_incident, gettext_lazy("It is open again; everybody whom it concerns is told.")),
}


def _form(request, one: Incident, deed: str) -> ServiceForm:
    if deed == "assign":
        return AssignForm(request.POST, incident=one, actor=request.user)
    kinds = {"comment": CommentForm, "weigh": WeighForm, "resolve": ResolveForm, "reopen": ReopenForm}
    return kinds.get(deed, ServiceForm)(request.POST, prefix=deed)


def _again(request, one: Incident, deed: str, form: ServiceForm, *, status: int = 422) -> HttpResponse:
    """The page with what is wrong."""
    if deed not in incident_page(request.user, one)["forms"]:
        messages.error(request, " ".join(form.non_field_errors()))
        return redirect(one)
    context = incident_page(request.user, one, {deed: form})
    return render(request, "catalog/incidents/incident.html", context, status=status)


def _found(request, pk: int) -> Incident:
    parts = ("port__product__domain", "port__product__owner", "port__contract", "monitor", "assignee", "opened_by")
    return get_object_or_404(Incident.objects.visible_to(request.user).select_related(*parts), pk=pk)
