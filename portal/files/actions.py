"""Keeping an upload, and letting it go."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.db import models, transaction

from portal.files.enums import ScanState
from portal.files.models import StoredFile
from portal.files.storage import remove_private, write_private
from portal.files.validation import validate_upload
from portal.records.pointers import point_to, resolve
from portal.records.work import nudge, unit_of_work


def store_upload(
    upload: Any, *, owner: models.Model, purpose: str, by: Any, kinds: Sequence[str] = ("pdf",)
) -> StoredFile:
    """Keep an upload (or what ``PrivateFileField`` returned) with the record ``owner``; return its row.

    Raises ValidationError with a message to show, also when the disk is full. Row and file live and die
    together: when the transaction around it fails, the file is removed again.
    """
    upload = validate_upload(upload, kinds)
    with unit_of_work() as work:
        path = write_private(upload.content)
        work.on_rollback(partial(remove_private, path))
        stored = StoredFile.objects.create(
            name=upload.name,
            content_type=upload.content_type,
            size=upload.size,
            sha256=upload.sha256,
            path=path,
            purpose=purpose,
            uploaded_by=by if getattr(by, "pk", None) else None,
            scan_state=ScanState.PENDING if settings.CLAMD_SOCKET else ScanState.NOT_SCANNED,
            **point_to(owner),
        )
        work.audit("file.store", owner, by=by, data={"file": str(stored.uuid), "purpose": purpose})
        if stored.scan_state == ScanState.PENDING:
            nudge("files.scan", stored.pk)
    return stored


def discard_file(stored: StoredFile, by: Any) -> None:
    """Remove a private file for good; who may is asked by the action that calls this."""
    with unit_of_work() as work:
        owner = resolve(stored.object_type, stored.object_id)
        data = {"file": str(stored.uuid), "purpose": stored.purpose, "sha256": stored.sha256}
        work.audit("file.discard", owner or stored, by=by, data=data)
        path = stored.path
        stored.delete()
        transaction.on_commit(partial(remove_private, path), robust=True)
