"""What the board of wanted products shows, and one of them."""

from datetime import timedelta
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import DataProduct, Domain, WantedProduct
from catalog.search.log import found_nothing
from catalog.views.voice_forms import HideForm
from catalog.views.wanted_forms import AnswerForm, PickUpForm, ReasonForm, VoteForm, WithdrawForm
from catalog.voices.wanted import policies
from catalog.voices.wanted.selectors import ALL, WHOSE, listed
from catalog.voices.words import one_line
from catalog.voices.writing import may_hide
from marketplace.foundation.models import AuditEvent

PAGE = 20
MOST_VOTES = 50
LONGEST_TEXT = 200
LATELY = timedelta(days=30)
MOST_MISSED = 10
STATES = {"": _("Waiting"), ALL: _("All"), **dict(WantedProduct.State.choices)}
ORDERINGS = {"": _("Most wanted"), "newest": _("Newest"), "urgent": _("Needed soonest")}


def board(user, params: QueryDict) -> dict:
    """The board, narrowed by the address; a fixed number of queries."""
    asked = {name: params.get(name, "") for name in ("state", "domain", "whose", "sort")}
    asked["q"] = one_line(params.get("q", "")[:LONGEST_TEXT])
    asked |= {"state": asked["state"] if asked["state"] in STATES else ""}
    asked |= {"sort": asked["sort"] if asked["sort"] in ORDERINGS else ""}
    asked |= {"whose": asked["whose"] if asked["whose"] in WHOSE else ""}
    domains = {domain.slug: domain.name for domain in Domain.objects.order_by("name")}
    asked |= {"domain": asked["domain"] if asked["domain"] in domains else ""}
    found = listed(
        user, state=asked["state"], text=asked["q"], domain=asked["domain"], whose=asked["whose"], sort=asked["sort"]
    )
    page = Paginator(found, PAGE).get_page(params.get("page"))
    whose = {"": _("Everybody's"), "mine": _("What I want"), "taken": _("Of my teams")}
    handles = policies.handling_teams(user)
    return {
        "asked": asked,
        "page": page,
        "total": page.paginator.count,
        "narrowed": any(asked.values()),
        "states": _choices(asked, "state", STATES),
        "orderings": _choices(asked, "sort", ORDERINGS),
        "whoses": _choices(asked, "whose", whose),
        "domains": domains.items(),
        "keep": [(name, asked[name]) for name in ("state", "whose", "sort") if asked[name]],
        "previous": _address(asked, page=page.previous_page_number()) if page.has_previous() else "",
        "next": _address(asked, page=page.next_page_number()) if page.has_next() else "",
        "sought": found_nothing(timezone.now() - LATELY, MOST_MISSED) if handles or user.is_steward else [],
    }


def wanted_page(user, wanted: WantedProduct, forms: dict | None = None) -> dict:
    """One wanted product: who wants it and why, and what this person can do about it."""
    teams = policies.handling_teams(user)
    votes = wanted.votes.filter(person__is_active=True).select_related("person").order_by("pk")
    mine = next(iter(wanted.votes.filter(person=user)), None)
    blank = {
        "vote": VoteForm(initial={"why": mine.why if mine else ""}),
        "pick-up": PickUpForm(teams=teams, initial={"team": _first_team(wanted, teams)}),
        "put-back": ReasonForm(prefix="put-back"),
        "decline": ReasonForm(prefix="decline"),
        "answer": AnswerForm(user=user, initial={"product": _suggested(user, wanted)}),
        "withdraw": WithdrawForm(prefix="withdraw"),
        "reopen": ReasonForm(prefix="reopen"),
    }
    may = {
        "vote": policies.may_vote(user, wanted),
        "pick_up": policies.may_pick_up(user, wanted),
        "put_back": policies.may_put_back(user, wanted),
        "decline": policies.may_decline(user, wanted),
        "answer": policies.may_answer(user, wanted),
        "withdraw": policies.may_withdraw(user, wanted),
        "reopen": policies.may_reopen(user, wanted),
    }
    events = AuditEvent.objects.visible_to(user).about(wanted).exclude(verb__in=["wanted.voted", "wanted.left"])
    return {
        "wanted": wanted,
        "product": product_shown(user, wanted),
        "votes": list(votes[:MOST_VOTES]),
        "mine": mine,
        "may": may,
        "may_make": bool(may["pick_up"] or may["put_back"]),
        "handles": any(may[name] for name in ("pick_up", "put_back", "decline", "answer")),
        "forms": {name.replace("-", "_"): form for name, form in {**blank, **(forms or {})}.items()},
        "may_hide": may_hide(user),
        "hide_form": HideForm(auto_id=False),
        "opened": next(iter(forms or {}), ""),
        "events": events.select_related("actor")[:20],
    }


def product_shown(user, wanted: WantedProduct) -> DataProduct | None:
    """What is in the making or answers it, where this person sees it."""
    if wanted.product_id is None:
        return None
    return DataProduct.objects.visible_to(user).filter(pk=wanted.product_id).first()


def _suggested(user, wanted: WantedProduct) -> str:
    product = product_shown(user, wanted)
    return product.slug if product and product.status == DataProduct.Status.PUBLISHED else ""


def _first_team(wanted: WantedProduct, teams):
    meant = wanted.domain.team_id if wanted.domain else None
    return next((team for team in teams if team.pk == meant), teams[0] if teams else None)


def _address(asked: dict, **changes) -> str:
    return f"?{urlencode([(name, value) for name, value in {**asked, **changes}.items() if value])}"


def _choices(asked: dict, name: str, labels: dict) -> list[dict]:
    return [
        {"label": label, "url": _address(asked, **{name: key}), "active": asked[name] == key}
        for key, label in labels.items()
    ]
