"""The wall: how the objectives of all domains, or of the products of one, stand."""

from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.views.wall_page import HEADING, as_rows, wall_page
from marketplace.foundation.spreadsheets import csv_lines


@require_safe
def wall(request):
    """On a page, or as a file."""
    page = wall_page(request.user, request.GET)
    if request.GET.get("as") != "csv":
        return render(request, "catalog/wall.html", page)
    answer = StreamingHttpResponse(csv_lines(HEADING, as_rows(page)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="service-levels.csv"'
    return answer
