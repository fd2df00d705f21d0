"""Who may take up what was given up."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.policies import YES, Answer, no
from requests.models import ProvisioningRun, StrayRight


def may_take_away(user, stray: StrayRight) -> Answer:
    """May this person take a right out of a warehouse that nobody granted?"""
    if stray.ended_at is not None:
        return no(_("it is gone"))
    return YES if user.is_platform else no(_("this is for the platform team"))


def may_mend(user, run: ProvisioningRun) -> Answer:
    """May this person try again, or carry it out by hand?"""
    if run.state != ProvisioningRun.State.FAILED:
        return no(_("it has not failed"))
    return YES if user.is_platform else no(_("this is for the platform team"))
