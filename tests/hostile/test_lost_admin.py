"""What the secretariat types in the admin comes back when the session or the token is gone (as on the desk)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import get_resolver, reverse

from meetings.models import Body
from partnership_areas.models import Area
from portal.accounts.groups import sync_user
from portal.accounts.kept import KEPT
from portal.accounts.models import User
from tests.factories import UserFactory, confirmed_letter, letter_under_review, partner
from tests.meetings.amendments import sent

pytestmark = pytest.mark.django_db
TEXT = "L’avis : «démonstration» <b>&amp;</b>\n\nДва абзаца — and a tiret."


def an_opinion() -> tuple[str, dict[str, Any], str]:
    return reverse("amendments:examine", args=[sent().pk]), {"language": "fr", "opinion": TEXT}, "opinion"


def a_past_term() -> tuple[str, dict[str, Any], str]:
    organisation = partner(areas=("asgm",))
    address = reverse("bodies:enter", args=[Body.objects.get(area__code="asgm").pk])
    typed = {"organisation": organisation.pk, "given_name": "Demonstration", "source": TEXT}
    return f"{address}?partner={organisation.pk}", typed, "source"


def a_closure() -> tuple[str, dict[str, Any], str]:
    address = reverse("areas-admin:close", args=[Area.objects.get(code="asgm").pk])
    return address, {"on": "2026-01-31", "reason": TEXT}, "reason"


def texts_of_an_area() -> tuple[str, dict[str, Any], str]:
    address = reverse("areas-admin:texts", args=[Area.objects.get(code="asgm").pk])
    return address, {"objective_fr": TEXT, "version": 0}, "objective_fr"


def a_refusal() -> tuple[str, dict[str, Any], str]:
    return reverse("letters:decline", args=[letter_under_review().pk]), {"reason": TEXT}, "reason"


def an_end_of_membership() -> tuple[str, dict[str, Any], str]:
    organisation = confirmed_letter().organisation
    return reverse("organisations:end_membership", args=[organisation.pk]), {"reason": TEXT}, "reason"


def a_past_decision() -> tuple[str, dict[str, Any], str]:
    return reverse("decisions:past"), {"text": TEXT}, "text"


def a_text_of_a_mail() -> tuple[str, dict[str, Any], str]:
    address = reverse("mail-texts:edit", args=["partners-letter_received", "fr"])
    return address, {"subject": "Objet", "body": TEXT, "version": 0}, "body"


def an_invitation_of_staff() -> tuple[str, dict[str, Any], str]:
    return reverse("staff:invite"), {"email": "who@example.org"}, "email"


FORMS = [
    an_opinion,
    a_past_term,
    a_closure,
    texts_of_an_area,
    a_refusal,
    an_end_of_membership,
    a_past_decision,
    a_text_of_a_mail,
    an_invitation_of_staff,
]


def staff(*roles: str) -> User:
    user = UserFactory(roles=roles)
    sync_user(user)
    return User.objects.get(pk=user.pk)


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    settings.DEMONSTRATION = True


@pytest.mark.parametrize("form", FORMS)
def test_session_gone_in_the_admin_text_returns_after_signing_in(
    client: Client, form: Callable[[], tuple[str, dict[str, Any], str]]
) -> None:
    address, typed, name = form()
    user = staff("head", "administrator")
    client.force_login(user)
    Session.objects.all().delete()
    answer = client.post(address, typed)
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/?next=/admin/")
    client.force_login(user)
    page = client.get(address)
    assert page.status_code == 200
    assert page.context["form"][name].value() == typed[name]
    assert "What you typed is kept and comes back." in page.content.decode()
    anew = client.get(address)
    assert anew.status_code == 200
    assert anew.context["form"] is None or anew.context["form"][name].value() != typed[name]


def test_session_and_token_gone_in_the_admin_send_again_then_sign_in_then_the_form_filled() -> None:
    address, typed, name = an_opinion()
    user = staff("head")
    browser = Client(enforce_csrf_checks=True)
    lost = browser.post(address, typed)
    assert lost.status_code == 403
    assert "everything you typed is still here" in lost.content.decode()
    again = dict(lost.context["typed"]) | {"csrfmiddlewaretoken": str(lost.context["csrf_token"])}
    asked = browser.post(address, again)
    assert asked.url.startswith("/accounts/login/?next=/admin/")
    browser.force_login(user)
    assert browser.get(address).context["form"][name].value() == TEXT


def test_who_has_no_staff_role_gets_nothing_back_and_the_page_stays_closed(client: Client) -> None:
    address, typed, _name = an_opinion()
    client.post(address, typed)
    client.force_login(partner_user := UserFactory())
    assert not partner_user.has_perm("wagtailadmin.access_admin")
    assert client.get(address).status_code in (302, 403, 404)


def test_what_is_sent_to_other_pages_of_the_admin_is_not_promised_nor_kept(client: Client) -> None:
    answer = client.post("/admin/pages/add/site/standardpage/3/", {"title": TEXT})
    assert answer.status_code == 302
    assert KEPT not in client.session


def test_every_form_of_a_verb_can_be_kept() -> None:
    def views(patterns: list[Any]) -> Any:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from views(pattern.url_patterns)
            elif getattr(pattern.callback, "view_initkwargs", {}).get("verb"):
                yield pattern.callback.view_class

    found = list(views(get_resolver().url_patterns))
    assert len(found) > 40
    assert all(view.keeps_typed for view in found)
