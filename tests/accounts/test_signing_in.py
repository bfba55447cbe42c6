"""Making an account, signing in, and what strangers learn from it."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.urls import reverse

from portal.accounts.models import User
from portal.accounts.rules import has_verified_email
from portal.accounts.visitors import DRAFTS
from portal.mail.models import OutboundEmail
from portal.records import registries
from tests.accounts.codes import mailed_code
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = make_password("a long password")
NEW = "new.person@example.org"
SIGN_UP, CONFIRM = "/accounts/signup/", "/accounts/confirm-email/"


def sign_up(client, email=NEW, **more):
    return client.post(SIGN_UP, {"email": email, **more})


def test_sign_up_needs_an_address_and_a_code(client):
    answer = sign_up(client)
    assert (answer.status_code, answer.url) == (302, CONFIRM)
    page = client.get(CONFIRM).content.decode()
    assert NEW in page
    answer = client.post(CONFIRM, {"code": mailed_code(NEW)})
    assert (answer.status_code, answer.url) == (302, "/desk/")
    user = User.objects.get(email=NEW)
    assert has_verified_email(user)
    assert not user.has_usable_password()
    assert client.get("/desk/").status_code == 200


def test_sign_up_keeps_language_of_the_page(client):
    client.get("/accounts/signup/?lang=fr")
    sign_up(client)
    user = User.objects.get(email=NEW)
    mail = OutboundEmail.objects.get(to=NEW)
    assert (user.language, mail.language) == ("fr", "fr")
    assert mail.subject == "Votre code pour le portail du Partenariat"


def test_sign_up_code_is_confidential(client, run_jobs):
    sign_up(client)
    mail = OutboundEmail.objects.get(to=NEW)
    assert mail.sensitive
    assert mailed_code(NEW) not in mail.subject


def test_sign_up_wrong_code_says_so_and_third_one_ends_it(client):
    sign_up(client)
    for _attempt in range(2):
        assert "Incorrect code" in client.post(CONFIRM, {"code": "BBBB-BBBB"}).content.decode()
    assert client.post(CONFIRM, {"code": "BBBB-BBBB"}).status_code == 302
    assert not has_verified_email(User.objects.get(email=NEW))


def test_sign_up_new_code_replaces_the_old_one(client):
    sign_up(client)
    first = mailed_code(NEW)

    cache.clear()  # ten seconds later
    client.post(CONFIRM, {"action": "resend"})
    assert mailed_code(NEW) != first
    assert client.post(CONFIRM, {"code": mailed_code(NEW).lower().replace("-", "")}).status_code == 302
    assert has_verified_email(User.objects.get(email=NEW))


def test_sign_up_known_and_unknown_address_get_the_same_answer(client, client_factory):
    UserFactory(email="known@example.org")
    one, other = client_factory(), client_factory()
    known, unknown = sign_up(one, "known@example.org"), sign_up(other, "other@example.org")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    pages = [
        browser.get(CONFIRM).content.decode().replace(address, "").split('name="csrfmiddlewaretoken"')
        for browser, address in ((one, "known@example.org"), (other, "other@example.org"))
    ]
    assert [part[90:] for part in pages[0][1:]] == [part[90:] for part in pages[1][1:]]
    assert OutboundEmail.objects.get(to="known@example.org").template == "accounts/account_already_exists"


def test_sign_in_known_and_unknown_address_get_the_same_answer(client_factory):
    UserFactory(email="known@example.org", password=PASSWORD)
    answers = [
        client_factory().post("/accounts/login/", {"login": address, "password": "wrong"})
        for address in ("known@example.org", "other@example.org")
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.context["form"].non_field_errors() for answer in answers][0] == answers[1].context[
        "form"
    ].non_field_errors()
    answers = [
        client_factory().post("/accounts/login/", {"login": address, "password": ""})
        for address in ("known@example.org", "other@example.org")
    ]
    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, "/accounts/login/code/confirm/")
    }
    assert OutboundEmail.objects.get(to="other@example.org").template == "accounts/unknown_account"


def test_sign_in_by_password(client):
    UserFactory(email="known@example.org", password=PASSWORD)
    answer = client.post("/accounts/login/", {"login": "KNOWN@example.org", "password": "a long password"})
    assert (answer.status_code, answer.url) == (302, "/desk/")


def test_sign_in_by_mailed_code(client):
    UserFactory(email="known@example.org")
    client.post("/accounts/login/code/", {"email": "known@example.org"})
    answer = client.post("/accounts/login/code/confirm/", {"code": mailed_code("known@example.org")})
    assert (answer.status_code, answer.url) == (302, "/desk/")


def test_sign_in_by_mailed_code_verifies_the_address(client):
    user = UserFactory(email="known@example.org")
    EmailAddress.objects.filter(user=user).update(verified=False)
    client.post("/accounts/login/code/", {"email": "known@example.org"})
    client.post("/accounts/login/code/confirm/", {"code": mailed_code("known@example.org")})
    assert client.get("/desk/").status_code == 200
    assert has_verified_email(user)


@pytest.mark.parametrize(
    "elsewhere", ["//elsewhere.example/x", "https://elsewhere.example", "javascript:alert(1)", "/\\elsewhere"]
)
def test_sign_in_stays_here_whatever_next_says(client, elsewhere):
    UserFactory(email="known@example.org", password=PASSWORD)
    answer = client.post(
        "/accounts/login/", {"login": "known@example.org", "password": "a long password", "next": elsewhere}
    )
    assert (answer.status_code, answer.url) == (302, "/desk/")


def test_sign_in_goes_on_to_where_one_came_from(client):
    UserFactory(email="known@example.org", password=PASSWORD)
    answer = client.post(
        "/accounts/login/",
        {"login": "known@example.org", "password": "a long password", "next": "/accounts/sessions/"},
    )
    assert answer.url == "/accounts/sessions/"


def test_sign_in_too_often_is_refused(client):
    UserFactory(email="known@example.org", password=PASSWORD)
    for _attempt in range(5):
        client.post("/accounts/login/", {"login": "known@example.org", "password": "wrong"})
    answer = client.post("/accounts/login/", {"login": "known@example.org", "password": "a long password"})
    assert "Too many failed" in answer.content.decode()


def test_sign_up_too_often_is_429_in_our_words(client_factory):
    browser = client_factory()
    codes = [sign_up(browser, f"person{number}@example.org").status_code for number in range(21)]
    assert codes[-1] == 429


def test_drafts_of_the_session_survive_signing_in(client):
    seen = []

    def look(request, user):
        seen.append((request.session.get(DRAFTS), user.email))

    registries.signed_in._functions.insert(0, look)
    try:
        session = client.session
        session[DRAFTS] = ["11111111-1111-1111-1111-111111111111"]
        session.save()
        sign_up(client)
        client.post(CONFIRM, {"code": mailed_code(NEW)})
    finally:
        registries.signed_in._functions.remove(look)
    assert seen == [(["11111111-1111-1111-1111-111111111111"], NEW)]


def test_password_is_replaced_by_a_mailed_code(client):
    user = UserFactory(email="known@example.org", password=PASSWORD)
    client.post("/accounts/password/reset/", {"email": "known@example.org"})
    client.post("/accounts/password/reset/confirm/", {"code": mailed_code("known@example.org")})
    answer = client.post(
        "/accounts/password/reset/complete/",
        {"password1": "quite another one", "password2": "quite another one"},
    )
    assert answer.status_code == 302
    user.refresh_from_db()
    assert user.check_password("quite another one")
    assert (
        OutboundEmail.objects.filter(to="known@example.org", template="accounts/password_reset").count() == 1
    )


def test_email_is_changed_by_a_code(client):
    user = UserFactory(email="known@example.org", password=make_password(None))
    client.force_login(user)
    client.post("/accounts/email/", {"email": NEW, "action_add": "1"})
    assert has_verified_email(user)
    client.post(CONFIRM, {"code": mailed_code(NEW)})
    user.refresh_from_db()
    assert user.email == NEW
    assert has_verified_email(user)
    mail = OutboundEmail.objects.get(to="known@example.org", template="accounts/email_changed")
    assert "known@example.org" in mail.text and NEW in mail.text


def test_account_keeps_name_and_language(client):
    user = UserFactory(email="known@example.org", language="en")
    client.force_login(user)
    client.get("/accounts/?lang=es")
    answer = client.post(
        reverse("account_home"),
        {"first_name": "Ana", "last_name": "Demo", "language": "fr", "email": "x@y.z"},
    )
    assert answer.status_code == 302
    user.refresh_from_db()
    assert (user.first_name, user.language, user.email) == ("Ana", "fr", "known@example.org")
    assert client.get("/desk/").headers["Content-Language"] == "fr"


def test_language_of_the_account_holds_on_another_device(client):
    client.force_login(UserFactory(language="es"))
    assert client.get("/desk/", headers={"accept-language": "fr"}).headers["Content-Language"] == "es"
    assert client.get("/desk/?lang=fr").headers["Content-Language"] == "fr"
    assert client.get("/desk/").headers["Content-Language"] == "fr"
