"""A list of partners: uploaded, explained, run. What it does is there whole or not at all."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from partners.enums import GLOBAL, ImportOutcome, ImportWord, PartnerKind
from partners.lists.plans import Planner
from partners.lists.tables import Table, open_table
from partners.lists.words import COLUMNS, IGNORE, Words, heading_of, key_of
from partners.lists.writer import Writer
from partners.models import ImportJob, KnownWord
from partners.rules.imports import can_prepare_import, can_run_import
from partnership_areas.models import Area, Country
from portal.files.actions import store_upload
from portal.records.clock import now
from portal.records.decisions import Forbidden, Problem, StaleRecord, WrongState, refuse_if
from portal.records.enums import JobState
from portal.records.work import nudge, unit_of_work

TOLD_EVERY = 500
Told = Callable[[int], None]


def upload_list(upload: Any, *, source: str, by: Any) -> ImportJob:
    """Keep a file that ``PrivateFileField(kinds=("csv", "xlsx"))`` has looked through, to be explained and run."""
    answer = can_prepare_import(by)
    if not answer:
        raise Forbidden(answer.reason)
    with unit_of_work() as work:
        job = ImportJob.objects.create(
            name=upload.name, sha256=upload.sha256, source=source.strip(), uploaded_by=by
        )
        job.file = store_upload(upload, owner=job, purpose="partner-list", by=by, kinds=("csv", "xlsx"))
        job.save(update_fields=["file"])
        work.audit("import.upload", job, by=by)
    return job


def explain_list(
    job: ImportJob, *, columns: Mapping[str, str], words: Mapping[str, Mapping[str, str]], by: Any
) -> ImportJob:
    """Note what columns and words mean and remember it for the next list.

    ``columns``: position → field; ``words``: "kind", "country", "area", "standing" → {word as written: value}.
    """
    answer = can_prepare_import(by)
    if not answer:
        raise Forbidden(answer.reason)
    with unit_of_work() as work:
        job = work.lock(job)
        if job.started_at:
            raise WrongState(_("This list was started already."))
        refuse_if(_bad_words(words))
        headings = table_of(job).headings
        job.columns = {
            str(at): columns[str(at)] for at in range(len(headings)) if columns.get(str(at)) in COLUMNS
        }
        job.words = {
            what: {key_of(word): value for word, value in pairs.items() if value}
            for what, pairs in words.items()
        }
        job.save(update_fields=["columns", "words"])
        for at, name in job.columns.items():
            if name != (heading_of(headings[int(at)]) or IGNORE):
                _remember(ImportWord.COLUMN, key_of(headings[int(at)]), name)
        for what, pairs in job.words.items():
            for key, value in pairs.items():
                _remember(what, key, value)
        work.audit("import.explain", job, by=by, fields=["columns", "words"])
    return job


def _remember(what: str, key: str, value: str) -> None:
    if key:
        KnownWord.objects.update_or_create(what=what, key=key, defaults={"value": value})


def _bad_words(words: Mapping[str, Mapping[str, str]]) -> list[Problem]:
    """Every value must be one that exists."""
    allowed = {
        ImportWord.KIND.value: {*PartnerKind.values},
        ImportWord.STANDING.value: {"partner", "no"},
        ImportWord.COUNTRY.value: {*Country.objects.values_list("alpha2", flat=True), GLOBAL},
        ImportWord.AREA.value: {*Area.objects.values_list("code", flat=True), IGNORE},
    }
    return [
        Problem("", _("“%(value)s” is no choice.") % {"value": value})
        for what, pairs in words.items()
        for value in pairs.values()
        if value and value not in allowed.get(what, ())
    ]


def start_import(job: ImportJob, *, by: Any) -> ImportJob:
    """Hand a list to the worker; the head's decision, once."""
    answer = can_run_import(by, job)
    if not answer:
        raise Forbidden(answer.reason)
    with unit_of_work() as work:
        job = work.lock(job)
        if job.started_at:
            raise WrongState(_("This list was started already."))
        job.started_at, job.started_by, job.not_before = now(), by, now()
        job.save(update_fields=["started_at", "started_by", "not_before"])
        work.audit("import.start", job, by=by)
        nudge("partners.run_import", job.pk)
    return job


def discard_list(job: ImportJob, *, by: Any) -> None:
    """Let go of a list that was never started."""
    from portal.files.actions import discard_file

    answer = can_prepare_import(by)
    if not answer:
        raise Forbidden(answer.reason)
    with unit_of_work() as work:
        job = work.lock(job)
        if job.started_at:
            raise WrongState(_("This list was started already."))
        work.audit("import.discard", job, by=by)
        stored, job.file = job.file, None
        job.save(update_fields=["file"])
        if stored:
            discard_file(stored, by)
        job.delete()


def table_of(job: ImportJob) -> Table:
    """Open the file of an uploaded list."""
    return open_table(job.file.full_path, job.name)


def planner_of(job: ImportJob) -> Planner:
    """Return what goes through the file as the job explains it."""
    return Planner(table_of(job), Words.load(job.words), job.columns)


def run_job(job: ImportJob) -> ImportJob:
    """Do the worker's part: read all rows with progress, then write in one transaction.

    Raises NoTable or ValidationError when the file cannot be read; nothing is written then.
    """

    def told(rows: int) -> None:
        ImportJob.objects.filter(pk=job.pk).update(rows_done=rows)

    total = count_rows(planner_of(job), told)
    ImportJob.objects.filter(pk=job.pk).update(rows_total=total, rows_done=total, writing=True)
    return write(planner_of(job), job, by=job.started_by)


def count_rows(planner: Planner, told: Told = lambda rows: None) -> int:
    """Go through a list without writing; ``planner.counts`` holds the outcome. Returns the number of rows."""
    rows = 0
    for rows, _plan in enumerate(planner.plans(), start=1):
        if rows % TOLD_EVERY == 0:
            told(rows)
    return rows


def write(planner: Planner, job: ImportJob, *, by: Any, told: Told = lambda rows: None) -> ImportJob:
    """Write a whole list in one transaction, with one line of the audit trail; row by row in ``ImportRow``."""
    with unit_of_work() as work:
        if job.pk is None:
            job.save()
        writer = Writer(job, planner.register.slugs, work)
        rows = 0
        for rows, plan in enumerate(planner.plans(), start=1):
            writer.take(plan)
            if rows % TOLD_EVERY == 0:
                told(rows)
        writer.flush()
        counts = {outcome.value: planner.counts[outcome] for outcome in ImportOutcome}
        for name, number in counts.items():
            setattr(job, name, number)
        job.rows_total = job.rows_done = rows
        job.writing = False
        job.save(update_fields=[*counts, "rows_total", "rows_done", "writing"])
        work.audit("import.run", job, by=by, data={"sha256": job.sha256, **counts})
        if job.state == JobState.RUNNING and not job.finish():
            raise StaleRecord  # another worker took it over: what it writes counts
    return job


def import_file(
    path: Path, *, source: str = "", dry_run: bool = False, told: Told = lambda rows: None, seen: Any = None
) -> ImportJob:
    """Import a file from the console: ``seen(plan)`` is told of each row. Returns the job with its counts.

    A list that would change nothing leaves no trace; neither does a dry run: the job returned is not stored.
    """
    table = open_table(path)
    job = ImportJob(
        name=table.name,
        sha256=table.sha256,
        source=source[:150] or _default_source(table.name),
        state=JobState.DONE,
        started_at=now(),
        finished_at=now(),
    )
    planner = Planner(table, Words.load())
    for rows, plan in enumerate(planner.plans(), start=1):
        job.rows_total = job.rows_done = rows
        if seen:
            seen(plan)
        if rows % TOLD_EVERY == 0:
            told(rows)
    for outcome in ImportOutcome:
        setattr(job, outcome.value, planner.counts[outcome])
    if dry_run or not (job.created or job.supplemented):
        return job
    return write(Planner(table, Words.load()), job, by=None)


def _default_source(name: str) -> str:
    return f"Public list of partners ({name})"[:150]
