"""Delivering private files."""

from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from portal.files.enums import ScanState
from portal.files.models import StoredFile
from portal.records import registries


@require_safe
def download(request: HttpRequest, uuid: Any, name: str) -> HttpResponse:
    """Give a private file to those whom the rule of its record allows; for everybody else it is not there.

    Always as a download, never shown in the portal's own origin. 409 while the virus check is under way, and
    for good when it found something. ``name`` is only for the reader.
    """
    stored = get_object_or_404(StoredFile, uuid=uuid)
    rule = registries.file_rules.get(stored.object_type)
    record = stored.about if rule else None
    if rule is None or record is None or not rule(request.user, record):
        raise Http404
    if not stored.downloadable:
        context = {"file": stored, "infected": stored.scan_state == ScanState.INFECTED}
        return _closed(render(request, "files/being_checked.html", context, status=409))
    if settings.USE_X_ACCEL:
        response: HttpResponse | FileResponse = HttpResponse(content_type=stored.content_type)
        response["X-Accel-Redirect"] = f"/_private/{stored.path}"
    else:
        try:
            response = FileResponse(stored.full_path.open("rb"), content_type=stored.content_type)
        except FileNotFoundError as error:
            raise Http404 from error
    response["Content-Disposition"] = content_disposition_header(True, stored.name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return _closed(response)


def _closed(response: HttpResponse) -> HttpResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
