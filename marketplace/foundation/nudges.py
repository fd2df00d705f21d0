"""Tasks are nudges: the row is the truth, and a nudge that gets lost only makes the work later."""

from functools import partial

import structlog
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def nudge(task, *ids) -> None:
    """Ask a worker to look at these rows once the transaction has ended well; a broker that is away changes nothing."""
    transaction.on_commit(partial(_send, task, ids))


def _send(task, ids) -> None:
    try:
        task.apply_async(args=ids, retry=False)
    except (OperationalError, RedisError, OSError) as away:
        log.warning("nudge lost, the sweep will bring it", task=task.name, ids=ids, reason=str(away))
