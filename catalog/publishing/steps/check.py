"""Judge the documents once more, among the neighbours of this moment, and write down what they promise."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.publishing.checking import as_facts, check_bundle
from catalog.publishing.preparing import prepare
from catalog.publishing.steps.step import StepFailed, Work


def check(work: Work) -> None:
    """Refuse what has errors; otherwise prepare every row of the new version beside the published one."""
    checked = check_bundle(bytes(work.version.bundle))
    work.facts["violations"] = as_facts(checked.violations)
    for violation in checked.violations:
        line = _("line %(line)s: %(level)s %(code)s: %(message)s")
        facts = {"line": violation.line, "level": violation.level, "code": violation.code, "message": violation.message}
        work.say(line % facts)
    if not checked.is_valid:
        error = ngettext(
            "The documents have %(count)s error.", "The documents have %(count)s errors.", len(checked.errors)
        )
        remedy = _("Mend what the log lists, save the draft and publish it again; retry if a neighbour was the cause.")
        raise StepFailed(error % {"count": len(checked.errors)}, remedy)
    with work.holding():
        prepare(work.version, checked)
    ports, inputs = len(checked.spec.outputs), len(checked.spec.inputs)
    work.say(
        _("The documents are in order: %(ports)s output ports from %(inputs)s inputs.")
        % {"ports": ports, "inputs": inputs}
    )
