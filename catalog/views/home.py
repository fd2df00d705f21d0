"""Where everybody begins."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.panels import HOME_TODO
from catalog.views.drawing import drawn
from catalog.views.home_page import home_page


@require_safe
def home(request):
    """What waits for me, what there is, what is new and what happened."""
    return render(request, "catalog/home.html", home_page(request) | {"panels": drawn(HOME_TODO, request)})
