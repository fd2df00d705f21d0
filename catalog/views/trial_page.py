"""What the page of a trial shows: how it goes, and then everything that was found."""

from collections import Counter

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.models import FitnessScore, Trial
from catalog.trials.policies import may_try
from catalog.trials.selectors import is_outdated
from catalog.views.studio_frame import studio_frame
from catalog.views.trial_findings import fitness_of, lineage_of, quality_of, verdicts_of

LABELS = {
    "check": gettext_lazy("Check the documents"),
    "inputs": gettext_lazy("Look at the inputs"),
    "build": gettext_lazy("Build the data"),
    "compare": gettext_lazy("Compare the result with the contract"),
    "lineage": gettext_lazy("Work out the lineage"),
    "quality": gettext_lazy("Measure the promises"),
    "fitness": gettext_lazy("Score the fitness"),
    "policies": gettext_lazy("Ask the governance policies"),
}
STATES = {
    "waiting": gettext_lazy("Waiting"),
    "running": gettext_lazy("Running"),
    "done": gettext_lazy("Done"),
    "failed": gettext_lazy("Failed"),
}


def trial_page(user, trial: Trial, params) -> dict:
    """The stages while it runs; with its end, one port in full and the product as a whole. Five queries."""
    product, facts = trial.product, trial.facts
    frame = studio_frame(product, "catalog:product-try")
    ports = facts.get("ports") or []
    port = next((one for one in ports if one["name"] == params.get("port")), ports[0] if ports else None)
    context = {
        **frame,
        "trial": trial,
        "outdated": is_outdated(trial, frame["draft"]),
        "may_begin": may_try(user, product),
        "keep_hours": settings.TRIAL_KEEP_HOURS,
        "steps": _steps(trial),
        "over": sum(stage["state"] == "done" for stage in facts.get("stages") or ()),
        "limits": facts.get("limits"),
        "inputs": facts.get("inputs") or [],
        "joined": sum(one["read"] < one["rows"] for one in facts.get("inputs") or ()) and len(facts["inputs"]) > 1,
        "failed": facts.get("failed"),
        "port": port,
        "port_choices": _choices(trial, ports, port),
        "violations": facts.get("violations") or [],
        "changes": facts.get("changes") or [],
    }
    if trial.state == Trial.State.SUCCEEDED and port:
        context |= _found(trial, port)
    return context


def _found(trial: Trial, port: dict) -> dict:
    """What was found, put so that a page can show it."""
    facts = trial.facts
    before = FitnessScore.objects.filter(product=trial.product, latest=True).values_list("score", flat=True).first()
    quality = quality_of(port)
    return {
        "hindrances": _hindrances(facts),
        "stats": _stats(facts, port, quality, before),
        "lines": port.get("contract") or [],
        "quality": quality,
        **lineage_of(trial, port),
        **fitness_of(facts.get("fitness") or {}),
        "verdicts": verdicts_of(facts.get("verdicts") or []),
    }


def _stats(facts: dict, port: dict, quality: list[dict], score_before: int | None) -> list[dict]:
    """The figures at the top, as components/stat.html shows them."""
    lines = port.get("contract") or ()
    before, used, limits = port.get("before") or {}, facts["used"], facts["limits"]
    score = (facts.get("fitness") or {}).get("score")
    now = _("now %(score)s") % {"score": score_before} if score_before is not None else ""
    seconds = _("of %(n)s s") % {"n": floatformat(limits["seconds"], -1)}
    memory = _("of %(n)s MB") % {"n": intcomma(limits["memory_mb"])}
    return [
        _stat(_("Rows"), intcomma(port["rows"]), "table", note=_row_change(before)),
        _columns(sum(line["verdict"] == "kept" for line in lines), len(lines)),
        _promises(quality),
        _stat(_("Fitness"), "–" if score is None else score, "gauge", note=now),
        _stat(_("Time"), floatformat(used["seconds"], 1), "clock", unit="s", note=seconds),
        _stat(
            _("Memory"), "–" if used["memory_mb"] is None else intcomma(used["memory_mb"]), "server-bolt", "MB", memory
        ),
    ]


def _columns(kept: int, promised: int) -> dict:
    good = kept == promised
    note = _("as the contract says") if good else _("the others differ from the contract")
    return _stat(_("Columns"), kept, "columns", f"/ {promised}", note, "good" if good else "bad")


def _promises(quality: list[dict]) -> dict:
    """Of what could be measured, how much would be kept."""
    states = Counter(one["status"] for one in quality)
    known = len(quality) - states["unknown"]
    if states["broken"]:
        note, tone = _("%(n)s broken") % {"n": states["broken"]}, "bad"
    elif states["at_risk"]:
        note, tone = _("%(n)s at risk") % {"n": states["at_risk"]}, "warn"
    else:
        note, tone = _("all that can be known yet"), "neutral"
    return _stat(_("Promises kept"), states["kept"], "heart-rate-monitor", f"/ {known}", note if quality else "", tone)


def _stat(label: str, value, icon: str, unit: str = "", note: str = "", tone: str = "neutral") -> dict:
    return {"label": label, "value": value, "icon": icon, "unit": unit, "note": note, "tone": tone}


def _row_change(before: dict) -> str:
    """How many more or fewer rows readers would have."""
    if not before:
        return ""
    if before["change"] is None:
        return _("published: %(rows)s") % {"rows": intcomma(before["rows"])}
    sign = "+" if before["change"] > 0 else "−" if before["change"] < 0 else "±"
    return _("%(change)s against what is published") % {"change": f"{sign}{intcomma(abs(before['change']))}"}


def _hindrances(facts: dict) -> list[dict]:
    """What publishing would stumble over, the gravest first; each with where it is told in full."""
    found = []
    if count := facts.get("errors"):
        told = ngettext("The documents have %(n)s error.", "The documents have %(n)s errors.", count) % {"n": count}
        found.append({"text": told, "href": "#documents"})
    for port in facts["ports"]:
        for sentence in port.get("differences") or ():
            found.append({"text": f"{port['name']}: {sentence}", "href": "#contract"})
    for verdict in facts.get("verdicts") or ():
        if verdict["forbids"]:
            text = _("The policy “%(name)s” forbids it.") % {"name": verdict["name"]}
            found.append({"text": text, "href": "#policies"})
    for name in facts.get("not_made") or ():
        found.append({"text": _("Nothing makes the output port %(port)s.") % {"port": name}, "href": "#documents"})
    return found


def _steps(trial: Trial) -> list[dict]:
    """The stages as components/steps.html shows them; what went wrong stands above them."""
    steps = []
    for stage in trial.facts.get("stages") or ():
        state = "waiting" if stage["state"] == "running" and not trial.is_open else stage["state"]
        steps.append(
            {
                "label": LABELS.get(stage["name"], stage["name"]),
                "state": state,
                "get_state_display": STATES[state],
                "seconds": stage["seconds"],
            }
        )
    return steps


def _choices(trial: Trial, ports: list[dict], port: dict | None) -> list[dict]:
    """One link per port, where there are several."""
    address = reverse("catalog:trial", args=[trial.pk])
    choices = [{"label": one["name"], "url": f"{address}?port={one['name']}", "active": one is port} for one in ports]
    return choices if len(choices) > 1 else []
