"""Contacts, an office, offers and needs, and a message, so that these pages have something to show."""

import datetime
import uuid
from typing import Any

from partners.actions.contacts import save_address, write_message
from partners.actions.people import give_consent
from partners.enums import ConsentPurpose
from partners.models import ContactMessage, FunctionalAddress, Letter, OfferOrNeed, OrganisationPerson
from partnership_areas.models import Area
from portal.accounts.models import User
from portal.records.clock import now, pretending

# Account of the writer of a confirmed letter → direction, topic, area, language, words.
MORE: dict[str, tuple[tuple[str, str, str | None, str, str], ...]] = {
    "focal": (
        ("seek", "training", "asgm", "en", "Training of twelve inspectors in low-mercury processing"),
        ("seek", "data", "waste-management", "en", "Analyses of samples from three former waste sites"),
        ("seek", "funding", None, "en", "Travel of two experts to the regional workshop"),
    ),
    "lead": (
        ("seek", "venue", "asgm", "es", "Sala con interpretación para un taller regional"),
        ("seek", "outreach", None, "es", "Material en quechua para comunidades mineras"),
    ),
    "lead2": (
        ("seek", "expertise", "waste-management", "fr", "Conseil pour un site de stockage provisoire"),
    ),
    "chair": (("seek", "policy", "products", "fr", "Modèles de textes pour l’importation de produits"),),
    "member": (("seek", "technology", "air-transport-fate", "en", "Two samplers for a new station"),),
}
SUBJECT = "Workshop in the region"
TEXT = (
    "Good day,\n\nour institute trains health workers of mining communities. We read that you look for training "
    "and would gladly speak about a course for your inspectors.\n\nWith kind regards"
)


def load_exchange(users: dict[str, User]) -> None:
    """Add what is missing; change nothing that is there."""
    areas = {area.code: area for area in Area.objects.all()}
    organisations: dict[str, Any] = {
        writer: Letter.objects.get(applicant=users[writer]).organisation for writer in MORE
    }
    for writer, rows in MORE.items():
        for direction, topic, area, language, text in rows:
            OfferOrNeed.objects.get_or_create(
                organisation=organisations[writer],
                direction=direction,
                topic=topic,
                area=areas.get(area or ""),
                text=text,
                defaults={"language": language},
            )
        for place in OrganisationPerson.objects.filter(person__user=users[writer], until__isnull=True):
            for purpose in (ConsentPurpose.PARTNERS, ConsentPurpose.MESSAGES):
                if not place.consents.filter(purpose=purpose).exists():  # taken back stays taken back
                    give_consent(place, purpose, by=users[writer])
    ministry = organisations["focal"]
    if not FunctionalAddress.objects.filter(organisation=ministry).exists():
        save_address(ministry, by=users["focal"], label="Chemicals unit", email="unit@ministry.demo.example")
    if not ContactMessage.objects.exists():
        with pretending(now() - datetime.timedelta(days=9)):
            write_message(
                ministry,
                by=users["lead"],
                key=uuid.uuid4(),
                to="office",
                name="Lead Demonstration",
                subject=SUBJECT,
                text=TEXT,
            )
