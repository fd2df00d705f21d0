"""What pages show of how products fit a task."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import DataProduct, RequirementProfile
from catalog.requirements.needs import Needs, Outcome, PortFit, Source, span_in_words
from catalog.requirements.selectors import MOST, Candidates, best_fitting, judge, profiles_of

PAGE = 20
MOST_PROFILES = 100  # in a list to choose from
LONGEST_WORDS = 200
NEEDS = {
    "wanted": gettext_lazy("Column or term"),
    "freshness": gettext_lazy("Freshness"),
    "history": gettext_lazy("History"),
    "completeness": gettext_lazy("Completeness"),
    "fitness": gettext_lazy("Fitness"),
    "licence": gettext_lazy("Licence"),
    "region": gettext_lazy("Region"),
    "purpose": gettext_lazy("Purpose"),
    "classification": gettext_lazy("Classification"),
    "access": gettext_lazy("Access"),
}
SOURCES = {
    Source.MEASURED: gettext_lazy("Measured"),
    Source.CONTRACT: gettext_lazy("Contract"),
    Source.POLICY: gettext_lazy("Access policy"),
    Source.PROFILE: gettext_lazy("Statistics of the data"),
    Source.FITNESS: gettext_lazy("Fitness score"),
    Source.ACCESS: gettext_lazy("Your access"),
}
OUTCOMES = {
    Outcome.MET: gettext_lazy("Met"),
    Outcome.MISSED: gettext_lazy("Missed"),
    Outcome.UNKNOWN: gettext_lazy("Unknown"),
}


@dataclass(frozen=True)
class FitShown:
    """How a product fits, for a page."""

    fit: PortFit

    @property
    def verdicts(self) -> list[dict]:
        """Each need with its words."""
        return [
            {
                "need": NEEDS[one.need],
                "asked": one.asked,
                "outcome": one.outcome.value,
                "label": OUTCOMES[one.outcome],
                "evidence": one.evidence,
                "source": SOURCES[one.source],
            }
            for one in self.fit.verdicts
        ]

    @property
    def open_needs(self) -> list[dict]:
        """Those that are not met."""
        return [one for one in self.verdicts if one["outcome"] != Outcome.MET.value]

    @property
    def tone(self) -> str:
        """Good where all is met, a warning where something is missed; where only something is unknown, neither."""
        return "good" if self.fit.fits else "warn" if self.fit.missed else "info"

    @property
    def words(self) -> str:
        """How many needs are met."""
        if self.fit.fits:
            return _("All needs met")
        return _("%(met)s of %(total)s needs met") % {"met": self.fit.met, "total": self.fit.total}


def needs_in_words(profile: RequirementProfile) -> list[tuple[str, str]]:
    """What a profile asks for: label and words, one for each kind of need."""
    needs = Needs.read(profile)
    told = [
        (NEEDS["wanted"], ", ".join(needs.wanted)),
        (NEEDS["freshness"], _in_span(_("at most %(span)s old"), needs.freshness)),
        (NEEDS["history"], _in_span(_("at least %(span)s"), needs.history)),
        (
            NEEDS["completeness"],
            _("at least %(share)s %%") % {"share": needs.completeness} if needs.completeness else "",
        ),
        (NEEDS["fitness"], _("at least %(score)s of 100") % {"score": needs.fitness} if needs.fitness else ""),
        (NEEDS["licence"], _(" or ").join(needs.licences)),
        (NEEDS["region"], _(" or ").join(needs.regions)),
        (NEEDS["purpose"], needs.purpose),
        (
            NEEDS["classification"],
            _("at most %(level)s") % {"level": needs.classification} if needs.classification else "",
        ),
        (NEEDS["access"], _("without waiting") if needs.without_waiting else ""),
    ]
    return [(str(label), words) for label, words in told if words]


def profile_page(user, profile: RequirementProfile, params) -> dict:
    """The products that fit a task best, page by page; a fixed number of queries."""
    words = params.get("q", "").replace("\x00", "").strip()[:LONGEST_WORDS]
    only_all = params.get("fits") == "all"
    candidates, ranked = best_fitting(profile, user=user, words=words)
    fitting = [one for one in ranked if one.fit is not None and one.fit.fits]
    page = Paginator(fitting if only_all else ranked, PAGE).get_page(params.get("page"))
    kept = {"q": words, "fits": "all" if only_all else ""}
    return {
        "profile": profile,
        "needs": needs_in_words(profile),
        "words": words,
        "only_all": only_all,
        "fitting": len(fitting),
        "bound": bound_in_words(candidates),
        "looked_at": len(candidates.products),
        "rows": [{"product": one.product, "fit": FitShown(one.fit) if one.fit else None} for one in page],
        "crumbs": [
            {"label": _("Requirement profiles"), "url": reverse("catalog:requirement-profiles")},
            {"label": profile.name},
        ],
        "switch_url": _address(q=words, fits="" if only_all else "all"),
        "previous": _address(**kept, page=page.previous_page_number()) if page.has_previous() else "",
        "next": _address(**kept, page=page.next_page_number()) if page.has_next() else "",
    }


def bound_in_words(candidates: Candidates) -> str:
    """Which products were looked at, and which were not: nobody should take the best of some for the best of all."""
    facts = {"looked": len(candidates.products), "total": candidates.total, "most": MOST}
    whole = candidates.total <= len(candidates.products)
    if candidates.how == "words":
        if whole:
            return _("Judged: all %(total)s products that the search finds.") % facts
        return _("Judged: the first %(looked)s of %(total)s products that the search finds.") % facts
    if candidates.how == "columns":
        if whole:
            return _("Judged: all %(total)s products with at least one of the columns or terms.") % facts
        return _("Judged: the %(looked)s with the most of the columns, of %(total)s that have at least one.") % facts
    if whole:
        return _("Judged: all %(total)s products.") % facts
    return _("Judged: the %(looked)s fittest of %(total)s products; name columns or search to judge others.") % facts


def product_fit(user, product: DataProduct, wanted: str | None) -> dict:
    """How one product fits the profile that the address names, or the first; and the profiles there are."""
    profiles = list(profiles_of(user)[:MOST_PROFILES])
    chosen = next((one for one in profiles if str(one.pk) == wanted), profiles[0] if profiles else None)
    fit = judge(chosen, [product.pk], user=user).get(product.pk) if chosen else None
    return {
        "profile": chosen,
        "fit": FitShown(fit) if fit else None,
        "profiles": [{"label": one.name, "url": f"?profile={one.pk}", "active": one == chosen} for one in profiles],
    }


def profile_in(user, wanted: str | None) -> RequirementProfile | None:
    """The profile that an address names, if this person works with it."""
    if not wanted or not wanted.isascii() or not wanted.isdigit() or len(wanted) > 18:
        return None
    return profiles_of(user).filter(pk=int(wanted)).first()


def _address(**parts) -> str:
    return f"?{urlencode({name: value for name, value in parts.items() if value})}"


def _in_span(words: str, seconds: int | None) -> str:
    return words % {"span": span_in_words(seconds)} if seconds else ""
