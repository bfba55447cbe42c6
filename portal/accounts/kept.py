"""Keeping what was typed while somebody signs in again: the session ended in the middle of a form.

if not request.user.is_authenticated:
    return ask_to_sign_in(request)              # keeps what was posted
form = Form(request.POST or take_post(request)) # once, on the same address
"""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _

# Never put aside nor sent back into a page, not even for the person who typed them.
SECRET_FIELDS = frozenset(
    {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code", "credential"}
)
KEPT = "kept_posts"
MAX_FORMS = 5
MAX_CHARACTERS = 60_000


def typed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the posted text fields in order, without secrets."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in SECRET_FIELDS
        for value in values
    ]


def keep_post(request: HttpRequest, slot: str = "") -> None:
    """Put the posted fields aside in the session, under this address (and ``slot``, if it holds several forms).

    Secrets and files are not kept; nor is more than ``MAX_CHARACTERS``, or more than the last five forms.
    """
    typed = QueryDict(mutable=True)
    for name, value in typed_fields(request):
        typed.appendlist(name, value)
    text = typed.urlencode()
    if len(text) <= MAX_CHARACTERS:
        kept = request.session.get(KEPT, {})
        kept.pop(request.path + slot, None)
        request.session[KEPT] = dict([*kept.items(), (request.path + slot, text)][-MAX_FORMS:])


def take_post(request: HttpRequest, slot: str = "") -> QueryDict | None:
    """Return what was put aside for this address and forget it; None when there is nothing."""
    kept = request.session.get(KEPT, {})
    text = kept.pop(request.path + slot, None)
    if text is None:
        return None
    request.session[KEPT] = kept
    return QueryDict(text)


def ask_to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """Return the redirect to the sign-in that leads back here; what was posted is kept and comes back."""
    if request.method == "POST":
        keep_post(request)
        messages.info(request, _("Sign in to go on. What you typed is kept and comes back."))
    return redirect_to_login(request.get_full_path())
