"""The mesh from above."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.views.mesh_page import mesh_page


@require_safe
def mesh(request):
    """The domains with what flows between them, or one of them with its products."""
    return render(request, "catalog/mesh.html", mesh_page(request.user, request.GET))
