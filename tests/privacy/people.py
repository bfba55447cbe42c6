"""Somebody who has left traces everywhere, for the tests of export and erasure."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from partners.actions.letters import attach_signed_file, save_step, send_letter
from partners.actions.review import add_note, confirm_letter, take_under_review
from partners.enums import OrganisationRole, Step
from partners.models import (
    ColleagueInvitation,
    Letter,
    LetterContact,
    Organisation,
    OrganisationPerson,
    Person,
    Prospect,
)
from portal.accounts.models import User
from portal.records.clock import now
from tests.factories import UserFactory, complete_draft, focal_point, head, officer
from tests.files.conftest import pdf_bytes

EMAIL = "zora.quillfeather@somewhere.example"
GIVEN, FAMILY = "Zora", "Quillfeather"
NAME = f"{GIVEN} {FAMILY}"
PHONE = "+41 22 555 01 99"
MAIN = {"given_name": GIVEN, "family_name": FAMILY, "post": "Director", "email": EMAIL, "phone": PHONE}
ALTERNATE = {"given_name": "Other", "family_name": "Colleague", "email": "other@somewhere.example"}


@dataclass
class Traces:
    """The person's account and what belongs to it."""

    user: User
    person: Person
    letter: Letter
    organisation: Organisation
    colleague: User
    officer: User
    head: User
    session: Client


def somebody(**who: Any) -> Traces:
    """Make Zora: focal point of a partner whose letter she wrote and signed, with a colleague and everything."""
    user = UserFactory(email=EMAIL, first_name=GIVEN, last_name=FAMILY)
    reviewer, decider = officer(), head()
    letter = complete_draft(by=user, **who)
    steps = {
        Step.PEOPLE: {"main": MAIN, "alternate": ALTERNATE},
        Step.SIGNATURE: {"signatory_name": NAME, "signatory_title": "Director"},
        Step.STATEMENTS: {"contribution": f"Write to {NAME} for our inventory method."},
    }
    for step, values in steps.items():
        letter = save_step(letter, step, values, by=user, seen=letter.step_version(step))
    upload = SimpleUploadedFile("quillfeather-signed.pdf", pdf_bytes(), "application/pdf")
    letter = attach_signed_file(letter, upload, by=user)
    letter = take_under_review(send_letter(letter, by=user), by=reviewer)
    add_note(letter, "Ms Quillfeather answered the telephone.", by=reviewer)
    letter = confirm_letter(letter, by=decider)
    organisation = letter.organisation
    person = Person.objects.get(email=EMAIL)
    colleague = focal_point(organisation, email="colleague@somewhere.example")
    OrganisationPerson.objects.filter(person=person).update(is_public=True, consented_at=now())
    ColleagueInvitation.objects.create(
        organisation=organisation,
        role=OrganisationRole.VIEWER,
        email="next@somewhere.example",
        invited_by=user,
    )
    Prospect.objects.create(
        name="Demonstration Guest", contact_name=NAME, email=EMAIL, invited_by=colleague, message="Dear Zora"
    )
    other = complete_draft(by=colleague, legal_name="Demonstration Other Body")
    LetterContact.objects.filter(letter=other, role="alternate").delete()
    LetterContact.objects.create(letter=other, role="alternate", **MAIN)
    EmailAddress.objects.get_or_create(user=user, email=EMAIL)
    complete_draft(by=user, legal_name="Demonstration Never Sent")
    browser = Client()
    browser.force_login(user)
    browser.get("/desk/")
    UserSession.objects.get_or_create(
        session_key=browser.session.session_key,
        defaults={"user": user, "ip": "192.0.2.1", "user_agent": "Firefox"},
    )
    letter.refresh_from_db()
    return Traces(user, person, letter, organisation, colleague, reviewer, decider, browser)


def individual(*, named: bool = True) -> Traces:
    """Make Zora an individual partner, shown with her name when she agreed."""
    user = UserFactory(email=EMAIL, first_name=GIVEN, last_name=FAMILY)
    reviewer, decider = officer(), head()
    letter = complete_draft(
        by=user,
        kind="individual",
        legal_name=NAME,
        acronym="",
        website="https://zora.example",
        description="I am Zora.",
    )
    steps = {
        Step.PEOPLE: {"main": MAIN, "alternate": {}},
        Step.SIGNATURE: {"signatory_name": NAME, "signatory_title": ""},
        Step.CONSENT: {"consents_to_name": named},
    }
    for step, values in steps.items():
        letter = save_step(letter, step, values, by=user, seen=letter.step_version(step))
    letter = take_under_review(send_letter(letter, by=user), by=reviewer)
    letter = confirm_letter(letter, by=decider)
    browser = Client()
    browser.force_login(user)
    organisation = letter.organisation
    return Traces(user, organisation.person, letter, organisation, decider, reviewer, decider, browser)
