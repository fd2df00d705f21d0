"""The wall of fitness: how fit the mesh is, what fails most often, and where to begin."""

from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.views.fitness_wall_page import HEADING, Asked, export_rows, wall_page
from marketplace.foundation.navigation import mesh_tabs
from marketplace.foundation.spreadsheets import csv_lines


@require_safe
def wall(request):
    """Domains by attributes, the functions that fail most often, the worst products, and how that moved."""
    context = wall_page(Asked.of(request.GET))
    context["tabs"] = mesh_tabs(request.user, "catalog:fitness-wall")
    return render(request, "catalog/fitness/wall.html", context)


@require_safe
def export(request):
    """All products with their scores as a file, safe to open in a spreadsheet."""
    rows = export_rows(Asked.of(request.GET))
    answer = StreamingHttpResponse(csv_lines(HEADING, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="fitness-{timezone.localdate():%Y-%m-%d}.csv"'
    return answer
