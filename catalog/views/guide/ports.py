"""The output ports as tabs, each with how it stands in a step."""

from catalog.guide.steps import step_of
from catalog.guide.work import Work
from catalog.spec import Violation
from catalog.spec.trees import text
from catalog.views.guide.desk import At, Desk
from catalog.views.guide.navigation import address


def port_rows(desk: Desk, work: Work, at: At) -> list[dict]:
    """One row for each output port: its name, its address, and how much is wrong with it in this step."""
    owners = port_of_documents(work)
    counts: dict[str, list[int]] = {}
    for violation in desk.violations:
        if step_of(violation, desk.kinds) == at.step and (port := port_of(violation, owners, work)):
            counts.setdefault(port, [0, 0])[violation.level != "error"] += 1
    rows = []
    for place, port in work.ports():
        name = text(port, "name")
        errors, warnings = counts.get(name, [0, 0])
        rows.append(
            {
                "name": name or str(place + 1),
                "url": address(desk.product.slug, At(at.step, port=name)),
                "active": name == at.port,
                "errors": errors,
                "warnings": warnings,
            }
        )
    return rows


def port_of_documents(work: Work) -> dict[int, str]:
    """The output port that each document is about."""
    owners: dict[int, str] = {}
    for _place, port in work.ports():
        contract = work.contract(port)
        if contract is not None and contract.index is not None:
            owners.setdefault(contract.index, text(port, "name"))
    for sheet in (*work.of("transformation"), *work.of("access-policy")):
        if sheet.index is not None:
            owners[sheet.index] = text(sheet.tree, "outputPort")
    return owners


def port_of(violation: Violation, owners: dict[int, str], work: Work) -> str:
    """The output port that a violation is about; empty where it is about none alone."""
    if name := owners.get(violation.document):
        return name
    way = violation.path.strip("/").split("/")
    if len(way) > 1 and way[0] == "outputPorts" and way[1].isdigit():
        return next((text(port, "name") for place, port in work.ports() if place == int(way[1])), "")
    return ""


def about_this_port(violations: list[Violation], at: At, work: Work) -> list[Violation]:
    """Those that are about this port, or about none alone: those of the others are counted at their tabs."""
    owners = port_of_documents(work)
    return [one for one in violations if port_of(one, owners, work) in ("", at.port)]
