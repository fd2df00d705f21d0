"""Run the transformations, each into a snapshot of its own that nobody reads yet."""

from dataclasses import asdict

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import InputPort, OutputPort, ProductVersion, PublishingRun, Snapshot, Transformation
from catalog.publishing.leaving import asked_versions
from catalog.publishing.steps.origins import origins_of
from catalog.publishing.steps.step import StepFailed, Work
from catalog.warehouses.engines import build_limits, warehouse_for
from catalog.warehouses.errors import BuildFailed, BuildOutOfMemory, BuildTimedOut, BuildTooLarge, LocationMissing
from catalog.warehouses.interface import Built, View


def build(work: Work) -> None:
    """Build every output port from what its inputs hold now; a snapshot that this run has made already is kept."""
    inputs, views = inputs_of(work, work.version)
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
        built, statistics = build_port(work, port, sql[port.pk], inputs, views, run_key=f"run-{work.run.pk}")
        snapshot = keep_snapshot(work, port, built, statistics, version=work.version, run=work.run)
        facts = {
            "port": port.name,
            "rows": snapshot.rows,
            "columns": len(snapshot.columns),
            "seconds": f"{snapshot.seconds:.1f}",
        }
        work.say(_("%(port)s: %(rows)s rows, %(columns)s columns in %(seconds)s s.") % facts)


def build_port(
    work: Work, port: OutputPort, sql: str, inputs: dict[str, str], views: dict[str, View], *, run_key: str
) -> tuple[Built, dict]:
    """Run the SQL of one port; what was built, and its statistics.

    Raises StepFailed.
    """
    warehouse = warehouse_for(port.warehouse)
    work.say(_("Building %(port)s …") % {"port": port.name})
    try:
        built = warehouse.build(
            sql=sql,
            inputs=inputs,
            views=views,
            port_key=f"port-{port.pk}",
            run_key=run_key,
            limits=build_limits(),
            alive=work.alive,
        )
        warehouse.offer(built.location)
        statistics = asdict(warehouse.statistics(built.location))
    except (BuildFailed, LocationMissing) as failure:
        raise StepFailed(f"{port.name}: {failure}", _remedy(failure), port=port.name) from failure
    return built, statistics


def keep_snapshot(
    work: Work,
    port: OutputPort,
    built: Built,
    statistics: dict,
    *,
    version: ProductVersion,
    run: PublishingRun | None,
) -> Snapshot:
    """Write down what was built; built again for the same place, it takes the place of what was there."""
    columns = [
        {"name": column.name, "type": column.physical_type, "logical_type": column.logical_type}
        for column in built.columns
    ]
    with work.holding():
        snapshot, _made = Snapshot.objects.update_or_create(
            location=built.location,
            defaults={
                "port": port,
                "run": run,
                "version": version,
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


def inputs_of(work: Work, version: ProductVersion) -> tuple[dict[str, str], dict[str, View]]:
    """Where the data of every input of a version lies, and as what it is seen; see `origins_of`."""
    parts = ("upstream__snapshot", "upstream__product", "upstream__policy", "upstream__contract")
    inputs = InputPort.objects.filter(version=version).select_related(*parts, "source__system__team")
    inputs = inputs.prefetch_related("upstream__contract__columns")
    if version.pk == work.version.pk:
        asked = {wish.name: wish.version for wish in work.spec.inputs}
    else:
        asked = asked_versions(version)
    return origins_of(work.run.product.owner, inputs, asked=asked)


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
