"""Begin from files: upload them, see what they are and what is lost, name the product."""

import secrets

from django.contrib import messages
from django.core.cache import cache
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.models import Domain
from catalog.publishing.checking import check_bundle
from catalog.publishing.reading import limits
from catalog.starting import services
from catalog.starting.errors import NameNotFit
from catalog.starting.importing import Brought, bundle_of, read_files
from catalog.starting.origins import domain_of, teams_of
from catalog.views.starting.beginning import run, to_the_guide
from catalog.views.starting.forms import FilesForm, NewProductForm

KEPT_SECONDS = 3600  # between the upload and the name that it gets
MOST_VIOLATIONS = 100
LONGEST_SHOWN = 300_000  # bytes of documents that are shown before they are saved


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request):
    """Choose files; what they are is looked at before anything is saved."""
    form = FilesForm(request.POST or None, request.FILES or None)
    brought = None
    if form.is_valid():
        files = form.brought
        brought = read_files(files, limits())
        if brought.is_usable:
            token = secrets.token_urlsafe(16)
            cache.set(_place(request.user, token), files, KEPT_SECONDS)
            return redirect("catalog:studio-import-preview", token=token)
    context = {
        "form": form,
        "brought": brought,
        "violations": brought.violations[:MOST_VIOLATIONS] if brought else (),
        "has_team": bool(request.user.team_ids),
    }
    return render(request, "catalog/studio/starting/files.html", context, status=422 if form.errors or brought else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request, token):
    """What was brought along, what is wrong with it, what was lost; and the name that it gets here."""
    files = cache.get(_place(request.user, token))
    if not files or not request.user.team_ids:
        messages.info(request, _("The files are kept for an hour only; choose them again."))
        return redirect("catalog:studio-import")
    brought = read_files(files, limits())
    form = NewProductForm(request.POST or None, user=request.user, initial=_initial(request.user, brought))
    if form.is_valid():
        begun = run(form, lambda: services.begin_from_files(actor=request.user, brought=brought, **form.named))
        if begun:
            cache.delete(_place(request.user, token))
            return to_the_guide(request, begun)
    raw, violations = _as_it_would_be(form, brought)
    context = {
        "form": form,
        "brought": brought,
        "names": [name for name, _content in files],
        "violations": violations[:MOST_VIOLATIONS],
        "text": raw.decode("utf-8", "replace") if len(raw) <= LONGEST_SHOWN else "",
    }
    return render(request, "catalog/studio/starting/preview.html", context, status=422 if form.errors else 200)


def _place(user, token: str) -> str:
    """Where the files of one person wait; nobody else can ask for them."""
    return f"brought-along:{user.pk}:{token[:40]}"


def _initial(user, brought: Brought) -> dict:
    """As the files say it, where that exists here."""
    said = brought.suggested
    initial = {"name": said.get("name", "")[:200]}
    teams = {team.slug: team for team in teams_of(user)}
    if team := teams.get(said.get("team", "")):
        initial["team"] = team
    if domain := Domain.objects.filter(slug=said.get("domain", "")[:80]).first():
        initial["domain"] = domain
    return initial


def _as_it_would_be(form: NewProductForm, brought: Brought) -> tuple[bytes, list]:
    """The draft, named as the form says now, and what would be wrong with it."""
    facts = form.cleaned_data if form.is_bound else form.initial
    name, team = facts.get("name"), facts.get("team")
    domain = facts.get("domain") or (domain_of(team) if team else None)
    if not (name and team and domain):
        return brought.stream, list(brought.violations)
    try:
        naming = services.naming_of(name, team=team, domain=domain)
    except NameNotFit:
        return brought.stream, list(brought.violations)
    raw = bundle_of(brought, naming)
    return raw, check_bundle(raw).violations
