"""What the demo's people need, stated once."""

from catalog.models import RequirementProfile
from catalog.requirements.needs import Needs
from catalog.requirements.services import delete_profile
from marketplace.demo.needs import state_needs
from marketplace.demo.sources import mesh


def test_the_needs_of_the_demo_are_stated_once_and_stay_as_people_leave_them(ada, analytics):
    state_needs(mesh())
    hers, ours = RequirementProfile.objects.order_by("pk")
    assert (str(hers.person), str(ours.team)) == (str(ada), str(analytics))
    assert Needs.read(hers).freshness == 86_400

    delete_profile(actor=ada, profile=hers)
    state_needs(mesh())

    assert list(RequirementProfile.objects.all()) == [ours]
