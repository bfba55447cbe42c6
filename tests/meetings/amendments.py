"""Amendments for tests, made through the actions."""

from typing import Any

from meetings.actions.amendments import begin_amendment, save_draft, send_amendment, translate_amendment
from meetings.actions.proposals import examine, put_before_group
from meetings.enums import AmendmentKind
from meetings.models import Amendment, GuidingDocument, Term
from portal.accounts.models import User
from tests.factories import officer
from tests.meetings.decisions import long_open
from tests.meetings.offices import member, person_with_account

NEW_WORDS = "Observers and guests may attend."


def guidelines() -> GuidingDocument:
    return GuidingDocument.objects.get(code="guidelines")


def draft(
    user: User | None = None, *, number: str = "4(a)(iv)", kind: str = AmendmentKind.CHANGE, **values: Any
) -> Amendment:
    """A draft of a focal point's, complete in English."""
    user = user or person_with_account()
    amendment = begin_amendment(
        document=guidelines(),
        clause_number=number,
        kind=kind,
        organisation=user.person.places.get().organisation,
        language="en",
        by=user,
    )
    words = {"reason": "Demonstration reason.", "text_en": NEW_WORDS} | values
    if kind == AmendmentKind.REMOVE:
        words.pop("text_en")
    return save_draft(amendment, words, by=user, seen=amendment.version)


def sent(user: User | None = None, **values: Any) -> Amendment:
    amendment = draft(user, **values)
    return send_amendment(amendment, by=amendment.created_by)


def before_group(user: User | None = None, *, translated: bool = True, **values: Any) -> Amendment:
    """An amendment that the secretariat examined and put before the group."""
    secretariat = officer()
    amendment = sent(user, **values)
    if translated and amendment.kind != AmendmentKind.REMOVE:
        words = {
            "text_fr": "Des observateurs et des invités peuvent y assister.",
            "text_es": "Pueden asistir invitados.",
        }
        amendment = translate_amendment(amendment, words, by=secretariat)
    amendment = examine(amendment, by=secretariat, opinion="Demonstration opinion.", language="en")
    if not Term.objects.running().seats().exists():
        member()  # nothing is put before nobody
    long_open(put_before_group(amendment, by=secretariat))
    amendment.refresh_from_db()
    return amendment
