"""What consumers and owners are told on the way from one major version to the next; each thing once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Notification, User
from accounts.notifications.services import Kind, tell
from catalog.models import MigrationNotice, MigrationPeriod
from catalog.transitions.concerned import people_of

ACTION, TROUBLE = Notification.Tone.ACTION, Notification.Tone.TROUBLE


def last_day(moment: datetime) -> str:
    """The last day before a moment, in the time zone of the company, for a sentence."""
    before = moment.astimezone(timezone.get_default_timezone()) - timedelta(microseconds=1)
    return date_format(before.date(), "DATE_FORMAT")


def tell_opened(period: MigrationPeriod, notices: Iterable[MigrationNotice], *, but: User | None) -> int:
    """Tell each consumer what breaks for them, and until when they have time; answers how many people."""
    notices = list(notices)
    people = people_of({notice.consumer.pk: notice.consumer for notice in notices}.values())
    told: dict[int, tuple[User, list[MigrationNotice]]] = {}
    for notice in notices:
        for person in people[notice.consumer_id]:
            told.setdefault(person.pk, (person, []))[1].append(notice)
    for person, theirs in told.values():
        tell(
            [person],
            _opened_words(period, theirs),
            link=theirs[0].get_absolute_url(),
            tone=ACTION,
            key=f"migration:{period.pk}:opened",
            but=but,
            kind=Kind.ACCESS,
        )
    return len(told)


def tell_soon(notice: MigrationNotice, people: Iterable[User], days: int) -> None:
    """Remind those who still read the old version."""
    period = notice.period
    words = _("%(product)s %(old)s ends on %(day)s, and you still read it: move to %(new)s before that.")
    facts = _facts(period)
    if not notice.port.offered:
        words = _("%(port)s ends on %(day)s with version %(old)s of %(product)s, and you still read it.")
        facts["port"] = notice.port.name
    tell(
        people,
        words % facts,
        link=notice.get_absolute_url(),
        tone=ACTION,
        key=key_of_reminder(notice, days),
        kind=Kind.ACCESS,
    )


def key_of_reminder(notice: MigrationNotice, days: int) -> str:
    """What makes a reminder one that is given once."""
    return f"migration-notice:{notice.pk}:ends:{days}"


def tell_ended(period: MigrationPeriod, unmoved: Iterable[MigrationNotice], *, reads: dict[int, str]) -> None:
    """Tell those who had not moved what they read from now on; `reads` are version numbers by notice."""
    unmoved = [notice for notice in unmoved if notice.pk in reads]
    people = people_of({notice.consumer.pk: notice.consumer for notice in unmoved}.values())
    for notice in unmoved:
        words = _("%(product)s %(old)s can be read no more: you read version %(now)s of %(port)s from now on.")
        facts = {**_facts(period), "now": reads[notice.pk], "port": notice.port.name}
        key = f"migration-notice:{notice.pk}:ended"
        tell(
            people[notice.consumer_id],
            words % facts,
            link=notice.port.get_absolute_url(),
            tone=TROUBLE,
            key=key,
            kind=Kind.ACCESS,
        )


def tell_owners_ended(period: MigrationPeriod, owners: Iterable[User], *, moved: int, told: int) -> None:
    """Tell the owning team how it went."""
    words = ngettext(
        "Version %(old)s of %(product)s can be read no more; %(moved)s of %(told)s consumer had moved before.",
        "Version %(old)s of %(product)s can be read no more; %(moved)s of %(told)s consumers had moved before.",
        told,
    )
    facts = {**_facts(period), "moved": moved, "told": told}
    tell(
        owners,
        words % facts,
        link=period.product.get_absolute_url(),
        key=f"migration:{period.pk}:ended",
        kind=Kind.ACCESS,
    )


def tell_owners_all_moved(period: MigrationPeriod, owners: Iterable[User], *, link: str) -> None:
    """Tell the owning team that nobody needs the old version any more."""
    words = _("Everybody has moved from %(old)s to %(new)s of %(product)s: the old version can be ended.")
    tell(owners, words % _facts(period), link=link, key=f"migration:{period.pk}:all-moved", kind=Kind.ACCESS)


def _opened_words(period: MigrationPeriod, notices: list[MigrationNotice]) -> str:
    """What breaks, the first of it in full: a message has four hundred characters."""
    messages = list(dict.fromkeys(one["message"] for notice in notices for one in notice.breaks))
    more = len(messages) - 1
    facts = {**_facts(period), "first": messages[0][:150] if messages else ""}
    own = all(notice.is_own for notice in notices)
    breaks = _("%(product)s %(new)s breaks what your products are made from: %(first)s")
    words = [(breaks if own else _("%(product)s %(new)s breaks what you read: %(first)s")) % facts]
    if more > 0:
        words.append(
            ngettext("%(more)s more change breaks it.", "%(more)s more changes break it.", more) % {"more": more}
        )
    until = _("They are made from version %(old)s until %(day)s.")
    words.append((until if own else _("You read version %(old)s until %(day)s.")) % facts)
    return " ".join(words)


def _facts(period: MigrationPeriod) -> dict[str, str]:
    return {
        "product": period.product.name[:80],
        "old": period.before.number,
        "new": period.after.number,
        "day": last_day(period.ends_at),
    }
