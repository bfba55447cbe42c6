"""Records for tests: each factory gives the smallest record that the rules accept."""

import datetime
from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from partners.actions.letters import save_step, send_letter, start_letter
from partners.actions.review import confirm_letter, take_under_review
from partners.enums import MembershipOrigin, OrganisationRole, Step
from partners.models import (
    AreaParticipation,
    Letter,
    Membership,
    MembershipKind,
    Organisation,
    OrganisationPerson,
    Person,
)
from partners.rules.identity import identity_of
from partnership_areas.models import Area, Country
from portal.accounts.models import StaffAppointment, User


class UserFactory(DjangoModelFactory):
    """A user with a verified address; ``roles=("officer",)`` appoints to staff roles."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@example.org")
    language = "en"
    password = factory.LazyFunction(lambda: make_password(None))  # no password: signs in by code

    @factory.post_generation
    def verified(self, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        if extracted is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)

    @factory.post_generation
    def roles(self, create: bool, extracted: tuple[str, ...] | None, **kwargs: Any) -> None:
        for role in extracted or ():
            StaffAppointment.objects.create(user=self, role=role)


def officer(**values: Any) -> User:
    return UserFactory(roles=("officer",), **values)


def head(**values: Any) -> User:
    return UserFactory(roles=("head",), **values)


STEPS: dict[str, dict[str, Any]] = {
    Step.WHO: {
        "kind": "ngo",
        "legal_name": "Demonstration Clean Rivers Network",
        "acronym": "DCRN",
        "website": "https://example.org",
        "description": "We monitor rivers.",
    },
    Step.PEOPLE: {
        "main": {
            "given_name": "Main",
            "family_name": "Contact",
            "post": "Director",
            "email": "main@example.org",
        },
        "alternate": {},
    },
    Step.STATEMENTS: {"supports": True, "commits": True, "contribution": "We share our inventory method."},
    Step.OFFERS: {"offers": [{"direction": "offer", "topic": "training", "area": None, "text": "Workshops"}]},
    Step.SIGNATURE: {
        "signatory_name": "Main Contact",
        "signatory_title": "Director",
        "signed_on": datetime.date(2026, 1, 15),
        "declared": True,
    },
    Step.CONSENT: {"acknowledges_publication": True, "consents_to_data": True},
}


def complete_draft(*, by: Any = None, language: str = "en", **who: Any) -> Letter:
    """A draft with every part filled in; ``who`` changes fields of the first part."""
    by = by or UserFactory()
    letter = start_letter(by=by, language=language)
    country = Country.objects.get(alpha2="KE")
    for step, values in STEPS.items():
        if step == Step.WHO:
            values = values | {"country": country} | who
        letter = save_step(letter, step, values, by=by, seen=0)
    return save_step(letter, Step.AREAS, {"areas": [Area.objects.get(code="asgm")]}, by=by, seen=0)


def sent_letter(**values: Any) -> Letter:
    """A letter that was sent and waits for the secretariat."""
    letter = complete_draft(**values)
    return send_letter(letter, by=letter.applicant)


def letter_under_review(*, reviewer: User | None = None, **values: Any) -> Letter:
    return take_under_review(sent_letter(**values), by=reviewer or officer())


def confirmed_letter(*, decider: User | None = None, **values: Any) -> Letter:
    return confirm_letter(letter_under_review(**values), by=decider or head())


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = "ngo"
    legal_name = factory.Sequence(lambda n: f"Demonstration Organisation {n}")
    country = factory.LazyFunction(lambda: Country.objects.get(alpha2="KE"))
    slug = factory.Sequence(lambda n: f"demonstration-organisation-{n}")
    identity_key = factory.LazyAttribute(
        lambda o: identity_of(
            kind=o.kind,
            legal_name=o.legal_name,
            country_code=o.country.alpha2 if o.country else None,
            is_global=False,
        )
    )


def partner(*, areas: tuple[str, ...] = ("asgm",), since: Any = None, **values: Any) -> Organisation:
    """An organisation with a running membership (imported) in ``areas``."""
    organisation = OrganisationFactory(**values)
    Membership.objects.create(
        organisation=organisation,
        kind=MembershipKind.objects.get(code="partner"),
        origin=MembershipOrigin.IMPORTED,
        since=since,
    )
    for code in areas:
        AreaParticipation.objects.create(
            organisation=organisation, area=Area.objects.get(code=code), since=since
        )
    return organisation


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    family_name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.org")


def focal_point(organisation: Organisation, *, role: str = OrganisationRole.FOCAL, **values: Any) -> User:
    """A user who is focal point (or viewer) of an organisation."""
    user = UserFactory(**values)
    person = PersonFactory(user=user, email=user.email)
    OrganisationPerson.objects.create(organisation=organisation, person=person, role=role)
    return user
