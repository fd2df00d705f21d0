"""What others measured, for pages and the API."""

from django.db.models import Count, Max, Min, QuerySet

from catalog.models import Monitor, Observer, OutputPort, OutsideResult

MOST_LEFT_OVER = 100
OURS = "marketplace"


def beside(ports: list[OutputPort]) -> list[Monitor]:
    """What others measured of these ports under the contracts in force, each with our own word on the same promise in
    `ours`. Two queries."""
    contracts = [port.contract_id for port in ports]
    found = list(
        Monitor.objects.filter(port__in=ports, contract__in=contracts)
        .exclude(source=OURS)
        .order_by("port", "source", "name")
    )
    rules = {monitor.beside for monitor in found} - {""}
    ours = Monitor.objects.filter(port__in=ports, active=True, rule__in=rules) if rules else ()
    known = {(monitor.port_id, monitor.rule): monitor for monitor in ours}
    for monitor in found:
        monitor.ours = known.get((monitor.port_id, monitor.beside))
    return found


def observers() -> QuerySet[Observer]:
    """Those who call us, each with how much they said."""
    return Observer.objects.annotate(told=Count("results")).order_by("name")


def left_over() -> list[dict]:
    """What could not be taken and nobody has looked at, by who said it, about what, and why; the newest first."""
    rows = OutsideResult.objects.left_over().order_by().values("source", "format", "dataset", "outcome")
    told = rows.annotate(count=Count("pk"), first=Min("received_at"), last=Max("received_at"), why=Max("reason"))
    outcomes, formats = dict(OutsideResult.Outcome.choices), dict(OutsideResult.Format.choices)
    return [
        row | {"outcome_name": outcomes[row["outcome"]], "format_name": formats[row["format"]]}
        for row in told.order_by("-last", "source", "dataset")[:MOST_LEFT_OVER]
    ]
