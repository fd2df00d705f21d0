"""The steps of the guide, by their names."""

from catalog.guide.steps import Step
from catalog.views.guide.access import Access
from catalog.views.guide.checkpoints import Checkpoints
from catalog.views.guide.describe import Describe
from catalog.views.guide.inputs import Inputs
from catalog.views.guide.outputs import Outputs
from catalog.views.guide.quality import Quality
from catalog.views.guide.review import Review
from catalog.views.guide.step import GuideStep
from catalog.views.guide.transformation import Transformation

PAGES: dict[Step, GuideStep] = {
    step.name: step
    for step in (Describe(), Inputs(), Transformation(), Outputs(), Quality(), Access(), Checkpoints(), Review())
}
