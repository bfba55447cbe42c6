"""Letters and confirmations as PDF. What they say depends on the frozen version only, never on the working copy."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from partners.actions.publication import CONFIRMATION
from partners.enums import OrganisationRole
from partners.models import Letter, OrganisationPerson
from partners.public import as_agreed, public_name
from partners.rules.letters import can_see_letter
from partners.snapshot import KIND, LetterText, frozen_text
from portal.publishing.documents import DocumentKind
from portal.records import registries
from portal.records.decisions import ALLOWED, Answer
from portal.records.models import FrozenVersion
from portal.records.pointers import point_to


def register() -> None:
    """Called once from ``AppConfig.ready``."""
    registries.documents[KIND] = DocumentKind(
        kind=KIND,
        template="partners/pdf/letter.html",
        context=letter_context,
        title=letter_title,
        filename=letter_filename,
        public=lambda letter: letter.is_public,
        may_read=can_see_letter,
        url=letter_url,
    )
    registries.documents[CONFIRMATION] = DocumentKind(
        kind=CONFIRMATION,
        template="partners/pdf/confirmation.html",
        context=confirmation_context,
        title=confirmation_title,
        filename=confirmation_filename,
        public=False,
        may_read=can_read_confirmation,
        url=confirmation_url,
    )


def frozen_letter(letter: Letter, number: int) -> FrozenVersion:
    """Return a frozen version of a letter; LookupError when there is none of that number."""
    version = FrozenVersion.objects.filter(kind=KIND, number=number, **point_to(letter)).first()
    if version is None:
        raise LookupError(f"letter {letter.pk} has no version {number}")
    return version


# --- The letter of intent -------------------------------------------------------------------------


def letter_context(letter: Letter, language: str, version: str) -> dict[str, Any]:
    """Return what the letter's template needs. ``version`` is "2-confirmed" or "1-received"."""
    number, stage = version.split("-", 1)
    text = as_agreed(frozen_text(frozen_letter(letter, int(number)), letter.reference or ""), letter)
    confirmed = stage == "confirmed"
    return {
        "text": text,
        "address": settings.SECRETARIAT_ADDRESS,
        "symbol": text.symbol,
        "kind_label": _("Letter of intent"),
        "status_label": _("Confirmed by UNEP") if confirmed else _("Received, not yet confirmed by UNEP"),
        "status_tone": "good" if confirmed else "waiting",
        "date": text.signed_on,
        "signed_on": written(text.signed_on),
        "original_language": text.language,
        "record_hash": text.sha256,
        "verify_url": settings.BASE_URL + letter_page(text.reference, language),
        "subject": _("Letter of intent to take part in the UNEP Global Mercury Partnership"),
    }


def written(day: datetime.date | None) -> str:
    """Return a date as the language of the document writes it."""
    return date_format(day, _("j F Y")) if day else ""


def letter_page(reference: str, language: str) -> str:
    with override(language):
        return reverse("partners:letter", args=[reference])


def letter_title(letter: Letter, language: str) -> str:
    """Return the title of the PDF: what it is and from whom, as published."""
    version = frozen_letter(letter, letter.published_version or 1)
    people = version.people_content() if letter.consents_to_name else None
    name = public_name(version.content(), people)
    return _("Letter of intent of %(name)s") % {"name": name}


def letter_filename(letter: Letter, language: str) -> str:
    return f"{letter.reference}-{language}.pdf"


def letter_url(letter: Letter, language: str) -> str:
    with override(language):
        return reverse("partners:published_letter_pdf", args=[letter.reference])


# --- UNEP's confirmation --------------------------------------------------------------------------


def confirmation_context(letter: Letter, language: str, version: str) -> dict[str, Any]:
    """Return what the confirmation's template needs: the letter as it stood when it was confirmed (LOI-11)."""
    text = frozen_text(frozen_letter(letter, letter.published_version or 1), letter.reference or "")
    return {
        "text": text,
        "name": addressee(letter, text),
        "symbol": text.symbol,
        "kind_label": _("Confirmation of participation"),
        "status_label": _("Confirmed by UNEP"),
        "status_tone": "good",
        "distribution": _("Addressee"),
        "date": letter.decided_at,
        "signed_on": written(text.signed_on),
        "decided_on": written(letter.decided_at),
        "original_language": language,
        "profile_url": profile_address(letter, language),
        "subject": _("Confirmation of participation in the UNEP Global Mercury Partnership"),
    }


def addressee(letter: Letter, text: LetterText) -> str:
    """Return to whom the confirmation goes; it is private, so an individual is named until erased."""
    if not text.is_individual:
        return text.name
    people = frozen_letter(letter, text.version).people_content()
    return people["individual_name"] if people else text.name


def profile_address(letter: Letter, language: str) -> str:
    if letter.organisation is None:
        return ""
    with override(language):
        return settings.BASE_URL + letter.organisation.get_absolute_url()


def confirmation_title(letter: Letter, language: str) -> str:
    return _("Confirmation of participation in the UNEP Global Mercury Partnership")


def confirmation_filename(letter: Letter, language: str) -> str:
    return f"{letter.reference}-confirmation-{language}.pdf"


def confirmation_url(letter: Letter, language: str) -> str:
    with override(language):
        return reverse("partners:confirmation_pdf", args=[letter.reference])


def can_read_confirmation(user: Any, letter: Letter) -> Answer:
    """The applicant, the secretariat, the auditor, and focal points of the partner."""
    answer = can_see_letter(user, letter)
    if answer or letter.organisation_id is None or not getattr(user, "is_authenticated", False):
        return answer
    places = OrganisationPerson.objects.filter(
        Q(organisation=letter.organisation_id)
        | Q(organisation__merged_from=letter.organisation_id)
        | Q(organisation__merged_into=letter.organisation_id),
        person__user=user,
        role=OrganisationRole.FOCAL,
        until__isnull=True,
    )
    return ALLOWED if places.exists() else answer
