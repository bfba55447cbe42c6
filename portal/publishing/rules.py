"""Who may see how PDFs are made, and ask for a failed one again."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.publishing.models import PdfJob
from portal.records.decisions import ALLOWED, Answer, Refused
from portal.records.enums import JobState, Role
from portal.records.registries import has_role

READERS = (Role.OFFICER, Role.HEAD, Role.ADMINISTRATOR, Role.AUDITOR)
MAKERS = (Role.OFFICER, Role.HEAD, Role.ADMINISTRATOR)


def can_make_again(user: Any, job: PdfJob) -> Answer:
    """The secretariat and administrators, where making it failed and nobody asked again since."""
    if not has_role(user, *MAKERS):
        return Refused(_("Only the secretariat asks for a PDF again."))
    if job.state != JobState.FAILED:
        return Refused(_("This PDF did not fail."))
    if PdfJob.objects.filter(**job.key, pk__gt=job.pk).exists():
        return Refused(_("This PDF was asked for again already."))
    return ALLOWED
