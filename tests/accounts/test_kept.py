"""What was typed comes back when the session ended in the middle of a form."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import RequestFactory

from portal.accounts.kept import KEPT, MAX_CHARACTERS, drop_post, keep_post, kept_post, take_post
from portal.accounts.tasks import clear_sessions
from tests.accounts.codes import mailed_code
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PROFILE = {"first_name": "Añá", "last_name": "A long name typed with care", "language": "fr"}


def posted(path="/desk/form/", session=None, **fields):
    request = RequestFactory().post(path, fields)
    request.session = {} if session is None else session
    return request


def test_kept_profile_comes_back_after_the_session_was_deleted(client):
    user = UserFactory(email="known@example.org")
    client.force_login(user)
    Session.objects.all().delete()
    answer = client.post("/accounts/", PROFILE | {"password": "x"})
    assert answer.url == "/accounts/login/?next=/accounts/"
    client.post("/accounts/login/code/", {"email": user.email, "next": "/accounts/"})
    answer = client.post(
        "/accounts/login/code/confirm/", {"code": mailed_code(user.email), "next": "/accounts/"}
    )
    assert answer.url == "/accounts/"
    page = client.get("/accounts/")
    assert page.context["form"]["last_name"].value() == PROFILE["last_name"]
    assert page.context["form"]["first_name"].value() == "Añá"
    user.refresh_from_db()
    assert user.last_name == ""
    assert client.get("/accounts/").context["form"]["last_name"].value() == ""


def test_kept_has_every_value_of_a_field_and_no_secret():
    request = posted(area=["asgm", "products"], text="Ünïcode", password="secret", csrfmiddlewaretoken="t")
    keep_post(request)
    assert "secret" not in request.session[KEPT]["/desk/form/"]
    assert dict(take_post(request).lists()) == {"area": ["asgm", "products"], "text": ["Ünïcode"]}
    assert take_post(request) is None


def test_kept_belongs_to_its_address_and_slot():
    session = {}
    keep_post(posted("/a/", session, text="a"))
    keep_post(posted("/a/", session, text="conflict"), slot="#conflict")
    assert take_post(posted("/b/", session)) is None
    assert take_post(posted("/a/", session), slot="#conflict")["text"] == "conflict"
    assert take_post(posted("/a/", session))["text"] == "a"


def test_kept_can_be_read_again_until_it_is_dropped():
    session = {}
    request = posted("/a/", session, text="a", password="secret")
    typed = request.POST.copy()
    typed["version"] = "4"
    keep_post(request, data=typed)
    assert kept_post(request).dict() == kept_post(request).dict() == {"text": "a", "version": "4"}
    drop_post(request)
    drop_post(request)
    assert kept_post(request) is None


def test_kept_only_the_last_five_and_no_flood():
    session = {}
    for number in range(7):
        keep_post(posted(f"/{number}/", session, text=str(number)))
    keep_post(posted("/flood/", session, text="x" * (MAX_CHARACTERS + 1)))
    assert list(session[KEPT]) == ["/2/", "/3/", "/4/", "/5/", "/6/"]


def test_sessions_that_ran_out_are_deleted():
    for days in (-1, 1):
        session = SessionStore()
        session["kept"] = "words"
        session.set_expiry(days * 86400)
        session.create()
    clear_sessions()
    assert Session.objects.count() == 1
