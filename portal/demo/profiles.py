"""Profiles that partners of the demonstration keep up: languages, logo, contributions; the last yearly round."""

import datetime
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from partners.actions.identity import ask_identity_change
from partners.actions.profile import confirm_profile, record_contribution, save_part, set_logo
from partners.actions.rounds import close_round, open_round
from partners.models import ConfirmationRound, Contribution, IdentityRequest, Letter, Organisation
from partners.profiles import profile_row
from partnership_areas.models import Area
from portal.accounts.models import User
from portal.records.clock import now, pretending, today

DAY = datetime.timedelta(days=1)
LANGUAGES = {"focal": ["en", "fr"], "lead": ["es", "en"], "lead2": ["fr", "ar"], "member": ["en"]}
# Writer → title, words, topic, area, first and last year (counted from this year), language.
GIVEN: dict[str, tuple[tuple[str, str, str, str | None, int, int, str], ...]] = {
    "focal": (
        (
            "Inspectors trained in two regions",
            "Forty inspectors learnt to tell products with added mercury at the border.",
            "training",
            "products",
            -2,
            -1,
            "en",
        ),
        ("Inventory of former waste sites", "", "data", "waste-management", -4, -3, "en"),
        ("Host of a regional workshop", "Three days, eighty people.", "venue", None, -1, -1, "en"),
    ),
    "lead": (
        ("Material para comunidades mineras", "Seis folletos y un vídeo.", "outreach", "asgm", -3, 0, "es"),
    ),
    "member": (("Readings of a station", "", "data", "air-transport-fate", -5, 0, "en"),),
}


def load_profiles(users: dict[str, User]) -> None:
    """Add what is missing; change nothing that is there."""
    partners = {writer: Letter.objects.get(applicant=users[writer]).organisation for writer in LANGUAGES}
    for writer, codes in LANGUAGES.items():
        if not profile_row(partners[writer]).pk:
            save_part(partners[writer], "about", {"languages": codes}, by=users[writer], seen=0)
    if not Contribution.objects.exists():
        _contributions(partners, users)
    if profile_row(partners["focal"]).logo is None:
        set_logo(partners["focal"], drop(), by=users["focal"])
    if not ConfirmationRound.objects.exists():
        _last_round(partners, users)
    if not IdentityRequest.objects.exists():
        _request(partners["lead2"], users["lead2"])


def _contributions(partners: dict[str, Organisation], users: dict[str, User]) -> None:
    areas = {area.code: area for area in Area.objects.all()}
    year = today().year
    for writer, rows in GIVEN.items():
        for title, text, topic, area, first, last, language in rows:
            values = {
                "title": title,
                "text": text,
                "topic": topic,
                "area": areas.get(area or ""),
                "from_year": year + first,
                "to_year": year + last,
                "link": "",
                "language": language,
            }
            record_contribution(partners[writer], values, by=users[writer])


def drop() -> SimpleUploadedFile:
    """Return an invented mark: a drop in a ring."""
    picture = Image.new("RGBA", (240, 240), (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((10, 10, 230, 230), outline="#0b6e7f", width=14)
    pen.polygon(((120, 45), (168, 140), (72, 140)), fill="#0a262e")
    pen.ellipse((70, 95, 170, 195), fill="#0a262e")
    written = io.BytesIO()
    picture.save(written, "PNG")
    return SimpleUploadedFile("mark.png", written.getvalue(), "image/png")


def _last_round(partners: dict[str, Organisation], users: dict[str, User]) -> None:
    """Last year's question, closed: two confirmed, the others did not answer. No mail is written."""
    then = now() - 350 * DAY
    with pretending(then):
        confirmation = open_round(by=users["officer"], due_on=today() + 30 * DAY, year=today().year)
        confirmation.entries.update(asked_at=now(), reminders=2)
        confirmation.entries.exclude(organisation__people__isnull=False).update(has_address=False)
    for writer in ("focal", "lead"):
        with pretending(then + 12 * DAY):
            confirm_profile(partners[writer], by=users[writer])
    with pretending(then + 40 * DAY):
        close_round(confirmation, by=users["officer"])


def _request(organisation: Organisation, writer: User) -> None:
    """A change that waits for the secretariat's decision."""
    with pretending(now() - 3 * DAY):
        ask_identity_change(
            organisation,
            {
                "legal_name": f"{organisation.legal_name} – Institut",
                "acronym": organisation.acronym,
                "kind": organisation.kind,
                "country": organisation.country,
                "is_global": organisation.is_global,
                "reason": "L’assemblée générale de la démonstration a adopté ce nom en mai.",
            },
            by=writer,
        )
