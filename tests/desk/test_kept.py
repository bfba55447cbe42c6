"""What was typed comes back when the session or the token is gone."""

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, override_settings
from django.urls import path
from django.views import View

from portal.desk.kept import MAX_CHARACTERS, KeepsWhatWasTyped, keeps_what_was_typed, kept_post
from portal.urls import urlpatterns as portal_urlpatterns
from tests.accounts.codes import mailed_code
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@keeps_what_was_typed
def form(request, number=0):
    if request.method == "POST":
        return HttpResponse("saved")
    get_token(request)
    kept = kept_post(request)
    return HttpResponse(
        "|".join(f"{name}={value}" for name, values in kept.lists() for value in values) if kept else "empty"
    )


class FormView(KeepsWhatWasTyped, View):
    def get(self, request):
        data = self.kept_form_kwargs().get("data")
        return HttpResponse(data["text"] if data else "empty")

    def post(self, request):
        return HttpResponse(f"saved {self.kept_form_kwargs()}")


urlpatterns = [
    path("desk/form/", form),
    path("desk/form/<int:number>/", form),
    path("desk/view/", FormView.as_view()),
    *portal_urlpatterns,
]


@pytest.fixture(autouse=True)
def own_addresses():
    with override_settings(ROOT_URLCONF=__name__):
        yield


def sign_in(client, user):
    client.post("/accounts/login/code/", {"email": user.email, "next": "/desk/form/"})
    return client.post("/accounts/login/code/confirm/?next=/desk/form/", {"code": mailed_code(user.email)})


def test_kept_everything_typed_comes_back_once_after_signing_in(client):
    answer = client.post(
        "/desk/form/", {"text": "Ünïcode\r\nline", "area": ["asgm", "products"], "password": "x"}
    )
    assert answer.url == "/accounts/login/?next=/desk/form/"
    sign_in(client, UserFactory())
    assert client.get("/desk/form/").content.decode() == "text=Ünïcode\nline|area=asgm|area=products"
    assert client.get("/desk/form/").content.decode() == "empty"


def test_kept_session_deleted_while_the_form_was_open(client):
    user = UserFactory()
    client.force_login(user)
    Session.objects.all().delete()
    assert client.post("/desk/form/", {"text": "long text"}).status_code == 302
    sign_in(client, user)
    assert client.get("/desk/form/").content.decode() == "text=long text"


def test_kept_other_addresses_do_not_get_it(client):
    client.post("/desk/form/1/", {"text": "one"})
    sign_in(client, UserFactory())
    assert client.get("/desk/form/2/").content.decode() == "empty"
    assert client.get("/desk/form/1/").content.decode() == "text=one"


def test_kept_only_the_last_three_and_no_flood(client):
    for number in range(5):
        client.post(f"/desk/form/{number}/", {"text": str(number)})
    client.post("/desk/form/9/", {"text": "x" * (MAX_CHARACTERS + 1)})
    sign_in(client, UserFactory())
    found = [client.get(f"/desk/form/{number}/").content.decode() for number in (0, 1, 2, 3, 4, 9)]
    assert found == ["empty", "empty", "text=2", "text=3", "text=4", "empty"]


def test_kept_view_class_does_the_same(client):
    assert client.get("/desk/view/").status_code == 302
    client.post("/desk/view/", {"text": "mine"})
    sign_in(client, UserFactory())
    assert client.get("/desk/view/").content == b"mine"
    assert client.post("/desk/view/", {"text": "mine"}).content == b"saved {}"


def test_csrf_failure_gives_everything_back_but_secrets():
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/desk/form/?step=2", {"text": '"><script>x</script>', "area": ["a", "b"]})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert 'action="/desk/form/?step=2"' in page
    assert "&quot;&gt;&lt;script&gt;x&lt;/script&gt;" in page
    assert page.count('name="area"') == 2


def test_csrf_failure_sent_again_with_the_fresh_token_arrives():
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(UserFactory())
    answer = browser.post("/desk/form/", {"text": "typed"})
    token = answer.context["csrf_token"]
    again = browser.post("/desk/form/", {"text": "typed", "csrfmiddlewaretoken": str(token)})
    assert again.content == b"saved"


def test_csrf_failure_of_the_sign_in_form_sends_no_password_back():
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/accounts/login/", {"login": "a@example.org", "password": "my secret"})
    assert answer.status_code == 403
    assert "my secret" not in answer.content.decode()
    assert "Open the page again" in answer.content.decode()
