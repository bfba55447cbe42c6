"""What bodies add to a partner's public page: offices, with names by consent, and what it proposed."""

import datetime

import pytest

from meetings.enums import DecisionKind, DecisionStatus, EndReason, NameConsent, TermRole
from meetings.models import Decision, Term
from partners.models import Organisation
from portal.records.clock import today
from tests.factories import PersonFactory, partner
from tests.meetings.offices import body_of, group, term
from tests.partners.desk import text_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def decided(organisation: Organisation, number: int, status: str = DecisionStatus.ADOPTED) -> Decision:
    return Decision.objects.create(
        body=group(),
        kind=DecisionKind.GENERAL,
        reference=f"PAG-9/D{number}",
        status=status,
        title=f"Demonstration title {number}",
        text="The group decides.",
        proposer=organisation,
        decided_on=today() if status == DecisionStatus.ADOPTED else None,
    )


@pytest.mark.rule("AREA-3")
def test_page_shows_offices_and_names_with_consent_only(client) -> None:
    organisation = partner(legal_name="Demonstration Office")
    person = PersonFactory(family_name="Amani Demonstration")
    held = {"organisation": organisation, "person": person}
    office = term(body_of("asgm"), TermRole.LEAD, **held)
    term(group(), TermRole.CO_CHAIR, since=today() + DAY, **held)
    wrong = {"ended_on": today(), "end_reason": EndReason.ENTERED_WRONGLY}
    term(body_of("cement"), TermRole.LEAD, **wrong, **held)
    url = organisation.get_absolute_url()
    (panel,) = client.get(url).context["panels"]
    assert [line.term.body.code for line in panel[1]["lines"]] == [group().code, "asgm"]
    page = text_of(client.get(url))
    assert 'id="offices-title"' in page
    assert "Amani Demonstration" not in page
    Term.objects.filter(pk=office.pk).update(consent=NameConsent.GIVEN)
    page = text_of(client.get(url))
    assert page.count("Amani Demonstration") == 1
    assert 'id="offices-title"' not in text_of(client.get(partner().get_absolute_url()))


def test_individual_who_is_not_named_is_not_told_by_an_office(client) -> None:
    organisation = partner(legal_name="Demonstration Person")
    Organisation.objects.filter(pk=organisation.pk).update(name_is_public=False)
    term(body_of("asgm"), TermRole.LEAD, organisation=organisation, consent=NameConsent.GIVEN)
    assert client.get(organisation.get_absolute_url()).context["panels"] == []


def test_page_shows_what_the_partner_proposed(client, assert_query_parity) -> None:
    organisation = partner(legal_name="Demonstration Proposer")
    decided(organisation, 1)
    decided(organisation, 2, DecisionStatus.OPEN)
    url = organisation.get_absolute_url()
    page = text_of(client.get(url))
    assert "PAG-9/D1: Demonstration title 1" in page
    assert "Demonstration title 2" not in page

    def grow() -> None:
        for _number in range(2):
            decided(organisation, Decision.objects.count() + 1)
            term(body_of("asgm"), TermRole.CO_LEAD, organisation=organisation, consent=NameConsent.GIVEN)

    grow()
    assert_query_parity(lambda: client.get(url), grow)
