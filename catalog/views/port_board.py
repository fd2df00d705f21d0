"""The board of a port, its numbers as a file, and the objectives of its promises."""

from collections.abc import Iterable, Iterator

from django.contrib import messages
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.models import Monitor, OutputPort, ServiceLevelObjective
from catalog.service_levels.policies import may_set_objective
from catalog.service_levels.slo.selectors import grain_for, since_day
from catalog.service_levels.slo.series import HEADING, Rows
from catalog.service_levels.slo.services import in_words, plain_percent, reset_objective, set_objective
from catalog.views.board_columns import builds_of, columns_of
from catalog.views.board_page import DAYS, board_page
from catalog.views.objective_form import ObjectiveForm
from catalog.views.product_frame import frame
from catalog.views.reach import reachable_product
from marketplace.foundation.policies import insist
from marketplace.foundation.spreadsheets import csv_lines

LEVELS = "catalog:product-service-levels"
BUILD_HEADING = ["column", "built_at", "rows", "empty_percent", "distinct", "mean"]


@require_safe
def board(request, slug, port):
    """Every promise of one port: over its window, over time, and by day."""
    product = reachable_product(request, slug)
    found = _found(product, port)
    context = frame(request, product, LEVELS)
    context |= {"board_port": found, "crumbs": _crumbs(context, _("Board of %(port)s") % {"port": found.name})}
    context |= board_page(request, found, may_set=may_set_objective(request.user, product))
    context["boards"] = [
        {"label": one.name, "url": reverse("catalog:port-board", args=[slug, one.pk]), "active": one.pk == port}
        for one in context["ports"]
    ]
    return render(request, "catalog/product/board.html", context)


@require_safe
def numbers(request, slug, port):
    """What the board draws, as a file: of all promises, of those under one heading, or of a column over builds."""
    found = _found(reachable_product(request, slug), port)
    if asked := request.GET.get("column"):
        column = next((one for one in columns_of(found) if one.name == asked), None)
        told = builds_of(request.user, found, column) if column else []
        rows = ([column.name, build.pop("built_at").isoformat(), *build.values()] for build in told)
        return _file(f"{slug}-{found.name}-columns", BUILD_HEADING, rows)
    days = next((days for days in DAYS if str(days) == request.GET.get("days")), 30)
    asked = request.GET.get("indicator", "")
    indicator = asked if asked in Monitor.Indicator.values else ""
    grain = grain_for(days) if indicator else "day"
    rows = Rows(found, grain=grain, since=since_day(days), indicator=indicator)
    return _file(f"{slug}-{found.name}-{grain}s", HEADING, rows)


@require_http_methods(["GET", "HEAD", "POST"])
def objective(request, slug, pk):
    """See and set for which part of which window a promise is to be kept."""
    product = reachable_product(request, slug)
    one, may_set = _objective(product, pk), may_set_objective(request.user, product)
    if request.method == "POST":
        insist(may_set)
    told = {"percent": plain_percent(one.percent), "window": one.window, "days": one.days}
    form = ObjectiveForm(request.POST if request.method == "POST" else None, initial=told)
    if form.is_valid() and form.run(set_objective, actor=request.user, objective=one):
        messages.success(request, _("The objective is set, and how it stands is worked out anew."))
        return redirect("catalog:port-board", slug, one.port_id)
    context = frame(request, product, LEVELS)
    promise = Monitor.objects.filter(port=one.port_id, rule=one.rule, active=True).first()
    context |= {
        "crumbs": _crumbs(context, _("Objective")),
        "objective": one,
        "words": in_words(one),
        "promise": promise,
        "form": form,
        "may_set": may_set,
    }
    return render(request, "catalog/product/objective.html", context, status=422 if form.is_bound else 200)


@require_POST
def reset(request, slug, pk):
    """Go back to the objective that all promises have."""
    one = _objective(reachable_product(request, slug), pk)
    reset_objective(actor=request.user, objective=one)
    messages.success(request, _("The objective of the marketplace holds again."))
    return redirect("catalog:port-board", slug, one.port_id)


def _found(product, pk: int) -> OutputPort:
    ports = OutputPort.objects.offered().select_related("product", "contract", "policy", "snapshot")
    return get_object_or_404(ports, product=product, pk=pk)


def _objective(product, pk: int) -> ServiceLevelObjective:
    found = ServiceLevelObjective.objects.in_force().filter(port__product=product)
    return get_object_or_404(found.select_related("port__product", "set_by"), pk=pk)


def _crumbs(context: dict, here: str) -> list[dict]:
    *before, levels = context["crumbs"]
    return [*before, levels | {"url": reverse(LEVELS, args=[context["product"].slug])}, {"label": here}]


def _file(name: str, heading: list[str], rows: Iterable[Iterable]) -> HttpResponseBase:
    lines: Iterator[str] = csv_lines(heading, rows)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{_plain(name)}.csv"'
    return answer


def _plain(name: str) -> str:
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "-" for sign in name)[:120]
