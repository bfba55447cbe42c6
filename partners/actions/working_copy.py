"""A letter's working copy beside what was sent: put back when a request is closed without an answer (LOI-4)."""

import datetime
from typing import Any

from partners.enums import PartnerKind, Step
from partners.models import Letter, LetterContact, LetterOffer
from partners.snapshot import KIND
from partnership_areas.models import Area, Country
from portal.files.actions import discard_file
from portal.files.models import StoredFile
from portal.records.frozen import latest
from portal.records.pointers import point_to
from portal.records.work import Work

SIGNED = "signed_letter"  # the purpose of a signed scan
PLAIN = (
    "language kind acronym is_global website description supports commits contribution signatory_title"
).split()


def put_back_what_was_sent(letter: Letter, steps: frozenset[str], *, by: Any, work: Work) -> None:
    """Undo what was changed in reopened parts and never sent: the letter says again what was frozen last.

    ``letter`` is locked. What was erased meanwhile stays erased, a consent taken back stays taken back.
    """
    frozen = latest(letter, KIND)
    if frozen is None or not steps:
        return
    content, people = frozen.content(), frozen.people_content()
    for name in PLAIN:
        setattr(letter, name, content[name])
    letter.country = Country.objects.filter(alpha2=content["country"]).first()
    letter.signed_on = datetime.date.fromisoformat(content["signed_on"]) if content["signed_on"] else None
    letter.declared = letter.acknowledges_publication = letter.consents_to_data = True  # else it was not sent
    if letter.kind != PartnerKind.INDIVIDUAL:
        letter.legal_name = content["legal_name"]
    if people is not None:
        _put_back_people(letter, people)
    letter.areas.set(Area.objects.filter(code__in=content["areas"]))
    if Step.OFFERS in steps:
        _put_back_offers(letter, content["offers"])
    if Step.SIGNATURE in steps:
        _put_back_file(letter, content["has_signed_file"], frozen.created_at, by)
    letter.step_versions = letter.step_versions | {step: letter.step_version(step) + 1 for step in steps}
    letter.refresh_search_key()
    work.save(
        letter,
        *PLAIN,
        *"legal_name country signatory_name signed_on declared acknowledges_publication".split(),
        *"consents_to_data consents_to_name signed_file step_versions search_key updated_at".split(),
    )


def _put_back_people(letter: Letter, people: dict[str, Any]) -> None:
    letter.signatory_name = people["signatory_name"]
    letter.consents_to_name = letter.consents_to_name and people["name_is_public"]
    if letter.kind == PartnerKind.INDIVIDUAL:
        letter.legal_name = people["individual_name"]
    sent = {contact["role"]: contact for contact in people["contacts"]}
    letter.contacts.exclude(role__in=sent).delete()
    for role, contact in sent.items():
        LetterContact.objects.update_or_create(letter=letter, role=role, defaults=contact)


def _put_back_offers(letter: Letter, offers: list[dict[str, Any]]) -> None:
    areas = {area.code: area for area in Area.objects.all()}
    letter.offers.all().delete()
    LetterOffer.objects.bulk_create(
        LetterOffer(letter=letter, **{**offer, "area": areas.get(offer["area"])}) for offer in offers
    )


def _put_back_file(letter: Letter, was_sent: bool, sent_at: datetime.datetime, by: Any) -> None:
    """Point to the scan that was sent; one that was added since, and never sent, goes."""
    files = StoredFile.objects.filter(purpose=SIGNED, **point_to(letter)).order_by("-uploaded_at", "-pk")
    letter.signed_file = files.filter(uploaded_at__lte=sent_at).first() if was_sent else None
    for unsent in files.filter(uploaded_at__gt=sent_at):
        discard_file(unsent, by=by)
