"""What the audit says about changes made in the console."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.audit import teach

teach(
    console_added=_("added %(kind)s %(object)s in the console"),
    console_changed=_("changed %(kind)s %(object)s in the console: %(fields)s"),
    console_deleted=_("deleted %(kind)s %(object)s in the console"),
)
