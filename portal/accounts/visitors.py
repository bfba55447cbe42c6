"""People without an account who hold the key to a draft."""

from allauth.core import ratelimit
from django.contrib.auth.models import AnonymousUser

DRAFTS = "drafts"


class Visitor(AnonymousUser):
    """Somebody not signed in. ``drafts`` are the UUIDs (text) of the drafts begun in this browser session."""

    def __init__(self, drafts: tuple[str, ...] = ()):
        super().__init__()
        self.drafts = drafts


def may_start_draft(request) -> bool:
    """Count one more draft from this client's address; False when it has begun too many (ACCOUNT_RATE_LIMITS).

    The address is the one that allauth finds behind the trusted proxies; the count stands in the shared cache.
    """
    return ratelimit.consume(request, action="start_draft")


def remember_draft(request, key: str) -> None:
    """Let this browser session hold the draft with UUID ``key``."""
    request.session[DRAFTS] = [*request.session.get(DRAFTS, []), str(key)][-20:]


def take_drafts(request) -> list[str]:
    """Return the drafts of this session and forget them: they now belong to an account."""
    return request.session.pop(DRAFTS, [])
