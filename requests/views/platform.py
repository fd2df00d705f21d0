"""The place of the platform team: what failed, what is under way, and whether everything lives."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.notifications.selectors import given_up
from accounts.policies import may_operate
from marketplace.foundation.navigation import PLATFORM, Part, platform_tabs
from marketplace.foundation.policies import insist
from requests.models import ProvisioningRun, StrayRight
from requests.provisioning.services import done_by_hand
from requests.provisioning.services import retry as retry_service
from requests.provisioning.services import take_away as take_away_service
from requests.selectors import platform as select
from requests.views.answers import Question, ask, page_of
from requests.views.forms import NoteForm, NothingForm

FAILURES, PUBLISHING, RIGHTS = 20, 10, 20
PLATFORM.add("requests:platform")(Part(gettext_lazy("What failed"), "activity", 10, may_operate))


@never_cache
@require_safe
def platform(request):
    """What the platform team must look at today."""
    insist(may_operate(request.user))
    page, pager = page_of(request, select.failures(), FAILURES)
    rights, rights_pager = page_of(request, select.stray_rights(), RIGHTS, name="rights")
    runs = list(select.failed_publishing()[:PUBLISHING])
    steps = select.failed_steps(runs)
    pulses = select.pulses()
    context = {
        "failures": page,
        "pager": pager,
        "loud": [run for run in page if run.aim == ProvisioningRun.Aim.CLOSE],
        "rights": rights,
        "rights_pager": rights_pager,
        "publishing": [(run, steps.get(run.pk)) for run in runs],
        "pulses": pulses,
        "worker": pulses[0],
        "queues": [(_("Access"), select.provisioning_queue()), (_("Publishing"), select.publishing_queue())],
        "stores": select.stores(),
        "messages_given_up": given_up().count(),
        "mailed": settings.MAIL_IS_CONFIGURED,
        "tabs": platform_tabs(request.user, "requests:platform"),
    }
    return render(request, "requests/platform/overview.html", context)


@require_POST
def retry(request, pk):
    """Try again what was given up."""
    run = _run(request, pk)
    retry_service(actor=request.user, run=run)
    messages.success(request, _("A worker tries again: %(run)s.") % {"run": run})
    return redirect("requests:platform")


@require_http_methods(["GET", "HEAD", "POST"])
def by_hand(request, pk):
    """Take note that it was done in the warehouse by hand."""
    run = _run(request, pk)
    question = Question(
        title=_("Done by hand?"),
        text=_("%(run)s. Access that was opened by hand is still read as its consumer before anybody is told.")
        % {"run": run},
        label=_("It was done by hand"),
        back=reverse("requests:platform"),
        done=_("Noted. What was opened is verified now."),
    )
    return ask(request, question, NoteForm(request.POST or None), done_by_hand, run=run)


@require_http_methods(["GET", "HEAD", "POST"])
def take_away(request, pk):
    """Take a right out of the warehouse that nobody granted."""
    insist(may_operate(request.user))
    stray = get_object_or_404(StrayRight.objects.open().select_related("warehouse"), pk=pk)
    question = Question(
        title=_("Take this right away?"),
        text=_("%(right)s, in %(warehouse)s. Whoever uses it can read no more by it, at once.")
        % {"right": stray, "warehouse": stray.warehouse},
        label=_("Take it away"),
        back=reverse("requests:platform"),
        done=_("The right is taken away."),
        tone="danger",
    )
    return ask(request, question, NothingForm(request.POST or None), take_away_service, stray=stray)


def _run(request, pk) -> ProvisioningRun:
    insist(may_operate(request.user))
    parts = ("grant__port__product", "grant__consumer__person", "grant__consumer__team")
    return get_object_or_404(ProvisioningRun.objects.select_related(*parts), pk=pk)
