"""The steps of a run, in order. One more step is one more file and one more line here.

A step is a function of the work in hand. It may be carried out twice, after a crash, so a second time changes nothing;
it says what it does with `work.say`, keeps figures in `work.facts`, and refuses with StepFailed.
"""

from catalog.models import PublishingRun
from catalog.publishing.steps import (
    announce,
    build,
    check,
    compare,
    index,
    judge,
    keep,
    lineage,
    measure,
    policies,
    publish,
    score,
)
from catalog.publishing.steps.step import Step

_BOTH = frozenset(PublishingRun.Kind.values)
_NEW = frozenset({PublishingRun.Kind.PUBLISH})
_AGAIN = frozenset({PublishingRun.Kind.REFRESH})
STEPS: dict[str, Step] = {
    "check": Step(check.check, _NEW),
    "policies": Step(policies.policies, _NEW),
    "build": Step(build.build, _BOTH),
    "compare": Step(compare.compare, _BOTH),
    "lineage": Step(lineage.lineage, _NEW),
    "publish": Step(publish.publish, _BOTH),
    "measure": Step(measure.measure, _BOTH),
    "score": Step(score.score, _BOTH),
    "judge": Step(judge.judge, _BOTH),
    "index": Step(index.index, _BOTH),
    "keep": Step(keep.keep, _AGAIN),
    "announce": Step(announce.announce, _NEW),
}
# The step in which readers are switched: what fails before it leaves the published version untouched.
SWITCH = "publish"
# A step that judges what another one made: a retry begins with that one.
AGAIN_FROM = {"compare": "build"}
