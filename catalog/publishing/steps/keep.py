"""Build anew what is kept of old versions, after the new one: what does not work there any more hurts nobody here."""

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import KeptPort, MigrationPeriod, Snapshot, Transformation
from catalog.publishing.steps.build import build_port, inputs_of, keep_snapshot
from catalog.publishing.steps.compare import differences
from catalog.publishing.steps.step import StepFailed, Work
from catalog.transitions.services import release
from catalog.warehouses.errors import WarehouseError
from marketplace.foundation.audit import record


def keep(work: Work) -> None:
    """Every port of an old version that somebody may still read, by the SQL and the inputs of that version.

    One that cannot be built keeps the data that it has; its readers see of which day it is.
    """
    open_periods = MigrationPeriod.objects.open().filter(product=work.run.product_id)
    parts = ("period__before", "period__after", "contract", "snapshot", "port__product__owner", "port__warehouse")
    rows = KeptPort.objects.filter(period__in=open_periods).select_related(*parts).prefetch_related("contract__columns")
    kept = list(rows.order_by("period", "port"))
    if not kept:
        work.say(_("No old version is kept."))
        return
    outcomes = {f"{one.port.name} {one.period.before.number}": _keep(work, one) for one in kept}
    work.facts["kept"] = outcomes


def _keep(work: Work, kept: KeptPort) -> str:
    """Build one port of one old version; what came of it, in a word: fresh, or stale."""
    facts = {"port": kept.port.name, "number": kept.period.before.number}
    sql = Transformation.objects.filter(version=kept.period.before_id, port=kept.port_id).values_list("sql", flat=True)
    try:
        snapshot = _built(work, kept, sql.get())
    except (StepFailed, WarehouseError) as failure:
        facts |= {"reason": str(failure)}
        work.say(_("Version %(number)s of %(port)s keeps the data it has: %(reason)s") % facts)
        return "stale"
    except Transformation.DoesNotExist:
        work.say(_("Version %(number)s of %(port)s keeps the data it has: nothing makes it.") % facts)
        return "stale"
    if not _switch(work, kept, snapshot):
        work.say(_("Version %(number)s of %(port)s is no longer kept.") % facts)
        return "ended"
    work.say(_("Version %(number)s of %(port)s: its readers now see %(rows)s rows.") % {**facts, "rows": snapshot.rows})
    return "fresh"


def _built(work: Work, kept: KeptPort, sql: str) -> Snapshot:
    """The new data of an old version, which must still keep its old contract.

    Raises StepFailed.
    """
    version, port = kept.period.before, kept.port
    inputs, views = inputs_of(work, version)
    run_key = f"run-{work.run.pk}-kept-{kept.pk}"
    built, statistics = build_port(work, port, sql, inputs, views, run_key=run_key)
    columns = [{"name": one.name, "type": one.physical_type, "logical_type": one.logical_type} for one in built.columns]
    if problems := differences(kept.contract.columns.all(), columns):
        raise StepFailed(" ".join(problems[:12]), "")
    # Not the run's own snapshot: that one is the port's, and this one is freed with the period.
    return keep_snapshot(work, port, built, statistics, version=version, run=None)


def _switch(work: Work, kept: KeptPort, snapshot: Snapshot) -> bool:
    """Readers of the old version go on to its new data, unless its time ended meanwhile."""
    now = timezone.now()
    with work.holding():
        if not MigrationPeriod.objects.select_for_update().open().filter(pk=kept.period_id).exists():
            return False
        before = kept.snapshot_id
        KeptPort.objects.filter(pk=kept.pk).update(snapshot=snapshot, updated_at=now)
        Snapshot.objects.filter(pk=snapshot.pk).update(superseded_at=None)
        if before != snapshot.pk:
            release([before], now=now)

            record(
                "port.kept_fresh",
                kept.port,
                actor=work.run.asked_by,
                product=kept.port.product.slug,
                team=kept.port.product.owner,
                public=True,
                rows=snapshot.rows,
                run=work.run.pk,
                version=kept.period.before.number,
            )
    return True
