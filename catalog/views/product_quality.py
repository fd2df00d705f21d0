"""How a product does: the promises of its contracts, and its fitness."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalog.fitness.policies import may_dispute
from catalog.fitness.selectors import changes_since
from catalog.models import Monitor
from catalog.service_levels.services import attest
from catalog.views.attest_form import AttestForm
from catalog.views.policy_page import policies_on
from catalog.views.product_fitness import fitness_page
from catalog.views.product_frame import frame
from catalog.views.product_levels import levels_page
from catalog.views.reach import reachable_product
from catalog.views.usual_page import usual_part


@require_safe
def service_levels(request, slug):
    """What is measured, against which objective, and what came out; one indicator over time; incidents."""
    product = reachable_product(request, slug)
    context = frame(request, product, "catalog:product-service-levels")
    context |= levels_page(request, product, context["ports"]) | usual_part(request, product, context["port"])
    return render(request, "catalog/product/service_levels.html", context)


@require_POST
def give_word(request, slug, pk):
    """Attest a promise that is stated in words, or say that it is not kept."""
    product = reachable_product(request, slug)
    promised = Monitor.objects.filter(port__product=product, port__offered=True, active=True)
    monitor = get_object_or_404(promised.select_related("port"), pk=pk)
    form = AttestForm(request.POST)
    if form.is_valid() and form.run(attest, actor=request.user, port=monitor.port, rule=monitor.rule):
        messages.success(request, _("Your word is written down."))
        return redirect(f"{reverse('catalog:product-service-levels', args=[slug])}?monitor={pk}#over-time")
    context = frame(request, product, "catalog:product-service-levels")
    context |= levels_page(request, product, context["ports"], monitor=str(pk), form=form)
    context |= usual_part(request, product, context["port"])
    return render(request, "catalog/product/service_levels.html", context, status=422)


@require_safe
def fitness(request, slug):
    """The score, where it comes from, and what would raise it."""
    product = reachable_product(request, slug)
    context = frame(request, product, "catalog:product-fitness")
    context |= fitness_page(product, for_steward=request.user.is_steward)
    context |= {
        "policies": policies_on(request.user, product),
        "changes": changes_since(product),
        "may_dispute": may_dispute(request.user, product).allowed,
    }
    return render(request, "catalog/product/fitness.html", context)
