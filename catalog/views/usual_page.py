"""What the service level part of a product's page says of what is usual: figures with their ranges, and anomalies."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog.models import Anomaly, DataProduct, OutputPort, Watch
from catalog.service_levels.anomalies import LEAST
from catalog.service_levels.errors import AnomalyNotJudged, NoSuchFigure
from catalog.service_levels.policies import may_teach
from catalog.service_levels.teaching import say_of_anomaly, watch_figure
from catalog.service_levels.usual import Step
from catalog.service_levels.watched import (
    MOST_ANOMALIES,
    Watched,
    amount_of,
    anomalies_of,
    figure_over_time,
    range_of,
    watched_figures,
)
from catalog.views.reach import reachable_product

FEW = 8  # figures that are shown before the rest is folded away


def usual_part(request, product: DataProduct, port: OutputPort | None) -> dict:
    """The figures of one port, one of them over time, and what was not as usual lately; a fixed number of queries."""
    figures = watched_figures(port) if port else []
    chosen = _chosen(figures, request.GET.get("figure", ""))
    points = figure_over_time(port, (chosen.figure, chosen.column)) if port and chosen else []
    return {
        "figures": figures[:FEW],
        "more_figures": figures[FEW:],
        "figure": chosen,
        "figure_series": _drawable(chosen, points) if chosen and len(points) > 1 else None,
        "builds_known": min(len(points), LEAST),
        "builds_least": LEAST,
        "sensitivities": Watch.Sensitivity.choices,
        "anomalies": [_shown(anomaly) for anomaly in anomalies_of(product)[:MOST_ANOMALIES]],
        "may_teach": may_teach(request.user, product),
    }


def _shown(anomaly: Anomaly) -> dict:
    words = {
        "value": amount_of(anomaly.figure, anomaly.value),
        "range": range_of(anomaly.figure, anomaly.low, anomaly.high),
    }
    return {"anomaly": anomaly, "told": _("It was %(value)s; usual was %(range)s.") % words}


def _chosen(figures: list[Watched], asked: str) -> Watched | None:
    """The figure that the address names; else the first that is not as usual, else the first."""
    return next((one for one in figures if one.key == asked), figures[0] if figures else None)


def _drawable(figure: Watched, points: list[Step]) -> dict:
    """The series with the range that was usual at each build, and the builds that were outside of it."""
    return {
        "label": f"{figure.label} · {figure.column}" if figure.column else figure.label,
        "unit": figure.unit,
        "points": [[round(step.at.timestamp()), step.value] for step in points],
        "objective": None,
        "band": [None if step.low is None else [step.low, step.high] for step in points],
        "band_label": _("Usual"),
        "unusual": [step.unusual for step in points],
        "unusual_label": _("Not as usual"),
    }


@require_POST
def say(request, slug, pk):
    """Say of an anomaly that it was expected, or that it is really wrong."""
    product = reachable_product(request, slug)
    anomaly = get_object_or_404(anomalies_of(product), pk=pk)
    said, note = request.POST.get("said", ""), request.POST.get("note", "").replace("\x00", "")[:2000]
    try:
        say_of_anomaly(actor=request.user, anomaly=anomaly, said=said, note=note)
        messages.success(request, _("Your word is written down, and learned from."))
    except AnomalyNotJudged as refusal:
        messages.error(request, str(refusal))
    return redirect(_back(product, anomaly.port, f"{anomaly.figure}/{anomaly.column}"))


@require_POST
def watch(request, slug):
    """Choose how closely a figure of a port is watched."""
    product = reachable_product(request, slug)
    ports = OutputPort.objects.offered().filter(product=product)
    port = get_object_or_404(ports, name=request.POST.get("port", "").replace("\x00", ""))
    figure, _slash, column = request.POST.get("figure", "").replace("\x00", "").partition("/")
    how = request.POST.get("sensitivity", "")
    try:
        watch_figure(actor=request.user, port=port, figure=figure, column=column, sensitivity=how)
        messages.success(request, _("It is watched so from now on."))
    except NoSuchFigure as refusal:
        messages.error(request, str(refusal))
    return redirect(_back(product, port, f"{figure}/{column}"))


def _back(product: DataProduct, port: OutputPort, figure: str) -> str:
    place = reverse("catalog:product-service-levels", args=[product.slug])
    return f"{place}?{urlencode({'port': port.name, 'figure': figure})}#usual"
