"""The Advisory Group's public page, its desk, the page behind the link of an invitation, the secretariat's pages."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions.decision_past import enter_past_decision
from meetings.actions.seats import answer_invitation, what_goes_out
from meetings.documents.seat_letters import LETTER
from meetings.enums import InvitationStatus, NameConsent, SeatGround, TermRole
from meetings.models import Nomination, SeatInvitation
from meetings.queries.seats import seats_waiting
from portal.accounts.models import User
from portal.mail.models import Notice, OutboundEmail
from portal.publishing.models import PdfJob
from portal.publishing.tasks import make_pdf
from portal.records.clock import today
from portal.records.pointers import point_to
from tests.factories import PersonFactory, UserFactory, focal_point, head, officer, partner
from tests.meetings.offices import body_of, chair, group, lead, member, term
from tests.meetings.test_seats import prepared, sent

pytestmark = pytest.mark.django_db
PUBLIC, DESK = "/en/advisory-group/", "/desk/advisory-group/"


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(invitation: SeatInvitation, language: str = "en") -> str:
    return f"/{language}/invitations/seat/{invitation.uuid}/"


def seats(number: int) -> None:
    for _each in range(number):
        term(group(), TermRole.MEMBER, consent=NameConsent.GIVEN)


# --- The public page ------------------------------------------------------------------------------


@pytest.mark.rule("PAG-7")
def test_the_public_page_names_functions_members_and_vacancies(client: Client) -> None:
    organisation = partner(legal_name="Demonstration Rivers")
    person = PersonFactory(given_name="Ada", family_name="Example")
    values = {"organisation": organisation, "person": person}
    term(group(), TermRole.MEMBER, consent=NameConsent.GIVEN, **values)
    hidden = PersonFactory(given_name="Not", family_name="Named")
    term(group(), TermRole.MEMBER, person=hidden, ground=SeatGround.TEMPORARY, category="", need="")
    text = client.get(PUBLIC).content.decode()
    for words in (
        "Review business plans",
        "Demonstration Rivers",
        "Ada Example",
        "24 of 25 seats are vacant",
    ):
        assert words in text
    assert "Not Named" not in text
    assert "No chair at present" in text
    assert "woman" not in text.lower()


@pytest.mark.rule("PAG-4")
def test_one_co_chair_alone_is_a_vacancy_shown(client: Client) -> None:
    chair(TermRole.CO_CHAIR)
    assert "One co-chair&#x27;s place is vacant" in client.get(PUBLIC).content.decode()
    chair(TermRole.CO_CHAIR)
    assert "place is vacant" not in client.get(PUBLIC).content.decode()


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_public_page_is_small_and_asks_the_same_number_of_questions(
    client: Client, assert_query_parity: Any, language: str
) -> None:
    seats(1)
    url = f"/{language}/advisory-group/"
    assert_query_parity(lambda: client.get(url), lambda: seats(2))
    seats(22)
    assert len(client.get(url).content) < 100_000


# --- The desk -------------------------------------------------------------------------------------


@pytest.mark.rule("PAG-7")
def test_the_desk_has_a_place_for_each_function() -> None:
    text = as_user(member()).get(DESK).content.decode()
    for code in ("activities", "plans", "progress", "lessons", "reports", "cross-cutting"):
        assert f'id="function-{code}"' in text
    assert "Try a candidate" not in text


@pytest.mark.parametrize("who", [member, chair, officer, head])
def test_the_desk_is_for_the_group_and_the_secretariat(who: Any) -> None:
    assert as_user(who()).get(DESK).status_code == 200


def test_others_find_no_desk_of_the_group(client: Client) -> None:
    assert client.get(DESK).status_code == 302
    assert as_user(lead()).get(DESK).status_code == 404
    user = member()
    user.person.terms.update(until=today() - datetime.timedelta(days=1))
    assert as_user(user).get(DESK).status_code == 404


def test_the_desk_asks_the_same_number_of_questions(assert_query_parity: Any) -> None:
    client = as_user(member())
    assert_query_parity(lambda: client.get(DESK), lambda: seats(2))


def test_members_read_figures_by_gender_only_when_they_tell_of_nobody() -> None:
    user = member()
    assert "By gender" not in as_user(user).get(DESK).content.decode()
    assert "By gender" in as_user(officer()).get(DESK).content.decode()
    for gender in ("woman", "man"):
        for _each in range(3):
            term(group(), TermRole.MEMBER, person=PersonFactory(gender=gender))
    user.person.gender = "man"
    user.person.save()
    assert "By gender" in as_user(user).get(DESK).content.decode()


@pytest.mark.rule("PAG-3")
def test_gap_of_gender_is_named_where_its_figures_are_shown(client: Client) -> None:
    for gender, number in (("woman", 3), ("man", 2)):
        for _each in range(number):
            term(group(), TermRole.MEMBER, person=PersonFactory(gender=gender))
    user = member()
    user.person.gender = "man"
    user.person.save()
    for browser, path in ((client, PUBLIC), (as_user(user), DESK)):
        assert "seats and men" not in browser.get(path).content.decode()
    for _each in range(2):
        term(group(), TermRole.MEMBER, person=PersonFactory(gender="woman"))
    for browser, path in ((client, PUBLIC), (as_user(user), DESK)):
        assert "Women hold 5 seats and men 3" in browser.get(path).content.decode()
    term(group(), TermRole.MEMBER, person=PersonFactory(gender=""))
    assert "seats and men" not in client.get(PUBLIC).content.decode()


def test_members_have_the_group_on_their_desk() -> None:
    assert DESK in as_user(member()).get("/desk/").content.decode()
    assert DESK not in as_user(lead()).get("/desk/").content.decode()


# --- The link -------------------------------------------------------------------------------------


@pytest.mark.rule("PAG-2")
def test_opening_the_link_accepts_nothing(client: Client) -> None:
    invitation = sent()
    for method in (client.get, client.head, client.options):
        for query in ("", "?answer=accept", "?answer=accept&consent=on"):
            method(page(invitation) + query)
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.SENT
    answer = client.get(page(invitation))
    assert answer.status_code == 200
    assert "noindex" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_without_the_token_of_the_page_nothing_is_accepted() -> None:
    invitation = sent()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(page(invitation), {"answer": "accept"}).status_code == 403
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.SENT


@pytest.mark.rule("PAG-2")
def test_the_invited_accept_by_link_and_are_thanked(client: Client) -> None:
    invitation = sent()
    data = {"answer": "accept", "consent": "on", "gender": "woman", "note": "Gladly"}
    answer = client.post(page(invitation), data)
    assert (answer.status_code, answer["Location"]) == (302, page(invitation))
    text = client.get(page(invitation)).content.decode()
    assert "you have accepted the seat" in text
    assert "<form method" not in text.split("<main")[1]
    invitation.refresh_from_db()
    assert invitation.term.consent == NameConsent.GIVEN
    assert invitation.person.gender == "woman"
    again = client.post(page(invitation), {"answer": "decline"})
    assert again.status_code == 409
    assert invitation.status == InvitationStatus.ACCEPTED


def test_who_declines_says_nothing_about_themselves(client: Client) -> None:
    invitation = sent()
    client.post(page(invitation, "fr"), {"answer": "decline", "gender": "man", "consent": "on"})
    invitation.refresh_from_db()
    assert (invitation.status, invitation.person.gender) == (InvitationStatus.DECLINED, "")


def test_without_an_answer_the_page_says_so(client: Client) -> None:
    invitation = sent()
    answer = client.post(page(invitation), {"note": "Perhaps"})
    assert answer.status_code == 422
    assert "Say whether you accept." in answer.content.decode()
    assert "Perhaps" in answer.content.decode()


def test_an_answer_carries_the_account_of_who_is_signed_in() -> None:
    user = focal_point(partner())
    theirs = sent(person=user.person, organisation=user.person.places.get().organisation)
    as_user(user).post(page(theirs), {"answer": "accept"})
    theirs.refresh_from_db()
    assert theirs.answered_by == user


def test_the_link_of_one_that_was_not_sent_opens_nothing(client: Client) -> None:
    assert client.get(page(prepared())).status_code == 404
    assert client.get("/en/invitations/seat/7f1c4c1e-0000-4000-8000-000000000000/").status_code == 404


def test_after_the_day_the_page_says_so(client: Client, time_machine: Any) -> None:
    time_machine.move_to("2026-03-02T12:00:00+00:00", tick=False)
    invitation = sent(days=2)
    time_machine.move_to("2026-03-05T12:00:00+00:00", tick=False)
    assert "The day for the answer is past" in client.get(page(invitation)).content.decode()
    assert client.post(page(invitation), {"answer": "accept"}).status_code == 409


def test_an_acceptance_that_cannot_be_recorded_reaches_the_secretariat(client: Client) -> None:
    the_head = head()
    invitation = sent(by=the_head)
    group_now = group()
    group_now.seats = 0
    group_now.save()
    for _twice in range(2):
        answer = client.post(page(invitation), {"answer": "accept", "note": "Gladly"})
        assert answer.status_code == 422
        assert "Gladly" in answer.content.decode()
    told = Notice.objects.filter(user=the_head, key__endswith="not-recorded")
    assert told.count() == 1
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.SENT


def test_the_letter_is_read_by_link_in_the_language_of_the_address(client: Client) -> None:
    invitation = sent()
    assert client.get(f"{page(invitation)}letter.pdf").status_code == 202
    for job in PdfJob.objects.filter(kind=LETTER, **point_to(invitation)):
        make_pdf(job.pk)
    for language in ("en", "fr", "es"):
        answer = client.get(f"{page(invitation, language)}letter.pdf")
        assert answer.status_code == 200
        assert answer["Content-Language"] == language
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
        assert "private" in answer["Cache-Control"]


# --- What waits -----------------------------------------------------------------------------------


def test_the_invited_find_the_invitation_on_their_desk() -> None:
    user = focal_point(partner())
    invitation = sent(person=user.person, organisation=user.person.places.get().organisation)
    text = as_user(user).get("/desk/").content.decode()
    assert f"Advisory Group ({invitation.reference})" in text
    assert page(invitation) in text
    told = Notice.objects.get(user=user, kind="my_seat")
    assert str(invitation.uuid) not in told.text + told.url
    assert page(invitation) in OutboundEmail.objects.get(template="meetings/seat_invited").text
    answer_invitation(invitation, accept=False, by=user)
    assert page(invitation) not in as_user(user).get("/desk/").content.decode()


def test_what_waits_for_the_secretariat() -> None:
    assert not list(seats_waiting(head()))
    prepared()
    assert len(list(seats_waiting(head()))) == 1
    assert not list(seats_waiting(officer()))
    sent(days=1)
    SeatInvitation.objects.update(answer_by=today() - datetime.timedelta(days=1))
    assert len(list(seats_waiting(head()))) == 2
    assert len(list(seats_waiting(officer()))) == 1
    assert not list(seats_waiting(member()))


# --- The secretariat's pages ----------------------------------------------------------------------


def test_an_officer_prepares_from_a_proposed_seat() -> None:
    user = lead("asgm")
    client = as_user(officer())
    text = client.get(reverse("seat-invitations:composition")).content.decode()
    assert "Leads " in text
    organisation = user.person.places.get().organisation
    area = body_of("asgm").area
    query = f"?organisation={organisation.pk}&person={user.person.pk}&ground=area_lead&area={area.pk}"
    url = reverse("seat-invitations:new") + query
    assert query.replace("&", "&amp;") in text
    form = client.get(url).context["form"]
    assert (form.initial["ground"], form.initial["area"], form.initial["person"]) == (
        "area_lead",
        area,
        user.person,
    )
    data = {
        "person": user.person.pk,
        "ground": "area_lead",
        "area": area.pk,
        "since": today().isoformat(),
        "language": "fr",
    }
    assert client.post(url, data).status_code == 302
    assert SeatInvitation.objects.get().language == "fr"


def test_somebody_who_is_not_known_is_named_in_the_form() -> None:
    organisation = partner(legal_name="Demonstration Mountains")
    client = as_user(officer())
    new = reverse("seat-invitations:new")
    assert f"?organisation={organisation.pk}" in client.get(f"{new}?q=mountains").content.decode()
    assert "No partner of this name" in client.get(f"{new}?q=zzzz").content.decode()
    url = f"{new}?organisation={organisation.pk}"
    data = {
        "ground": "other",
        "category": "ngo",
        "need": "A voice",
        "since": today().isoformat(),
        "language": "en",
    }
    assert client.post(url, data).status_code == 422
    data |= {"given_name": "New", "family_name": "Person", "email": "New@Example.org"}
    assert client.post(url, data).status_code == 302
    assert SeatInvitation.objects.get().person.email == "new@example.org"
    assert client.post(new, data).status_code == 404


def test_the_head_sends_and_records_an_answer_on_behalf() -> None:
    invitation = prepared()
    client = as_user(head())
    read = reverse("seat-invitations:inspect", args=[invitation.pk])
    assert reverse("seat-invitations:send", args=[invitation.pk]) in client.get(read).content.decode()
    data = {
        "signed_on": today().isoformat(),
        "answer_by": today().isoformat(),
        "seen": what_goes_out(invitation),
    }
    assert client.post(reverse("seat-invitations:send", args=[invitation.pk]), data).status_code == 302
    accept = reverse("seat-invitations:accept", args=[invitation.pk])
    assert client.post(accept, {"note": "By mail.", "consent": "on"}).status_code == 302
    invitation.refresh_from_db()
    assert (invitation.status, invitation.on_behalf) == (InvitationStatus.ACCEPTED, True)
    assert "recorded by" in client.get(read).content.decode()


def test_the_page_of_an_invitation_says_what_stands_in_the_way() -> None:
    invitation = prepared(person=PersonFactory(email=""))
    body = group()
    body.seats = 0
    body.save()
    text = as_user(officer()).get(reverse("seat-invitations:inspect", args=[invitation.pk])).content.decode()
    assert "No e-mail address is known" in text
    assert "ordinary seats are taken" in text


def test_the_composition_panel_tries_a_candidate() -> None:
    given_up = term(group(), TermRole.MEMBER, organisation=partner(kind="ngo"))
    invitation = prepared(category="industry")
    client = as_user(officer())
    url = reverse("seat-invitations:composition")
    text = client.get(f"{url}?invitation={invitation.pk}").content.decode()
    assert "With the candidate" in text
    assert "Instead of:" in text
    organisation = partner(legal_name="Demonstration Smelters", kind="industry")
    found = client.get(f"{url}?q=smelters&gender=man").content.decode()
    assert f"organisation={organisation.pk}&amp;gender=man" in found
    tried = client.get(f"{url}?organisation={organisation.pk}&instead_of={given_up.pk}")
    assert tried.context["tried"].then.taken == 1
    assert client.get(f"{url}?invitation=abc&organisation=x&gender=purple").status_code == 200
    assert as_user(UserFactory(roles=("editor",))).get(url).status_code == 404


def test_lists_of_the_secretariat_ask_the_same_number_of_questions(assert_query_parity: Any) -> None:
    client = as_user(officer())
    prepared()
    for name in ("index", "composition"):
        url = reverse(f"seat-invitations:{name}")

        def grow() -> None:
            prepared()
            prepared()
            seats(2)
            lead("asgm")
            lead("waste-management")

        if name == "composition":
            seats(1)
            lead("asgm")
        assert_query_parity(lambda url=url: client.get(url), grow, at_most=25)
    assert client.get(reverse("seat-invitations:index") + "?status=overdue&export=csv").status_code == 200
    assert client.get(reverse("seat-invitations:index") + "?export=xlsx").status_code == 200


def test_whom_an_area_designated_is_proposed_for_a_seat() -> None:
    organisation = partner(legal_name="Demonstration Nominee")
    decision = enter_past_decision(
        body=body_of("asgm"),
        title="Demonstration nominee",
        text="The area designates a demonstration partner.",
        language="en",
        decided_on=today() - datetime.timedelta(days=1),
        by=head(),
        source="Demonstration record",
    )
    Nomination.objects.create(
        decision=decision,
        role=TermRole.MEMBER,
        person=PersonFactory(family_name="Nominee"),
        organisation=organisation,
        since=today(),
    )
    client = as_user(officer())
    text = client.get(reverse("seat-invitations:composition")).content.decode()
    assert f"Designated by {decision.reference}" in text
    [proposal] = client.get(reverse("seat-invitations:composition")).context["proposed"]
    form = client.get(proposal["prepare_url"]).context["form"]
    assert (form.initial["ground"], form.initial["decision"]) == ("area_designated", decision)
    data = {
        "person": form.initial["person"].pk,
        "ground": "area_designated",
        "area": body_of("asgm").area.pk,
        "decision": decision.pk,
        "since": today().isoformat(),
        "language": "en",
    }
    assert client.post(proposal["prepare_url"], data).status_code == 302
    assert client.get(reverse("seat-invitations:composition")).context["proposed"] == []


def test_how_far_the_letter_is_is_told_to_the_invited_and_the_secretariat() -> None:
    user = focal_point(partner())
    invitation = sent(person=user.person, organisation=user.person.places.get().organisation)
    job = PdfJob.objects.filter(kind=LETTER, language="en", **point_to(invitation)).get()
    state = reverse("publishing:state", args=[job.uuid])
    assert as_user(user).get(state).status_code == 200
    assert as_user(officer()).get(state).status_code == 200
    assert as_user(focal_point(partner())).get(state).status_code == 404
    assert Client().get(state).status_code == 404


def test_the_link_of_an_erased_person_opens_nothing(client: Client) -> None:
    invitation = sent()
    type(invitation.person).objects.filter(pk=invitation.person_id).update(given_name="", family_name="")
    assert client.get(page(invitation)).status_code == 404


def test_the_list_of_invitations_is_narrowed() -> None:
    prepared(person=PersonFactory(family_name="Waiting"))
    sent(person=PersonFactory(family_name="Asked"))
    client = as_user(officer())
    index = reverse("seat-invitations:index")
    assert "Waiting" in client.get(f"{index}?status=prepared").content.decode()
    assert "Asked" not in client.get(f"{index}?status=prepared").content.decode()
    assert "None matches." in client.get(f"{index}?ground=temporary").content.decode()


def test_a_seat_that_ends_can_be_continued() -> None:
    ending = today() + datetime.timedelta(days=9)
    old = term(group(), TermRole.MEMBER, person=PersonFactory(family_name="Leaving"), until=ending)
    organisation = partner()
    url = f"{reverse('seat-invitations:new')}?organisation={organisation.pk}"
    client = as_user(officer())
    assert "Leaving" in client.get(url).content.decode()
    data = {
        "given_name": "New",
        "family_name": "Person",
        "ground": "other",
        "category": "ngo",
        "need": "A voice",
        "since": (ending + datetime.timedelta(days=1)).isoformat(),
        "language": "en",
        "replaces": old.pk,
    }
    assert client.post(url, data).status_code == 302
    assert SeatInvitation.objects.get().replaces == old
    read = reverse("seat-invitations:inspect", args=[SeatInvitation.objects.get().pk])
    assert "Leaving" in client.get(read).content.decode()


def test_who_declines_on_paper_is_recorded_by_the_head() -> None:
    invitation = sent()
    client = as_user(head())
    decline = reverse("seat-invitations:decline", args=[invitation.pk])
    assert client.post(decline, {"note": ""}).status_code == 422
    assert client.post(decline, {"note": "By mail of today."}).status_code == 302
    invitation.refresh_from_db()
    assert (invitation.status, invitation.on_behalf) == (InvitationStatus.DECLINED, True)
