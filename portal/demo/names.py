"""Old and other names of an invented partner, so that the directory can be tried with them."""

import datetime

from partners.models import FormerIdentity, Organisation, OtherName

# Legal name today, then what it was called before and until when, and what else it is called.
NAMES = (
    (
        "Demonstration Regional Seas Programme",
        ("Demonstration Programme for Clean Coasts", "DPCC", datetime.date(2018, 12, 31)),
        (
            "Programme de démonstration pour les mers régionales",
            "Programa de Demostración de Mares Regionales",
        ),
    ),
)


def load_names() -> None:
    """Add the names that are missing; partners that are not there are left out."""
    for legal_name, (former, acronym, until), others in NAMES:
        organisation = Organisation.objects.canonical().filter(legal_name=legal_name).first()
        if organisation is None:
            continue
        _former, added = FormerIdentity.objects.get_or_create(
            organisation=organisation,
            legal_name=former,
            defaults={
                "acronym": acronym,
                "kind": organisation.kind,
                "country": organisation.country,
                "is_global": organisation.is_global,
                "until": until,
            },
        )
        for text in others:
            if not organisation.other_names.filter(text=text).exists():
                OtherName.objects.create(organisation=organisation, text=text)
                added = True
        if added:
            organisation.save()
