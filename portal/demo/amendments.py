"""Amendments of the operational guidelines on their way: not adopted, before the group, with the secretariat, a draft.

None is adopted: the guidelines that the demonstration shows are those of the sources. Who tries the demonstration
can adopt the one that is before the group.
"""

import datetime
from dataclasses import dataclass, field

from meetings.actions.amendments import begin_amendment, save_draft, send_amendment, translate_amendment
from meetings.actions.proposals import examine, put_before_group
from meetings.enums import AmendmentKind, DecisionStatus, PositionKind
from meetings.models import Amendment, GuidingDocument
from portal.accounts.models import User
from portal.demo.decisions import conclude, say
from portal.demo.offices import again, partner
from portal.records.clock import now, pretending

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Proposed:
    """An amendment of one clause: by whom, in which words, how far it gets and how many days ago it was sent."""

    by: str
    partner: str
    clause: str
    language: str
    texts: dict[str, str]
    reason: str
    days_ago: int
    until: str  # draft, sent, before_group, not_adopted
    opinion: str = ""
    objection: str = ""
    headings: dict[str, str] = field(default_factory=dict)


AMENDMENTS = (
    Proposed(
        "lead2",
        "Université de démonstration des Grands Lacs",
        "4(b)(i)",
        "fr",
        {
            "fr": "Démonstration : les partenaires d’un domaine se réunissent au moins trois fois par an.",
            "en": "Demonstration: the partners of an area meet at least three times a year.",
            "es": "Demostración: los asociados de una esfera se reúnen al menos tres veces al año.",
        },
        "Démonstration : une réunion par an ne suffit pas pour suivre un plan d’activité.",
        140,
        "not_adopted",
        opinion="Demonstration opinion: three meetings a year may be too many for small areas.",
        objection="Demonstration objection: our programme could not attend three meetings a year.",
    ),
    Proposed(
        "member",
        "Demonstration Regional Seas Programme",
        "4(a)(ii)",
        "en",
        {
            "en": "Demonstration: it meets in person, online, or in both ways at once.",
            "fr": "Démonstration : il se réunit en présence, en ligne, ou des deux manières à la fois.",
            "es": "Demostración: se reúne de forma presencial, en línea o de ambas maneras a la vez.",
        },
        "Demonstration: members from small islands cannot travel every year.",
        30,
        "before_group",
        opinion="Demonstration opinion: the wording fits how the group has met since 2020.",
    ),
    Proposed(
        "lead",
        "Instituto de Demostración de Salud Minera",
        "6(d)(iii)",
        "es",
        {"es": "Demostración: mantiene un directorio de contactos y lo revisa cada año."},
        "Demostración: un directorio que nadie revisa envejece pronto.",
        5,
        "sent",
    ),
    Proposed(
        "focal",
        "Demonstration Ministry of Environment",
        "2(d)",
        "en",
        {"en": "Demonstration: UNEP may ask for more information, within thirty days."},
        "",
        1,
        "draft",
    ),
)


def load_past_amendments(users: dict[str, User]) -> None:
    """Write the amendments that the group has decided on."""
    for proposed in AMENDMENTS:
        if proposed.objection:
            _amendment(proposed, users)


def load_amendments(users: dict[str, User]) -> None:
    """Write those that are on their way and take each as far as it gets."""
    for proposed in AMENDMENTS:
        if not proposed.objection:
            _amendment(proposed, users)


def _amendment(proposed: Proposed, users: dict[str, User]) -> None:
    document = GuidingDocument.objects.get(code="guidelines")
    with pretending(now() - proposed.days_ago * DAY):
        amendment = begin_amendment(
            document=document,
            clause_number=proposed.clause,
            kind=AmendmentKind.CHANGE,
            organisation=partner(proposed.partner),
            language=proposed.language,
            by=again(users[proposed.by]),
        )
        values = {f"text_{code}": text for code, text in proposed.texts.items()}
        values["reason"] = proposed.reason
        amendment = save_draft(amendment, values, by=again(users[proposed.by]), seen=amendment.version)
        if proposed.until == "draft":
            return
        amendment = send_amendment(amendment, by=again(users[proposed.by]))
    if proposed.opinion:
        _further(amendment, proposed, users)


def _further(amendment: Amendment, proposed: Proposed, users: dict[str, User]) -> None:
    days = proposed.days_ago
    with pretending(now() - (days - 10) * DAY):
        amendment = examine(amendment, by=again(users["officer"]), opinion=proposed.opinion, language="en")
        texts = {f"text_{code}": text for code, text in proposed.texts.items()}
        amendment = translate_amendment(amendment, texts, by=again(users["officer"]))
    with pretending(now() - (days - 14) * DAY):
        decision = put_before_group(amendment, by=again(users["officer"]))
    if proposed.objection:
        say(users, "member", decision, PositionKind.OBJECTION, proposed.objection, "en", days - 16)
        conclude(users, "chair", decision, DecisionStatus.NO_CONSENSUS, days - 25)
