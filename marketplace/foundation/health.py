"""Is the process alive, and can it work?"""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace.foundation.heartbeats import is_alive


@login_not_required
@never_cache
@require_safe
def healthz(request):
    """The process answers."""
    return JsonResponse({"status": "alive"})


@login_not_required
@never_cache
@require_safe
def readyz(request):
    """The process can work: its database is there and has every table. A silent worker is told; pages still work."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        worker = "alive" if not missing and is_alive("worker") else "silent"
    except DatabaseError:
        return JsonResponse({"status": "not ready", "database": "away"}, status=503)
    if missing:
        return JsonResponse({"status": "not ready", "database": "not migrated"}, status=503)
    return JsonResponse({"status": "ready", "database": "there", "worker": worker})
