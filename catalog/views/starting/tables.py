"""Begin from a table: choose one, look at it, name the product."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from catalog.publishing.hooks import may_build_on
from catalog.starting import services
from catalog.starting.origins import Origin, offered_ports, source_tables, teams_of
from catalog.views.starting.beginning import run, to_the_guide
from catalog.views.starting.forms import NewPortForm
from catalog.views.starting.tables_page import origin_page, tables_page


@require_safe
def tables(request):
    """Tables of source systems, and ports of other products, to choose from."""
    return render(request, "catalog/studio/starting/tables.html", tables_page(request.user, request.GET))


@require_http_methods(["GET", "HEAD", "POST"])
def source(request, pk):
    """Begin from a table of a source system."""
    return _begin(request, get_object_or_404(source_tables(request.user), pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def port(request, pk):
    """Begin from an output port of another product."""
    ports = offered_ports(request.user).prefetch_related("contract__columns")
    return _begin(request, get_object_or_404(ports, pk=pk))


def _begin(request, origin: Origin):
    """The columns and some rows of it, and a form; a draft once it is named."""
    teams = [team for team in teams_of(request.user) if may_build_on(team, origin)]
    if not teams:
        raise Http404
    page = origin_page(request.user, origin)
    form = NewPortForm(request.POST or None, user=request.user, teams=teams, initial=page.pop("initial"))
    if form.is_valid():
        begun = run(form, lambda: services.begin_from_origin(actor=request.user, origin=origin, **form.named))
        if begun:
            return to_the_guide(request, begun)
    status = 422 if form.errors else 200
    return render(request, "catalog/studio/starting/origin.html", page | {"form": form}, status=status)
