"""The settings of the marketplace as it runs, with a queue of the bench's own."""

import os

from marketplace.settings import *  # noqa: F403
from marketplace.settings import CELERY_BROKER_TRANSPORT_OPTIONS as AS_IT_RUNS
from marketplace.settings import REDIS_URL

CELERY_TASK_DEFAULT_QUEUE = os.environ.get("TEST_QUEUE", "bench")
# A map of its own: whoever only reads this file must not find their own queue renamed.
CELERY_BROKER_TRANSPORT_OPTIONS = AS_IT_RUNS | (
    {"global_keyprefix": f"{CELERY_TASK_DEFAULT_QUEUE}:"} if REDIS_URL else {}
)
