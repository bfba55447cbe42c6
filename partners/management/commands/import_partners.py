"""Import a list of partners from a file."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from partners.actions.imports import import_file
from partners.enums import ImportOutcome
from partners.lists.plans import Plan
from partners.lists.reasons import say
from partners.models import ImportJob


class Command(BaseCommand):
    help = (
        "Import partners from a CSV or XLSX list. Rows that cannot be taken are named with the reason; the others "
        "are written in one transaction: all of them or none. Importing a list again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        parser.add_argument(
            "--source", default="", help="where the list comes from, kept with each membership"
        )

    def handle(self, *args: Any, file: Path, dry_run: bool, source: str, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        verbose = options["verbosity"] > 1

        def seen(plan: Plan) -> None:
            if plan.outcome == ImportOutcome.REFUSED or (verbose and plan.reasons):
                word = "refused" if plan.outcome == ImportOutcome.REFUSED else "noted"
                reasons = " ".join(say(plan.reasons))
                self.stdout.write(
                    f"row {plan.entry.number} {word}: {plan.entry.name or '(no name)'}: {reasons}"
                )

        def told(rows: int) -> None:
            self.stderr.write(f"{rows} rows read")

        try:
            job = import_file(file, source=source, dry_run=dry_run, told=told, seen=seen)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except IntegrityError as error:
            raise CommandError(
                "The register changed meanwhile. Nothing was written; import again."
            ) from error
        self.stdout.write(_summary(job, dry_run))


def _summary(job: ImportJob, dry_run: bool) -> str:
    would = "Dry run, nothing written. Would be" if dry_run else "Done."
    counts = (
        f"{job.created} new, {job.supplemented} added to, {job.unchanged} unchanged, {job.refused} refused"
    )
    return f"{would} {counts}; {job.rows_total} rows."
