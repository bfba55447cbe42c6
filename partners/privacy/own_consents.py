"""What a person agreed to in letters and as a contact, for their own page (``portal.privacy``)."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from partners.actions.name_consent import take_back_name
from partners.actions.people import withdraw_consent
from partners.enums import ConsentPurpose, LetterStatus, PartnerKind
from partners.models import ContactConsent, Letter, OrganisationPerson
from portal.records.personal import Consent


def consents_of(user: Any) -> Iterator[Consent]:
    """Yield the consents of an account's person that run now (``portal.records.personal.consents``)."""
    places = OrganisationPerson.objects.filter(person__user=user, until__isnull=True)
    running = Prefetch("consents", ContactConsent.objects.filter(withdrawn_at__isnull=True))
    for place in places.select_related("organisation").prefetch_related(running).order_by("pk"):
        for purpose, given_at in running_of(place).items():
            yield Consent(
                key=f"place-{place.pk}-{purpose}",
                text=_("To be shown as a contact of %(organisation)s: %(purpose)s")
                % {
                    "organisation": place.organisation.public_name,
                    "purpose": ConsentPurpose(purpose).label,
                },
                given_at=given_at,
                take_back=partial(_hide, place, purpose),
            )
    letters = Letter.objects.filter(applicant=user, consents_to_data=True).exclude(status=LetterStatus.DRAFT)
    for letter in letters.order_by("pk"):
        yield Consent(
            key=f"data-{letter.pk}",
            text=_("That your data is kept to handle letter %(reference)s") % {"reference": letter.reference},
            given_at=letter.consented_at,
            note=_("It ends with your data: ask to be erased below."),
        )
        if letter.kind == PartnerKind.INDIVIDUAL and letter.consents_to_name:
            yield Consent(
                key=f"name-{letter.pk}",
                text=_("To be named to the public as an individual partner"),
                given_at=letter.consented_at,
                take_back=partial(_unname, letter),
            )


def running_of(place: OrganisationPerson) -> dict[str, Any]:
    """Return what ``partners.actions.people.running_consents`` does, of consents that are loaded already."""
    found = {row.purpose: row.given_at for row in place.consents.all()}
    if place.is_public:
        found.setdefault(ConsentPurpose.PUBLIC.value, place.consented_at)
    return found


def _hide(place: OrganisationPerson, purpose: str, user: Any) -> None:
    withdraw_consent(place, purpose, by=user)


def _unname(letter: Letter, user: Any) -> None:
    take_back_name(letter, by=user)
