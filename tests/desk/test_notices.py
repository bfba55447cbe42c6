"""Notices on the desk: reading them, choosing how to be told, the link that stops mails (INFO-5)."""

import pytest
from django.test import Client

from portal.mail.kinds import NoticeKind, _kinds, register_kind
from portal.mail.models import Notice
from portal.mail.notices import notify
from portal.mail.preferences import choices_of, choose, unsubscribe_url
from tests.factories import UserFactory, focal_point, partner

pytestmark = pytest.mark.django_db
LIST, SETTINGS = "/desk/notices/", "/desk/notices/settings/"


@pytest.fixture(autouse=True)
def kind():
    before = dict(_kinds)
    register_kind(NoticeKind("river", "Rivers", hint="What flows"))
    register_kind(NoticeKind("must", "What must come", hint="Always", mandatory=True))
    yield
    _kinds.clear()
    _kinds.update(before)


@pytest.fixture
def user(client):
    user = UserFactory(email="anna@demo.example")
    client.force_login(user)
    return user


def tell(user, number=1, url="/desk/", kind="river"):
    text = f"- Number {number} <b>bold</b>"
    return notify(
        kind, user, "mail/digest", {"number": f"No {number}", "notices": text}, key=str(number), url=url
    )


def body(response) -> str:
    return response.content.decode()


# --- Reading ----------------------------------------------------------------------------------------


@pytest.mark.rule("INFO-5")
def test_notices_are_listed_newest_first_and_only_mine(client, user):
    tell(user, 1)
    tell(user, 2)
    tell(UserFactory(), 3)
    page = body(client.get(LIST))
    assert page.index("No 2") < page.index("No 1")
    assert "No 3" not in page
    assert "Number 1 &lt;b&gt;bold" in page
    assert "Rivers" in page
    assert page.count(">Mark as read<") == 2


def test_page_without_notices_says_so(client, user):
    assert "No notices yet" in body(client.get(LIST))
    assert "You have read everything" in body(client.get(LIST, {"show": "unread"}))


def test_bar_above_the_desk_counts_what_is_unread(client, user):
    assert "desk-bar__count" not in body(client.get("/desk/"))
    tell(user)
    page = body(client.get("/desk/"))
    assert '<span class="desk-bar__count">1<span' in page
    assert "New notices" in page
    assert "No 1" in page


def test_opening_marks_as_read_and_leads_on(client, user):
    notice = tell(user)
    assert client.get(f"{LIST}{notice.uuid}/open/").status_code == 405
    answer = client.post(f"{LIST}{notice.uuid}/open/")
    assert answer.url == "/desk/"
    notice.refresh_from_db()
    first = notice.read_at
    assert first
    client.post(f"{LIST}{notice.uuid}/open/")
    notice.refresh_from_db()
    assert notice.read_at == first
    assert "Mark as read" not in body(client.get(LIST))
    assert "No 1" not in body(client.get(LIST, {"show": "unread"}))


def test_reading_without_opening_and_a_notice_that_leads_nowhere(client, user):
    notice, without = tell(user, 1), tell(user, 2, url="")
    assert client.post(f"{LIST}{notice.uuid}/open/", {"stay": "1"}).url == LIST
    assert client.post(f"{LIST}{without.uuid}/open/").url == LIST
    assert not Notice.objects.unread().exists()


def test_notice_of_somebody_else_is_not_there(client, user):
    notice = tell(UserFactory())
    assert client.post(f"{LIST}{notice.uuid}/open/").status_code == 404
    assert Notice.objects.unread().count() == 1


def test_all_are_marked_as_read_at_once_but_only_mine(client, user):
    tell(user, 1)
    tell(user, 2)
    tell(UserFactory(), 3)
    answer = client.post(f"{LIST}read/", follow=True)
    assert "2 notices marked as read." in body(answer)
    assert Notice.objects.unread().count() == 1


def test_notice_of_a_kind_that_is_gone_is_still_listed(client, user):
    tell(user)
    Notice.objects.update(kind="gone")
    assert "No 1" in body(client.get(LIST))


def test_list_makes_the_same_number_of_queries_with_more_rows(client, user, assert_query_parity):
    tell(user, 1)
    assert_query_parity(lambda: client.get(LIST), lambda: [tell(user, 2), tell(user, 3)], at_most=15)


def test_list_has_pages_and_survives_nonsense(client, user):
    for number in range(27):
        tell(user, number)
    assert 'href="?page=2"' in body(client.get(LIST))
    for query in ({"page": "9" * 30}, {"page": "x"}, {"show": "nonsense"}):
        assert client.get(LIST, query).status_code == 200


# --- Choosing ---------------------------------------------------------------------------------------


@pytest.mark.rule("INFO-5")
def test_what_somebody_chooses_is_kept(client, user):
    page = body(client.get(SETTINGS))
    assert "Rivers" in page
    assert "What flows" in page
    assert page.index("Always by mail, at once") < page.index("What must come")
    answer = client.post(SETTINGS, {"kind-river": "weekly"}, follow=True)
    assert "Saved. This holds from the next notice on." in body(answer)
    assert choices_of(user)["river"] == "weekly"
    assert '<option value="weekly" selected>' in body(client.get(SETTINGS))


def test_nonsense_is_refused_and_what_is_not_sent_stays(client, user):
    choose(user, {"river": "daily"})
    answer = client.post(SETTINGS, {"kind-river": "never", "kind-must": "portal", "user": "1"})
    assert answer.status_code == 422
    assert "Choose one of the four." in body(answer)
    assert client.post(SETTINGS, {}).status_code == 302
    assert choices_of(user)["river"] == "daily"


def test_each_sees_only_kinds_that_concern_them(client, user):
    assert "New partners in your areas" not in body(client.get(SETTINGS))
    client.force_login(focal_point(partner()))
    assert "New partners in your areas" in body(client.get(SETTINGS))


def test_choice_made_after_the_session_ended_comes_back(client, user):
    client.logout()
    answer = client.post(SETTINGS, {"kind-river": "weekly"})
    assert answer.url.startswith("/accounts/login/")
    session = client.session
    kept = session["kept_posts"]
    client.force_login(user)
    session = client.session
    session["kept_posts"] = kept
    session.save()
    assert '<option value="weekly" selected>' in body(client.get(SETTINGS))
    assert choices_of(user)["river"] == "at_once"


# --- Stopping ---------------------------------------------------------------------------------------


def path_of(url: str) -> str:
    return url.removeprefix("http://localhost:8000")


@pytest.mark.rule("INFO-5")
def test_link_asks_first_and_a_mail_program_needs_no_page():
    user = UserFactory()
    path = path_of(unsubscribe_url("river", "en", user=user))
    browser = Client(enforce_csrf_checks=True)
    page = body(browser.get(path))
    assert "You will no longer get messages about “Rivers” by mail." in page
    assert user.email not in page
    assert choices_of(user)["river"] == "at_once"
    answer = browser.post(
        path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    assert "Done" in body(answer)
    assert choices_of(user)["river"] == "portal"
    assert browser.post(path).status_code == 200


def test_link_of_a_digest_and_of_an_address_without_account(client):
    user = UserFactory()
    page = body(client.get(path_of(unsubscribe_url("*weekly", "fr", user=user))))
    assert 'lang="fr"' in page
    page = body(client.post(path_of(unsubscribe_url("*weekly", "en", user=user))))
    assert "summary “Once a week”" in page
    page = body(client.post(path_of(unsubscribe_url("river", "en", address="a@b.example"))))
    assert "Messages about “Rivers” are no longer sent to you." in page
    assert SETTINGS not in page


def test_link_that_was_changed_is_not_there(client):
    path = path_of(unsubscribe_url("river", "en", user=UserFactory()))
    assert client.get(path.replace("/?lang", "x/?lang")).status_code == 404
    assert client.post("/desk/notices/unsubscribe/nothing/").status_code == 404
