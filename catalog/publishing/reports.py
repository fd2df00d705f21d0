"""What is wrong with a bundle, in the forms that terminals and pipelines read."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from catalog.publishing.assessing import Assessment
from catalog.publishing.folders import Place, find
from catalog.spec import Bundle
from catalog.spec.contracts import column_names
from catalog.spec.trees import numbered, text
from catalog.spec.viewing import contract_for

# The words of GitLab's code quality, by level.
SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, in the file it came from."""

    file: str
    line: int
    level: str
    code: str
    message: str
    path: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.level} {self.code}: {self.message}"


def findings(violations: Iterable, places: list[Place]) -> list[Finding]:
    """Violations, each in its file."""
    return [
        Finding(*find(places, said.line), level=said.level, code=said.code, message=said.message, path=said.path)
        for said in violations
    ]


def policy_findings(assessment: Assessment, bundle: Bundle | None, places: list[Place]) -> list[Finding]:
    """What policies in force say against it, each reason on the line of the thing it is about."""
    if bundle is None or bundle.product is None:
        return []
    found = []
    for verdict in assessment.verdicts:
        if not (verdict.forbids or verdict.warns):
            continue
        level = "error" if verdict.forbids else "warning"
        for reason in verdict.reasons:
            file, line = find(places, line_of(bundle, reason.subject))
            words = " ".join(filter(None, (f"{verdict.name}:", reason.sentence, str(verdict.remedy))))
            found.append(Finding(file, line, level, f"policy:{verdict.policy}", words, reason.subject))
    return found


def line_of(bundle: Bundle, subject: str) -> int:
    """The line of the stream on which the thing stands that a policy speaks of: a column, a port, else the product."""
    kind, _slash, rest = subject.partition("/")
    product = bundle.product
    port, _slash, below = rest.partition("/")
    places = numbered(product.tree, "outputPorts") if kind == "ports" else ()
    for place, one in places:
        if text(one, "name") != port:
            continue
        contract = contract_for(one, bundle)
        names = column_names(contract.tree) if contract else ()
        column = below.removeprefix("columns/")
        if below != column and column in names:
            return contract.line_of(("schema", 0, "properties", names.index(column)))
        return product.line_of(("outputPorts", place))
    return product.line_of(())


def as_text(found: Iterable[Finding]) -> str:
    """One line each, as compilers write them: `file:line: level code: message`."""
    return "".join(f"{one}\n" for one in found)


def as_codequality(found: Iterable[Finding]) -> str:
    """A GitLab code quality report, which a merge request shows on the lines it is about.

    A fingerprint knows no line, so that what only moved is not told as new.
    """
    seen: Counter[str] = Counter()
    report = []
    for one in found:
        known = f"{one.file}\n{one.code}\n{one.path}\n{one.message}"
        seen[known] += 1
        report.append(
            {
                "description": one.message,
                "check_name": one.code,
                "fingerprint": hashlib.sha256(f"{known}\n{seen[known]}".encode()).hexdigest(),
                "severity": SEVERITIES.get(one.level, "info"),
                "location": {"path": one.file.removeprefix("./"), "lines": {"begin": one.line}},
            }
        )
    return json.dumps(report, ensure_ascii=False, indent=1)


def told(assessment: Assessment) -> str:
    """What publishing would change and whom that reaches, in lines."""
    lines = [f"{change.kind}: {change.message}" for change in assessment.changes]
    demand = assessment.demand
    if demand and demand.after and demand.level:
        lines.append(f"What changes since {demand.after} demands at least {demand.proposed} ({demand.level}).")
    radius = assessment.radius
    if radius.breaks:
        seen = {one.product.slug if one.product else "one you cannot see" for one in radius.downstream}
        products = ", ".join(sorted(seen)) or "none"
        lines.append(f"Consumers of what breaks: {radius.consumers}. Products made from it: {products}.")
    if assessment.notice_days is not None:
        lines.append(f"They must be told {assessment.notice_days} days before.")
    return "".join(f"{line}\n" for line in lines)
