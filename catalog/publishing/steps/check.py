"""Judge the documents once more, among the neighbours of this moment, and write down what they promise."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.publishing.checking import as_facts, check_bundle
from catalog.publishing.errors import NoticeNeeded, NoticeTooShort
from catalog.publishing.notice import insist_on_notice
from catalog.publishing.preparing import prepare
from catalog.publishing.steps.step import StepFailed, Work
from catalog.spec import Change


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
    _insist_on_notice(work, checked.demand.changes)
    with work.holding():
        prepare(work.version, checked)
    ports, inputs = len(checked.spec.outputs), len(checked.spec.inputs)
    work.say(
        _("The documents are in order: %(ports)s output ports from %(inputs)s inputs.")
        % {"ports": ports, "inputs": inputs}
    )


def _insist_on_notice(work: Work, changes: list[Change]) -> None:
    """Somebody may have been given access since the version was submitted: they, too, are told in time."""
    try:
        insist_on_notice(work.run.product, changes, work.version.notice_days)
    except (NoticeNeeded, NoticeTooShort) as refusal:
        raise StepFailed(str(refusal), _("Publish the draft again, with a notice period.")) from refusal
