"""Lists of partners that were read in: the run, what became of each row, words that were explained once."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.enums import ImportOutcome, ImportWord
from partners.models.organisation import Organisation
from portal.files.models import StoredFile
from portal.records.jobs import Job, JobQuerySet


class ImportJobQuerySet(JobQuerySet):
    def due(self) -> Self:
        """Only runs that were started: a list that is still being explained waits for a person."""
        return super().due().filter(started_at__isnull=False)


class ImportJob(Job):
    """One list: uploaded, its columns and words explained, run by the worker (or at once by the command).

    ``columns`` maps the position of a column to a field, ``words`` what the list says to codes; both hold only
    what a person chose here. ``file`` is empty for a list that the command read.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("file"), max_length=120)
    sha256 = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("where the list comes from"), max_length=150)
    columns = models.JSONField(default=dict, blank=True)
    words = models.JSONField(default=dict, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(_("started on"), null=True, blank=True)
    writing = models.BooleanField(default=False)
    rows_total = models.PositiveIntegerField(_("rows"), default=0)
    rows_done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(_("new"), default=0)
    supplemented = models.PositiveIntegerField(_("added to"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported list")
        verbose_name_plural = _("imported lists")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("imports:inspect", args=[self.pk])


class ImportRow(models.Model):
    """What became of one row of a list.

    ``reasons`` holds codes with their values (``partners.lists.reasons`` says them in words); ``cells`` what
    stood in the row, kept for refused rows only so that they can be corrected.
    """

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=ImportOutcome)
    name = models.CharField(_("name"), max_length=250, blank=True)
    reasons = models.JSONField(default=list)
    cells = models.JSONField(default=list)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="import_rows"
    )

    class Meta:
        verbose_name = _("row of an imported list")
        verbose_name_plural = _("rows of imported lists")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="import_row_once")]

    def __str__(self) -> str:
        return f"{self.job_id}:{self.number} {self.outcome}"


class KnownWord(models.Model):
    """What a heading or a word of a list meant when somebody explained it; remembered for the next list."""

    what = models.CharField(max_length=10, choices=ImportWord)
    key = models.CharField(max_length=200)
    value = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("explained word")
        verbose_name_plural = _("explained words")
        ordering = ["what", "key"]
        constraints = [models.UniqueConstraint(fields=["what", "key"], name="known_word_once")]

    def __str__(self) -> str:
        return f"{self.what}: {self.key} → {self.value}"
