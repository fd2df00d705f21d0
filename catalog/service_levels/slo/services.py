"""What people can do about objectives: set their own, and go back to that of all."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Monitor, ServiceLevelObjective
from catalog.service_levels.errors import ObjectiveInContract, ObjectiveNotFit
from catalog.service_levels.policies import may_set_objective
from catalog.service_levels.slo.installing import Source, Window, default_goal
from catalog.service_levels.slo.standing import stand
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist

LEAST_PERCENT, LONGEST_DAYS = 50, 366


@transaction.atomic
def set_objective(*, actor, objective, percent, window, days=30) -> ServiceLevelObjective:
    """Say for which part of which window a promise is to be kept; how it stands is worked out anew at once."""
    one = _own(actor, objective)
    percent = _percent(percent)
    if window not in Window.values:
        raise ObjectiveNotFit(reason=_("a window is rolling, a month or a quarter."))
    if not isinstance(days, int) or not 1 <= days <= LONGEST_DAYS:
        raise ObjectiveNotFit(reason=_("a window has 1 to %(most)s days.") % {"most": LONGEST_DAYS})
    return _change(one, actor, percent=percent, window=window, days=days, source=Source.OWNER, set_by=actor)


@transaction.atomic
def reset_objective(*, actor, objective) -> ServiceLevelObjective:
    """Take back what the owner set: the objective of all holds again."""
    one = _own(actor, objective)
    return one if one.source == Source.DEFAULT else _change(one, actor, **default_goal())


def _own(actor, objective) -> ServiceLevelObjective:
    rows = ServiceLevelObjective.objects.select_for_update(of=("self",)).select_related("port__product__owner")
    one = rows.get(pk=objective.pk)
    insist(may_set_objective(actor, one.port.product))
    if one.source == Source.CONTRACT:
        raise ObjectiveInContract(percent=plain_percent(one.percent))
    if not one.active:
        raise ObjectiveNotFit(reason=_("this promise is no longer made."))
    return one


def _percent(said) -> Decimal:
    try:
        percent = ServiceLevelObjective._meta.get_field("percent").clean(said, None)
    except ValidationError as wrong:
        raise ObjectiveNotFit(reason=" ".join(wrong.messages)) from wrong
    if percent < LEAST_PERCENT:
        raise ObjectiveNotFit(reason=_("less than %(least)s %% promises nothing.") % {"least": LEAST_PERCENT})
    return percent


def _change(one: ServiceLevelObjective, actor, **said) -> ServiceLevelObjective:
    before = in_words(one)
    for name, value in said.items():
        setattr(one, name, value)
    one.save(update_fields=[*said, "updated_at"])
    stand([one], timezone.now())
    product = one.port.product
    facts = {"product": product.slug, "team": product.owner, "public": product.status in type(product).Status.shown()}
    promise = Monitor.objects.filter(port=one.port, rule=one.rule, active=True).values_list("name", flat=True).first()
    told = {"promise": promise or one.rule, "port": one.port, "goal": in_words(one)}
    record("objective.set", one, actor=actor, old=before, new=in_words(one), **told, **facts)
    return one


def plain_percent(percent) -> str:
    """A percentage without what says nothing.

    >>> plain_percent(Decimal("99.500")), plain_percent(100)
    ('99.5', '100')
    """
    return f"{Decimal(percent):.3f}".rstrip("0").rstrip(".")


def in_words(one: ServiceLevelObjective) -> str:
    """An objective as people say it."""
    if one.window == Window.ROLLING:
        return _("%(percent)s %% of the last %(days)s days") % {"percent": plain_percent(one.percent), "days": one.days}
    return _("%(percent)s %% of the %(window)s") % {
        "percent": plain_percent(one.percent),
        "window": str(one.get_window_display()).lower(),
    }
