"""Delivering publications, and saying how far a PDF is."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header, http_date, parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.publishing.models import PdfJob, Publication
from portal.publishing.queries import PdfState, Progress, state_of
from portal.records import registries

RETRY_SECONDS = 3


def serve_publication(request: HttpRequest, publication: Publication | None, filename: str) -> HttpResponse:
    """Answer with a published file, shown in the browser under ``filename``.

    The caller has asked who may read it. No publication: 404; withdrawn: 410. The address stays the same when
    the file changes, so browsers ask each time and get 304 while it is the same (ETag is the file's SHA-256).
    """
    if publication is None:
        raise Http404
    if publication.withdrawn_at:
        return HttpResponse(
            _("This document was withdrawn."), status=410, content_type="text/plain; charset=utf-8"
        )
    etag = f'"{publication.sha256}"'
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    if etag in [tag.removeprefix("W/") for tag in asked] or asked == ["*"]:
        response: HttpResponse | FileResponse = HttpResponseNotModified()
    elif settings.USE_X_ACCEL:
        response = HttpResponse(content_type="application/pdf")
        response["X-Accel-Redirect"] = f"/_publications/{publication.path}"
    else:
        try:
            response = FileResponse(publication.full_path.open("rb"), content_type="application/pdf")
        except FileNotFoundError as error:
            raise Http404 from error
    response["ETag"] = etag
    response["Last-Modified"] = http_date(publication.created_at.timestamp())
    response["Cache-Control"] = "public, no-cache" if publication.public else "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    if response.status_code == 200:
        response["Content-Disposition"] = content_disposition_header(False, filename)
    return response


def being_made(
    request: HttpRequest, progress: Progress, *, crumbs: Iterable[dict[str, Any]] = (), page_url: str = ""
) -> HttpResponse:
    """Answer 202 with a page that tells how far a PDF is and leads to it; nothing waits for it here.

    ``page_url``: where the same can be read meanwhile.
    """
    context = {"progress": progress, "crumbs": crumbs, "page_url": page_url, "retry": RETRY_SECONDS}
    response = render(request, "publishing/being_made.html", context, status=202)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def state(request: HttpRequest, uuid: Any) -> JsonResponse:
    """Say how far a PDF is: ``{"state": "queued" | "running" | "done" | "failed" | "none", "text": …}``.

    404 unless the document is public or its kind's rule lets this person read it.
    """
    job = get_object_or_404(PdfJob.objects.select_related("publication"), uuid=uuid)
    record, kind = job.about, registries.documents.get(job.kind)
    if record is None or kind is None or not kind.can_read(request.user, record):
        raise Http404
    how = state_of(job)
    answer = {"state": "done" if how == PdfState.READY else how.value, "text": str(how.label)}
    if how == PdfState.READY:
        answer["label"] = _("Open the PDF")
        if kind.url:
            answer["url"] = kind.url(record, job.language)
    response = JsonResponse(answer)
    response["Cache-Control"] = "no-store"
    return response
