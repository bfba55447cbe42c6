"""Codes of the privacy app. Values are stored: they do not change."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RequestState(TextChoices):
    OPEN = "open", pgettext_lazy("personal data", "Open")
    DONE = "done", pgettext_lazy("personal data", "Erased")
    REFUSED = "refused", pgettext_lazy("personal data", "Refused")
    CLOSED = "closed", pgettext_lazy("personal data", "Closed")


class RequestOrigin(TextChoices):
    """Who began: the person on their own desk, staff, or whoever runs the server."""

    PERSON = "person", _("Asked by the person")
    STAFF = "staff", _("Looked up by staff")
    CONSOLE = "console", _("At the console of the server")


class MentionState(TextChoices):
    OPEN = "open", pgettext_lazy("mention", "To be read")
    CHANGED = "changed", pgettext_lazy("mention", "Changed")
    KEPT = "kept", pgettext_lazy("mention", "Kept")
