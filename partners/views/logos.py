"""A partner's logo, at an address of its own."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from partners.profiles import profile_row
from partners.public import organisation_at
from partners.rules.organisations import can_open_organisation, is_partner_now


@require_safe
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture as PNG, drawn anew when it was uploaded; 404 where there is none or it is being checked.

    Public while the organisation is a partner; before and after, only its people and the secretariat see it.
    """
    organisation = organisation_at(slug)
    if organisation is None or not organisation.name_is_public:
        raise Http404
    picture = profile_row(organisation).logo
    if picture is None or not picture.downloadable:
        raise Http404
    if not is_partner_now(organisation) and not can_open_organisation(request.user, organisation):
        raise Http404
    etag = f'"{picture.sha256}"'
    if etag in [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))]:
        response: HttpResponse | FileResponse = HttpResponseNotModified()
    elif settings.USE_X_ACCEL:
        response = HttpResponse(content_type="image/png")
        response["X-Accel-Redirect"] = f"/_private/{picture.path}"
    else:
        try:
            response = FileResponse(picture.full_path.open("rb"), content_type="image/png")
        except FileNotFoundError as error:
            raise Http404 from error
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
