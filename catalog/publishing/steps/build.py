"""Run the transformations, each into a snapshot of its own that nobody reads yet."""

from dataclasses import asdict

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Team
from catalog.models import InputPort, OutputPort, Snapshot, Transformation
from catalog.publishing.hooks import may_build_on
from catalog.publishing.steps.step import StepFailed, Work
from catalog.warehouses.engines import build_limits, warehouse_for
from catalog.warehouses.errors import BuildFailed, BuildOutOfMemory, BuildTimedOut, BuildTooLarge, LocationMissing
from catalog.warehouses.governed import governed_view
from catalog.warehouses.interface import Built, View


def build(work: Work) -> None:
    """Build every output port from what its inputs hold now; a snapshot that this run has made already is kept."""
    inputs, views = _inputs(work)
    work.facts["inputs"] = inputs
    sql = dict(Transformation.objects.filter(version=work.version).values_list("port_id", "sql"))
    finished = {snapshot.port_id: snapshot for snapshot in Snapshot.objects.filter(run=work.run, discarded_at=None)}
    for port, _output in work.ports():
        if port.pk in finished:
            work.say(
                _("%(port)s was built already: %(rows)s rows.") % {"port": port.name, "rows": finished[port.pk].rows}
            )
            continue
        if port.pk not in sql:
            error = _("Nothing makes the output port %(port)s.") % {"port": port.name}
            raise StepFailed(error, _("Add a Transformation for it and publish again."))
        snapshot = _build_port(work, port, sql[port.pk], inputs, views)
        facts = {
            "port": port.name,
            "rows": snapshot.rows,
            "columns": len(snapshot.columns),
            "seconds": f"{snapshot.seconds:.1f}",
        }
        work.say(_("%(port)s: %(rows)s rows, %(columns)s columns in %(seconds)s s.") % facts)


def _build_port(work: Work, port: OutputPort, sql: str, inputs: dict[str, str], views: dict[str, View]) -> Snapshot:
    warehouse = warehouse_for(port.warehouse)
    work.say(_("Building %(port)s …") % {"port": port.name})
    try:
        built = warehouse.build(
            sql=sql,
            inputs=inputs,
            views=views,
            port_key=f"port-{port.pk}",
            run_key=f"run-{work.run.pk}",
            limits=build_limits(),
            alive=work.alive,
        )
        statistics = asdict(warehouse.statistics(built.location))
    except (BuildFailed, LocationMissing) as failure:
        raise StepFailed(f"{port.name}: {failure}", _remedy(failure), port=port.name) from failure
    return _keep(work, port, built, statistics)


def _keep(work: Work, port: OutputPort, built: Built, statistics: dict) -> Snapshot:
    columns = [
        {"name": column.name, "type": column.physical_type, "logical_type": column.logical_type}
        for column in built.columns
    ]
    with work.holding():
        snapshot, _made = Snapshot.objects.update_or_create(
            location=built.location,
            defaults={
                "port": port,
                "run": work.run,
                "version": work.version,
                "rows": built.rows,
                "size": built.bytes,
                "columns": columns,
                "statistics": statistics,
                "seconds": built.seconds,
                "built_at": timezone.now(),
                "discarded_at": None,
            },
        )
    return snapshot


def _inputs(work: Work) -> tuple[dict[str, str], dict[str, View]]:
    """Where the data of every input lies at this moment, by the name that the SQL knows it under.

    What belongs to another team is read as that team lets it be read: with its masks and its row filter.
    """
    parts = ("upstream__snapshot", "upstream__product", "upstream__policy", "upstream__contract")
    inputs = InputPort.objects.filter(version=work.version).select_related(*parts, "source__system__team")
    team, found, views = work.run.product.owner, {}, {}
    for wish in inputs.prefetch_related("upstream__contract__columns"):
        _insist_it_may_be_read(team, wish)
        if wish.upstream and wish.upstream.product.owner_id != team.pk:
            views[wish.name] = governed_view(wish.upstream, team=team)
        if wish.source:
            found[wish.name] = wish.source.location
        elif wish.upstream.offered and wish.upstream.snapshot:
            found[wish.name] = wish.upstream.snapshot.location
        else:
            error = _("%(upstream)s, which %(port)s reads, is no longer offered.")
            raise StepFailed(
                error % {"upstream": wish.upstream, "port": wish.name},
                _("Read another product in its place, or ask its owners to publish it again."),
            )
    return found, views


def _insist_it_may_be_read(team: Team, wish: InputPort) -> None:
    if answer := may_build_on(team, wish.upstream or wish.source):
        return
    error = _("%(port)s may not read %(origin)s: %(reason)s.")
    raise StepFailed(
        error % {"port": wish.name, "origin": wish.upstream or wish.source, "reason": answer.reason},
        _("Order it in the name of the team, or ask its owners; then retry."),
    )


def _remedy(failure: Exception) -> str:
    match failure:
        case BuildTimedOut():
            return _(
                "Let the SQL do less: filter earlier, join smaller tables; or ask the platform team for more time."
            )
        case BuildOutOfMemory() | BuildTooLarge():
            return _(
                "Let the SQL keep less at once: fewer columns, earlier aggregates; or ask the platform for more memory."
            )
        case LocationMissing():
            return _(
                "The data of an input is not where it should be: build the product it comes from anew, then retry."
            )
        case _:
            return _("Mend the SQL of this port, save the draft and publish it again; retry if the data was the cause.")
