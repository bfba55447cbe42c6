"""What is published, and how far a PDF is."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from portal.publishing.documents import kind_of
from portal.publishing.models import KEY, PdfJob, Publication
from portal.publishing.rules import MAKERS
from portal.records.enums import JobState
from portal.records.pointers import point_to
from portal.records.registries import WaitingItem, has_role


class PdfState(TextChoices):
    """How far a PDF is, as pages show it."""

    NONE = "none", _("There is no PDF yet")
    QUEUED = "queued", _("The PDF is waiting to be made")
    RUNNING = "running", _("The PDF is being made")
    READY = "ready", _("The PDF is ready")
    FAILED = "failed", _("The PDF could not be made")


def publication_in_force(
    obj: models.Model, kind: str, language: str, version: Any = None
) -> Publication | None:
    """Return the newest document in force, of any version or of one."""
    found = Publication.objects.filter(
        kind=kind, language=language, withdrawn_at__isnull=True, **point_to(obj)
    )
    if version is not None:
        found = found.filter(version=str(version))
    return found.order_by("-pk").first()


def latest_job(obj: models.Model, kind: str, language: str, version: Any = None) -> PdfJob | None:
    """Return the job asked for last, or None."""
    found = PdfJob.objects.filter(kind=kind, language=language, **point_to(obj))
    if version is not None:
        found = found.filter(version=str(version))
    return found.order_by("-pk").first()


def state_of(job: PdfJob | None) -> PdfState:
    """Return how far a job is; the file of a finished one may have been withdrawn since."""
    if job is None or job.state == JobState.CANCELLED or (job.publication and job.publication.withdrawn_at):
        return PdfState.NONE
    return PdfState.READY if job.state == "done" else PdfState(job.state)


def pdf_state(obj: models.Model, kind: str, language: str, version: Any = None) -> PdfState:
    """Return how far the document asked for last is: none, queued, running, ready or failed."""
    return state_of(latest_job(obj, kind, language, version))


@dataclass(frozen=True)
class Progress:
    """What ``publishing/progress.html`` shows: state, the address that tells more, the address of the file."""

    state: PdfState
    state_url: str
    file_url: str

    @property
    def under_way(self) -> bool:
        return self.state in (PdfState.QUEUED, PdfState.RUNNING)


def pdf_progress(
    obj: models.Model, kind: str, language: str, file_url: str = "", version: Any = None
) -> Progress:
    """Return what ``{% include "publishing/progress.html" with progress=… %}`` needs.

    ``file_url`` may be left out when the kind of document knows its address.
    """
    job = latest_job(obj, kind, language, version)
    url_of = kind_of(kind).url
    if not file_url and url_of:
        file_url = url_of(obj, language)
    return Progress(state_of(job), reverse("publishing:state", args=[job.uuid]) if job else "", file_url)


def failed_jobs() -> models.QuerySet[PdfJob]:
    """Return the PDFs that could not be made and that nobody asked for again since."""
    key = {name: models.OuterRef(name) for name in KEY}
    later = PdfJob.objects.filter(**key, pk__gt=models.OuterRef("pk"))
    return PdfJob.objects.filter(~models.Exists(later), state=JobState.FAILED)


def waiting_for_makers(user: Any) -> list[WaitingItem]:
    """Tell those who can ask again that PDFs failed; registered in ``registries.staff_waiting``."""
    if not has_role(user, *MAKERS):
        return []
    found = failed_jobs().aggregate(number=models.Count("pk"), since=models.Min("finished_at"))
    if not found["number"]:
        return []
    text = ngettext_lazy("%(number)d PDF could not be made", "%(number)d PDFs could not be made", "number")
    return [
        WaitingItem(
            text % {"number": found["number"]},
            f"{reverse('pdfs:index')}?state=failed",
            found["since"],
            kind="pdf",
        )
    ]
