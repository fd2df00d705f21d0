"""Around a decision: several at once, a question back, and somebody who decides in one's place."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.views.tabs import everybody
from marketplace.foundation.navigation import OWN_PAGES, Part, own_tabs
from requests.approvals import questions
from requests.approvals.bulk import decide_each
from requests.approvals.selectors import inbox
from requests.approvals.stand_ins import end_stand_in, may_end_stand_in, name_stand_in
from requests.models import StageQuestion, StandIn
from requests.selectors import approvals as select
from requests.views.answers import Question, ask
from requests.views.forms import BulkForm, ReasonForm, StandInForm

SHOWN = 30
OWN_PAGES.add("requests:stand-ins")(Part(gettext_lazy("Stand-ins"), "user-check", 35, everybody))


@require_POST
def decide_many(request):
    """Say the same about several decisions; each is made by itself, and what cannot be is told."""
    waiting = inbox(request.user).values_list("pk", flat=True)
    form = BulkForm(request.POST, among=list(waiting.filter(pk__in=_numbers(request.POST.getlist("stages")))))
    if not form.is_valid():
        messages.error(request, _("Tick what you want to decide; what somebody else decided meanwhile is gone."))
        return redirect("requests:approvals")
    stages = list(inbox(request.user).filter(pk__in=form.cleaned_data["stages"]))
    said = {"yes": form.cleaned_data["yes"], "reason": form.cleaned_data["reason"]}
    outcomes = decide_each(actor=request.user, stages=stages, **said)
    good = sum(refusal is None for _stage, refusal in outcomes)
    if good:
        words = ngettext("%(n)s was approved.", "%(n)s were approved.", good)
        if not said["yes"]:
            words = ngettext("%(n)s was denied.", "%(n)s were denied.", good)
        messages.success(request, words % {"n": good})
    for stage, refusal in outcomes:
        if refusal is not None:
            messages.error(request, f"{stage.request}: {refusal}")
    return redirect("requests:approvals")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_back(request, pk):
    """Ask those who ordered something first."""
    stage = get_object_or_404(select.reachable(request.user), pk=pk)
    question = Question(
        title=_("Ask %(who)s first?") % {"who": stage.request.order.ordered_by},
        text=_("The time to decide stands still until it is answered. They see who asks."),
        label=_("Ask"),
        back=f"/approvals/{stage.pk}/",
        done=_("The question was asked."),
    )
    form = ReasonForm(request.POST or None)
    form.fields["reason"].label, form.fields["reason"].help_text = _("What do you want to know?"), ""
    return ask(request, question, form, questions.ask_back, stage=stage)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_back(request, pk):
    """Answer what somebody who decides wants to know."""
    mine = StageQuestion.objects.answered_by_those_of(request.user)
    asked = mine.select_related("stage__request__order", "asked_by")
    found = get_object_or_404(asked, pk=pk)
    question = Question(
        title=_("%(who)s asks") % {"who": found.asked_by},
        text=found.text,
        label=_("Answer"),
        back=found.stage.request.order.get_absolute_url(),
        done=_("The answer was sent."),
    )
    form = ReasonForm(request.POST or None)
    form.fields["reason"].label, form.fields["reason"].help_text = _("Your answer"), ""
    return ask(request, question, form, questions.answer_back, asked=found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stand_ins(request):
    """Who decides in my place, and in whose place I do."""
    form = StandInForm(request.POST or None)
    if form.is_valid() and form.run(name_stand_in, actor=request.user):
        messages.success(request, _("They were told."))
        return redirect("requests:stand-ins")
    rows = StandIn.objects.concerning(request.user).select_related("person", "by")[:SHOWN]
    context = {
        "form": form,
        "rows": [(row, may_end_stand_in(request.user, row)) for row in rows],
        "tabs": own_tabs(request.user, "requests:stand-ins"),
    }
    return render(request, "requests/stand_ins.html", context, status=422 if form.errors else 200)


@require_POST
def stand_in_end(request, pk):
    """Take it back."""
    found = get_object_or_404(StandIn.objects.concerning(request.user), pk=pk)
    end_stand_in(actor=request.user, stand_in=found)
    messages.success(request, _("Nobody decides in that place any more."))
    return redirect("requests:stand-ins")


def _numbers(said: list[str]) -> list[int]:
    return [int(each) for each in said if each.isascii() and each.isdigit() and len(each) < 16][:200]
