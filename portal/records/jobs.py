"""Rows that a worker takes up: claimed with a lease, tried at most three times, found again by a sweep."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.records.clock import now
from portal.records.enums import JobState

MAX_ATTEMPTS = 3
# Longer than the worker's hard time limit (portal.celery): a lease that ran out means the worker is gone.
LEASE = datetime.timedelta(seconds=180)


class JobQuerySet(models.QuerySet):
    def due(self) -> Self:
        """Rows that nobody works on: waiting, or running under a lease that has run out."""
        moment = now()
        return self.filter(
            Q(state=JobState.QUEUED, not_before__lte=moment)
            | Q(state=JobState.RUNNING, lease_until__lt=moment)
        )


class Job(models.Model):
    """Abstract: written in the business transaction, worked on outside of it."""

    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(default=now)
    lease_until = models.DateTimeField(null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    created_at = models.DateTimeField(_("written on"), default=now)
    finished_at = models.DateTimeField(_("finished on"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def claim(cls, pk: int) -> Self | None:
        """Take the row for this worker, or return None when it is done, failed or somebody else's.

        One conditional UPDATE decides, so two workers never hold the same row. A row that was claimed
        three times and never finished has failed.
        """
        due = cls.objects.due().filter(pk=pk)
        if due.filter(attempts__gte=MAX_ATTEMPTS).update(
            state=JobState.FAILED,
            lease_until=None,
            finished_at=now(),
            error="the worker was lost three times",
        ):
            return None
        claimed = due.update(state=JobState.RUNNING, attempts=F("attempts") + 1, lease_until=now() + LEASE)
        return cls.objects.get(pk=pk) if claimed else None

    def finish(self) -> bool:
        """Mark as done; False when the lease was lost to another worker meanwhile."""
        return self._leave(JobState.DONE, "", now())

    def fail(self, error: str, *, permanent: bool = False) -> bool:
        """Note an error: try again later (after 10 s, then 60 s), or give up."""
        if permanent or self.attempts >= MAX_ATTEMPTS:
            return self._leave(JobState.FAILED, error, now())
        wait = datetime.timedelta(seconds=10 if self.attempts == 1 else 60)
        return self._leave(JobState.QUEUED, error, None, not_before=now() + wait)

    def _leave(self, state: str, error: str, finished_at: datetime.datetime | None, **values: object) -> bool:
        values |= {"state": state, "error": error[:2000], "finished_at": finished_at, "lease_until": None}
        for name, value in values.items():
            setattr(self, name, value)
        mine = type(self).objects.filter(pk=self.pk, state=JobState.RUNNING, attempts=self.attempts)
        return bool(mine.update(**values))
