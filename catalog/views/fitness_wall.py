"""The wall of fitness: how fit the mesh is, what fails most often, and where to begin."""

from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.policies import may_govern
from catalog.views.fitness_wall_page import HEADING, Asked, export_rows, wall_page
from marketplace.foundation.navigation import GOVERNANCE, Part, governance_tabs
from marketplace.foundation.spreadsheets import csv_lines

GOVERNANCE.add("catalog:fitness-wall")(Part(_("Fitness wall"), "gauge", 50, may_govern))


@require_safe
def wall(request):
    """Domains by attributes, the functions that fail most often, the worst products, and how that moved."""
    context = wall_page(Asked.of(request.GET))
    context["tabs"] = governance_tabs(request.user, "catalog:fitness-wall") if may_govern(request.user) else []
    return render(request, "catalog/fitness/wall.html", context)


@require_safe
def export(request):
    """All products with their scores as a file, safe to open in a spreadsheet."""
    rows = export_rows(Asked.of(request.GET))
    answer = StreamingHttpResponse(csv_lines(HEADING, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="fitness-{timezone.localdate():%Y-%m-%d}.csv"'
    return answer
