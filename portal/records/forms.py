"""Fields that every form writes in one way."""

from django import forms
from django.http import HttpRequest, QueryDict


def date_input() -> forms.DateInput:
    """The browser's own date picker: it works without script and turns nothing typed into another day."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def typed_before(request: HttpRequest) -> QueryDict | None:
    """Return what was typed on this page before the session was over; None when there is nothing.

    Views of the admin that read their form from it say so with ``keeps_typed = True``: only then does
    ``portal.accounts.middleware.TypedInAdminMiddleware`` keep what is sent without a session.
    """
    return getattr(request, "typed_before", None)
