"""What a page shows of an old version that ends: to those who still read it, and to those who made it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import DataProduct, KeptPort, MigrationNotice, MigrationPeriod
from catalog.transitions.concerned import still_reading
from catalog.transitions.policies import may_answer, may_end, may_move
from catalog.transitions.selectors import for_display, held_of, notices_for
from catalog.transitions.telling import last_day
from catalog.views.studio_frame import studio_frame
from marketplace.foundation.policies import Answer, no

MOST_ENDED = 20  # earlier periods on one page
MOST_NOTICES = 500  # of one period


@dataclass(frozen=True)
class Answered:
    """One notice as its owners see it: what its consumer has said, and whether they read the product at all today."""

    notice: MigrationNotice
    reads: bool

    @property
    def state(self) -> str:
        """A state with a tone: moved, acknowledged, ended (reads it no more), waiting."""
        if self.notice.moved_at:
            return "done"
        if not self.reads:
            return "ended"
        return "acknowledged" if self.notice.acknowledged_at else "waiting"

    @property
    def word(self) -> str:
        """The state in words."""
        words = {
            "done": _("Has moved"),
            "ended": _("Reads it no more"),
            "acknowledged": _("Has read it"),
            "waiting": _("Was told"),
        }
        return words[self.state]


@dataclass(frozen=True)
class Shown:
    """One period with its notices and figures; `end` says whether it can be ended now."""

    period: MigrationPeriod
    day: str
    answers: list[Answered]
    kept: list[KeptPort]
    end: Answer

    @property
    def figures(self) -> dict[str, int]:
        """How many were told, know, have moved, and still read the old version."""
        return {
            "told": len(self.answers),
            "acknowledged": sum(1 for one in self.answers if one.notice.acknowledged_at),
            "moved": sum(1 for one in self.answers if one.notice.moved_at),
            "waiting": sum(1 for one in self.answers if one.state in ("acknowledged", "waiting")),
        }


def notice_page(user, notice: MigrationNotice) -> dict:
    """The context of one notice, for its consumer and for whoever may look at it."""
    period = notice.period
    held = held_of(notice)
    compare = reverse("catalog:product-changes", args=[period.product.slug])
    return {
        "notice": notice,
        "period": period,
        "day": last_day(period.ends_at),
        "is_open": period.state == MigrationPeriod.State.OPEN and period.ends_at > timezone.now(),
        "kept": held,
        "reads_old": held is not None and notice.moved_at is None,
        "mine": may_answer(user, notice).allowed,
        "may_move": may_move(user, notice),
        "may_acknowledge": _may_acknowledge(user, notice),
        "compare_url": f"{compare}?from={period.before.number}&to={period.after.number}",
        "data_url": f"/api/v1/ports/{notice.port_id}/data?version={period.after.number}",
        "crumbs": [
            {"label": period.product.name, "url": period.product.get_absolute_url()},
            {"label": _("What breaks in %(number)s") % {"number": period.after.number}},
        ],
    }


def banner_of(user, product: DataProduct) -> dict | None:
    """What a reader of an old version is told on every part of the product's page; one query."""
    notice = notices_for(user).filter(period__product=product).first()
    if notice is None:
        return None
    return {"notice": notice, "day": last_day(notice.period.ends_at)}


def transitions_page(user, product: DataProduct) -> dict:
    """The old versions of a product: who still reads them, who has moved; six queries for each open period at most."""
    frame = studio_frame(product, "catalog:product-transitions")
    periods = product.migration_periods.select_related("before", "after", "product")
    periods = periods.defer("before__bundle", "after__bundle")
    open_ones = list(periods.filter(state=MigrationPeriod.State.OPEN).order_by("ends_at"))
    ended = periods.filter(state=MigrationPeriod.State.ENDED).order_by("-ended_at")[:MOST_ENDED]
    return frame | {"periods": [_shown(user, period) for period in open_ones], "ended": list(ended)}


def _shown(user, period: MigrationPeriod) -> Shown:
    reading = still_reading(period)
    notices = for_display(MigrationNotice.objects.filter(period=period)).order_by("port__name", "pk")[:MOST_NOTICES]
    answers = [Answered(notice, (notice.port_id, notice.consumer_id) in reading) for notice in notices]
    kept = list(period.kept_ports.select_related("port", "snapshot").order_by("port__position", "port__name"))
    end = may_end(user, period)
    if end and any(one.state in ("acknowledged", "waiting") for one in answers):
        end = no(_("it is still read; it ends by itself on its last day"))
    return Shown(period, last_day(period.ends_at), answers, kept, end)


def _may_acknowledge(user, notice: MigrationNotice) -> Answer:
    if notice.acknowledged_at:
        return no(_("it was said already"))
    if notice.period.state != MigrationPeriod.State.OPEN:
        return no(_("the old version can be read no more"))
    return may_answer(user, notice)
