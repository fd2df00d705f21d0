"""Hold what was built against what the contract promises."""

from django.utils.translation import gettext as _

from catalog.models import DataContract, Snapshot
from catalog.publishing.steps.step import StepFailed, Work

# A contract may promise less than the engine knows: these built types keep the promise of these logical types.
KEPT_BY = {
    "number": {"number", "integer"},
    "integer": {"integer"},
    "string": {"string"},
    "boolean": {"boolean"},
    "date": {"date", "timestamp"},
    "timestamp": {"timestamp"},
    "time": {"time"},
    "array": {"array"},
    "vector": {"array"},
    "object": {"object"},
    "map": {"object"},
}


def compare(work: Work) -> None:
    """Every promised column must be there with its type, and no other; each difference is named."""
    contracts = {
        contract.port_id: contract
        for contract in DataContract.objects.filter(version=work.version).prefetch_related("columns")
    }
    snapshots = {snapshot.port_id: snapshot for snapshot in Snapshot.objects.filter(run=work.run)}
    problems: list[str] = []
    for port, _output in work.ports():
        promised = contracts[port.pk].columns.all()
        found = differences(promised, snapshots[port.pk].columns)
        problems += [f"{port.name}: {problem}" for problem in found]
        if not found:
            work.say(_("%(port)s keeps its contract: %(count)s columns.") % {"port": port.name, "count": len(promised)})
    for problem in problems:
        work.say(problem)
    if problems:
        work.facts["differences"] = problems
        error = _("What was built is not what the contract promises: %(problems)s") % {
            "problems": " ".join(problems[:12])
        }
        remedy = _("Change the SQL or the contract so that they agree, raise the version and publish again.")
        raise StepFailed(error, remedy)


def differences(promised, built: list[dict]) -> list[str]:
    """Each column that is missing, too much, or of another type, in a sentence."""
    there = {column["name"].lower(): column for column in built}
    wanted = {column.name.lower() for column in promised}
    found = [
        _("the column %(column)s is missing.") % {"column": column.name}
        for column in promised
        if column.name.lower() not in there
    ]
    for column in promised:
        real = there.get(column.name.lower())
        accepted = KEPT_BY.get(column.logical_type)
        if real and accepted and real["logical_type"] not in accepted:
            sentence = _("the column %(column)s is %(real)s (%(type)s), but the contract promises %(promised)s.")
            facts = {
                "column": column.name,
                "real": real["logical_type"],
                "type": real["type"],
                "promised": column.logical_type,
            }
            found.append(sentence % facts)
    found += [
        _("the column %(column)s is not in the contract.") % {"column": column["name"]}
        for name, column in there.items()
        if name not in wanted
    ]
    return found
