"""What happens when somebody signs in or sets up a second factor."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from portal.records.registries import signed_in

SET_UP_HERE = "second_factor_set_up_here"
SESSION_LANGUAGE = "account_language"


def tell_who_signed_in(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """Call every function of ``registries.signed_in``: drafts of this browser session find their owner.

    Django keeps what an anonymous session holds when somebody signs in (only the key changes), so the drafts
    are still there; they are gone when another person was signed in before.
    """
    if request is None:
        return
    request.session[SESSION_LANGUAGE] = user.language
    for function in signed_in:
        function(request, user)


def remember_second_factor(sender: Any, request: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    """After the first passkey or app: this session has proved it; every other one has to sign in again."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    request.session[SET_UP_HERE] = user.pk
    for session in UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key):
        session.end()


def proved_second_factor(request: Any) -> bool:
    """Return whether this session signed in (or set up) a second factor."""
    if request.session.get(SET_UP_HERE) == request.user.pk:
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
