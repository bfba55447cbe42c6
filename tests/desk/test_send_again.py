"""A form whose token is gone: everything typed comes back, and no secret."""

import pytest
from django.test import Client

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PROFILE = {"first_name": "Ana", "last_name": "Demo", "language": "en"}


def test_csrf_failure_gives_everything_back_but_secrets():
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/accounts/?step=2", {"text": '"><script>x</script>', "area": ["a", "b"]})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert 'action="/accounts/?step=2"' in page
    assert "&quot;&gt;&lt;script&gt;x&lt;/script&gt;" in page
    assert page.count('name="area"') == 2


def test_csrf_failure_sent_again_with_the_fresh_token_arrives():
    browser = Client(enforce_csrf_checks=True)
    user = UserFactory()
    browser.force_login(user)
    answer = browser.post("/accounts/", PROFILE)
    token = answer.context["csrf_token"]
    again = browser.post("/accounts/", PROFILE | {"csrfmiddlewaretoken": str(token)})
    assert again.status_code == 302
    user.refresh_from_db()
    assert user.first_name == "Ana"


def test_csrf_failure_of_the_sign_in_form_sends_no_password_back():
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/accounts/login/", {"login": "a@example.org", "password": "my secret"})
    assert answer.status_code == 403
    assert "my secret" not in answer.content.decode()
    assert "Open the page again" in answer.content.decode()
