"""Appoint staff at the console: the first administrator, whom nobody could invite."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts.actions import appoint_from_console
from portal.accounts.enums import StaffRole
from portal.records.decisions import Refusal


class Command(BaseCommand):
    help = "Appoint somebody to a staff role and tell them by mail; later appointments are made in the admin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument(
            "role", metavar="ROLE", choices=StaffRole.values, help=", ".join(StaffRole.values)
        )
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", choices=languages, default="en", help="of the mail; en if not said")

    def handle(self, *args: Any, email: str, role: str, language: str, **options: Any) -> None:
        try:
            appointment = appoint_from_console(email, role, language=language)
        except Refusal as refusal:
            raise CommandError("\n".join(str(problem.message) for problem in refusal.problems)) from refusal
        address = appointment.user.email
        self.stdout.write(f"{address} is appointed ({role}) and is told by mail how to sign in.")
