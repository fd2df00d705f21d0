"""What the audit says about people."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.audit import teach

teach(
    account_opened=_("opened the service account %(object)s of %(team)s"),
    account_closed=_("closed the service account %(object)s of %(team)s"),
    delivery_retried=_("had %(number)s given-up messages sent again"),
    person_chose_messages=_("chose how to be told what"),
    person_signed_in=_("signed in"),
    person_failed_to_sign_in=_("failed to sign in as %(username)s"),
    person_signed_out=_("signed out"),
    person_changed=_("changed the profile of %(object)s"),
    person_created=_("added the person %(object)s"),
    team_changed=_("changed the team %(object)s"),
    person_password_changed=_("changed the password of %(object)s"),
    person_roles_changed=_("gave %(object)s the roles: %(roles)s"),
    team_created=_("founded the team %(object)s"),
    team_member_added=_("made %(person)s a %(role)s of %(object)s"),
    team_member_removed=_("took %(person)s out of %(object)s"),
    token_issued=_("made the API token “%(name)s” (%(scope)s, until %(expires)s)"),
    token_revoked=_("revoked the API token “%(name)s”"),
)
