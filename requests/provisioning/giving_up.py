"""When the marketplace cannot carry access into the warehouse, or out of it, it says so to everybody it concerns."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notification
from accounts.notifications.services import Kind, tell
from marketplace.foundation.audit import record
from requests.grants import exceptions
from requests.grants.runs import queue
from requests.grants.selectors import maintainers_of, people_of, platform_team, stewards
from requests.models import Grant, ProvisioningRun

TROUBLE = Notification.Tone.TROUBLE


@transaction.atomic
def give_up(run: ProvisioningRun, lease: str, diagnostics: str) -> None:
    """Leave a run to people: the platform team can try again, the consumer and the provider know what is wrong.

    Raises LeaseLost.
    """
    grant = Grant.objects.select_for_update().get(pk=run.grant_id)
    run.release(
        lease, state=ProvisioningRun.State.FAILED, ended_at=timezone.now(), checks=run.checks, diagnostics=diagnostics
    )
    proven_wrong = any(not check["passed"] for check in run.checks)
    if grant.is_standing and proven_wrong and exceptions.give_up(grant, diagnostics):
        # The access was proven before, without it; it is set up anew without it.
        queue(grant, ProvisioningRun.Aim.OPEN)
        return
    failed = Grant.Provisioning.FAILED if grant.is_standing else Grant.Provisioning.REMOVAL_FAILED
    Grant.objects.filter(pk=grant.pk).update(provisioning=failed, updated_at=timezone.now())

    shown = run.grant
    consumer, product = shown.consumer, shown.port.product
    record(
        "grant.failed",
        shown,
        actor=None,
        product=product.slug,
        person=consumer.person,
        team=consumer.team,
        new=failed,
        diagnostics=diagnostics,
        run=run.pk,
    )
    facts = {"grant": shown, "port": shown.port, "why": diagnostics}
    link = reverse("requests:platform")
    if grant.is_standing:
        tell(
            platform_team(),
            _("Access could not be set up, %(grant)s: %(why)s") % facts,
            link=link,
            tone=TROUBLE,
            kind=Kind.PLATFORM,
        )
        text = _("Your access to %(port)s could not be set up yet: %(why)s The platform team knows.") % facts
        tell(people_of(consumer), text, link=shown.request.order.get_absolute_url(), tone=TROUBLE, kind=Kind.ACCESS)
        text = _("%(grant)s could not be set up: %(why)s") % facts
        tell(maintainers_of(product.owner), text, link=product.get_absolute_url(), tone=TROUBLE, kind=Kind.ACCESS)
    else:
        text = _("Access that has ended could not be taken away, %(grant)s: %(why)s") % facts
        tell(
            [*platform_team(), *stewards(), *maintainers_of(product.owner)],
            text,
            link=link,
            tone=TROUBLE,
            kind=Kind.ACCESS,
        )
