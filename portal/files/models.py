"""Private files: a row per upload, its bytes outside the public media folder under a random name."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.files.enums import DOWNLOADABLE, ScanState
from portal.records.clock import now
from portal.records.pointers import Pointed


class StoredFile(Pointed):
    """A private upload that belongs to a record. Who may download it is the record's rule (registries.file_rules)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=80, unique=True)
    purpose = models.CharField(max_length=40)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=now)
    scan_state = models.CharField(
        _("virus check"), max_length=12, choices=ScanState, default=ScanState.NOT_SCANNED
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("private file")
        verbose_name_plural = _("private files")
        indexes = [models.Index(fields=["object_type", "object_id", "purpose"], name="stored_file_of_record")]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=settings.MAX_UPLOAD_BYTES), name="stored_file_size"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(sha256="") & ~Q(path=""), name="stored_file_complete"
            ),
            models.CheckConstraint(
                condition=Q(scan_state__in=ScanState.values), name="stored_file_scan_state"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("files:download", args=[self.uuid, self.name])

    @property
    def downloadable(self) -> bool:
        return self.scan_state in DOWNLOADABLE

    @property
    def full_path(self) -> Path:
        return settings.PRIVATE_DIR / self.path
