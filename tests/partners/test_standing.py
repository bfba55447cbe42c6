"""Memberships over time: declared withdrawals, changes of kind, beginnings, coming back by a new letter."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from partners.actions.membership import end_membership
from partners.actions.review import confirm_letter, join_letter, take_under_review
from partners.actions.standing import (
    change_membership_kind,
    declare_withdrawal,
    record_withdrawal,
    set_aside_withdrawal,
    set_beginning,
    take_back_withdrawal,
)
from partners.models import Membership, MembershipKind, MembershipKindChange, Organisation, Withdrawal
from partners.standing import events_of
from portal.accounts.models import User
from portal.mail.models import Notice
from portal.records.clock import today
from portal.records.decisions import Forbidden, Refusal, WrongState
from portal.records.models import AuditLine
from tests.factories import confirmed_letter, focal_point, head, officer, partner, sent_letter
from tests.partners.admin import browser, browser_of, staff, text_of

pytestmark = pytest.mark.django_db
D = datetime.date
DAY = datetime.timedelta(days=1)


def desk(organisation: Organisation, name: str, **values: Any) -> str:
    return reverse(f"partners_desk:{name}", kwargs={"slug": organisation.slug, **values})


def declared(**values: Any) -> tuple[Withdrawal, User]:
    """Return a withdrawal with the focal point who declared it."""
    organisation = partner(since=D(2015, 1, 1))
    focal = focal_point(organisation)
    values = {"reason": "We close.", "last_day": today()} | values
    return declare_withdrawal(organisation, by=focal, **values), focal


def titles(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).values_list("title", flat=True))


# --- Leaving (LOI-9) --------------------------------------------------------------------------------------


@pytest.mark.rule("LOI-9")
def test_withdrawal_declared_ends_nothing_until_the_head_records_it():
    secretary = officer()
    withdrawal, focal = declared()
    organisation = withdrawal.membership.organisation
    assert Membership.objects.get().ended_on is None
    assert any("declares that it leaves" in title for title in titles(secretary))
    record_withdrawal(withdrawal, by=head())
    membership = Membership.objects.get()
    assert (membership.ended_on, membership.ending) == (today(), "withdrawn")
    assert membership.end_reason == "We close."
    assert not organisation.participations.running().exists()
    withdrawal.refresh_from_db()
    assert withdrawal.status == "recorded"
    assert any("membership" in title for title in titles(focal))
    assert list(AuditLine.objects.filter(verb__startswith="withdrawal").values_list("verb", flat=True)) == [
        "withdrawal.declare",
        "withdrawal.record",
    ]


@pytest.mark.rule("LOI-9")
def test_withdrawal_is_not_recorded_before_the_last_day():
    withdrawal, _focal = declared(last_day=today() + DAY)
    with pytest.raises(WrongState, match="The last day is"):
        record_withdrawal(withdrawal, by=head())
    assert Membership.objects.get().ended_on is None


@pytest.mark.parametrize("make", [officer, lambda: focal_point(partner())])
def test_withdrawal_is_decided_by_the_head_only(make):
    withdrawal, focal = declared()
    for verb, values in ((record_withdrawal, {}), (set_aside_withdrawal, {"reason": "x"})):
        for user in (make(), focal):
            with pytest.raises(Forbidden):
                verb(withdrawal, by=user, **values)


@pytest.mark.parametrize("role", ["viewer", "officer", "head"])
def test_withdrawal_is_declared_by_focal_points_only(role):
    organisation = partner()
    user = focal_point(organisation, role="viewer") if role == "viewer" else staff(role)
    with pytest.raises(Forbidden):
        declare_withdrawal(organisation, by=user, reason="x", last_day=today())


def test_withdrawal_needs_a_reason_and_a_day_within_a_year():
    organisation = partner()
    focal = focal_point(organisation)
    for last_day in (today() - DAY, today() + 400 * DAY):
        with pytest.raises(Refusal) as refused:
            declare_withdrawal(organisation, by=focal, reason=" ", last_day=last_day)
        assert {problem.field for problem in refused.value.problems} == {"reason", "last_day"}
    assert not Withdrawal.objects.exists()


def test_withdrawal_declared_twice_is_one():
    withdrawal, focal = declared()
    again = declare_withdrawal(withdrawal.membership.organisation, by=focal, reason="Again", last_day=today())
    assert again == withdrawal
    assert Withdrawal.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.create(
            membership=withdrawal.membership, reason="x", last_day=today(), declared_by=focal
        )


def test_withdrawal_taken_back_and_declared_again():
    secretary = officer()
    withdrawal, focal = declared()
    withdrawal = take_back_withdrawal(withdrawal, by=focal)
    assert withdrawal.status == "taken_back"
    assert any("stays in the Partnership" in title for title in titles(secretary))
    for verb, by in ((take_back_withdrawal, focal), (record_withdrawal, head())):
        with pytest.raises(WrongState):
            verb(withdrawal, by=by)
    organisation = withdrawal.membership.organisation
    assert declare_withdrawal(organisation, by=focal, reason="Now.", last_day=today()) != withdrawal


def test_withdrawal_set_aside_tells_why():
    withdrawal, focal = declared()
    with pytest.raises(Refusal):
        set_aside_withdrawal(withdrawal, by=head(), reason="  ")
    set_aside_withdrawal(withdrawal, by=head(), reason="Declared by mistake.")
    notice = Notice.objects.get(user=focal)
    assert "was not recorded" in notice.title
    assert "Declared by mistake." in notice.text
    assert Membership.objects.get().ended_on is None


def test_withdrawal_closes_when_the_head_ends_the_membership_otherwise():
    withdrawal, _focal = declared(last_day=today() + 30 * DAY)
    end_membership(withdrawal.membership, by=head(), ending="inactive", reason="Silent.")
    withdrawal.refresh_from_db()
    assert withdrawal.status == "recorded"
    with pytest.raises(WrongState):
        record_withdrawal(withdrawal, by=head())


def test_withdrawal_without_membership():
    organisation = partner()
    focal = focal_point(organisation)
    Membership.objects.all().delete()
    with pytest.raises(Forbidden):
        declare_withdrawal(organisation, by=focal, reason="x", last_day=today())


def test_leaving_on_the_desk():
    organisation = partner(since=D(2015, 1, 1))
    focal = focal_point(organisation)
    client = browser_of(focal)
    page = desk(organisation, "membership")
    assert "Became a partner" in text_of(client.get(page))
    leave = desk(organisation, "withdraw_membership")
    assert "What then happens" in text_of(client.get(leave))
    answer = client.post(leave, {"last_day": "2001-01-01", "reason": "Because."})
    assert answer.status_code == 422
    assert "Because." in text_of(answer)
    answer = client.post(leave, {"last_day": today().isoformat(), "reason": "Because."}, follow=True)
    assert "Withdrawal declared; the last day is" in text_of(answer)
    assert client.get(leave).status_code == 302
    take_back = desk(organisation, "take_back_withdrawal")
    assert client.get(take_back).status_code == 405
    assert "The membership goes on." in text_of(client.post(take_back, follow=True))
    assert client.post(take_back).status_code == 302
    client.post(leave, {"last_day": today().isoformat(), "reason": "Because."})
    record_withdrawal(Withdrawal.objects.get(status="declared"), by=head())
    for address in (page, leave):
        assert client.get(address).status_code == 404, "the right ended with the membership"
    assert "no longer a partner" in text_of(browser("officer").get(page))


def test_leaving_is_shown_to_viewers_and_refused():
    organisation = partner()
    client = browser_of(focal_point(organisation, role="viewer"))
    assert desk(organisation, "withdraw_membership") not in text_of(
        client.get(desk(organisation, "membership"))
    )
    assert client.get(desk(organisation, "withdraw_membership")).status_code == 403
    assert client.post(desk(organisation, "take_back_withdrawal")).status_code == 403
    assert Client().get(desk(organisation, "membership")).status_code == 302


def test_withdrawals_in_the_admin():
    withdrawal, _focal = declared()
    name = withdrawal.membership.organisation.legal_name
    client = browser("head")
    assert name in text_of(client.get("/admin/withdrawals/"))
    assert name in text_of(client.get("/admin/withdrawals/?export=csv"))
    assert name in text_of(client.get("/admin/"))
    page = reverse("withdrawals:inspect", args=[withdrawal.pk])
    assert "We close." in text_of(client.get(page))
    record = reverse("withdrawals:record", args=[withdrawal.pk])
    assert client.get(record).status_code == 200
    assert client.post(record).status_code == 302
    assert client.post(record).status_code == 409
    assert record not in text_of(client.get(page))
    assert "No withdrawal waits" in text_of(client.get("/admin/withdrawals/"))
    assert name in text_of(client.get("/admin/withdrawals/?status=all"))
    assert "None matches." in text_of(client.get("/admin/withdrawals/?status=set_aside"))
    assert record not in text_of(browser("officer").get(page))


# --- Coming back (LOI-9) ----------------------------------------------------------------------------------


@pytest.mark.rule("LOI-9")
def test_membership_resumes_by_a_new_letter_and_both_times_are_kept():
    first = confirmed_letter().organisation
    end_membership(first.memberships.get(), by=head(), ending="inactive", reason="Silent.")
    letter = confirmed_letter(by=None)
    assert letter.organisation == first
    ended, running = first.memberships.order_by("pk")
    assert (ended.ending, running.ended_on, running.letter) == ("inactive", None, letter)
    assert [str(event.text) for event in events_of(first)] == [
        "Became a partner",
        "Membership ended: Inactive",
        "Came back as a partner",
    ]
    assert "Came back as a partner" in text_of(Client().get(first.get_absolute_url()))


@pytest.mark.rule("LOI-11")
def test_membership_of_an_imported_partner_is_of_its_letter_once_one_is_confirmed():
    organisation = partner(legal_name="Demonstration Listed")
    letter = sent_letter(legal_name="Another Writing of It")
    letter = join_letter(letter, organisation, by=officer())
    confirm_letter(take_under_review(letter, by=officer()), by=head())
    membership = organisation.memberships.get()
    assert (membership.origin, membership.letter, membership.since) == ("letter", letter, None)
    membership = set_beginning(membership, by=officer(), since=D(2012, 6, 1), source="List of 2012")
    with pytest.raises(Forbidden, match="confirmed"):
        set_beginning(membership, by=officer(), since=D(2011, 6, 1), source="List of 2011")


# --- Kinds and beginnings (LOI-10) ------------------------------------------------------------------------


@pytest.fixture
def soft(db: None) -> MembershipKind:
    return MembershipKind.objects.create(code="soft", name_en="Soft", name_fr="Souple", name_es="Suave")


@pytest.mark.rule("LOI-10")
def test_kind_of_membership_changes_with_date_reason_and_who(soft):
    membership = partner(since=D(2015, 1, 1)).memberships.get()
    chief = head()
    membership = change_membership_kind(
        membership, by=chief, kind=soft, on=D(2020, 1, 1), reason="Asked for."
    )
    change = MembershipKindChange.objects.get()
    assert (change.before.code, change.after, change.by, change.reason) == (
        "partner",
        soft,
        chief,
        "Asked for.",
    )
    assert Membership.objects.get().kind == soft
    events = [str(event.text) for event in events_of(membership.organisation)]
    assert events == ["Became a partner", "Now of the kind “Soft”"]
    with pytest.raises(Refusal) as refused:
        change_membership_kind(membership, by=chief, kind=soft, on=D(2019, 1, 1), reason="")
    assert [problem.field for problem in refused.value.problems] == ["kind", "on", "reason"]
    with pytest.raises(Forbidden):
        change_membership_kind(membership, by=officer(), kind=soft, on=today(), reason="x")


@pytest.mark.rule("LOI-10")
def test_kind_of_membership_of_one_that_ended_stays(soft):
    membership = partner().memberships.get()
    end_membership(membership, by=head(), ending="inactive", reason="Silent.")
    membership.refresh_from_db()
    with pytest.raises(Forbidden):
        change_membership_kind(membership, by=head(), kind=soft, on=today(), reason="x")


def test_beginning_of_an_imported_membership_becomes_known():
    membership = partner().memberships.get()
    Membership.objects.update(listed_by=D(2014, 12, 31))
    for since, source in (
        (D(2015, 1, 1), "List of 2012"),
        (today() + DAY, "List of 2012"),
        (D(2012, 1, 1), " "),
    ):
        with pytest.raises(Refusal):
            set_beginning(membership, by=officer(), since=since, source=source)
    membership = set_beginning(membership, by=officer(), since=D(2012, 6, 1), source="List of 2012")
    assert (membership.since, membership.source) == (D(2012, 6, 1), "List of 2012")
    with pytest.raises(Forbidden):
        set_beginning(membership, by=focal_point(partner()), since=D(2012, 6, 1), source="x")
    with pytest.raises(Forbidden, match="confirmed"):
        set_beginning(
            confirmed_letter().organisation.memberships.get(), by=officer(), since=D(2012, 6, 1), source="x"
        )


def test_beginning_does_not_lie_in_an_earlier_membership():
    organisation = partner(since=D(2010, 1, 1))
    first = organisation.memberships.get()
    end_membership(first, by=head(), ending="withdrawn", reason="x", on=D(2014, 1, 1))
    second = Membership.objects.create(organisation=organisation, kind=first.kind, origin="imported")
    with pytest.raises(Refusal, match="had not ended"):
        set_beginning(second, by=officer(), since=D(2013, 1, 1), source="List")
    assert set_beginning(second, by=officer(), since=D(2014, 1, 1), source="List").since == D(2014, 1, 1)


def test_memberships_in_the_admin(soft):
    membership = partner(legal_name="Demonstration Dated").memberships.get()
    client = browser("head")
    assert "Demonstration Dated" in text_of(client.get("/admin/memberships/?beginning=unknown&state=running"))
    assert "Demonstration Dated" not in text_of(client.get("/admin/memberships/?beginning=known"))
    assert "Demonstration Dated" not in text_of(client.get("/admin/memberships/?state=inactive"))
    assert "Demonstration Dated" in text_of(client.get("/admin/memberships/?export=csv&origin=imported"))
    change = reverse("memberships:change_kind", args=[membership.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {"kind": soft.pk, "on": today(), "reason": ""}).status_code == 422
    assert client.post(change, {"kind": soft.pk, "on": today(), "reason": "Asked."}).status_code == 302
    beginning = reverse("memberships:set_beginning", args=[membership.pk])
    assert client.post(beginning, {"since": "2012-01-01", "source": "List of 2012"}).status_code == 302
    page = text_of(client.get(reverse("memberships:inspect", args=[membership.pk])))
    for words in ("Soft", "Asked.", "List of 2012", "Kind of membership changed", "Beginning recorded"):
        assert words in page, words
    assert client.get("/admin/memberships/?beginning=known").status_code == 200


def test_membership_lists_make_the_same_queries_for_one_row_and_for_three(assert_query_parity):
    client = browser("head")
    for address in ("/admin/memberships/", "/admin/withdrawals/"):
        declared()

        def load(address=address):
            assert client.get(address).status_code == 200

        def grow():
            for _row in range(3):
                declared()

        assert_query_parity(load, grow)
