"""Hostile or unlucky input around every page: never a 500."""

import json

import pytest
from django.conf import settings as project_settings
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from portal.accounts.models import User
from portal.urls import urlpatterns as portal_urlpatterns
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def echo(request):
    return HttpResponse(json.dumps(dict(request.POST.lists())))


def locked(request):
    raise OperationalError("database is locked")


def broken(request):
    raise ValueError("a fault of ours")


urlpatterns = [
    path("echo/", echo),
    path("desk/locked/", locked),
    path("desk/broken/", broken),
    *portal_urlpatterns,
]
handler400, handler403 = "portal.site.errors.bad_request", "portal.site.errors.forbidden"
handler404, handler500 = "portal.site.errors.not_found", "portal.site.errors.server_error"


@pytest.fixture
def browser():
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


PAGES = [
    "/en/",
    "/en/partnership-areas/",
    "/accounts/login/",
    "/accounts/signup/",
    "/desk/",
    "/admin/",
    "/sitemap.xml",
]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "query",
    [
        "page=" + "9" * 5000,
        "page=-1&p=abc&id=abc",
        "q=%00",
        "q=%ED%A0%80",
        "q=%FF%FE",
        "lang=%00",
        "lang=xx",
        "next=//elsewhere.example",
        "&".join(f"a{number}=1" for number in range(2000)),
        "q=" + "x" * 1_000_000,
        "[]=&a[b]=c&%5B%5D=1",
    ],
    ids=[
        "digits",
        "words",
        "nul",
        "surrogate",
        "bytes",
        "lang-nul",
        "lang",
        "next",
        "2000",
        "1MB",
        "brackets",
    ],
)
def test_any_query_is_answered(browser, page, query):
    assert browser.get(f"{page}?{query}").status_code < 500


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "headers",
    [
        {"host": "junk host\n"},
        {"host": "elsewhere.example"},
        {"host": "x" * 3000},
        {"accept-language": "\x00;;q=,=,*," * 200},
        {"accept-language": "zz-ZZ-ZZ;q=9,fr-" + "x" * 5000},
        {"cookie": 'sessionid="abcdefgh\\000"; csrftoken="\\377"; portal_language="\\000"'},
        {"cookie": "sessionid=" + "x" * 4000},
        {"x-forwarded-for": "junk, \x00"},
        {"referer": "\x00"},
        {"user-agent": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")},
    ],
    ids=[
        "host",
        "other-host",
        "long-host",
        "language",
        "long-language",
        "cookie-nul",
        "cookie",
        "xff",
        "referer",
        "agent",
    ],
)
def test_any_header_is_answered(browser, page, headers):
    assert browser.get(page, headers=headers).status_code < 500


def test_junk_host_is_400(browser):
    answer = browser.get("/en/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "could not be read" in answer.content.decode()


def test_400_speaks_the_language_of_the_address(browser):
    answer = browser.get("/fr/?q=%00")
    assert (answer.status_code, answer.headers["Content-Language"]) == (400, "fr")


@pytest.mark.parametrize(
    "address",
    ["/en/%00/", "/desk/%00", "/%ff%fe/", "/en/" + "x" * 5000 + "/", "//elsewhere/", "/en/../../etc/"],
)
def test_any_path_is_answered(browser, address):
    assert 300 <= browser.get(address).status_code < 500


def test_too_many_fields_is_400(browser):
    fields = {f"field{number}": "x" for number in range(2000)}
    assert browser.post("/accounts/login/", fields).status_code == 400


def test_too_large_form_is_refused(browser):
    body = "text=" + "x" * (3 * 1024 * 1024)
    answer = browser.post("/accounts/login/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (400, 413)


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x"]
)
def test_broken_multipart_is_400(browser, kind):
    assert browser.post("/accounts/login/", b"--x\r\njunk", content_type=kind).status_code < 500


def test_text_of_forms_arrives_clean(browser):
    answer = browser.post("/echo/", {"a\x00": ["x\x00y", "e\u0301\r\nz"], "b": "\u202eevil\x07\ttab"})
    assert json.loads(answer.content) == {"a": ["xy", "é\nz"], "b": ["evil\ttab"]}


def test_lone_surrogates_of_another_charset_are_cleaned(browser):
    body = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n+2AA-x\r\n--x--\r\n'
    answer = browser.post("/echo/", body, content_type="multipart/form-data; boundary=x; charset=utf-7")
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert "\ud800" not in json.loads(answer.content)["a"][0]


def test_posted_roles_are_ignored(browser):
    browser.post(
        "/accounts/signup/", {"email": "a@example.org", "is_staff": "1", "role": "head", "is_superuser": "1"}
    )
    user = User.objects.get(email="a@example.org")
    assert (user.is_staff, user.is_superuser) == (False, False)


def test_locked_database_is_503_with_retry_after(browser):
    answer = browser.get("/desk/locked/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")


def test_database_fault_in_a_middleware_is_503_too(browser, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("the server is starting up")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", fail)
    browser.cookies[project_settings.SESSION_COOKIE_NAME] = "a" * 32
    answer = browser.get("/desk/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")


def test_fault_of_ours_is_500_in_plain_words(browser):
    answer = browser.get("/desk/broken/", headers={"accept-language": "es"})
    assert answer.status_code == 500
    assert (
        "Something went wrong here" in answer.content.decode() or answer.headers["Content-Language"] == "es"
    )


def test_what_is_not_there_is_404_without_a_redirect(browser):
    for address in ("/desk/nothing/", "/accounts/nothing/", "/nothing/", "/en/nothing/"):
        answer = browser.get(address)
        assert answer.status_code == 404, address
        assert "Page not found" in answer.content.decode()


def test_refusal_says_its_reason(browser):
    browser.force_login(UserFactory())
    answer = browser.get("/admin/login/")
    assert answer.status_code == 403
    assert "Your account has no staff role" in answer.content.decode()
