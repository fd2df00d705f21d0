"""The door of the guide: shows a step, and keeps what was entered in it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.guide.steps import STEPS
from catalog.guide.work import Work
from catalog.views.guide.desk import At, Desk, open_desk, unpacked
from catalog.views.guide.navigation import address, next_of
from catalog.views.guide.saving import Outcome, Wish, keep
from catalog.views.guide.showing import Shown, frame, page_context
from catalog.views.guide.step import Done, every
from catalog.views.guide.steps import PAGES
from catalog.views.reach import own_product
from marketplace.foundation.errors import DomainError

LIVE = "X-Guide"  # the header of a page that saves by itself, and takes what it needs out of the answer
ONWARD = ("save", "next", "try")  # buttons that lead on, and change nothing themselves


@require_http_methods(["GET", "HEAD", "POST"])
def guide(request, slug, step=STEPS[0]):
    """One step of the guided configuration."""
    if step not in PAGES:
        raise Http404
    product = own_product(request, slug)
    desk, at = open_desk(request.user, product), _where(request, step)
    if desk.bundle is None:
        return render(request, "catalog/studio/guide/unreadable.html", frame(desk) | {"checked": desk.checked})
    if request.method == "POST" and PAGES[step].has_form:
        return _saved(request, desk, at)
    return _page(request, Shown(desk, at))


def _saved(request, desk: Desk, at: At):
    """Save what was entered, and do what a button stands for."""
    data, page = request.POST, PAGES[at.step]
    if not desk.may:
        refusal = _("You cannot change this: %(reason)s.") % {"reason": desk.may.reason}
        return _page(request, Shown(desk, at, outcome=Outcome(desk, refusal=refusal, status=403)))
    base = unpacked(data.get("base", "")) or desk.bundle
    revision, do = _number(data.get("revision")), data.get("do", "")
    work = Work(base)
    forms = page.forms(work, at, data, desk=desk)
    typed = Shown(desk, at, work=work, forms=forms, do=do, base=data.get("base", ""), revision=revision)
    if [form for form in every(forms) if not form.is_valid()]:
        refusal = _("This is not saved yet: mend what is marked.")
        return _page(request, typed.after(Outcome(desk, refusal=refusal, status=422)))
    done = Done()
    try:
        at = page.write(work, at, forms) or at
        if do and do not in ONWARD:
            done = page.act(work, at, do, data, desk=desk)
    except DomainError as refusal:
        return _page(request, typed.after(Outcome(desk, refusal=str(refusal), status=refusal.status)))
    choices = {key.removeprefix("choice:"): data[key] for key in data if key.startswith("choice:")}
    wish = Wish(
        base, desk.revision if revision is None else revision, work.revision(), choices, _number(data.get("seen"))
    )
    outcome = keep(request.user, desk, wish)
    if outcome.refusal or outcome.disagreements:
        return _page(request, typed.after(outcome))
    return _on(request, outcome, done.at or at, done, do, moved_on=revision != desk.revision)


def _on(request, outcome: Outcome, at: At, done: Done, do: str, *, moved_on: bool):
    """After saving: the same page for a page that saves by itself, else on to where the button leads."""
    slug = outcome.desk.product.slug
    if do == "try":
        return redirect("catalog:product-try", slug=slug)
    if LIVE in request.headers:
        fresh = moved_on or do not in ("", *ONWARD) or request.headers[LIVE] == "fresh"
        return _page(request, Shown(outcome.desk, at, outcome=outcome, done=done, fresh=fresh))
    if outcome.merged:
        messages.info(request, merged_words(outcome))
    elif outcome.saved:
        messages.success(
            request, done.message or _("Saved as revision %(number)s.") % {"number": outcome.desk.revision}
        )
    onward = next_of(at.step) if do == "next" else None
    target = At(onward, port=at.port) if onward else at
    return redirect(address(slug, target) + (f"#{done.focus}" if done.focus and not onward else ""))


def merged_words(outcome: Outcome) -> str:
    """That somebody else's changes are in it, too."""
    facts = {"who": outcome.by or _("Somebody else"), "number": outcome.desk.revision}
    return _("%(who)s changed other parts meanwhile; both are in revision %(number)s.") % facts


def _page(request, shown: Shown):
    """The step; to a page that saves by itself only what follows its fields, unless all of it is new.

    A refusal is nobody's error there: such a page reads what became of it in the answer.
    """
    context, live = page_context(request, shown), LIVE in request.headers
    template = "catalog/studio/guide/live.html" if live and not shown.fresh else PAGES[shown.at.step].template
    return render(request, template, context, status=shown.outcome.status if shown.outcome and not live else 200)


def _where(request, step) -> At:
    """What the address asks for."""
    asked = request.GET
    page = _number(asked.get("page")) or 1
    return At(step, port=asked.get("port", "")[:200], page=page, find=asked.get("find", "").strip()[:100])


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
