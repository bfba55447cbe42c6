"""Asking for PDFs, publishing them, taking them back."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from django.db import models, transaction

from portal.publishing.documents import finished, kind_of
from portal.publishing.fingerprint import template_hash
from portal.publishing.models import PdfJob, Publication
from portal.publishing.rules import can_make_again
from portal.publishing.storage import move_into_place, path_of, remove_unused
from portal.records.clock import now
from portal.records.decisions import require
from portal.records.enums import JobState
from portal.records.pointers import point_to
from portal.records.work import nudge, unit_of_work

LANGUAGES = ("en", "fr", "es")
OPEN_STATES = (JobState.QUEUED, JobState.RUNNING)


def request_pdf(
    obj: models.Model,
    kind: str,
    *,
    version: str | int,
    languages: Iterable[str] = LANGUAGES,
    retypeset: bool = False,
    reason: str = "",
) -> list[PdfJob]:
    """Ask for a document of ``obj`` in each language; call inside the transaction of the action that needs it.

    Returns one job per language, in order. What is published is never made again because a template changed:
    then the job that made it is returned. With ``retypeset`` (and a ``reason``) it is made anew; the file in
    force is withdrawn with that reason at once, so that nothing of it can be read meanwhile. A job that failed,
    or whose publication was withdrawn, is followed by a new one. ValueError: retypeset without reason.
    """
    if retypeset and not reason.strip():
        raise ValueError("typesetting again needs a reason")
    look = template_hash(kind_of(kind).template)
    if retypeset:
        withdraw_publications(obj, kind, reason, version=version, languages=languages)
    with unit_of_work():
        return [
            _job(point_to(obj) | {"kind": kind, "version": str(version), "language": language}, look, reason)
            for language in languages
        ]


def _job(key: dict[str, object], look: str, reason: str) -> PdfJob:
    # In this order, because others ask and workers finish meanwhile: whoever was first is seen by one of the
    # two questions, or has the same edition, and then the unique key gives both the same row.
    earlier = PdfJob.objects.filter(**key)
    edition = (earlier.aggregate(last=models.Max("edition"))["last"] or 0) + 1
    if waiting := earlier.filter(state__in=OPEN_STATES).order_by("-pk").first():
        return waiting
    in_force = Publication.objects.filter(**key, withdrawn_at__isnull=True).first()
    if in_force and (made_by := in_force.jobs.order_by("-pk").first()):
        return made_by
    job, created = PdfJob.objects.get_or_create(
        **key, template_hash=look, edition=edition, defaults={"reason": reason[:400]}
    )
    if created:
        nudge("publishing.make_pdf", job.pk)
    return job


def publish(
    job: PdfJob, temporary: Path, sha256: str, size: int, *, title: str, public: bool, look: str
) -> bool:
    """Put a typeset file in force; False when the job is no longer this worker's (the caller drops the file).

    Job, row and file change together: the file is moved under its final name inside the transaction, after the
    job was won. A worker killed in between leaves the same name and bytes that the next one writes.
    """
    with unit_of_work() as work:
        mine = PdfJob.objects.select_for_update().filter(
            pk=job.pk, state=JobState.RUNNING, attempts=job.attempts
        )
        if not mine.values_list("pk").first():
            return False
        publication, created = Publication.objects.get_or_create(
            **job.key,
            withdrawn_at=None,
            defaults={
                "template_hash": look,
                "title": title[:400],
                "sha256": sha256,
                "size": size,
                "path": path_of(sha256),
                "public": public,
            },
        )
        job.publication = publication
        mine.update(publication=publication)
        job.finish()
        if created and move_into_place(temporary, publication.path):
            work.on_rollback(partial(remove_unused, publication.path))
        finished.collect(job)
    return True


def give_up(job: PdfJob, error: str, *, permanent: bool) -> None:
    """Note an error of a job; when it was the last try, those who wait for it are told."""
    with unit_of_work():
        if job.fail(error, permanent=permanent) and job.state == JobState.FAILED:
            finished.collect(job)


def make_again(job: PdfJob, *, by: Any) -> PdfJob:
    """Ask once more for a PDF that failed for good; a new job follows the old one.

    Raises Forbidden with the reason: role, not failed, or asked for again already.
    """
    with unit_of_work() as work:
        job = work.lock(job)
        require(can_make_again(by, job))
        again = _job(job.key, template_hash(kind_of(job.kind).template), job.reason)
        work.audit("pdf.again", job, by=by, data={"job": again.pk})
        return again


def withdraw_publications(
    obj: models.Model,
    kind: str | None = None,
    reason: str = "",
    *,
    version: str | int | None = None,
    languages: Iterable[str] | None = None,
) -> int:
    """Take documents of ``obj`` back: they answer 410, the file goes, row, hash and reason stay.

    Jobs under way end without result. Returns the number of publications withdrawn. Call inside the caller's
    transaction; files are removed after commit.
    """
    chosen: dict[str, object] = dict(point_to(obj))
    if kind:
        chosen["kind"] = kind
    if version is not None:
        chosen["version"] = str(version)
    if languages is not None:
        chosen["language__in"] = list(languages)
    reason = reason.strip()[:400] or "withdrawn"
    with unit_of_work():
        for job in PdfJob.objects.filter(**chosen, state__in=OPEN_STATES).order_by("pk"):
            stopped = PdfJob.objects.filter(pk=job.pk, state__in=OPEN_STATES)
            if stopped.update(state=JobState.CANCELLED, error=reason, lease_until=None, finished_at=now()):
                job.refresh_from_db()
                finished.collect(job)
        in_force = Publication.objects.filter(**chosen, withdrawn_at__isnull=True)
        paths = list(in_force.values_list("path", flat=True))
        count = in_force.update(withdrawn_at=now(), withdrawn_reason=reason)
        for path in paths:
            transaction.on_commit(partial(remove_unused, path), robust=True)
        return count
