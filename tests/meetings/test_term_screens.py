"""The secretariat's screens of bodies and terms: recorded with every problem at once, warnings before the deed."""

import datetime
import re

import pytest
from django.urls import reverse

from meetings.enums import DecisionStatus, EndReason, TermRole
from meetings.models import Body, Decision, Nomination, Position, Term
from partners.models import Person
from portal.records.clock import now, today
from portal.records.models import AuditLine
from portal.records.personal import record_urls
from tests.factories import OrganisationFactory, PersonFactory, focal_point, partner
from tests.meetings.appointing import decided_before
from tests.meetings.offices import body_of, chair, group, lead, member, term
from tests.partners.admin import browser, browser_of, staff, text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
SOURCE = {"source": "Report of the area's meeting", "consent": "public_source"}


def page(verb: str, pk: int) -> str:
    kind = "bodies" if verb in ("appoint", "enter") else "terms"
    return reverse(f"{kind}:{verb}", args=[pk])


def typed(organisation=None, **values) -> dict:
    """What the form sends for a term that begins today."""
    found = {"role": "lead", "since": today().isoformat(), "until": "", **SOURCE}
    role = values.get("role", "lead")
    if {"decision", "since"}.isdisjoint(values) and role != "ex_officio":
        found["decision"] = decided_before(body_of("asgm") if "lead" in role else group()).pk
    if organisation is not None:
        found["organisation"] = organisation.pk
    return found | {name: getattr(value, "pk", value) for name, value in values.items()}


def designation(*, role: str = "lead", **values) -> Nomination:
    """An adopted decision that designates a focal point of a partner of the area."""
    organisation = partner(areas=("asgm",))
    decision = Decision.objects.create(
        body=body_of("asgm"),
        kind="leads",
        reference="ASGM-W1/D1",
        status=DecisionStatus.ADOPTED,
        title="Designation of a lead",
        text="The partners designate.",
        decided_on=today() - DAY,
        announced_at=now(),
    )
    person = focal_point(organisation).person
    values = {"since": today(), "until": today() + 729 * DAY} | values
    return Nomination.objects.create(
        decision=decision, role=role, person=person, organisation=organisation, **values
    )


# --- Recording ------------------------------------------------------------------------------------


@pytest.mark.rule("AREA-3")
def test_term_is_recorded_for_a_person_of_the_partner():
    organisation = partner(areas=("asgm",))
    person = focal_point(organisation).person
    body = body_of("asgm")
    client = browser("head")
    choices = text_of(client.get(page("appoint", body.pk)))
    assert organisation.legal_name in choices
    form = text_of(client.get(page("appoint", body.pk), {"partner": organisation.pk}))
    assert str(person) in form
    answer = client.post(page("appoint", body.pk), typed(organisation, person=person))
    assert answer.status_code == 302, text_of(answer)
    found = Term.objects.get()
    assert (found.person, found.organisation, found.role) == (person, organisation, "lead")
    assert (found.until - found.since).days in (729, 730)
    inspect = text_of(client.get(reverse("bodies:inspect", args=[body.pk])))
    assert str(person) in inspect


def test_term_is_recorded_from_an_adopted_decision_filled_in():
    nomination = designation()
    client = browser("head")
    body = nomination.decision.body
    desk = text_of(client.get("/admin/"))
    assert f"Record a term: {nomination.person}" in desk
    assert "To record from adopted decisions" in text_of(
        client.get(reverse("bodies:inspect", args=[body.pk]))
    )
    form = client.get(page("appoint", body.pk), {"nomination": nomination.pk})
    text = text_of(form)
    assert "Filled in from decision ASGM-W1/D1" in text
    assert f'value="{today().isoformat()}"' in text
    values = {name: field.value() for name, field in ((f.name, f) for f in form.context["form"])}
    values = {name: getattr(value, "pk", value) or "" for name, value in values.items()} | {
        "consent": "public_source"
    }
    answer = client.post(page("appoint", body.pk), values)
    assert answer.status_code == 302, text_of(answer)
    nomination.refresh_from_db()
    assert nomination.term.decision == nomination.decision
    assert "Record a term" not in text_of(client.get("/admin/"))
    assert client.get(page("appoint", body.pk), {"nomination": nomination.pk}).status_code == 200


def test_all_problems_are_said_at_once_also_beside_malformed_fields():
    stranger = partner(areas=("products",))
    body = body_of("asgm")
    client = browser("head")
    values = typed(stranger, since="2026-99-99", until="nonsense", source="", family_name="Somebody")
    answer = client.post(page("appoint", body.pk), values)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert {"since", "until"} <= set(errors)
    values = typed(
        stranger, until=(today() - DAY).isoformat(), source="", decision="", family_name="Somebody"
    )
    answer = client.post(page("appoint", body.pk), values)
    errors = answer.context["form"].errors
    assert {"until", "organisation", "decision"} <= set(errors), errors
    assert "This organisation is no partner of the area" in text_of(answer)
    assert not Term.objects.exists()
    assert not Person.objects.filter(family_name="Somebody").exists()


def test_form_without_anything_says_what_is_missing():
    answer = browser("head").post(page("appoint", group().pk), {})
    assert answer.status_code == 422
    assert {"person", "organisation", "since", "role"} <= set(answer.context["form"].errors)


@pytest.mark.parametrize("senseless", ["x", "0", "9" * 30])
def test_senseless_keys_are_no_error_of_the_server(senseless):
    client = browser("head")
    body = group()
    assert (
        client.get(page("appoint", body.pk), {"partner": senseless, "nomination": senseless}).status_code
        == 200
    )
    answer = client.post(page("appoint", body.pk), {"organisation": senseless, "person": senseless})
    assert answer.status_code == 422


def test_warnings_are_shown_before_and_confirmed():
    organisation = partner(areas=("asgm",))
    person = focal_point(organisation).person
    for _lead in range(3):
        lead("asgm")
    body = body_of("asgm")
    client = browser("head")
    values = typed(organisation, person=person, role="co_lead", consent="")
    answer = client.post(page("appoint", body.pk), values)
    assert answer.status_code == 422
    text = text_of(answer)
    assert "Nothing is done yet" in text
    assert "The person has not agreed to be named" in text
    assert "more than 3 leads and co-leads" in text
    assert not Term.objects.filter(person=person).exists()
    seal = re.search(r'name="confirmed" value="(\w+)"', text).group(1)
    # What was confirmed is exactly what was shown: other warnings are shown again.
    other = client.post(page("appoint", body.pk), values | {"consent": "given", "confirmed": seal})
    assert other.status_code == 422
    answer = client.post(page("appoint", body.pk), values | {"confirmed": seal})
    assert answer.status_code == 302
    assert Term.objects.filter(person=person, role="co_lead").count() == 1


def test_new_person_is_made_with_the_term_and_only_then():
    organisation = partner(areas=("asgm",))
    body = body_of("asgm")
    client = browser("head")
    new = {"given_name": "Nina", "family_name": "New", "email": "Nina@New.example"}
    values = typed(organisation, **new)
    assert client.post(page("appoint", body.pk), values | {"decision": ""}).status_code == 422
    assert not Person.objects.filter(family_name="New").exists()
    assert client.post(page("appoint", body.pk), values).status_code == 302
    found = Term.objects.get()
    assert (str(found.person), found.person.email) == ("Nina New", "nina@new.example")


def test_new_person_of_a_known_address_is_that_person_or_refused():
    known = PersonFactory(given_name="Kim", family_name="Known", email="kim@known.example")
    organisation = partner(areas=("asgm",))
    body = body_of("asgm")
    client = browser("head")
    other = typed(organisation, family_name="Other", email=known.email)
    answer = client.post(page("appoint", body.pk), other)
    assert answer.status_code == 422
    assert "This address belongs to Kim Known" in text_of(answer)
    same = typed(organisation, family_name="KNOWN", email=known.email)
    assert client.post(page("appoint", body.pk), same).status_code == 302
    assert Term.objects.get().person == known


def test_new_person_of_a_known_name_is_warned_of():
    PersonFactory(given_name="Sam", family_name="Same")
    organisation = partner(areas=("asgm",))
    values = typed(organisation, given_name="sam", family_name="same")
    answer = browser("head").post(page("appoint", body_of("asgm").pk), values)
    assert answer.status_code == 422
    assert "There is a person of this name already" in text_of(answer)


@pytest.mark.rule("AREA-3")
def test_history_from_2009_is_entered_and_shown(client):
    gone = OrganisationFactory(legal_name="Demonstration Body of 2009")
    body = body_of("asgm")
    head = browser("head")
    assert "Which organisation did the person represent?" in text_of(head.get(page("enter", body.pk)))
    found = text_of(head.get(page("enter", body.pk), {"q": "body of 2009"}))
    assert f"?partner={gone.pk}" in found
    values = {
        "organisation": gone.pk,
        "family_name": "Formerly",
        "role": "lead",
        "since": "2009-01-01",
        "until": "2010-12-31",
        "precision": "year",
        "source": "Report of the second meeting",
        "consent": "public_source",
    }
    answer = head.post(page("enter", body.pk), values)
    seal = re.search(r'name="confirmed" value="(\w+)"', text_of(answer)).group(1)
    assert "not recorded as a partner of the area" in text_of(answer)
    assert head.post(page("enter", body.pk), values | {"confirmed": seal}).status_code == 302
    page_of_area = text_of(client.get("/en/partnership-areas/asgm/history/"))
    for words in ("Formerly", "Demonstration Body of 2009", "2010", "Report of the second meeting"):
        assert words in page_of_area


@pytest.mark.rule("PAG-2")
def test_ex_officio_represents_no_partner():
    client = browser("head")
    body = group()
    form = text_of(client.get(page("appoint", body.pk), {"nobody": "1"}))
    assert "No partner is represented." in form
    values = typed(role="ex_officio", family_name="Officio")
    assert client.post(page("appoint", body.pk), values).status_code == 302
    assert Term.objects.get().organisation is None


@pytest.mark.rule("PAG-4")
def test_chair_without_a_seat_or_beside_a_co_chair_is_refused_at_the_fields():
    chair(TermRole.CO_CHAIR)
    organisation = partner()
    person = focal_point(organisation).person
    values = typed(organisation, person=person, role="chair")
    answer = browser("head").post(page("appoint", group().pk), values)
    assert answer.status_code == 422
    assert {"person", "role"} <= set(answer.context["form"].errors)


@pytest.mark.parametrize("role", ["officer", "auditor"])
def test_only_the_head_records_ends_and_takes_out(role):
    user = lead("asgm")
    the_term = user.person.terms.get()
    client = browser(role)
    for verb, pk in (
        ("appoint", the_term.body_id),
        ("enter", the_term.body_id),
        ("end", the_term.pk),
        ("void", the_term.pk),
    ):
        assert client.get(page(verb, pk)).status_code == 403, verb
        assert client.post(page(verb, pk), {"note": "x"}).status_code == 403, verb
    inspect = text_of(client.get(reverse("bodies:inspect", args=[the_term.body_id])))
    assert "Record a term" not in inspect
    assert Term.objects.get().ended_on is None


# --- One term --------------------------------------------------------------------------------------


@pytest.mark.rule("AREA-3")
def test_removing_the_last_lead_is_warned_of_and_then_done():
    user = lead("asgm")
    the_term = user.person.terms.get()
    client = browser("head")
    values = {"ended_on": today().isoformat(), "reason": "resigned", "note": ""}
    answer = client.post(page("end", the_term.pk), values)
    assert answer.status_code == 422
    text = text_of(answer)
    assert "The area is left without a lead" in text
    seal = re.search(r'name="confirmed" value="(\w+)"', text).group(1)
    assert client.post(page("end", the_term.pk), values | {"confirmed": seal}).status_code == 302
    the_term.refresh_from_db()
    assert (the_term.ended_on, the_term.end_reason) == (today(), EndReason.RESIGNED)
    assert "Resigned" in text_of(client.get(reverse("terms:inspect", args=[the_term.pk])))


def test_planned_end_is_brought_forward_on_its_page():
    lead("asgm")  # so that nobody has to be warned of an area without a lead
    planned = {"ended_on": today() + 60 * DAY, "end_reason": EndReason.RESIGNED}
    the_term = lead("asgm", **planned).person.terms.get()
    client = browser("head")
    inspect = text_of(client.get(reverse("terms:inspect", args=[the_term.pk])))
    assert page("end", the_term.pk) in inspect
    values = {"ended_on": str(today() + 70 * DAY), "reason": "resigned", "note": ""}
    answer = client.post(page("end", the_term.pk), values)
    assert set(answer.context["form"].errors) == {"ended_on"}
    values["ended_on"] = str(today() + DAY)
    assert client.post(page("end", the_term.pk), values).status_code == 302
    the_term.refresh_from_db()
    assert the_term.ended_on == today() + DAY


def test_end_with_everything_wrong_is_refused_at_its_fields():
    the_term = lead("asgm").person.terms.get()
    answer = browser("head").post(
        page("end", the_term.pk), {"ended_on": "2001-01-01", "reason": "entered_wrongly", "note": ""}
    )
    assert answer.status_code == 422
    answer = browser("head").post(page("end", the_term.pk), {"ended_on": "2001-01-01", "reason": "other"})
    assert {"ended_on", "note"} <= set(answer.context["form"].errors)


def test_term_entered_by_mistake_is_taken_out():
    the_term = lead("asgm").person.terms.get()
    client = browser("head")
    assert client.post(page("void", the_term.pk), {"note": ""}).status_code == 422
    note = {"note": "Another person was meant."}
    answer = client.post(page("void", the_term.pk), note)
    text = text_of(answer)
    assert answer.status_code == 422 and "The area is left without a lead" in text
    seal = re.search(r'name="confirmed" value="(\w+)"', text).group(1)
    assert client.post(page("void", the_term.pk), note | {"confirmed": seal}).status_code == 302
    inspect = text_of(client.get(reverse("terms:inspect", args=[the_term.pk])))
    assert "Was entered by mistake" in inspect
    assert str(the_term.person) not in text_of(client.get(reverse("terms:index")))
    assert str(the_term.person) in text_of(client.get(reverse("terms:index"), {"state": "wrong"}))


def test_consent_is_recorded_on_behalf_only_when_the_person_said_so():
    the_term = term(body_of("asgm"), "lead")
    client = browser("officer")
    assert client.post(page("name", the_term.pk), {}).status_code == 422
    assert client.post(page("name", the_term.pk), {"agreed": "1"}).status_code == 302
    the_term.refresh_from_db()
    assert the_term.is_named
    assert AuditLine.objects.get(verb="term.consent").on_behalf
    assert client.post(page("unname", the_term.pk)).status_code == 302
    the_term.refresh_from_db()
    assert not the_term.is_named


def test_checklist_is_kept_on_behalf():
    the_term = member(until=today() + 5 * DAY).person.terms.get()
    client = browser("officer")
    assert "Handover" in text_of(client.get(reverse("terms:inspect", args=[the_term.pk])))
    assert client.post(page("handover", the_term.pk), {"done": ["contacts"]}).status_code == 302
    assert the_term.handover.get().item == "contacts"
    assert client.post(page("handover", the_term.pk), {"done": ["crown"]}).status_code == 422
    early = lead("asgm").person.terms.get()
    assert client.get(page("handover", early.pk)).status_code == 403


# --- Lists ------------------------------------------------------------------------------------------


def test_list_of_terms_by_state_role_body_and_words():
    since = today() - 800 * DAY
    acting = lead("asgm", since=since, until=today() - 10 * DAY).person
    running = member().person
    past = PersonFactory(family_name="Oldtimer")
    term(group(), TermRole.CHAIR, person=past, since=D(2010, 1, 1), until=D(2011, 12, 31))
    coming = term(body_of("products"), TermRole.LEAD, since=today() + 30 * DAY).person
    client = browser("auditor")

    def shown(**query) -> set:
        text = text_of(client.get(reverse("terms:index"), query))
        return {
            person
            for person in (acting, running, past, coming)
            if f">{person}<" in text.replace("> ", ">").replace(" <", "<")
        }

    assert shown() == {acting, running}
    assert shown(state="acting") == {acting}
    assert shown(state="past") == {past}
    assert shown(state="coming") == {coming}
    assert shown(state="all") == {acting, running, past, coming}
    assert shown(state="all", role="leads") == {acting, coming}
    assert shown(state="all", role="member") == {running}
    assert shown(state="all", body=group().pk) == {running, past}
    assert shown(q="OLDTIMER") == {past}
    text = text_of(client.get(reverse("terms:index"), {"export": "csv", "state": "all"}))
    assert text.count("Demonstration record") == 4


D = datetime.date


def test_bodies_say_who_leads_and_how_many_seats_are_taken():
    lead("asgm")
    chair()
    text = text_of(browser("officer").get(reverse("bodies:index")))
    assert "1 of 25 ordinary seats taken" in text
    assert "Nobody leads it" in text
    assert "24 vacancies" in text_of(browser("officer").get(reverse("bodies:inspect", args=[group().pk])))


@pytest.mark.parametrize(
    "address", ["bodies:index", "terms:index", "bodies:inspect", "terms:inspect", "bodies:appoint"]
)
def test_screens_ask_as_often_with_more_rows(address, assert_query_parity):
    since = today() - 800 * DAY
    first = lead("asgm", since=since, until=today() - 10 * DAY)
    body = body_of("asgm")
    term(body, TermRole.LEAD, person=first.person, since=D(2010, 1, 1), until=D(2011, 1, 1))
    the_term = first.person.terms.order_by("-since").first()
    pk = the_term.pk if address == "terms:inspect" else body.pk
    url = reverse(address) if address.endswith("index") else reverse(address, args=[pk])
    client = browser_of(staff("head"))

    def load() -> None:
        assert client.get(url, {"state": "all"} if address == "terms:index" else {}).status_code == 200

    def grow() -> None:
        for number in range(3):
            lead("asgm", since=since + number * DAY, until=today() - 10 * DAY)
            year = 2012 + number
            term(body, TermRole.LEAD, person=first.person, since=D(year, 1, 1), until=D(year, 12, 31))

    assert_query_parity(load, grow, at_most=40 if address.endswith("inspect") else 25)


def test_numbers_of_bodies_are_all_there():
    text = text_of(browser("officer").get(reverse("bodies:index")))
    assert all(str(body) in text for body in Body.objects.select_related("area"))


def test_texts_that_mention_somebody_lead_to_the_staffs_pages():
    the_term = lead("asgm").person.terms.get()
    assert record_urls["meetings.term"](the_term) == reverse("terms:inspect", args=[the_term.pk])
    decision = designation().decision
    position = Position(decision=decision)
    for label in (
        "meetings.decision",
        "meetings.seatinvitation",
        "meetings.amendment",
        "meetings.areaproposal",
    ):
        assert f"/inspect/{decision.pk}/" in record_urls[label](decision)
    assert record_urls["meetings.position"](position) == record_urls["meetings.decision"](decision)
