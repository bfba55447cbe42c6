"""One unit of work: a transaction that locks, saves against versions, audits last and nudges after commit."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from celery import current_app
from django.db import models, transaction
from django.db.models import F

from portal.records import audit
from portal.records.asked import forget
from portal.records.decisions import StaleRecord
from portal.records.models import AuditLine, VersionedModel
from portal.records.pointers import point_to

logger = logging.getLogger(__name__)
Record = TypeVar("Record", bound=models.Model)
BROKER_REST_SECONDS = 30


class Work:
    """What an action does inside :func:`unit_of_work`."""

    def __init__(self) -> None:
        self.lines: list[AuditLine] = []
        self.undo: list[Callable[[], object]] = []

    def on_rollback(self, function: Callable[[], object]) -> None:
        """Call ``function`` when the outermost unit fails: for what no database takes back, such as files."""
        self.undo.append(function)

    def lock(self, obj: Record) -> Record:
        """Return the row as it is now, locked until the end of the transaction; what users may is asked anew.

        SQLite has no row locks: there the transaction itself (IMMEDIATE) excludes other writers.
        """
        found = type(obj)._base_manager.select_for_update().get(pk=obj.pk)
        forget()
        return found

    def save(self, obj: VersionedModel, *fields: str) -> None:
        """Write the named fields if nobody saved since ``obj`` was read, else raise :class:`StaleRecord`."""
        values = {name: obj._meta.get_field(name).pre_save(obj, add=False) for name in fields}
        changed = type(obj)._base_manager.filter(pk=obj.pk, version=obj.version)
        if not changed.update(version=F("version") + 1, **values):
            raise StaleRecord
        obj.version += 1

    def audit(
        self,
        verb: str,
        obj: models.Model,
        *,
        by: Any,
        on_behalf: bool = False,
        fields: Iterable[str] = (),
        data: dict[str, Any] | None = None,
    ) -> None:
        """Note a line of the audit trail; it is written when the outermost unit ends.

        ``by`` is a user, or None for what the portal does by itself. ``data`` holds ids, codes and states,
        never personal values.
        """
        self.lines.append(
            AuditLine(
                actor_id=getattr(by, "pk", None),
                on_behalf=on_behalf,
                verb=verb,
                reference=getattr(obj, "reference", None) or "",
                fields=sorted(fields),
                data=data or {},
                **point_to(obj),
            )
        )


_running: ContextVar[Work | None] = ContextVar("unit_of_work", default=None)


@contextmanager
def unit_of_work() -> Iterator[Work]:
    """Open a transaction, or join the one that an outer action opened.

    Audit lines are written last, in the outermost unit: the head of the chain is locked for an instant only,
    and two actions cannot wait for each other.
    """
    work = _running.get()
    if work is not None:
        yield work
        return
    work = Work()
    try:
        with transaction.atomic():
            token = _running.set(work)
            try:
                yield work
            finally:
                _running.reset(token)
            if work.lines:
                audit.append(work.lines)
    except BaseException:
        for function in work.undo:
            function()
        raise


class _Rehearsed(Exception):
    """Takes back what a rehearsal did."""


def rehearse(action: Callable[[], object]) -> None:
    """Run ``action`` and take everything back; raises what it raises: all its problems, with nothing done."""
    try:
        with unit_of_work():
            action()
            raise _Rehearsed
    except _Rehearsed:
        return


class _Broker:
    """Remembers that the broker did not answer, so that requests do not wait for it again and again."""

    silent_until = 0.0


def send_task(task: str, *args: Any) -> None:
    """Publish a task now, without retry; when the broker is gone, say so once and be silent for 30 s."""
    if time.monotonic() < _Broker.silent_until:
        return
    try:
        current_app.send_task(task, args=args, retry=False, ignore_result=True)
    except Exception as error:  # whatever a transport raises: the row is committed, a sweep takes it up
        _Broker.silent_until = time.monotonic() + BROKER_REST_SECONDS
        logger.warning("The broker does not answer (%s): %s waits for the sweep", type(error).__name__, task)


def nudge(task: str, *args: Any) -> None:
    """Ask the worker, after commit, to take up a row that this transaction writes."""
    transaction.on_commit(lambda: send_task(task, *args), robust=True)
