"""What the pages of a product's life and of its runs show."""

from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from catalog.models import DataProduct, PublishingStep
from catalog.publishing.policies import may_publish
from catalog.publishing.schedules import PERIODS
from catalog.publishing.services import concerned_by, earliest_end
from catalog.views.studio_frame import studio_frame
from marketplace.foundation.models import AuditEvent
from marketplace.foundation.policies import no

PAGE = 25
EVENTS = 30
# Verbs that happen all the time and say little of a product's life.
QUIET = ("draft.saved", "fitness.scored", "port.refreshed", "run.requested")


def life_page(user, product: DataProduct) -> dict:
    """The schedule, the events, and what would end with it; a fixed number of queries."""
    frame = studio_frame(product, "catalog:product-life")
    concerned = concerned_by(product)
    may_end = may_publish(user, product)
    if may_end and product.status not in DataProduct.Status.shown():
        may_end = no(_("it is not published"))
    return {
        **frame,
        "schedule": _schedule(product, frame["published"]),
        "events": _events(user, product),
        "concerned": len({person.pk for person in concerned}),
        "downstream": _downstream(user, product),
        "earliest": earliest_end(concerned),
        "may_end": may_end,
        "successors": _successors(user, product),
    }


def runs_page(user, product: DataProduct, params) -> dict:
    """The runs, the newest first, each with its time, its rows and the step that failed; a fixed number of queries."""
    frame = studio_frame(product, "catalog:product-runs")
    made = product.runs.select_related("version", "asked_by").defer("version__bundle", "version__changes")
    made = made.annotate(rows=Sum("snapshots__rows"), ports=Count("snapshots"))
    page = Paginator(made.order_by("-pk"), PAGE).get_page(params.get("page"))
    rows = list(page)
    failed = {
        step.run_id: step
        for step in PublishingStep.objects.filter(run__in=rows, state=PublishingStep.State.FAILED).order_by("-position")
    }
    for run in rows:
        run.product = run.version.product = product
        run.failed_step = failed.get(run.pk)
        run.seconds = (run.ended_at - run.started_at).total_seconds() if run.ended_at and run.started_at else None
    longest = max((run.seconds or 0 for run in rows), default=0)
    for run in rows:
        run.share = round(100 * run.seconds / longest) if run.seconds is not None and longest else 0
    return {
        **frame,
        "runs": rows,
        "previous": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next": f"?page={page.next_page_number()}" if page.has_next() else "",
        "may_publish": may_publish(user, product),
        "open": any(run.is_open for run in rows),
    }


def _events(user, product: DataProduct):
    """What happened to it, the newest first, without every word that was typed."""
    told = AuditEvent.objects.visible_to(user).filter(product=product.slug).exclude(verb__in=QUIET)
    return told.select_related("actor").order_by("-pk")[:EVENTS]


def _schedule(product: DataProduct, published) -> dict:
    """How often it is built anew, when it last was, and when it will be."""
    last = product.runs.order_by("-pk").first()
    period = PERIODS.get(product.refresh)
    return {
        "word": product.refresh if period else "",
        "last": last,
        "next": last.created_at + period if last and period and published else None,
    }


def _downstream(user, product: DataProduct) -> list[DataProduct]:
    """The products made from it that this person may see."""
    made = Q(versions__state="published", versions__input_ports__upstream__product=product)
    return list(DataProduct.objects.visible_to(user).filter(made).distinct().order_by("name"))


def _successors(user, product: DataProduct):
    """Published products that could take its place, those of the same domain first."""
    if product.status != DataProduct.Status.PUBLISHED:
        return []
    others = DataProduct.objects.visible_to(user).filter(status=DataProduct.Status.PUBLISHED).exclude(pk=product.pk)
    mine = others.filter(domain=product.domain_id).order_by("name")[:100]
    rest = others.exclude(domain=product.domain_id).select_related("domain").order_by("name")[:200]
    return [*mine, *rest]
