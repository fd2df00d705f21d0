"""What the audit says about access."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.audit import teach

teach(
    connector_added=_("set up the connector %(object)s"),
    connector_changed=_("changed the connector %(object)s"),
    connector_tested=_("tested the connector %(object)s: %(outcome)s"),
    connector_retried=_("had %(number)s given-up messages to %(object)s sent again"),
    basket_added=_("put %(object)s into the basket"),
    basket_changed=_("changed what the basket says of %(object)s"),
    basket_removed=_("took %(object)s out of the basket"),
    order_placed=_("placed the order %(object)s for %(team_or_person)s: %(justification)s"),
    order_cancelled=_("cancelled the order %(object)s"),
    request_approved=_("approved %(object)s: %(reason)s"),
    request_denied=_("denied %(object)s: %(reason)s"),
    request_cancelled=_("cancelled %(object)s"),
    stage_opened=_("asked %(pool)s about %(object)s"),
    stage_unreachable=_("found nobody who could decide about %(object)s"),
    stage_approved=_("said yes to %(object)s: %(reason)s"),
    stage_denied=_("said no to %(object)s: %(reason)s"),
    grant_opened=_("granted: %(object)s, until %(until)s"),
    grant_verified=_("read the port as the consumer: %(object)s, %(checks)s checks passed"),
    grant_failed=_("could not set up access, %(object)s: %(diagnostics)s"),
    grant_expired=_("ended access on its last day: %(object)s"),
    grant_revoked=_("revoked access, %(object)s: %(reason)s"),
    grant_noticed=_("gave notice: %(object)s ends with %(until)s, because: %(reason)s"),
    grant_returned=_("gave access back, %(object)s: %(reason)s"),
    grant_removed=_("took access out of the warehouse: %(object)s"),
    grant_by_hand=_("carried it out by hand, %(object)s: %(reason)s"),
    access_suspended=_("suspended %(object)s: %(reason)s"),
    access_left=_("ended what %(person)s read as a member of %(team)s: %(object)s"),
    access_resumed=_("lifted the suspension of %(object)s: %(reason)s"),
    provisioning_retried=_("asked to try again: %(object)s"),
    data_read=_("read %(object)s as %(format)s"),
    data_refused=_("was refused a read of %(object)s: %(reason)s"),
)
