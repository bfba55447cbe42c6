"""Erase a person."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.privacy.actions import erase_from_console, open_from_console, rehearse_address
from portal.privacy.held import said_of, what_happens
from portal.privacy.tasks import compact
from portal.records.decisions import Refusal


class Command(BaseCommand):
    help = (
        "Erase a person: names, addresses, telephone numbers, files, mails, sessions, frozen versions. "
        "Free texts that mention the person are listed for an officer."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")

    def handle(self, *args: Any, email: str, dry_run: bool, **options: Any) -> None:
        try:
            rehearsal = rehearse_address(email)
            self.tell(rehearsal)
            if dry_run:
                if rehearsal.problems:
                    raise Refusal(rehearsal.problems)
                self.stdout.write("Nothing was changed.")
                return
            record = erase_from_console(open_from_console(email))
        except Refusal as refusal:
            reasons = "\n".join(str(problem.message) for problem in refusal.problems)
            raise CommandError(reasons) from refusal
        compact()
        self.stdout.write(f"Erased (request {record.pk}). The texts above wait for an officer in the admin.")

    def tell(self, rehearsal: Any) -> None:
        for item in rehearsal.held:
            self.stdout.write(f"{item.number:5}  {item.holding.title} – {what_happens(item.holding)}")
        self.stdout.write(f"{rehearsal.documents:5}  PDFs to be typeset again")
        self.stdout.write(f"{len(rehearsal.mentions):5}  texts that an officer has to read:")
        for found in rehearsal.mentions:
            said = said_of(found.label, found.pk, found.field)
            sure = "" if found.certain else " (family name only)"
            self.stdout.write(f"       {said['kind']} {found.pk}, {said['field']}{sure}")
        self.stdout.write("")
