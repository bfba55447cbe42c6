"""PDF jobs, and the files that were published."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.records.clock import now
from portal.records.enums import JobState
from portal.records.jobs import Job
from portal.records.pointers import Pointed

KEY = ("object_type", "object_id", "kind", "version", "language")


class Publication(Pointed):
    """A file that was published: immutable, named by its SHA-256.

    Of one version of a record in one language at most one is in force. When it is withdrawn or typeset again
    its file goes; its hash and the reason stay here.
    """

    kind = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    template_hash = models.CharField(max_length=64)
    title = models.CharField(max_length=400)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    path = models.CharField(max_length=80)
    public = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        indexes = [models.Index(fields=["sha256"], name="publication_file")]
        constraints = [
            models.UniqueConstraint(
                fields=KEY, condition=Q(withdrawn_at__isnull=True), name="publication_in_force_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="publication_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version} {self.language} {self.sha256[:12]}"

    @property
    def full_path(self) -> Path:
        return settings.PUBLICATIONS_DIR / self.path


class PdfJob(Job, Pointed):
    """A PDF to be typeset. ``edition`` counts the times that the same key was asked for anew, with a reason."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    template_hash = models.CharField(max_length=64)
    edition = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(max_length=400, blank=True)
    publication = models.ForeignKey(
        Publication, null=True, blank=True, on_delete=models.PROTECT, related_name="jobs"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("PDF job")
        verbose_name_plural = _("PDF jobs")
        indexes = [models.Index(fields=["state", "not_before"], name="pdf_job_due")]
        constraints = [
            models.UniqueConstraint(fields=[*KEY, "template_hash", "edition"], name="pdf_job_once"),
            models.CheckConstraint(
                condition=~Q(state=JobState.DONE) | Q(publication__isnull=False),
                name="pdf_job_done_with_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_type} {self.object_id} {self.version} {self.language}"

    @property
    def key(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in KEY}
