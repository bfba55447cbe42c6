"""Keeping what was typed and could not be stored: the session ended, a value is malformed, two tabs wrote.

if not request.user.is_authenticated:
    return ask_to_sign_in(request)              # keeps what was posted
form = Form(request.POST or take_post(request)) # once, on the same address

A long form reads with ``kept_post``, as often as it is opened, and calls ``drop_post`` when all of it is stored.
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


def typed_fields(request: HttpRequest, data: QueryDict | None = None) -> list[tuple[str, str]]:
    """Return the posted text fields (or ``data``, made of them) in order, without secrets."""
    return [
        (name, value)
        for name, values in (request.POST if data is None else data).lists()
        if name not in SECRET_FIELDS
        for value in values
    ]


def keep_post(request: HttpRequest, slot: str = "", *, data: QueryDict | None = None) -> None:
    """Put the posted fields aside in the session, under this address (and ``slot``, if it holds several forms).

    ``data`` stands for what was posted, when the view changed it. Secrets and files are not kept; nor is more
    than ``MAX_CHARACTERS``, or more than the last five forms.
    """
    typed = QueryDict(mutable=True)
    for name, value in typed_fields(request, data):
        typed.appendlist(name, value)
    text = typed.urlencode()
    if len(text) <= MAX_CHARACTERS:
        kept = request.session.get(KEPT, {})
        kept.pop(request.path + slot, None)
        request.session[KEPT] = dict([*kept.items(), (request.path + slot, text)][-MAX_FORMS:])


def kept_post(request: HttpRequest, slot: str = "") -> QueryDict | None:
    """Return what was put aside for this address, and go on keeping it; None when there is nothing."""
    text = request.session.get(KEPT, {}).get(request.path + slot)
    return None if text is None else QueryDict(text)


def drop_post(request: HttpRequest, slot: str = "") -> None:
    """Forget what was put aside for this address; the session is only written when there was something."""
    kept = request.session.get(KEPT, {})
    if kept.pop(request.path + slot, None) is not None:
        request.session[KEPT] = kept


def take_post(request: HttpRequest, slot: str = "") -> QueryDict | None:
    """Return what was put aside for this address and forget it; None when there is nothing."""
    typed = kept_post(request, slot)
    drop_post(request, slot)
    return typed


def ask_to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """Return the redirect to the sign-in that leads back here; what was posted is kept and comes back."""
    if request.method == "POST":
        keep_post(request)
        typed = any(value.strip() for _name, value in typed_fields(request))
        kept = _("Sign in to go on. What you typed is kept and comes back.")
        messages.info(request, kept if typed else _("Sign in to go on."))
    return redirect_to_login(request.get_full_path())
