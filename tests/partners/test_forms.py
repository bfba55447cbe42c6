"""Forms of the letter: what is needed to send is never needed to save."""

import pytest
from django.http import QueryDict

from partners.actions.letters import start_letter
from partners.enums import Step
from partners.forms import PeopleForm, WhoForm, part_form, without_row
from tests.factories import UserFactory, complete_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter():
    return start_letter(by=UserFactory(), language="en")


@pytest.mark.parametrize("step", [step for step in Step.values if step != Step.OFFERS])
def test_empty_part_is_valid_and_its_needed_fields_stay_marked(letter, step):
    form = part_form(letter, step, QueryDict())
    assert form.is_valid(), form.errors
    assert any(field.required for field in form.fields.values())


def test_text_is_cleaned(letter):
    form = WhoForm(
        QueryDict("legal_name=+Caf%C3%A9%00+%20+de%0Ala+mer+&description=One%0D%0A%0D%0ATwo%00"),
        letter=letter,
    )
    assert form.is_valid(), form.errors
    assert form.changes()["legal_name"] == "Café de la mer"
    assert form.changes()["description"] == "One\n\nTwo"


def test_lone_surrogates_are_taken_out(letter):
    data = QueryDict(mutable=True)
    data["legal_name"] = "A\ud800B"
    form = WhoForm(data, letter=letter)
    assert form.is_valid()
    assert form.changes()["legal_name"] == "AB"


def test_field_is_not_cut_off_by_the_browser(letter):
    assert "maxlength" not in str(WhoForm(letter=letter))


def test_part_of_an_individual_asks_for_less():
    letter = complete_draft(kind="individual")
    assert not part_form(letter, Step.WHO).fields["description"].required
    assert not part_form(letter, Step.SIGNATURE).fields["signatory_title"].required
    assert "consents_to_name" in part_form(letter, Step.CONSENT).fields
    assert "consents_to_name" not in part_form(complete_draft(), Step.CONSENT).fields


def test_malformed_address_keeps_the_stored_one():
    letter = complete_draft()
    form = PeopleForm(QueryDict("main-family_name=New&main-email=nobody"), letter=letter)
    assert not form.is_valid()
    assert form.changes()["main"]["email"] == "main@example.org"
    assert form.changes()["main"]["family_name"] == "New"


def test_row_is_taken_out_of_what_was_posted():
    data = QueryDict("offers-TOTAL_FORMS=2&offers-0-text=a&offers-1-text=b&offers-1-topic=data")
    changed = without_row(data, "0")
    assert changed["offers-TOTAL_FORMS"] == "1"
    assert changed["offers-0-text"] == "b"
    assert "offers-1-text" not in changed
    assert without_row(data, "2") is data
    assert without_row(QueryDict(), "0") == QueryDict()
