"""What the list of incidents shows, and one of them."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from catalog.incidents import policies, selectors
from catalog.incidents.severity import SCALE, consumers_of
from catalog.models import Domain, Follow, Incident, IncidentEntry
from catalog.service_levels.durations import SECONDS, age_in_words
from catalog.service_levels.judge import Objective, Verdict, judge
from catalog.views.incident_forms import AssignForm, CommentForm, ReopenForm, ResolveForm, WeighForm
from marketplace.foundation.navigation import mesh_tabs

PAGE = 20
MOST_AFFECTED = 30
MOST_LINES = 200
STATES = {"": gettext_lazy("Open"), "resolved": gettext_lazy("Resolved"), "all": gettext_lazy("All")}
WHOSE = {"": gettext_lazy("Everybody's"), "mine": gettext_lazy("Mine"), "teams": gettext_lazy("Of my teams")}
SEVERITIES = {"": gettext_lazy("Any"), **{one.value: one.label for one in reversed(SCALE)}}
FIGURES = {
    "detect": gettext_lazy("Time to detect"),
    "notify": gettext_lazy("Time to notify"),
    "repair": gettext_lazy("Time to repair"),
}
Entry = IncidentEntry.Kind


@dataclass(frozen=True)
class Line:
    """One line of the timeline, as components/timeline.html shows it."""

    at: datetime
    verb: str
    actor: User | None
    said: str

    def __str__(self) -> str:
        return self.said


def list_page(user: User, params: QueryDict) -> dict:
    """The incidents, narrowed by the address; a fixed number of queries."""
    domains = {domain.slug: domain.name for domain in Domain.objects.order_by("name")}
    known = {"state": STATES, "whose": WHOSE, "severity": SEVERITIES, "domain": domains}
    asked = {name: said if (said := params.get(name, "")) in values else "" for name, values in known.items()}
    page = Paginator(_listed(user, asked), PAGE).get_page(params.get("page"))
    return {
        "tabs": mesh_tabs(user, "catalog:incidents"),
        "asked": asked,
        "narrowed": any(asked.values()),
        "page": page,
        "total": page.paginator.count,
        "states": _choices(asked, "state", STATES),
        "whoses": _choices(asked, "whose", WHOSE),
        "severities": _choices(asked, "severity", SEVERITIES),
        "domains": domains.items(),
        "keep": [(name, asked[name]) for name in ("state", "whose", "severity") if asked[name]],
        "previous": _address(asked, page=page.previous_page_number()) if page.has_previous() else "",
        "next": _address(asked, page=page.next_page_number()) if page.has_next() else "",
    }


def incident_page(user: User, incident: Incident, forms: dict | None = None) -> dict:
    """One incident: what is broken, what caused it, whom it reaches, what was done, and what this person can do."""
    handle, comment = policies.may_handle(user, incident), policies.may_comment(user, incident)
    blank = {
        "assign": AssignForm(incident=incident, actor=user, initial={"assignee": incident.assignee_id}),
        "comment": CommentForm(prefix="comment"),
        "weigh": WeighForm(prefix="weigh", initial={"severity": incident.severity}),
        "resolve": ResolveForm(prefix="resolve"),
        "reopen": ReopenForm(prefix="reopen"),
    }
    affected = list(selectors.affected_by(user, incident).order_by("name")[:MOST_AFFECTED])
    return {
        "incident": incident,
        "product": incident.port.product,
        "breaches": list(incident.breaches.select_related("monitor")),
        "lines": [_line(entry) for entry in selectors.entries_of(incident)[:MOST_LINES]],
        "figures": [_figure(one) for one in selectors.figures_of(incident)],
        "affected": affected,
        "more_affected": incident.affected.count() - len(affected),
        "consequences": list(incident.consequences.visible_to(user).select_related("port__product")[:MOST_AFFECTED]),
        "suspect": _suspect(user, incident),
        "consumers": consumers_of(incident.port),
        "follows": Follow.objects.filter(person=user, product=incident.port.product_id).exists(),
        "may_handle": handle,
        "may_comment": comment,
        "forms": blank | (forms or {}),
        "opened": next(iter(forms or {}), ""),
        "tabs": mesh_tabs(user, "catalog:incidents"),
        "crumbs": [
            {"label": _("Incidents"), "url": reverse("catalog:incidents")},
            {"label": incident.port.product.name, "url": incident.port.product.get_absolute_url()},
            {"label": incident.title},
        ],
    }


def _listed(user: User, asked: dict):
    found = Incident.objects.visible_to(user)
    if asked["state"] != "all":
        found = found.filter(resolved_at__isnull=not asked["state"])
    if asked["whose"]:
        found = (selectors.mine if asked["whose"] == "mine" else selectors.of_teams)(found, user)
    if asked["severity"]:
        found = found.filter(severity=asked["severity"])
    if asked["domain"]:
        found = found.filter(port__product__domain__slug=asked["domain"])
    return selectors.by_severity(selectors.for_display(found))


def _suspect(user: User, incident: Incident) -> Incident | None:
    if incident.suspect_id is None:
        return None
    return Incident.objects.visible_to(user).select_related("port__product").filter(pk=incident.suspect_id).first()


def _figure(figure: selectors.Figure) -> dict:
    """One figure in words, and whether the contract's promise of it is kept."""
    told = {"label": FIGURES[figure.name], "value": "–", "note": _("Not known"), "tone": "neutral"}
    if figure.took is not None:
        told |= {
            "value": age_in_words(figure.took.total_seconds(), "s"),
            "note": _("until now") if figure.goes_on else "",
        }
    if figure.promised is None:
        return told | {"note": told["note"] or _("Nothing is promised")}
    promised = _("Promised: %(objective)s") % {"objective": figure.promised.objective_text or "–"}
    kept = _is_kept(figure)
    return told | {"note": promised, "tone": "neutral" if kept is None else "good" if kept else "bad"}


def _is_kept(figure: selectors.Figure) -> bool | None:
    """Against the contract; None where it promises no span of time."""
    monitor = figure.promised
    operator, value = monitor.objective.get("operator", ""), monitor.objective.get("value")
    if figure.took is None or monitor.unit not in SECONDS or not isinstance(value, int | float):
        return None
    verdict = judge(figure.took.total_seconds() / SECONDS[monitor.unit], Objective(operator, value), monitor.unit)
    return None if verdict is Verdict.UNKNOWN else verdict is not Verdict.BROKEN


def _line(entry: IncidentEntry) -> Line:
    return Line(entry.at, f"incident.{entry.kind}", entry.actor, _sentence(entry))


def _sentence(entry: IncidentEntry) -> str:
    facts = {"text": entry.text, **{name: str(value) for name, value in entry.facts.items()}}
    if entry.kind == Entry.OPENED:
        return _("opened it: %(text)s") % facts + _weighed(entry.facts)
    if entry.kind == Entry.WEIGHED:
        labels = dict(Incident.Severity.choices)
        facts |= {name: str(labels.get(facts.get(name, ""), "–")).lower() for name in ("old", "new")}
        return _("changed the severity from %(old)s to %(new)s: %(text)s") % facts
    if entry.kind == Entry.SUSPECTED:
        return _("names the probable cause: %(text)s (%(product)s · %(port)s)") % (
            {"product": "–", "port": "–"} | facts
        )
    return str(_SENTENCES[entry.kind]) % facts


def _weighed(facts: dict) -> str:
    """Why it has its severity, for what was weighed."""
    if "consumers" not in facts:
        return ""
    said = {
        "rule": facts.get("rule") or _("nothing"),
        "criticality": facts.get("criticality") or _("not stated"),
        "consumers": facts["consumers"],
    }
    words = _("weighed by the rule (%(rule)s), criticality (%(criticality)s) and consumers (%(consumers)s)")
    return f" · {words % said}"


_SENTENCES = {
    Entry.JOINED: gettext_lazy("found that another promise broke: %(text)s"),
    Entry.MENDED: gettext_lazy("found a promise kept again: %(text)s"),
    Entry.ACKNOWLEDGED: gettext_lazy("took it on"),
    Entry.ASSIGNED: gettext_lazy("gave it to %(text)s"),
    Entry.COMMENTED: gettext_lazy("said: %(text)s"),
    Entry.RESOLVED: gettext_lazy("closed it: %(text)s"),
    Entry.REOPENED: gettext_lazy("opened it again: %(text)s"),
}


def _address(asked: dict, **changes) -> str:
    return f"?{urlencode([(name, value) for name, value in {**asked, **changes}.items() if value])}"


def _choices(asked: dict, name: str, labels: dict) -> list[dict]:
    return [
        {"label": label, "url": _address(asked, **{name: key}), "active": asked[name] == key}
        for key, label in labels.items()
    ]
