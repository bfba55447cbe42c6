"""Who held which office: public pages per body and per person, with names only as far as people agreed."""

import datetime

import pytest
from django.urls import reverse

from meetings.enums import EndReason, NameConsent, Precision, TermRole
from meetings.models import Term
from meetings.queries.history import day_words, lines_of, terms_with_ties
from portal.records.clock import today
from tests.factories import OrganisationFactory, PersonFactory, partner
from tests.meetings.offices import body_of, chair, group, lead, member, term
from tests.partners.admin import text_of

pytestmark = pytest.mark.django_db
D = datetime.date
GROUP_PAGE = "/en/advisory-group/history/"
AREA_PAGE = "/en/partnership-areas/asgm/history/"


def named(**values) -> Term:
    person = PersonFactory(given_name="Nana", family_name="Named")
    return term(body_of("asgm"), TermRole.LEAD, person=person, consent=NameConsent.GIVEN, **values)


@pytest.mark.rule("AREA-3")
def test_history_keeps_every_lead_and_says_who_acts(client, time_machine):
    time_machine.move_to("2026-03-01T12:00:00+00:00", tick=False)
    body = body_of("asgm")
    first = term(body, TermRole.LEAD, since=D(2009, 1, 1), until=D(2011, 12, 31), precision=Precision.YEAR)
    term(body, TermRole.LEAD, since=D(2023, 5, 1), until=D(2025, 4, 30))
    page = text_of(client.get(AREA_PAGE))
    assert "2009</td>" in page
    assert "2011" in page
    assert "Acting" in page
    assert "until 30 October 2026 at most, or until a successor begins" in page.replace(
        '<time datetime="2026-10-30">', ""
    ).replace("</time>", "")
    assert first.organisation.legal_name in page


def test_history_names_only_who_agreed(client):
    named()
    secret = lead("asgm").person
    page = text_of(client.get(AREA_PAGE))
    assert "Nana Named" in page
    assert str(secret) not in page
    assert secret.terms.get().organisation.legal_name in page


def test_history_of_a_day(client):
    body = body_of("asgm")
    old = term(body, TermRole.LEAD, since=D(2010, 1, 1), until=D(2011, 12, 31))
    new = term(body, TermRole.LEAD, since=D(2020, 1, 1), until=D(2021, 12, 31))
    page = text_of(client.get(AREA_PAGE, {"on": "2010-06-30"}))
    assert old.organisation.legal_name in page
    assert new.organisation.legal_name not in page
    acting = text_of(client.get(AREA_PAGE, {"on": "2013-01-01"}))
    assert old.organisation.legal_name in acting
    assert "Nobody is known" in text_of(client.get(AREA_PAGE, {"on": "2015-01-01"}))


@pytest.mark.parametrize("query", [{"on": "not a day"}, {"page": "x"}, {"page": "9" * 5000}, {"page": "77"}])
def test_history_with_senseless_questions(client, query):
    term(body_of("asgm"), TermRole.LEAD)
    assert client.get(AREA_PAGE, query).status_code == 200


def test_history_leaves_out_what_was_entered_wrongly(client):
    wrong = term(body_of("asgm"), TermRole.LEAD)
    wrong.ended_on, wrong.end_reason = wrong.since, EndReason.ENTERED_WRONGLY
    wrong.save()
    page = text_of(client.get(AREA_PAGE))
    assert wrong.organisation.legal_name not in page
    assert "No term of office is recorded yet" in page


def test_history_tells_the_public_no_reason_that_concerns_the_person(client):
    ended = named(since=today() - datetime.timedelta(days=90))
    ended.ended_on, ended.end_reason = today() - datetime.timedelta(days=2), EndReason.DIED
    ended.save()
    page = text_of(client.get(AREA_PAGE))
    assert "Ended before its planned last day" in page
    assert "Died" not in page
    (line,) = lines_of(terms_with_ties().filter(pk=ended.pk), staff=True)
    assert line.ended_because == "Died in office"


def test_history_of_the_group_lists_chairs_before_members(client):
    chair()
    member()
    page = text_of(client.get(GROUP_PAGE))
    assert page.index("Chairs and co-chairs") < page.index(">Members<")
    assert "Other representative" in page


def test_history_leads_to_partners_that_have_a_page(client):
    known = partner(legal_name="Demonstration Known Partner")
    unknown = OrganisationFactory(legal_name="Demonstration Long Gone Body")
    merged = OrganisationFactory(legal_name="Demonstration Old Name", merged_into=known)
    for organisation in (known, unknown, merged):
        term(body_of("asgm"), TermRole.LEAD, organisation=organisation)
    page = text_of(client.get(AREA_PAGE))
    assert page.count(f'href="{known.get_absolute_url()}"') == 2
    assert unknown.get_absolute_url() not in page
    assert "Demonstration Long Gone Body" in page
    assert "Demonstration Old Name" not in page


def test_history_does_not_lead_from_a_name_to_an_unnamed_individual(client):
    person = PersonFactory(given_name="Indi", family_name="Vidual")
    individual = partner(kind="individual", legal_name="Indi Vidual", person=person, name_is_public=False)
    term(body_of("asgm"), TermRole.LEAD, person=person, organisation=individual)
    page = text_of(client.get(AREA_PAGE))
    assert "Vidual" not in page
    assert "Individual partner" in page
    assert individual.get_absolute_url() not in page


def test_history_of_an_unknown_area_is_not_there(client):
    assert client.get("/en/partnership-areas/nowhere/history/").status_code == 404


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Who held office"), ("fr", "2009"), ("es", "enero de 2009")]
)
def test_history_in_three_languages(client, language, words):
    term(
        body_of("asgm"),
        TermRole.LEAD,
        since=D(2009, 1, 1),
        until=D(2010, 12, 31),
        precision=Precision.MONTH,
    )
    assert words in text_of(client.get(AREA_PAGE.replace("/en/", f"/{language}/")))


def test_days_are_written_as_exactly_as_they_are_known():
    day = D(2009, 3, 1)
    assert [day_words(day, precision) for precision in ("year", "month", "day")] == [
        "2009",
        "March 2009",
        "1 March 2009",
    ]
    assert day_words(None) == ""


def test_person_in_office_is_shown_with_named_offices_only(client):
    the_term = named()
    term(group(), TermRole.MEMBER, person=the_term.person, organisation=the_term.organisation)
    response = client.get(reverse("meetings:office_holder", args=[the_term.person_id]))
    page = text_of(response)
    assert "Nana Named" in page
    assert "Lead, " in page
    assert "Member" not in page
    assert response["X-Robots-Tag"] == "noindex"


def test_person_who_did_not_agree_or_is_erased_has_no_page(client):
    user = lead("asgm")
    the_term = named()
    for pk in (user.person.pk, 0, 10**12):
        assert client.get(f"/en/office-holders/{pk}/").status_code == 404
    person = the_term.person
    person.given_name = person.family_name = person.email = ""
    person.save()
    assert client.get(f"/en/office-holders/{person.pk}/").status_code == 404
    assert "Erased" not in text_of(client.get(AREA_PAGE))


def test_histories_ask_as_often_with_more_rows(client, assert_query_parity):
    the_term = named()

    def load() -> None:
        for page in (GROUP_PAGE, AREA_PAGE, f"/en/office-holders/{the_term.person_id}/"):
            assert client.get(page).status_code == 200

    def grow() -> None:
        for number in range(3):
            chair()
            year = 2012 + 2 * number
            term(
                body_of("asgm"),
                TermRole.LEAD,
                person=the_term.person,
                since=D(year, 1, 1),
                until=D(year + 1, 12, 31),
                consent=NameConsent.GIVEN,
            )

    chair()
    past = {"since": D(2009, 1, 1), "until": D(2010, 1, 1), "consent": NameConsent.GIVEN}
    term(body_of("asgm"), TermRole.LEAD, person=the_term.person, **past)
    assert_query_parity(load, grow, at_most=40)
