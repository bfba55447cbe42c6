"""Notices: told once, in the portal and by mail, as each person chose (INFO-5)."""

import datetime

import pytest
import time_machine
from django.utils.translation import gettext_lazy

from portal.mail.digests import last_moment, send_digests
from portal.mail.enums import Delivery
from portal.mail.kinds import NoticeKind, UnknownKind, _kinds, kinds_for, label_of, register_kind
from portal.mail.models import Notice, NoticeOptOut, NoticePreference, OutboundEmail
from portal.mail.notices import full_address, notify, notify_address, path_in
from portal.mail.preferences import (
    Wish,
    choices_of,
    choose,
    delivery_for,
    read_token,
    stop,
    unsubscribe_url,
)
from portal.mail.tasks import purge_notices, send, send_due_digests
from portal.mail.texts import MailTextError
from portal.records.work import unit_of_work
from tests.factories import UserFactory
from tests.mail.conftest import arrived

pytestmark = pytest.mark.django_db
MONDAY = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def kinds():
    """Three kinds of notices that no app has."""
    before = dict(_kinds)
    for kind in (
        NoticeKind("news", gettext_lazy("News"), hint="About rivers"),
        NoticeKind("weekly", "Weekly things", default=Delivery.WEEKLY),
        NoticeKind("answer", "Answers", mandatory=True),
        NoticeKind("staff", "For staff", concerns=lambda user: user.is_staff),
    ):
        register_kind(kind)
    yield
    _kinds.clear()
    _kinds.update(before)


@pytest.fixture
def user():
    return UserFactory(email="anna@demo.example")


@pytest.fixture
def tell(received, values, user):
    """Return a function that tells the user something."""

    def tell(kind="news", key="event-1", **options):
        to = options.pop("to", user)
        context = {name: value for name, value in values.items() if name != "url"}
        return notify(kind, to, received, context, key=key, url=options.pop("url", "/desk/"), **options)

    return tell


def mails():
    return list(OutboundEmail.objects.order_by("pk"))


# --- Telling ------------------------------------------------------------------------------------------


@pytest.mark.rule("INFO-5")
def test_notice_stands_in_the_portal_and_goes_by_mail_at_once(tell, user):
    notice = tell(about=user)
    assert (notice.title, notice.language, notice.url) == ("Letter LOI-2026-0007 received", "en", "/desk/")
    assert notice.text.startswith("Dear Anna,")
    assert notice.about == user
    (mail,) = mails()
    assert notice.mail == mail
    assert (mail.to, mail.about) == ("anna@demo.example", user)
    assert "http://localhost:8000/desk/?lang=en" in mail.text
    assert "You get it because of your choice for “News”." in mail.text
    assert "Stop these messages" in mail.html


@pytest.mark.rule("INFO-5")
def test_same_event_is_told_once(tell, user):
    assert tell() == tell() == tell(kind="weekly")
    assert Notice.objects.count() == len(mails()) == 1
    tell(to=UserFactory())
    tell(key="event-2")
    assert Notice.objects.count() == len(mails()) == 3


def test_notice_goes_when_the_action_is_undone(tell):
    with pytest.raises(ZeroDivisionError), unit_of_work():
        tell()
        raise ZeroDivisionError
    assert not Notice.objects.exists()
    assert not mails()


def test_notice_is_written_in_the_language_of_the_person(tell, received):
    notice = tell(to=UserFactory(language="fr"), url=lambda: "/fr/partners/")
    assert (notice.language, notice.title) == ("fr", "Lettre LOI-2026-0007 reçue")
    assert mails()[0].language == "fr"


def test_closed_account_is_told_nothing(tell):
    assert tell(to=UserFactory(is_active=False)) is None
    assert not Notice.objects.exists()


def test_unknown_kind_text_or_address_is_an_error(tell, received, user):
    with pytest.raises(UnknownKind):
        tell(kind="nothing")
    with pytest.raises(MailTextError):
        notify("news", user, received, {}, key="x")
    for url in ("https://evil.example/", "//evil.example/", "/\\evil.example", "desk/"):
        with pytest.raises(ValueError, match="no page of the portal"):
            tell(url=url)
    assert not Notice.objects.exists()


def test_addresses_carry_the_language_where_they_have_none():
    base = "http://localhost:8000"
    assert full_address("/desk/a/?b=1#c", "fr") == f"{base}/desk/a/?b=1&lang=fr#c"
    assert full_address("/es/partners/", "es") == f"{base}/es/partners/"
    assert full_address("/admin/letters/", "es") == f"{base}/admin/letters/"
    assert path_in(f"{base}/desk/", "en") == "/desk/"


def test_kind_says_whom_it_concerns(user):
    codes = {kind.code for kind in kinds_for(user)}
    assert "news" in codes
    assert codes.isdisjoint({"staff", "answer"})
    assert label_of("gone") == "gone"


# --- Choosing ---------------------------------------------------------------------------------------


@pytest.mark.rule("INFO-5")
@pytest.mark.parametrize("delivery", ["daily", "weekly", "portal"])
def test_what_is_not_wanted_at_once_is_not_mailed_at_once(tell, user, delivery):
    choose(user, {"news": delivery})
    notice = tell()
    assert (notice.delivery, notice.mail) == (delivery, None)
    assert not mails()


def test_mandatory_kind_is_always_mailed_without_a_way_out(tell, user):
    choose(user, {"answer": "portal"})
    assert not NoticePreference.objects.exists()
    tell(kind="answer")
    (mail,) = mails()
    assert mail.unsubscribe_url == ""
    assert "Stop these messages" not in mail.text


def test_choices_begin_with_defaults_and_follow_what_was_chosen(user):
    assert choices_of(user)["weekly"] == Delivery.WEEKLY
    choose(user, {"weekly": "at_once"})
    choose(user, {"weekly": "daily"})
    assert choices_of(user)["weekly"] == delivery_for(user, _kinds["weekly"]) == Delivery.DAILY
    assert NoticePreference.objects.count() == 1
    with pytest.raises(ValueError, match="never"):
        choose(user, {"weekly": "never"})
    with pytest.raises(UnknownKind):
        choose(user, {"nothing": "daily"})


@pytest.mark.parametrize(
    ("chosen", "then"), [("portal", "portal"), ("daily", "daily"), ("at_once", "daily"), ("weekly", "weekly")]
)
def test_what_waits_follows_a_new_choice(tell, user, chosen, then):
    notice = tell(kind="weekly")
    choose(user, {"weekly": chosen})
    notice.refresh_from_db()
    assert notice.delivery == then


# --- Digests ----------------------------------------------------------------------------------------


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("delivery", "now", "last"),
    [
        ("daily", "2026-03-02T04:59:59+00:00", "2026-03-01T06:00:00+01:00"),
        ("daily", "2026-03-02T05:00:00+00:00", "2026-03-02T06:00:00+01:00"),
        ("weekly", "2026-03-02T04:59:59+00:00", "2026-02-23T06:00:00+01:00"),
        ("weekly", "2026-03-02T05:00:00+00:00", "2026-03-02T06:00:00+01:00"),
        ("weekly", "2026-03-08T22:00:00+00:00", "2026-03-02T06:00:00+01:00"),
        ("daily", "2026-07-02T04:00:00+00:00", "2026-07-02T06:00:00+02:00"),
    ],
)
def test_digests_go_out_at_their_hour_in_the_zone_of_deadlines(delivery, now, last):
    assert last_moment(delivery, moment(now)) == moment(last)


@pytest.mark.rule("INFO-5")
def test_daily_digest_is_one_mail_with_everything_and_goes_once(tell, user):
    choose(user, {"news": "daily"})
    with time_machine.travel(MONDAY, tick=False):
        first, second = tell(key="1"), tell(key="2", url="")
        assert send_due_digests() == 0
    with time_machine.travel(MONDAY + datetime.timedelta(days=1), tick=False):
        assert send_due_digests() == 1
        assert send_due_digests() == 0
        tell(key="3")
        assert send_due_digests() == 0
    (mail,) = mails()
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.mail == second.mail == mail
    assert mail.subject == "Global Mercury Partnership: 2 notices since your last summary"
    assert (
        "News:\n\n- Letter LOI-2026-0007 received\nhttp://localhost:8000/desk/?lang=en\n- Letter" in mail.text
    )
    assert (
        '<li><a href="http://localhost:8000/desk/?lang=en">Letter LOI-2026-0007 received</a></li>'
        in mail.html
    )
    assert "because of your choice for “Once a day”" in mail.text


def test_weekly_digest_waits_for_its_day_and_a_late_worker_sends_it_later(tell, user):
    with time_machine.travel(MONDAY, tick=False):
        tell(kind="weekly")
    with time_machine.travel(MONDAY + datetime.timedelta(days=6), tick=False):
        assert send_due_digests() == 0
    with time_machine.travel(MONDAY + datetime.timedelta(days=9), tick=False):
        assert send_due_digests() == 1
        assert send_digests(Delivery.WEEKLY) == 0


def test_what_was_read_and_whose_account_is_closed_is_in_no_digest(tell, user):
    other = UserFactory()
    with time_machine.travel(MONDAY, tick=False):
        tell(kind="weekly")
        tell(kind="weekly", to=other)
    Notice.objects.filter(user=user).update(read_at=MONDAY)
    type(other).objects.filter(pk=other.pk).update(is_active=False)
    with time_machine.travel(MONDAY + datetime.timedelta(days=9), tick=False):
        assert send_due_digests() == 0


def test_digest_names_its_number_in_the_language_of_the_person_and_ends_at_some_length(tell, monkeypatch):
    monkeypatch.setattr("portal.mail.digests.MOST_IN_A_MAIL", 2)
    reader = UserFactory(language="fr")
    with time_machine.travel(MONDAY, tick=False):
        for number in range(3):
            tell(kind="weekly", key=str(number), to=reader)
    with time_machine.travel(MONDAY + datetime.timedelta(days=9), tick=False):
        assert send_due_digests() == 1
    (mail,) = mails()
    assert mail.language == "fr"
    assert mail.text.count("- Lettre") == 2
    assert not Notice.objects.filter(mail__isnull=True).exists()


def test_notices_that_were_read_long_ago_are_deleted(tell, user, settings):
    settings.NOTICE_DAYS = 400
    old, recent, unread = tell(key="1"), tell(key="2"), tell(key="3")
    Notice.objects.filter(pk=old.pk).update(read_at=MONDAY - datetime.timedelta(days=401))
    Notice.objects.filter(pk=recent.pk).update(read_at=MONDAY - datetime.timedelta(days=399))
    with time_machine.travel(MONDAY, tick=False):
        assert purge_notices() == 1
    assert set(Notice.objects.values_list("pk", flat=True)) == {recent.pk, unread.pk}


# --- Stopping ---------------------------------------------------------------------------------------


def token_of(mail: OutboundEmail) -> str:
    return mail.unsubscribe_url.split("/unsubscribe/")[1].split("/?")[0]


@pytest.mark.rule("INFO-5")
def test_mail_carries_the_headers_of_one_click_unsubscribe(tell, settings):
    send(tell().mail.pk)
    (message,) = arrived()
    url = mails()[0].unsubscribe_url
    assert message["List-Unsubscribe"].strip() == f"<{url}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (file,) = settings.MAIL_DIR.glob("*.eml")
    assert f"<{url}>" in file.read_text()  # folded, but neither cut nor encoded


def test_mail_that_must_come_has_no_such_header(tell):
    send(tell(kind="answer").mail.pk)
    (message,) = arrived()
    assert message["List-Unsubscribe"] is None


def test_link_stops_its_kind_and_nothing_else(tell, user):
    wish = read_token(token_of(tell().mail))
    assert wish == Wish("news", user_id=user.pk)
    stop(wish)
    stop(wish)
    assert choices_of(user)["news"] == Delivery.PORTAL
    assert choices_of(user)["weekly"] == Delivery.WEEKLY
    assert tell(key="2").mail is None


def test_link_of_a_digest_stops_what_stands_in_it(user):
    choose(user, {"news": "daily"})
    stop(Wish("*weekly", user_id=user.pk))
    assert choices_of(user)["weekly"] == Delivery.PORTAL
    assert choices_of(user)["news"] == Delivery.DAILY


def test_link_of_an_account_that_is_gone_is_no_error(user):
    stop(Wish("news", user_id=987654))
    assert not NoticePreference.objects.exists()


@pytest.mark.parametrize("token", ["", "nothing", "eyJrIjoibmV3cyJ9:1abcde:xxxx"])
def test_link_that_was_not_signed_here_stands_for_nothing(token):
    assert read_token(token) is None


# --- Addresses without an account -------------------------------------------------------------------


def tell_address(received, values, address="Nobody@Demo.example", key="1", kind="news"):
    context = {name: value for name, value in values.items() if name != "url"}
    return notify_address(kind, address, "fr", received, context, key=key, url="/fr/")


def test_address_without_account_gets_a_mail_once_and_can_stop_them(received, values):
    first = tell_address(received, values)
    assert first == tell_address(received, values, "nobody@demo.example")
    assert "nobody@demo.example" not in first.unsubscribe_url.lower()
    stop(read_token(token_of(first)))
    stop(read_token(token_of(first)))
    assert tell_address(received, values, key="2") is None
    assert tell_address(received, values, key="2", kind="answer") is not None
    assert NoticeOptOut.objects.count() == 1
    assert "nobody" not in str(NoticeOptOut.objects.get())


def test_wish_of_an_address_holds_for_the_account_made_later(received, values, tell):
    stop(read_token(token_of(tell_address(received, values))))
    user = UserFactory(email="nobody@demo.example")
    assert choices_of(user)["news"] == Delivery.PORTAL
    assert tell_address(received, values, key="2").mail is None
    choose(user, {"news": "at_once"})
    assert tell(to=user, key="3").mail is not None


def test_address_with_an_account_is_told_like_the_account(received, values):
    user = UserFactory(email="nobody@demo.example", language="en")
    notice = tell_address(received, values)
    assert (notice.user, notice.language) == (user, "en")


def test_links_are_the_same_whenever_they_are_asked_for(user):
    url = unsubscribe_url("news", "fr", user=user)
    assert url.startswith("http://localhost:8000/desk/notices/unsubscribe/")
    assert url.endswith("/?lang=fr")
