"""The emergency brake: who and what is suspended, and the way to suspend and to lift."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from catalog.models import OutputPort
from marketplace.foundation.navigation import governance_tabs
from marketplace.foundation.policies import YES, insist, no
from requests.grants import suspending as services
from requests.grants.policies import may_lift, may_suspend_port
from requests.models import Suspension
from requests.views.answers import Question, ask, page_of
from requests.views.forms import GiveBackForm, ReasonForm, SuspendPersonForm

PAGE = 25
_PARTS = ("port__product__owner", "person", "suspended_by", "lifted_by")


@never_cache
@require_safe
def suspensions(request):
    """What stands still now, and what did before."""
    insist(_may_look(request.user))
    every = Suspension.objects.select_related(*_PARTS)
    standing = every.standing().order_by("-pk")
    page, pager = page_of(request, every.exclude(lifted_at=None).order_by("-lifted_at"), PAGE)
    context = {
        "tabs": governance_tabs(request.user, "requests:suspensions"),
        "standing": [(one, may_lift(request.user, one)) for one in standing],
        "lifted": page,
        "pager": pager,
    }
    return render(request, "requests/governance/suspensions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def suspend_port(request, pk):
    """Stop everybody but the owners from reading a port, at once."""
    ports = OutputPort.objects.visible_to(request.user).select_related("product__owner")
    port = get_object_or_404(ports, pk=pk)
    insist(may_suspend_port(request.user, port))
    question = Question(
        title=_("Suspend %(port)s?") % {"port": port},
        text=_(
            "Nobody but its owners reads it from this moment on, and everybody who reads it is told why. Grants stay."
        ),
        label=_("Suspend it now"),
        back=reverse("requests:consumers", args=[port.product.slug]),
        done=_("%(port)s is suspended.") % {"port": port},
        tone="danger",
    )
    return ask(request, question, ReasonForm(request.POST or None), services.suspend_port, port=port)


@require_http_methods(["GET", "HEAD", "POST"])
def suspend_person(request):
    """Stop one person from reading anything, at once."""
    insist(_may_look(request.user))
    question = Question(
        title=_("Suspend somebody?"),
        text=_("They read nothing from this moment on: not by their grants, not in a team. They are told why."),
        label=_("Suspend them now"),
        back=reverse("requests:suspensions"),
        done=_("They are suspended."),
        tone="danger",
    )
    return ask(request, question, SuspendPersonForm(request.POST or None), services.suspend_person)


@require_http_methods(["GET", "HEAD", "POST"])
def lift(request, pk):
    """Let it be read again."""
    found = get_object_or_404(Suspension.objects.visible_to(request.user).select_related(*_PARTS), pk=pk)
    insist(may_lift(request.user, found))
    own = found.port and found.port.product.owner_id in request.user.team_ids
    question = Question(
        title=_("Lift the suspension of %(about)s?") % {"about": found},
        text=_("It was suspended because: %(reason)s") % {"reason": found.reason},
        label=_("Lift it"),
        back=reverse("requests:consumers", args=[found.port.product.slug]) if own else reverse("requests:suspensions"),
        done=_("It is lifted; the worker opens what was closed."),
    )
    return ask(request, question, GiveBackForm(request.POST or None), services.lift, suspension=found)


def _may_look(user):
    return YES if user.sees_everything else no(_("this is for stewards and the platform team"))
