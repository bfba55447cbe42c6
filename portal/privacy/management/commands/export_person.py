"""Give out a person's data."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.privacy.actions import note_console_export
from portal.privacy.archive import FILENAME, write_archive
from portal.privacy.held import held_about, is_held
from portal.records.personal import subject_of


class Command(BaseCommand):
    help = "Write all that is held about a person into a zip file: data.json and the files that they added."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--output", metavar="FILE", default=FILENAME, help=f"{FILENAME} if not said")

    def handle(self, *args: Any, email: str, output: str, **options: Any) -> None:
        subject = subject_of(email)
        held = held_about(subject)
        if not is_held(held):
            raise CommandError("Nothing is held about this address.")
        path = Path(output)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise CommandError(f"{path} is there already.") from None
        with os.fdopen(handle, "wb") as file:
            write_archive(subject, file)
        note_console_export(subject)
        for item in held:
            self.stdout.write(f"{item.number:5}  {item.holding.title}")
        self.stdout.write(f"Written to {path}.")
