"""What the audit says about the catalog."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.audit import teach

teach(
    domain_created=_("added the domain %(object)s"),
    product_created=_("began the product %(object)s"),
    product_deprecated=_("deprecated %(object)s: %(reason)s"),
    product_revived=_("took the deprecation of %(object)s back"),
    product_retired=_("retired %(object)s: %(reason)s"),
    draft_saved=_("changed the draft of %(object)s"),
    version_submitted=_("asked to publish %(object)s"),
    version_published=_("published %(object)s"),
    version_failed=_("could not publish %(object)s: %(reason)s"),
    run_failed=_("could not finish the work on %(object)s: %(reason)s"),
    port_refreshed=_("built %(object)s anew: %(rows)s rows"),
    run_requested=_("asked to build %(object)s anew"),
    run_retried=_("asked to try %(object)s again"),
    source_landed=_("landed %(object)s: %(rows)s rows"),
    lineage_received=_("received lineage of %(object)s from %(producer)s"),
    incident_opened=_("opened the incident “%(object)s”"),
    incident_acknowledged=_("took on the incident “%(object)s”"),
    incident_resolved=_("closed the incident “%(object)s”: %(cause)s"),
    fitness_scored=_("scored %(object)s: %(score)s of 100"),
    right_given=_("gave %(group)s the right to %(right)s for %(object)s"),
    right_taken=_("took from %(group)s the right to %(right)s for %(object)s"),
)
