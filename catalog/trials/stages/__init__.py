"""What a trial does, in order. One more stage is one more file and one more line here.

A stage is a function of the attempt in hand; it puts what it finds into `attempt.facts`, and refuses with StepFailed.
"""

from collections.abc import Callable

from catalog.trials.attempt import Attempt
from catalog.trials.stages.build import build
from catalog.trials.stages.check import check
from catalog.trials.stages.compare import compare
from catalog.trials.stages.fitness import fitness
from catalog.trials.stages.inputs import inputs
from catalog.trials.stages.lineage import lineage
from catalog.trials.stages.policies import policies
from catalog.trials.stages.quality import quality

STAGES: dict[str, Callable[[Attempt], None]] = {
    "check": check,
    "inputs": inputs,
    "build": build,
    "compare": compare,
    "lineage": lineage,
    "quality": quality,
    "fitness": fitness,
    "policies": policies,
}
