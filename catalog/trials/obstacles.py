"""What stands in the way of trying a draft. Other errors do not: whoever tries wants to see what comes out."""

from django.utils.translation import gettext as _

from catalog.publishing.checking import Checked
from catalog.spec import OutputSpec, ProductSpec
from catalog.spec.sql import parse_select


def outputs_of(spec: ProductSpec) -> list[OutputSpec]:
    """The output ports that something makes, each name once."""
    made = {output.name: output for output in reversed(spec.outputs) if output.transformation}
    return [output for output in spec.outputs if made.get(output.name) is output]


def obstacles(checked: Checked) -> list[str]:
    """Each in one sentence; none where the draft can be tried.

    The SQL is looked at here once more: of a bundle with very many errors not all are listed.
    """
    if checked.spec is None:
        return [error.message for error in checked.errors] or [_("There is no data product in it.")]
    outputs = outputs_of(checked.spec)
    found = [problem.message for problem in checked.inputs.problems if problem.level == "error"]
    tables = [wish.name for wish in checked.spec.inputs]
    for output in outputs:
        _query, problems = parse_select(output.transformation.sql, tables)
        found += [
            _("The SQL of %(port)s, line %(line)s: %(message)s")
            % {"port": output.name, "line": problem.line, "message": problem.message}
            for problem in problems
        ]
    return found or ([] if outputs else [_("Nothing makes any of its output ports: write a transformation.")])
