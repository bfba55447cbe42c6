"""Who is told what about a letter. Rows go to the outbox inside the caller's transaction."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partners.models import InformationRequest, Letter, OrganisationPerson
from portal.accounts.queries import users_with_role
from portal.mail.actions import queue_mail
from portal.publishing.models import PdfJob
from portal.records.enums import SECRETARIAT


def absolute(path: str, language: str = "") -> str:
    """Return a full address; desk addresses carry the language of the mail."""
    return f"{settings.BASE_URL}{path}" + (f"?lang={language}" if language else "")


def in_language(language: str, value: Any) -> str:
    """Return a lazy text, date or label as it reads in ``language``."""
    with translation.override(language):
        return date_format(value, _("j F Y")) if hasattr(value, "year") else str(value)


def applicant_of(letter: Letter) -> tuple[str, str] | None:
    """Return (address, language) of who follows the letter: the applicant, else the main focal point."""
    if letter.applicant:
        return letter.applicant.email, letter.applicant.language
    main = letter.contact("main")
    return (main.email, letter.language) if main and main.email else None


def tell_applicant(
    letter: Letter, template: str, *, dedupe: str, attach: PdfJob | None = None, **context: Any
) -> None:
    """Write to the applicant. ``dedupe`` makes the same event one mail only."""
    recipient = applicant_of(letter)
    if recipient is None:
        return
    address, language = recipient
    queue_mail(
        f"partners/{template}",
        address,
        language,
        {
            "organisation": letter.legal_name,
            "reference": letter.reference or "",
            "url": absolute(letter.get_absolute_url(), language),
            **{name: in_language(language, value) for name, value in context.items()},
        },
        about=letter,
        dedupe_key=f"letter:{letter.pk}:{template}:{dedupe}",
        attach=attach,
    )


def tell_secretariat(letter: Letter, template: str, *, dedupe: str, **context: Any) -> None:
    """Write to every officer and head, apart from the person who did it."""
    url = absolute(reverse("letters:inspect", args=[letter.pk]))
    for user in users_with_role(*SECRETARIAT):
        queue_mail(
            f"partners/{template}",
            user.email,
            user.language,
            {
                "organisation": letter.legal_name,
                "reference": letter.reference or "",
                "kind": in_language(user.language, letter.get_kind_display()),
                "url": url,
                **{name: in_language(user.language, value) for name, value in context.items()},
            },
            about=letter,
            dedupe_key=f"letter:{letter.pk}:{template}:{dedupe}:{user.pk}",
        )


def remind_of_request(request: InformationRequest, days: int) -> None:
    """Remind the applicant ``days`` before (negative) or after (positive) the due date; once for each."""
    template = "information_due_soon" if days <= 0 else "information_overdue"
    tell_applicant(request.letter, template, dedupe=f"{request.pk}:{days}", due_on=request.due_on)


def tell_partners_of_areas(letter: Letter, organisation: Any) -> None:
    """Tell the focal points of the partners in the new partner's areas (LOI-11)."""
    places = (
        OrganisationPerson.objects.filter(
            until__isnull=True,
            organisation__memberships__ended_on__isnull=True,
            organisation__memberships__isnull=False,
            organisation__participations__until__isnull=True,
            organisation__participations__area__in=organisation.participations.running().values("area"),
        )
        .exclude(organisation=organisation)
        .exclude(person__email="")
        .select_related("person")
        .distinct()
    )
    for person in {place.person for place in places}:
        areas = organisation.participations.running().select_related("area")
        with translation.override(person.language):
            names = ", ".join(participation.area.short_name for participation in areas)
            url = absolute(organisation.get_absolute_url())
        queue_mail(
            "partners/new_partner",
            person.email,
            person.language,
            {"organisation": organisation.public_name, "areas": names, "url": url},
            about=organisation,
            dedupe_key=f"organisation:{organisation.pk}:new_partner:{letter.pk}:{person.pk}",
        )
