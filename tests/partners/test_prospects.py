"""Prospective partners: invited by a partner or the secretariat, followed to their letter (INFO-7)."""

import datetime
import re
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from partners.actions.letters import discard_draft, save_step, send_letter
from partners.actions.prospects import (
    invite_prospect,
    prospect_joined,
    refuse_prospect,
    resend_prospect,
    revoke_prospect,
    take_up_prospect,
)
from partners.actions.review import confirm_letter, decline_letter, take_under_review
from partners.models import Letter, Organisation, Prospect, ProspectState
from partnership_areas.models import Area, Country
from portal.accounts.models import User
from portal.mail.models import Notice, OutboundEmail
from portal.records.clock import now, today
from portal.records.decisions import Forbidden, Refusal, WrongState
from tests.factories import STEPS, UserFactory, complete_draft, focal_point, head, officer, partner
from tests.partners.admin import browser, browser_of, staff, text_of

pytestmark = pytest.mark.django_db
WEEK = datetime.timedelta(days=8)


@pytest.fixture
def focal(db: None) -> User:
    return focal_point(partner(legal_name="Demonstration Host"))


def host() -> Organisation:
    return Organisation.objects.get(legal_name="Demonstration Host")


def invited(by: User, organisation: Organisation | None = None, **values: Any) -> Prospect:
    values = {
        "name": "Demonstration Guild",
        "email": "guild@example.org",
        "contact_name": "Guild Person",
    } | values
    return invite_prospect(organisation=organisation, by=by, **values)


def desk(name: str, **values: Any) -> str:
    return reverse(f"partners_desk:{name}", kwargs={"slug": host().slug, **values})


def problems(refused: Any) -> set[str]:
    return {problem.field for problem in refused.value.problems}


@pytest.mark.rule("INFO-7")
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_prospect_is_invited_in_its_language_with_a_link_to_its_letter(focal, language):
    prospect = invited(focal, host(), language=language, message="We met in Nairobi.")
    mail = OutboundEmail.objects.get(template="partners/prospect_invited")
    assert (mail.to, mail.language) == ("guild@example.org", language)
    for words in ("Demonstration Host", "Demonstration Guild", "We met in Nairobi.", str(prospect.uuid)):
        assert words in mail.text
    [door] = re.findall(r"https?://[^/]+(/\S+/join/\?invitation=\S+)", mail.text)
    page = text_of(Client().get(door))
    assert str(prospect.uuid) in page
    assert "Demonstration Guild" in page


@pytest.mark.rule("INFO-7")
def test_prospect_is_followed_to_its_letter_and_membership(focal):
    prospect = invited(focal, host())
    client = Client()
    answer = client.post("/en/join/", {"invitation": str(prospect.uuid)})
    assert answer.status_code == 302
    letter = Letter.objects.get()
    assert (letter.legal_name, letter.prospect) == ("Demonstration Guild", prospect)
    prospect = Prospect.objects.get()
    assert prospect.state == ProspectState.BEGUN
    writer = UserFactory()
    Letter.objects.update(applicant=writer)
    letter.refresh_from_db()
    for step, values in STEPS.items():
        if step == "who":
            values = values | {"legal_name": "Demonstration Guild of Gold", "is_global": True}
        letter = save_step(letter, step, values, by=writer, seen=letter.step_version(step))
    letter = save_step(letter, "areas", {"areas": [Area.objects.get(code="asgm")]}, by=writer, seen=0)
    letter = send_letter(letter, by=writer)
    assert Prospect.objects.get().state == ProspectState.ARRIVED
    letter = confirm_letter(take_under_review(letter, by=officer()), by=head())
    assert Prospect.objects.get().state == ProspectState.PARTNER
    notice = Notice.objects.get(user=focal, kind="my_prospects")
    assert "Demonstration Guild of Gold" in notice.title
    prospect_joined(letter, letter.organisation)
    assert Notice.objects.filter(user=focal, kind="my_prospects").count() == 1
    assert "Partner now" in text_of(browser_of(focal).get(desk("prospects")))


def test_prospect_decision_on_the_letter_is_not_told_to_who_invited(focal):
    prospect = invited(focal, host())
    letter = complete_draft()
    Prospect.objects.update(letter=letter)
    letter = take_under_review(send_letter(letter, by=letter.applicant), by=officer())
    decline_letter(letter, by=head(), reason="Not fitting.")
    assert Prospect.objects.get().state == ProspectState.CLOSED
    page = text_of(browser_of(focal).get(desk("prospects")))
    assert "declined" not in page
    assert "Letter sent" in page
    assert "declined" in text_of(browser("officer").get(reverse("prospects:inspect", args=[prospect.pk])))


@pytest.mark.rule("INFO-7")
def test_prospect_who_may_invite(focal):
    viewer = focal_point(host(), role="viewer")
    stranger = focal_point(partner())
    for user in (viewer, stranger, staff("auditor")):
        with pytest.raises(Forbidden):
            invited(user, host())
        with pytest.raises(Forbidden):
            invited(user)
    with pytest.raises(Forbidden):
        invited(focal)
    assert invited(focal, host()).on_behalf is False
    assert invited(officer(), host(), email="b@example.org").on_behalf is True
    assert invited(officer(), email="c@example.org").organisation is None


def test_prospect_what_is_refused(focal):
    partner(legal_name="Demonstration Ministère")
    with pytest.raises(Refusal) as refused:
        invited(focal, host(), name=" ", email="nobody", message="See https://example.org")
    assert problems(refused) == {"name", "email", "message"}
    with pytest.raises(Refusal) as refused:
        kenya = Country.objects.get(alpha2="KE")
        invited(focal, host(), name="demonstration ministere", country=kenya, message="x" * 1001)
    assert problems(refused) == {"name", "message"}
    invited(focal, host())
    with pytest.raises(Refusal) as refused:
        invited(officer(), email="GUILD@example.org")
    assert problems(refused) == {"email"}
    assert Prospect.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Prospect.objects.create(name="x", email="guild@example.org", invited_by=focal)


def test_prospect_at_most_twenty_a_day(focal):
    for number in range(20):
        invited(focal, host(), email=f"p{number}@example.org")
    with pytest.raises(Refusal, match="Go on tomorrow"):
        invited(focal, host(), email="late@example.org")
    Prospect.objects.update(created_at=now() - WEEK)
    assert invited(focal, host(), email="late@example.org")


def test_prospect_sent_again_a_week_later_and_three_times_at_most(focal):
    prospect = invited(focal, host())
    with pytest.raises(WrongState, match="less than a week"):
        resend_prospect(prospect, by=focal)
    for _time in range(2):
        Prospect.objects.update(sent_at=now() - WEEK, created_at=now() - 2 * WEEK, expires_on=today())
        prospect = resend_prospect(prospect, by=focal)
        assert prospect.expires_on > today()
    Prospect.objects.update(sent_at=now() - WEEK)
    with pytest.raises(WrongState, match="enough"):
        resend_prospect(prospect, by=focal)
    assert OutboundEmail.objects.filter(template="partners/prospect_invited").count() == 3


def test_prospect_taken_back_opens_nothing(focal):
    prospect = invited(focal, host())
    with pytest.raises(Forbidden):
        revoke_prospect(prospect, by=focal_point(partner()))
    prospect = revoke_prospect(prospect, by=focal)
    assert prospect.state == ProspectState.REVOKED
    assert f'value="{prospect.uuid}"' not in text_of(Client().get(f"/en/join/?invitation={prospect.uuid}"))
    assert Client().get(reverse("partners:prospect_refuse", args=[prospect.uuid])).status_code == 404
    for verb in (revoke_prospect, resend_prospect):
        with pytest.raises(Forbidden, match="no longer open"):
            verb(prospect, by=focal)
    assert invited(focal, host()) != prospect


def test_prospect_that_ran_out_can_be_invited_again(focal):
    prospect = invited(focal, host())
    Prospect.objects.update(expires_on=today() - datetime.timedelta(days=1))
    prospect.refresh_from_db()
    assert prospect.state == ProspectState.EXPIRED
    Client().post("/en/join/", {"invitation": str(prospect.uuid)})
    assert Letter.objects.get().legal_name == ""
    assert invited(officer()).state == ProspectState.SENT


@pytest.mark.rule("INFO-7")
def test_prospect_not_interested_is_forgotten_and_not_written_to_again(focal):
    prospect = invited(focal, host())
    address = reverse("partners:prospect_refuse", args=[prospect.uuid])
    client = Client()
    assert "Not interested?" in text_of(client.get(address))
    assert Prospect.objects.get().refused_at is None, "reading a page does nothing"
    for _time in range(2):
        assert "we will not write again" in text_of(client.post(address))
    prospect = Prospect.objects.get()
    assert (prospect.email, prospect.contact_name, prospect.state) == ("", "", ProspectState.REFUSED)
    with pytest.raises(Refusal) as refused:
        invited(officer())
    assert problems(refused) == {"email"}
    assert Client().get(reverse("partners:prospect_refuse", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.rule("INFO-7")
def test_prospect_not_interested_leaves_no_name_or_address_in_mails(focal):
    prospect = invited(focal, host(), contact_name="Ms Tinderbox", message="Dear Ms Tinderbox")
    other = invited(focal, host(), name="Demonstration Lodge", email="lodge@example.org")
    refuse_prospect(prospect)
    prospect.refresh_from_db()
    assert (prospect.email, prospect.contact_name, prospect.message) == ("", "", "")
    mail = OutboundEmail.objects.get(object_id=prospect.pk, template="partners/prospect_invited")
    assert (mail.to, mail.subject, mail.text, mail.html) == ("", "[erased]", "", "")
    assert mail.state == "failed", "it was on its way: it is not sent"
    kept = OutboundEmail.objects.get(object_id=other.pk, template="partners/prospect_invited")
    assert (kept.to, kept.state) == ("lodge@example.org", "queued") and kept.text


def test_prospect_who_began_a_letter_no_longer_refuses(focal):
    prospect = invited(focal, host())
    letter = complete_draft()
    Prospect.objects.update(letter=letter)
    with pytest.raises(WrongState):
        refuse_prospect(prospect)
    assert Client().post(reverse("partners:prospect_refuse", args=[prospect.uuid])).status_code == 404
    discard_draft(letter, by=letter.applicant)
    assert Prospect.objects.get().state == ProspectState.SENT


def test_prospect_is_taken_up_once_and_by_an_untouched_draft_only(focal):
    prospect = invited(focal, host())
    touched = complete_draft()
    assert take_up_prospect(prospect, touched, by=touched.applicant).legal_name != prospect.name
    assert Prospect.objects.get().letter is None
    first, second = Client(), Client()
    for client in (first, second):
        client.post("/en/join/", {"invitation": str(prospect.uuid)})
    drafts = Letter.objects.exclude(pk=touched.pk).order_by("pk")
    assert [draft.legal_name for draft in drafts] == ["Demonstration Guild", ""]


@pytest.mark.parametrize("value", ["", "x", "%00", "0" * 5000, "00000000-0000-0000-0000-000000000007"])
def test_prospect_senseless_links_open_the_plain_page(value):
    assert Client().get("/en/join/", {"invitation": value}).status_code == 200
    assert Client().post("/en/join/", {"invitation": value}).status_code == 302


def test_prospects_on_the_desk(focal):
    client = browser_of(focal)
    assert "not invited anybody yet" in text_of(client.get(desk("prospects")))
    form = {"name": "", "email": "guild@example.org", "language": "fr", "message": "www.example.org"}
    answer = client.post(desk("prospect_invite"), form)
    assert answer.status_code == 422
    assert "guild@example.org" in text_of(answer)
    answer = client.post(desk("prospect_invite"), form | {"name": "Guild"})
    assert answer.status_code == 422
    assert "Leave out addresses" in text_of(answer)
    answer = client.post(desk("prospect_invite"), form | {"name": "Guild", "message": ""}, follow=True)
    assert "Guild is invited." in text_of(answer)
    prospect = Prospect.objects.get()
    answer = client.post(desk("prospect_resend", uuid=prospect.uuid), follow=True)
    assert "less than a week" in text_of(answer)
    revoke = desk("prospect_revoke", uuid=prospect.uuid)
    assert "Take the invitation back?" in text_of(client.get(revoke))
    assert "is taken back" in text_of(client.post(revoke, follow=True))
    assert client.get(revoke).status_code == 302
    assert "no longer open" in text_of(client.post(revoke, follow=True))
    assert client.get(desk("prospect_revoke", uuid=uuid.uuid4())).status_code == 404
    assert "1 invitation" in text_of(client.get(desk("organisation")))


def test_prospects_of_others_are_not_there(focal):
    prospect = invited(officer())
    client = browser_of(focal)
    assert client.post(desk("prospect_resend", uuid=prospect.uuid)).status_code == 404
    assert prospect.name not in text_of(client.get(desk("prospects")))
    other = browser_of(focal_point(partner()))
    assert other.get(desk("prospects")).status_code == 404
    viewer = browser_of(focal_point(host(), role="viewer"))
    assert viewer.get(desk("prospects")).status_code == 200
    assert viewer.get(desk("prospect_invite")).status_code == 403
    assert viewer.post(desk("prospect_resend", uuid=prospect.uuid)).status_code == 403


def test_prospects_in_the_admin(focal):
    invited(focal, host())
    client = browser("officer")
    answer = client.post(
        "/admin/prospects/new/", {"name": "Second Guild", "email": "second@example.org", "language": "es"}
    )
    assert answer.status_code == 302
    assert client.post("/admin/prospects/new/", {"name": "Third"}).status_code == 422
    for query, expected in (
        ("", {"Demonstration Guild", "Second Guild"}),
        ("state=sent", {"Demonstration Guild", "Second Guild"}),
        ("by=secretariat", {"Second Guild"}),
        ("by=partner", {"Demonstration Guild"}),
        *((f"state={state}", set()) for state in ProspectState.values if state != "sent"),
    ):
        found = client.get(f"/admin/prospects/?{query}").context["object_list"]
        assert {prospect.name for prospect in found} == expected, query
    assert "Second Guild" in text_of(client.get("/admin/prospects/?export=csv"))
    prospect = Prospect.objects.get(name="Second Guild")
    page = reverse("prospects:inspect", args=[prospect.pk])
    assert "second@example.org" in text_of(client.get(page))
    assert client.post(reverse("prospects:revoke", args=[prospect.pk])).status_code == 302
    assert client.post(reverse("prospects:revoke", args=[prospect.pk])).status_code == 403
    assert "Invite an organisation" not in text_of(browser("auditor").get("/admin/prospects/"))
    assert browser("auditor").get("/admin/prospects/new/").status_code == 404


@pytest.mark.parametrize("state", ProspectState.values)
def test_prospect_queries_agree_with_the_state_of_each(focal, state):
    for status in ("draft", "submitted"):
        invited(focal, host(), email=f"{status}@example.org")
    invited(focal, host(), email="sent@example.org")
    revoke_prospect(invited(focal, host(), email="revoked@example.org"), by=focal)
    refuse_prospect(invited(focal, host(), email="refused@example.org"))
    old = invited(focal, host(), email="old@example.org")
    Prospect.objects.filter(pk=old.pk).update(expires_on=today() - datetime.timedelta(days=1))
    draft = complete_draft(legal_name="One")
    sent = send_letter(letter := complete_draft(legal_name="Two"), by=letter.applicant)
    for email, record in (("draft@example.org", draft), ("submitted@example.org", sent)):
        Prospect.objects.filter(email=email).update(letter=record)
    for_state = set(Prospect.objects.in_state(state).values_list("pk", flat=True))
    assert for_state == {p.pk for p in Prospect.objects.select_related("letter") if p.state == state}


def test_prospect_lists_make_the_same_queries_for_one_row_and_for_three(focal, assert_query_parity):
    numbers = iter(range(100))
    for client, address in (
        (browser("officer"), "/admin/prospects/"),
        (browser_of(focal), desk("prospects")),
    ):
        invited(focal, host(), email=f"n{next(numbers)}@example.org")

        def load(client=client, address=address):
            assert client.get(address).status_code == 200

        def grow():
            for _row in range(3):
                invited(focal, host(), email=f"n{next(numbers)}@example.org")

        assert_query_parity(load, grow)
