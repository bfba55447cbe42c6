"""The worker's side of private files."""

import logging

from celery import shared_task
from django.conf import settings

from portal.files.clamav import ScannerUnavailable, is_clean
from portal.files.enums import ScanState
from portal.files.models import StoredFile
from portal.files.storage import purge_stale

logger = logging.getLogger(__name__)


@shared_task(name="files.scan")
def scan(pk: int) -> None:
    """Ask the virus scanner about one file. While it does not answer the file stays closed; the sweep asks again."""
    stored = StoredFile.objects.filter(pk=pk, scan_state=ScanState.PENDING).first()
    if stored is None or not settings.CLAMD_SOCKET:
        return
    try:
        clean = is_clean(stored.full_path, settings.CLAMD_SOCKET)
    except ScannerUnavailable as error:
        logger.warning("The virus scanner gave no verdict on file %s: %s", stored.uuid, error)
        return
    verdict = ScanState.CLEAN if clean else ScanState.INFECTED
    StoredFile.objects.filter(pk=pk, scan_state=ScanState.PENDING).update(scan_state=verdict)


@shared_task(name="files.sweep")
def sweep() -> None:
    """Scan what still waits, and remove files older than an hour that no row names."""
    for pk in StoredFile.objects.filter(scan_state=ScanState.PENDING).values_list("pk", flat=True)[:100]:
        scan(pk)
    purge_stale(set(StoredFile.objects.values_list("path", flat=True)))
