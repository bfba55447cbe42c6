"""Who is told what about a letter. Rows go to the outbox inside the caller's transaction."""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partners.models import (
    AreaParticipation,
    InformationRequest,
    Letter,
    Organisation,
    OrganisationPerson,
    Person,
)
from partners.rules.organisations import of_it
from portal.accounts.queries import users_with_role
from portal.mail.actions import queue_mail
from portal.mail.notices import notify, notify_address
from portal.publishing.models import PdfJob
from portal.records.clock import day_of
from portal.records.enums import SECRETARIAT


def absolute(path: str, language: str = "") -> str:
    """Return a full address; desk addresses carry the language of the mail."""
    return f"{settings.BASE_URL}{path}" + (f"?lang={language}" if language else "")


def in_language(language: str, value: Any) -> str:
    """Return a lazy text, date or label as it reads in ``language``."""
    if isinstance(value, datetime.datetime):
        value = day_of(value)
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
    """Write to the applicant. ``dedupe`` makes the same event one notice and one mail only.

    Without an account (a letter written on behalf of somebody) it is a mail alone.
    """
    recipient = applicant_of(letter)
    if recipient is None:
        return
    address, language = recipient
    values = {
        "organisation": letter.legal_name,
        "reference": letter.reference or "",
        **{name: in_language(language, value) for name, value in context.items()},
    }
    key = f"letter:{letter.pk}:{template}:{dedupe}"
    url = letter.get_absolute_url()
    if letter.applicant:
        notify(
            "my_letter",
            letter.applicant,
            f"partners/{template}",
            values,
            key=key,
            about=letter,
            url=url,
            attach=attach,
        )
        return
    queue_mail(
        f"partners/{template}",
        address,
        language,
        values | {"url": absolute(url, language)},
        about=letter,
        dedupe_key=key,
        attach=attach,
        has_account=False,
    )


def tell_secretariat(letter: Letter, template: str, *, dedupe: str, **context: Any) -> None:
    """Tell every officer and head."""
    for user in users_with_role(*SECRETARIAT):
        notify(
            "letter_for_secretariat",
            user,
            f"partners/{template}",
            {
                "organisation": letter.legal_name,
                "reference": letter.reference or "",
                "kind": in_language(user.language, letter.get_kind_display()),
                **{name: in_language(user.language, value) for name, value in context.items()},
            },
            key=f"letter:{letter.pk}:{template}:{dedupe}",
            about=letter,
            url=reverse("letters:inspect", args=[letter.pk]),
        )


def tell_person(
    kind: str,
    person: Person,
    template: str,
    context: dict[str, Any],
    *,
    key: str,
    about: Any = None,
    url: Any = "",
) -> None:
    """Tell a person something: the account if there is one, else the address; nobody when there is neither."""
    if person.user:
        notify(kind, person.user, template, context, key=key, about=about, url=url)
    elif person.email:
        notify_address(kind, person.email, person.language, template, context, key=key, about=about, url=url)


def remind_of_request(request: InformationRequest, days: int) -> None:
    """Remind the applicant ``days`` before (negative) or after (positive) the due date; once for each."""
    template = "information_due_soon" if days <= 0 else "information_overdue"
    tell_applicant(request.letter, template, dedupe=f"{request.pk}:{days}", due_on=request.due_on)


def tell_partners_of_areas(letter: Letter, organisation: Any) -> None:
    """Tell the focal points of the partners in the new partner's areas (LOI-11)."""
    here = AreaParticipation.objects.running().filter(
        area__in=organisation.participations.running().values("area")
    )
    # Rows that were merged count as the one they became.
    holders = Organisation.objects.partners().order_by().values("pk")
    holders = holders.filter(
        pk__in=here.annotate(holder=Coalesce("organisation__merged_into", "organisation")).values("holder")
    )
    places = (
        OrganisationPerson.objects.filter(
            Q(organisation__in=holders) | Q(organisation__merged_into__in=holders),
            until__isnull=True,
        )
        .exclude(of_it(organisation))
        .exclude(person__email="")
        .select_related("person__user")
        .distinct()
    )
    areas = [row.area for row in organisation.participations.running().select_related("area")]
    for person in {place.person for place in places}:
        language = person.user.language if person.user else person.language
        with translation.override(language):
            names = ", ".join(area.short_name for area in areas)
        tell_person(
            "new_partner",
            person,
            "partners/new_partner",
            {"organisation": organisation.public_name, "areas": names},
            key=f"organisation:{organisation.pk}:new_partner:{letter.pk}",
            about=organisation,
            url=organisation.get_absolute_url,
        )
