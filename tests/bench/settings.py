"""The settings of the marketplace as it runs, with a queue of the bench's own."""

import os

from marketplace.settings import *  # noqa: F403
from marketplace.settings import CELERY_BROKER_TRANSPORT_OPTIONS, REDIS_URL

CELERY_TASK_DEFAULT_QUEUE = os.environ.get("TEST_QUEUE", "bench")
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = f"{CELERY_TASK_DEFAULT_QUEUE}:"
