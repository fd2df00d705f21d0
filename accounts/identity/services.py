"""Sign in and out, and keep profiles; each is written down."""

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.identity.errors import AddressTaken, UnknownRole, WrongCredentials
from accounts.models import User
from accounts.models.user import DATA_PROTECTION, PLATFORM, STEWARD
from accounts.policies import may_change_person, may_give_roles
from accounts.teams.errors import NotAPerson
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist

ROLES = (STEWARD, PLATFORM, DATA_PROTECTION)
IN_THE_CONSOLE = {STEWARD, PLATFORM}
PROFILE = ("first_name", "last_name", "email", "time_zone")


def sign_in(request, *, name: str, password: str) -> User:
    """Sign somebody in by user name or e-mail address.

    Raises WrongCredentials, whichever of the two was wrong; after too many, axes answers instead of us.
    """
    known = _known_as(name)
    person = authenticate(request, username=known.username if known else name, password=password)
    if person is None:
        if not getattr(request, "axes_locked_out", False):
            # What was typed in place of a name may well be a password, so only names that exist are written down.
            nobody = User(username=_("somebody unknown"))
            record("person.failed_to_sign_in", known or nobody, actor=None, person=known, username=str(known or nobody))
        raise WrongCredentials()
    login(request, person)
    record("person.signed_in", person, actor=person)
    return person


def sign_out(request) -> None:
    """Sign the person out and empty their session."""
    person = request.user
    logout(request)
    if person.is_authenticated:
        record("person.signed_out", person, actor=person)


def change_password(request, *, form) -> None:
    """Give oneself another password; every other session ends."""
    with transaction.atomic():
        person = form.save()
        record("person.password_changed", person, actor=person)
    update_session_auth_hash(request, person)


@transaction.atomic
def change_profile(*, actor: User, person: User, **profile) -> User:
    """Change a name, an e-mail address or a time zone.

    Raises AddressTaken when somebody else signs in with that address.
    """
    insist(may_change_person(actor, person))
    person = User.objects.select_for_update().get(pk=person.pk)
    changed = [name for name in PROFILE if name in profile and getattr(person, name) != profile[name]]
    if not changed:
        return person
    if "email" in changed and profile["email"] and _others_with(profile["email"], person).exists():
        raise AddressTaken()
    old = {name: getattr(person, name) for name in changed}
    for name in changed:
        setattr(person, name, profile[name])
    person.full_clean(exclude=["password"])
    person.save(update_fields=changed)

    record("person.changed", person, actor=actor, person=person, old=old, new={name: profile[name] for name in changed})
    return person


@transaction.atomic
def set_roles(*, actor: User | None, person: User, roles) -> None:
    """Give somebody these roles and no others; to stewards and platform engineers the console opens.

    Raises UnknownRole, NotAPerson.
    """
    if unknown := set(roles) - set(ROLES):
        raise UnknownRole(role=", ".join(sorted(unknown)))
    if roles and person.account_of_id:
        raise NotAPerson(account=str(person))
    held = set(person.groups.filter(name__in=ROLES).values_list("name", flat=True))
    if held == set(roles):
        return
    if actor is not None:
        insist(may_give_roles(actor, person))
    Group.objects.bulk_create([Group(name=name) for name in ROLES], ignore_conflicts=True)
    groups = {group.name: group for group in Group.objects.filter(name__in=ROLES)}
    person.groups.remove(*(groups[name] for name in held - set(roles)))
    person.groups.add(*(groups[name] for name in set(roles) - held))
    person.is_staff = bool(IN_THE_CONSOLE & set(roles))
    person.save(update_fields=["is_staff"])
    person.__dict__.pop("groups_and_unread", None)

    record(
        "person.roles_changed",
        person,
        actor=actor,
        person=person,
        old=sorted(held),
        new=sorted(roles),
        roles=", ".join(sorted(roles)) or "–",
    )


def _known_as(name: str) -> User | None:
    """The person with this user name, or the only one with this e-mail address."""
    if person := User.objects.filter(username=name).first():
        return person
    found = list(User.objects.filter(email__iexact=name, is_active=True)[:2]) if "@" in name else []
    return found[0] if len(found) == 1 else None


def _others_with(email: str, person: User):
    return User.objects.filter(email__iexact=email).exclude(pk=person.pk)
