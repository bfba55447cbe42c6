"""Two addresses for whoever watches the portal: is the process alive, and can it serve?"""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.celery import broker_answers


class _Migrations:
    """Migrations cannot become missing while a process runs: once complete, they are not looked up again."""

    complete = False


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as the process answers at all; touches nothing else."""
    return JsonResponse({"status": "alive"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers and is migrated, else 503 with what is wrong.

    A broker that is gone is reported and no failure: pages and letters work without it.
    """
    report = {"database": "ok", "migrations": "ok", "broker": "ok" if broker_answers() else "gone"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _Migrations.complete:
            executor = MigrationExecutor(connection)
            _Migrations.complete = not executor.migration_plan(executor.loader.graph.leaf_nodes())
            if not _Migrations.complete:
                report["migrations"] = "missing"
    except DatabaseError:
        report["database"] = "gone"
        report["migrations"] = "unknown"
    ready = report["database"] == report["migrations"] == "ok"
    response = JsonResponse(
        {"status": "ready" if ready else "not ready", **report}, status=200 if ready else 503
    )
    if not ready:
        response["Retry-After"] = "5"
    return response
