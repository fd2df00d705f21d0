"""Who may decide."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from marketplace.foundation.policies import YES, Answer, no
from requests.approvals.pool import still_holds
from requests.models import ApprovalStage


def may_decide(user, stage: ApprovalStage) -> Answer:
    """May this person say yes or no at this stage? Teams and roles are those of now, not of when the stage opened."""
    order, consumer = stage.request.order, stage.request.consumer
    if user.pk in (order.ordered_by_id, consumer.person_id):
        return no(_("nobody approves their own order"))
    if consumer.behind_id and Membership.objects.filter(team=consumer.behind_id, person=user.pk).exists():
        return no(_("nobody approves an order of a team they are in"))
    if not user.is_active or user.account_of_id or not stage.pool.filter(pk=user.pk).exists():
        return no(_("you are not among those who were asked"))
    if not still_holds(user, stage):
        return no(_("you do not hold the role any more in which you were asked"))
    return YES
