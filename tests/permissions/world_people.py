"""People of organisations for the world of the matrix."""

from types import SimpleNamespace
from typing import Any

from partners.actions.invitations import invite_colleague
from partners.actions.people import details_version, give_consent
from partners.actions.succession import ask_succession
from partners.models import ContactConsent, Letter, LetterAuthor, Organisation, OrganisationPerson
from portal.accounts.models import User
from tests.factories import PersonFactory, UserFactory, focal_point, partner


def people_records(reviewer: User, letter: Letter) -> dict[str, Any]:
    """Return a place, an invitation, a request to take over, and a co-author of ``letter``."""
    organisation: Organisation = partner(legal_name="Demonstration Ministry", slug="demonstration-ministry")
    keeper = focal_point(organisation, email="main@ministry.example")
    give_consent(OrganisationPerson.objects.get(person__user=keeper), "public", by=keeper)
    person = PersonFactory(family_name="Person")
    place = OrganisationPerson.objects.create(organisation=organisation, person=person, role="focal")
    ContactConsent.objects.create(place=place, purpose="partners")
    invitation = invite_colleague(organisation, by=keeper, email="guest1@example.org", role="viewer")
    author = LetterAuthor.objects.create(letter=letter, user=UserFactory(email="author@example.org"))
    return {
        "place": SimpleNamespace(
            pk=place.pk,
            slug=organisation.slug,
            belongs_to=organisation,
            details_version=details_version(person),
        ),
        "invitation": SimpleNamespace(uuid=invitation.uuid, belongs_to=organisation),
        "succession": ask_succession(
            organisation,
            by=UserFactory(email="successor@example.org"),
            given_name="",
            family_name="Successor",
            post="Officer",
            reason="She retired.",
        ),
        "author": SimpleNamespace(pk=author.pk, uuid=letter.uuid, belongs_to=letter),
    }
