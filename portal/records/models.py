"""Tables of the base: audit trail, frozen versions, reference counters; abstract parents of records."""

import json
from typing import Any

from django.conf import settings
from django.db import models

from portal.records.pointers import Pointed


class VersionedModel(models.Model):
    """Abstract: a record whose saves are checked against the version that was read (BP-14)."""

    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class AuditLine(Pointed):
    """One line of the audit trail: who did what to which record, when.

    Append-only (triggers refuse UPDATE and DELETE) and chained: ``hash`` covers the line and the hash of the
    line before. It holds ids and names of fields, never personal values, and no foreign key to a person.
    """

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor_id = models.PositiveBigIntegerField(null=True)
    on_behalf = models.BooleanField(default=False)
    verb = models.CharField(max_length=60)
    reference = models.CharField(max_length=60, blank=True)
    fields = models.JSONField(default=list)
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["object_type", "object_id"]), models.Index(fields=["actor_id"])]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.object_type} {self.object_id}"


class AuditHead(models.Model):
    """The tail of the chain: one row, locked by every writer so that the chain cannot fork."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


class FrozenVersion(Pointed):
    """What a record said at one moment: canonical JSON and its SHA-256, never changed afterwards."""

    kind = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["object_type", "object_id", "kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["object_type", "object_id", "kind", "number"], name="frozen_version_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id} {self.kind} {self.number}"

    def content(self) -> dict[str, Any]:
        return json.loads(self.body)["content"]

    def people_content(self) -> dict[str, Any] | None:
        """Return the personal part, or None once it was erased."""
        people = FrozenPeople.objects.filter(frozen=self).first()
        return json.loads(people.body) if people else None


class FrozenPeople(models.Model):
    """The personal part of a frozen version; its salted hash stands in the body, so the row can be erased.

    When one of several persons is erased the others stay: ``redacted_at`` says since when the hash can no longer
    be compared, and the salt goes, so that nobody can prove a guess by it.
    """

    frozen = models.OneToOneField(FrozenVersion, on_delete=models.CASCADE, related_name="people")
    salt = models.CharField(max_length=64, blank=True)
    body = models.TextField()
    redacted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.frozen}"


class ReferenceCounter(models.Model):
    """The last number given in a series and year, e.g. ("LOI", 2026) → 7."""

    series = models.CharField(max_length=20)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="reference_counter_once")]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}-{self.last:04d}"


class TextTranslation(Pointed):
    """A translation of one text of a record; the original stays in the record's own field and language.

    ``source_hash`` is the SHA-256 of the original that was translated: another one now means that it is stale.
    """

    field = models.CharField(max_length=40)
    language = models.CharField(max_length=35)
    text = models.TextField()
    source_hash = models.CharField(max_length=64)
    translated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    translated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["object_type", "object_id", "field", "language"], name="text_translated_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id} {self.field} {self.language}"
