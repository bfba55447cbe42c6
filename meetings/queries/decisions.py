"""Questions about decisions that screens ask."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from meetings.enums import LEAD_ROLES, DecisionStatus
from meetings.models import Body, Decision
from meetings.rules.decisions import is_open_body, visible_decisions
from meetings.rules.offices import is_chair, is_member, offices_of
from meetings.tones import tone_of
from partners.models import AreaParticipation
from partners.rules.common import is_secretariat
from partners.rules.organisations import focal_partners
from partnership_areas.enums import AreaStatus
from portal.records.asked import once
from portal.records.models import TextTranslation
from portal.records.pointers import resolve
from portal.records.translations import Shown, current_translations_of, shown, translations_of

SLUG = re.compile(r"(?P<meeting>.+)-d(?P<number>[0-9]{1,6})")


@dataclass(frozen=True)
class DecisionLine:
    """A decision in a list."""

    decision: Decision
    title: Shown

    @property
    def tag(self) -> str:
        return tone_of(self.decision.status)

    @property
    def status_label(self) -> Any:
        return self.decision.get_status_display()

    @property
    def outcome_tag(self) -> str:
        return tone_of(self.decision.outcome)


@dataclass(frozen=True)
class ProposedWords:
    """Title and text of a decision in the reader's language; the original stands beside a translation."""

    decision: Decision
    title: Shown
    text: Shown

    @property
    def is_translated(self) -> bool:
        return self.title.is_translation or self.text.is_translation

    @property
    def is_stale(self) -> bool:
        return self.title.is_stale or self.text.is_stale


def proposed_words_of(decision: Decision, language: str | None = None) -> ProposedWords:
    """Return what a decision proposes, in a language (default: the active one); one query."""
    known = translations_of([decision])
    words = {name: shown(decision, name, language, known=known) for name in ("title", "text")}
    return ProposedWords(decision, **words)


def with_body(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Return decisions with all that a line shows."""
    return decisions.select_related("body__area", "proposer")


def lines(decisions: Iterable[Decision], language: str | None = None) -> list[DecisionLine]:
    """Return decisions as lines, their titles in the language of the page; one query for all of them.

    A title in a list stands without its original: a translation older than that is not shown there.
    """
    rows = list(decisions)
    known = current_translations_of(rows)
    return [DecisionLine(row, shown(row, "title", language, known=known)) for row in rows]


def choices_of(decisions: Iterable[Decision]) -> list[tuple[int, str]]:
    """Return decisions as choices of a form: reference and title, in the language of the page."""
    return [(line.decision.pk, f"{line.decision.reference} {line.title}") for line in lines(decisions)]


def published_decision(slug: str) -> Decision | None:
    """Return the decision of the register at an address ("pag-13-d2"), or None."""
    parts = SLUG.fullmatch(slug.lower())
    if parts is None:
        return None
    reference = f"{parts['meeting'].upper()}/D{parts['number']}"
    return with_body(Decision.objects.public()).filter(reference=reference).first()


def search(decisions: QuerySet[Decision], text: str) -> QuerySet[Decision]:
    """Keep decisions in whose reference, title, text or a translation of them every word stands."""
    for word in text.split()[:8]:
        translated = TextTranslation.objects.filter(
            object_type=Decision._meta.label_lower, field__in=["title", "text"], text__icontains=word
        )
        decisions = decisions.filter(
            Q(reference__icontains=word)
            | Q(title__icontains=word)
            | Q(text__icontains=word)
            | Q(pk__in=translated.values("object_id"))
        )
    return decisions


def bodies_for(user: Any) -> list[Body]:
    """Return the bodies in which this person can propose something now."""
    bodies = Body.objects.select_related("area").order_by(
        "kind", F("area__order").asc(nulls_last=True), "code"
    )
    if not is_secretariat(user):
        bodies = bodies.filter(_own_bodies(user))
    return [body for body in bodies if is_open_body(body)]


def _own_bodies(user: Any) -> Q:
    led = {term.body_id for term in offices_of(user) if term.role in LEAD_ROLES}
    mine = focal_partners(user)
    takes_part = AreaParticipation.objects.running().filter(
        Q(organisation__in=mine) | Q(organisation__merged_into__in=mine)
    )
    own = Q(pk__in=led) | Q(area__in=takes_part.values("area"))
    return own | Q(area__isnull=True) if is_member(user) or is_chair(user) else own


def before(user: Any) -> QuerySet[Decision]:
    """Return open decisions of the bodies in which this person decides or presides."""
    if not getattr(user, "is_authenticated", False):
        return Decision.objects.none()
    bodies = Body.objects.filter(_own_bodies(user)).order_by()
    return Decision.objects.open().filter(body__in=bodies.values("pk")).order_by("opened_at", "pk")


def decisions_before(user: Any) -> list[Decision]:
    """Return the decisions that are before this person, with their bodies; asked once per request."""
    return once(user, "_decisions_before", lambda: list(with_body(before(user))))


def unanswered(user: Any) -> QuerySet[Decision]:
    """Return what is before this person and on which neither they nor their partner put anything yet."""
    mine = focal_partners(user)
    spoken = Q(positions__made_by=user) | Q(positions__seat__person__user=user)
    spoken |= Q(positions__seat__isnull=True, positions__organisation__in=mine)
    open_here = before(user).exclude(body__area__status=AreaStatus.CLOSED)
    return open_here.exclude(pk__in=Decision.objects.open().filter(spoken).order_by().values("pk"))


def drafts_of(user: Any) -> QuerySet[Decision]:
    """Return drafts that this person can see."""
    return visible_decisions(user).filter(status=DecisionStatus.DRAFT)


def about(decision: Decision, *, in_public: bool = False) -> dict[str, Any] | None:
    """Return what a decision is about, with its address where it has one; None when it is about no record.

    ``in_public``: a page on the desk is no address for everybody.
    """
    if not decision.about_type or decision.about_id is None:
        return None
    record = resolve(decision.about_type, decision.about_id)
    if record is None:
        return None
    address = getattr(record, "get_absolute_url", None)
    url = address() if address else ""
    if in_public and url == getattr(record, "desk_url", None):
        url = ""
    return {"label": str(record), "url": url}


def led_to(decision: Decision) -> list[dict[str, Any]]:
    """Return what a decision led to: terms, changes of areas, versions of texts (with their addresses)."""
    found = []
    for term in decision.terms.counted().select_related("body__area", "organisation").order_by("since", "pk"):
        found.append({"kind": "term", "term": term, "url": _history_of(term.body)})
    for change in decision.area_changes.select_related("area"):
        found.append({"kind": "area", "change": change, "url": change.area.get_absolute_url()})
    version = getattr(decision, "text_version", None)
    if version is not None:
        url = reverse("meetings:guiding_text", args=[version.document.code, version.label])
        found.append({"kind": "text", "version": version, "url": url})
    return found


def _history_of(body: Body) -> str:
    if body.is_group:
        return reverse("meetings:group_history")
    return reverse("meetings:area_history", args=[body.area.code])


def page_language() -> str:
    return (get_language() or "en")[:2]
