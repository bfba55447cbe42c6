"""Terms of long ago: by which decision or from which source, for organisations that the register does not know."""

import datetime
import re
from html import unescape

import pytest
from django.urls import reverse

from meetings.actions.decision_past import enter_past_decision
from meetings.enums import TermRole
from meetings.models import Term
from partners.models import Organisation
from partnership_areas.models import Country
from portal.records.clock import today
from portal.records.models import AuditLine
from tests.factories import OrganisationFactory, PersonFactory, focal_point, partner
from tests.meetings.offices import body_of, term
from tests.meetings.test_term_screens import SOURCE, page
from tests.partners.admin import browser, staff, text_of

pytestmark = pytest.mark.django_db
D = datetime.date


@pytest.mark.rule("AREA-3")
def test_a_past_term_names_the_decision_that_made_it(client):
    gone = OrganisationFactory(legal_name="Demonstration Body of 2009")
    body = body_of("asgm")
    made = enter_past_decision(
        body=body,
        title="Designation of 2012",
        text="The partners designate.",
        language="en",
        decided_on=D(2012, 9, 12),
        by=staff("officer"),
        source="Report of 2012",
    )
    head = browser("head")
    form = text_of(head.get(page("enter", body.pk), {"partner": gone.pk}))
    assert f"{made.reference} Designation of 2012" in form
    values = {
        "organisation": gone.pk,
        "family_name": "Formerly",
        "role": "lead",
        "since": "2012-03-01",
        "until": "2013-12-31",
        "precision": "year",
        "decision": made.pk,
        "consent": "public_source",
    }
    answer = head.post(page("enter", body.pk), values)
    assert "before the day of its decision" not in text_of(answer)  # 2012 is all that is known
    seal = re.search(r'name="confirmed" value="(\w+)"', text_of(answer)).group(1)
    assert head.post(page("enter", body.pk), values | {"confirmed": seal}).status_code == 302
    assert Term.objects.get().decision == made
    assert made.reference in text_of(client.get("/en/partnership-areas/asgm/history/"))


@pytest.mark.rule("AREA-3")
def test_an_organisation_of_the_past_is_named_with_its_first_term(client):
    body = body_of("asgm")
    head = browser("head")
    found = head.get(page("enter", body.pk), {"q": "Bureau d’études zzzz"})
    assert "Name an organisation that is not in the register" in text_of(found)
    address = re.search(r'href="(\?unknown=1[^"]+)"', found.content.decode()).group(1)
    form = head.get(page("enter", body.pk) + unescape(address))
    assert form.context["form"]["organisation_name"].value() == "Bureau d’études zzzz"
    values = {
        "organisation_name": " Bureau  d’études zzzz ",
        "organisation_kind": "other",
        "family_name": "Formerly",
        "role": "lead",
        "since": "2009-01-01",
        "until": "2010-12-31",
        "precision": "year",
        "source": "Report of the second meeting",
        "consent": "public_source",
    }
    wrong = head.post(page("enter", body.pk), values | {"organisation_kind": "individual", "source": ""})
    assert {"organisation_kind", "decision"} <= set(wrong.context["form"].errors)
    answer = head.post(page("enter", body.pk), values)
    assert not Organisation.objects.filter(legal_name__contains="zzzz").exists()
    seal = re.search(r'name="confirmed" value="(\w+)"', text_of(answer)).group(1)
    assert head.post(page("enter", body.pk), values | {"confirmed": seal}).status_code == 302
    organisation = Term.objects.get().organisation
    assert (organisation.legal_name, organisation.memberships.count()) == ("Bureau d’études zzzz", 0)
    assert AuditLine.objects.filter(verb="organisation.name", object_id=organisation.pk).exists()
    assert "Named, no partner" in text_of(head.get(reverse("organisations:inspect", args=[organisation.pk])))
    assert "Bureau d’études zzzz" in text_of(client.get("/en/partnership-areas/asgm/history/"))
    assert "zzzz" not in text_of(client.get("/en/partners/"))
    assert client.get(organisation.get_absolute_url()).status_code == 404
    again = values | {
        "organisation_name": "BUREAU d’Études zzzz",
        "since": "2011-01-01",
        "until": "2012-12-31",
    }
    seal = re.search(r'name="confirmed" value="(\w+)"', text_of(head.post(page("enter", body.pk), again)))
    assert head.post(page("enter", body.pk), again | {"confirmed": seal.group(1)}).status_code == 302
    assert set(Term.objects.values_list("organisation", flat=True)) == {organisation.pk}


def test_an_organisation_of_the_past_that_shares_a_name_is_warned_of():
    OrganisationFactory(legal_name="Demonstration Centre")
    values = {"organisation_name": "demonstration centre", "organisation_kind": "ngo", "role": "lead"}
    values |= {"organisation_country": Country.objects.first().pk, "family_name": "Formerly", **SOURCE}
    values |= {"since": "2009-01-01", "until": "2010-12-31", "precision": "day"}
    answer = browser("head").post(page("enter", body_of("asgm").pk), values)
    assert "The register has an organisation of this name already" in text_of(answer)
    assert Organisation.objects.count() == 1


def test_everything_wrong_with_a_past_term_is_said_at_once():
    gone = OrganisationFactory()
    values = {"organisation": gone.pk, "role": "lead", "since": "2012-01-01", "until": "2010-12-31"}
    for more in ({"family_name": "Formerly"}, {"person": 10**9}, {}):
        answer = browser("head").post(page("enter", body_of("asgm").pk), values | more)
        errors = set(answer.context["form"].errors)
        assert {"until", "decision"} <= errors, (more, errors)
    answer = browser("head").post(page("enter", body_of("asgm").pk), {"organisation": gone.pk})
    assert {"person", "role", "since", "decision"} <= set(answer.context["form"].errors)


def test_the_terms_that_one_can_continue_are_named_as_exactly_as_known():
    body = body_of("asgm")
    days = {"since": D(2017, 1, 1), "until": D(2018, 12, 31), "precision": "year"}
    term(body, TermRole.LEAD, person=PersonFactory(given_name="Ada", family_name="Oldtimer"), **days)
    form = text_of(browser("head").get(page("enter", body.pk), {"partner": OrganisationFactory().pk}))
    assert "Lead, Ada Oldtimer, 2017 – 2018" in form


def test_a_name_typed_beside_the_person_chosen_is_not_dropped():
    organisation = partner(areas=("asgm",))
    values = {"organisation": organisation.pk, "person": focal_point(organisation).person.pk, "role": "lead"}
    values |= {"since": today().isoformat(), "family_name": "Somebody Else", **SOURCE}
    answer = browser("head").post(page("appoint", body_of("asgm").pk), values)
    assert "family_name" in answer.context["form"].errors
    assert not Term.objects.exists()
