"""What would raise the fitness of a draft most, and where that is mended."""

from typing import Any

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.fitness.judging import Scored, judge
from catalog.fitness.kept import FitnessResult, answers_of
from catalog.fitness.loading import load_facts
from catalog.fitness.results import Outcome
from catalog.fitness.scoring import next_fixes, with_passes
from catalog.fitness.standing import functions_on, waivers_of
from catalog.models import DataProduct, FitnessScore
from catalog.trials.candidate import drafted_facts
from catalog.views.guide.desk import Desk, open_desk
from catalog.views.guide.mending import place_of
from catalog.views.product_fitness import shown_result
from catalog.views.reach import own_product
from catalog.views.studio_frame import studio_frame

NEXT = 3


@require_safe
@vary_on_headers("HX-Request")
def fixes(request, slug):
    """The next best fixes alone where a script asks for them; else all of them, on a page of their own."""
    product = own_product(request, slug)
    desk = open_desk(request.user, product)
    context = _found(desk, product)
    if request.htmx:
        return render(request, "catalog/studio/fitness/next.html", context | {"product": product})
    return render(request, "catalog/studio/fitness/page.html", studio_frame(product, "catalog:product-fixes") | context)


def _found(desk: Desk, product: DataProduct) -> dict[str, Any]:
    """The score as it would be, as it is, and what would raise it, the most first."""
    now = FitnessScore.objects.filter(product=product, latest=True).first()
    scored = _drafted(desk, product)
    if scored is None:
        return {"score": None, "now": now, "next": [], "rest": [], "not_known": [], "readable": False}
    answers = answers_of(scored.results)
    by_key = {one.function: one for one in scored.results}
    fixes_found = next_fixes(answers, most=len(answers))
    found = [_row(desk, product, by_key[fix.function], fix.points) for fix in fixes_found]
    return {
        "readable": True,
        "score": scored.score,
        "band": scored.certificate.band,
        "band_words": dict(FitnessScore.Band.choices)[scored.certificate.band],
        "held_back": scored.certificate.held_back,
        "now": now,
        "known": scored.known,
        "next": found[:NEXT],
        "after_next": with_passes(answers, [row["result"].function for row in found[:NEXT]]),
        "rest": found[NEXT:],
        "not_known": [shown_result(one) for one in scored.results if one.counts and one.outcome == Outcome.UNKNOWN],
    }


def _drafted(desk: Desk, product: DataProduct) -> Scored | None:
    """All answers about the draft without building it; None where its documents cannot be read as a product."""
    if desk.checked.spec is None:
        return None
    today = timezone.localdate()
    known = load_facts([product.pk], today)[0]
    functions = [one for one in functions_on(today) if one.state != "draft"]
    waived = waivers_of([product.pk], today).get(product.pk)
    return judge(drafted_facts(product, known, desk.checked), functions, waived)


def _row(desk: Desk, product: DataProduct, result: FitnessResult, points: float) -> dict[str, Any]:
    place = place_of(product, desk.checked.spec, result.function, result.attribute, result.evidence)
    return {"result": shown_result(result), "points": points, "place": place}
