"""Check the whole audit trail and every frozen version."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.records.audit import broken_lines
from portal.records.frozen import holds
from portal.records.models import AuditLine, FrozenVersion


class Command(BaseCommand):
    help = "Prove the hash chain of the audit trail and the hashes of frozen versions; exit 1 names what is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = list(broken_lines())
        broken += [
            f"frozen version {frozen.pk} ({frozen}) was changed"
            for frozen in FrozenVersion.objects.iterator()
            if not holds(frozen)
        ]
        if broken:
            raise CommandError("\n".join(broken))
        self.stdout.write(
            f"The audit trail holds: {AuditLine.objects.count()} lines, "
            f"{FrozenVersion.objects.count()} frozen versions."
        )
