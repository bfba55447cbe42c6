"""One letter and one membership per organisation (LOI-8)."""

import hashlib

from django.db.models import Q

from partners.enums import (
    PartnerKind,
)
from partners.models import Letter, Organisation
from portal.records.text import normalise_name


def identity_of(
    *, kind: str, legal_name: str, country_code: str | None, is_global: bool, email: str = ""
) -> str:
    """Return the key that makes two letters or rows the same organisation.

    Normalised legal name and country (or "global", or nothing); for an individual a hash of the address.
    """
    if kind == PartnerKind.INDIVIDUAL:
        return "individual:" + hashlib.sha256(email.strip().lower().encode()).hexdigest()
    place = country_code or ("global" if is_global else "")
    return f"{normalise_name(legal_name)}|{place}"


def letter_identity(letter: Letter) -> str:
    """Return :func:`identity_of` a letter; an individual is known by the applicant's (else main) address."""
    main = letter.contact("main")
    email = letter.applicant.email if letter.applicant else (main.email if main else "")
    return identity_of(
        kind=letter.kind,
        legal_name=letter.legal_name,
        country_code=letter.country.alpha2 if letter.country else None,
        is_global=letter.is_global,
        email=email,
    )


def is_taken(identity_key: str, *, apart_from: Letter) -> bool:
    """Whether another open letter or a running membership stands on this key."""
    letters = Letter.objects.open().filter(identity_key=identity_key, held_at__isnull=True)
    partners = Organisation.objects.partners().order_by().values("pk")
    members = Organisation.objects.filter(identity_key=identity_key).filter(
        Q(pk__in=partners) | Q(merged_into__in=partners)
    )
    return letters.exclude(pk=apart_from.pk).exists() or members.exists()
