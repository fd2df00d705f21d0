"""The mesh from above."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.views.mesh_page import mesh_page


@require_safe
def mesh(request):
    """Every product with what flows between them, and how each domain does."""
    return render(request, "catalog/mesh.html", mesh_page(request.user, request.GET.get("domain", "")))
