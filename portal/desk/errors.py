"""Answers to requests that went wrong, without losing what was typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.accounts.kept import SECRET_FIELDS, typed_fields


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Give everything typed back on a page whose button sends it again with a fresh token (403).

    Forms with a secret in them (sign-in) begin anew instead: what is not sent back would be missing.
    """
    anew = not (SECRET_FIELDS - {"csrfmiddlewaretoken"}).isdisjoint(request.POST)
    typed = [] if anew else typed_fields(request)
    context = {"typed": typed, "anew": anew, "files": bool(request.FILES), "address": request.get_full_path()}
    response = render(request, "desk/send_again.html", context, status=403)
    response.asks_to_send_again = True  # see portal.site.middleware.ButtonsMiddleware
    return response
