"""Seventh step: what people have to agree to."""

from catalog.guide.work import Work
from catalog.views.checkpoint_panel import checkpoint_panel
from catalog.views.guide.desk import At, Desk
from catalog.views.guide.step import Forms, GuideStep


class Checkpoints(GuideStep):
    """The checkpoints of the product, as the draft has it."""

    name = "checkpoints"
    template = "catalog/studio/guide/checkpoints.html"
    has_form = False

    def forms(self, work: Work, at: At, data=None, *, desk: Desk) -> Forms:
        """None of its own."""
        return {}

    def context(self, desk: Desk, work: Work, at: At, forms: Forms) -> dict:
        """The panel."""
        panel = checkpoint_panel(desk.user, desk.product, desk.checked.spec)
        return {"checkpoints": panel["checkpoints"], "may_request": panel["may_request"]}
