"""How often one person may call the API."""

import structlog
from django.core.cache import caches
from redis.exceptions import RedisError
from rest_framework.throttling import UserRateThrottle

log = structlog.get_logger(__name__)


class CallsPerPerson(UserRateThrottle):
    """Counts calls where counting is cheap; while the counter is away, calls are let through rather than refused."""

    cache = caches["calls"]

    def allow_request(self, request, view):
        """Yes until the rate is reached."""
        try:
            return super().allow_request(request, view)
        except (RedisError, OSError) as away:
            log.warning("calls are not counted", reason=str(away))
            return True


class CallsPerObserver(CallsPerPerson):
    """Counts the calls in the name of one other system, by where they come from: nobody uses up what is another's."""

    scope = "observer"

    def get_cache_key(self, request, view):
        """By the system that the address names, and who calls."""
        ident = f"{str(view.kwargs.get('slug', ''))[:60]}:{self.get_ident(request)[:60]}"
        return self.cache_format % {"scope": self.scope, "ident": ident}
