"""A publishing run while it runs, and afterwards."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.publishing.policies import may_publish
from catalog.publishing.services import retry_run
from catalog.views.reach import reachable_run
from marketplace.foundation.errors import DomainError

_LABELS = {
    "check": _("Check the documents"),
    "policies": _("Ask the governance policies"),
    "build": _("Build the data"),
    "compare": _("Compare the result with the contract"),
    "lineage": _("Work out the lineage"),
    "publish": _("Switch readers to it"),
    "measure": _("Measure the service levels"),
    "score": _("Score the fitness"),
    "judge": _("Keep what the policies say of it"),
    "index": _("Let the search find it"),
    "keep": _("Build anew what is kept of old versions"),
    "announce": _("Tell those who read it"),
}


@require_safe
@vary_on_headers("HX-Request")
def run(request, pk):
    """The steps, live while it runs; the steps alone where htmx asks for them."""
    found = reachable_run(request, pk)
    steps = list(found.steps.all())
    for step in steps:
        step.label = _LABELS.get(step.name, step.name)
    context = {
        "run": found,
        "steps": steps,
        "over": sum(step.state in ("done", "skipped") for step in steps),
        "failed": next((step for step in steps if step.state == "failed"), None),
        "may_retry": may_publish(request.user, found.product),
    }
    return render(request, "catalog/studio/run.html#live" if request.htmx else "catalog/studio/run.html", context)


@require_POST
def retry(request, pk):
    """Let it go on from the step that failed."""
    found = reachable_run(request, pk)
    try:
        retry_run(actor=request.user, run=found)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(found)
