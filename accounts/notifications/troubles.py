"""Work that broke where nobody looks is told to the platform team."""

import structlog
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notification
from accounts.notifications.selectors import platform_team
from accounts.notifications.services import Kind, tell

log = structlog.get_logger(__name__)


def task_broke(name: str, why: BaseException) -> None:
    """Say that a task ended with an error that nobody foresaw: once a day for each task, and kind of error."""
    kind = type(why).__name__
    text = _("The worker could not do “%(task)s”: %(kind)s. Its log tells more.") % {"task": name, "kind": kind}
    key, tone = f"task:{name}:{kind}:{timezone.localdate()}"[:120], Notification.Tone.TROUBLE
    try:
        tell(platform_team(), text, link="/platform/", tone=tone, key=key, kind=Kind.PLATFORM)
    except DatabaseError as away:
        log.error("nobody could be told of a broken task", task=name, kind=kind, reason=str(away))
