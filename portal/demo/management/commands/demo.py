"""Load the demonstration."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.demo.accounts import PASSWORD
from portal.demo.load import load


class Command(BaseCommand):
    help = "Load demonstration data: adds what is missing, changes nothing that is there. Development only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", choices=["small", "large"], default="small")

    def handle(self, *args: Any, size: str, **options: Any) -> None:
        if settings.PRODUCTION or not settings.DEMONSTRATION:
            raise CommandError("Demonstration data is for development only.")
        counts = load(size)
        self.stdout.write(
            f"Demonstration: {counts['accounts']} accounts (password {PASSWORD}), "
            f"{counts['organisations']} organisations, {counts['letters']} letters."
        )
