"""Who may take up what was given up."""

from django.utils.translation import gettext_lazy as _

from catalog.warehouses.engines import WITH_LOGINS
from marketplace.foundation.policies import YES, Answer, no
from requests.grants.policies import is_suspended
from requests.models import Grant, ProvisioningRun, StrayRight


def may_connect(user, grant: Grant) -> Answer:
    """May this person have a password with which to read in the warehouse itself? Whoever reads by the grant, may."""
    consumer = grant.consumer
    if grant.port.warehouse.engine not in WITH_LOGINS:
        return no(_("nobody connects to this warehouse: it is read through the marketplace"))
    if not grant.is_in_force() or is_suspended(user):
        return no(_("access is not open"))
    if consumer.account_of_id:
        speaks = consumer.account_of_id in user.maintained_team_ids
        return YES if speaks else no(_("maintainers of its team look after a service account"))
    reads = consumer.person_id == user.pk or (consumer.team_id is not None and consumer.team_id in user.team_ids)
    return YES if reads and user.is_active else no(_("only those who read by it connect"))


def may_see_runs(user) -> Answer:
    """May this person see what was sent to a warehouse, and what it answered?"""
    return YES if user.sees_everything else no(_("this is for stewards and the platform team"))


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
