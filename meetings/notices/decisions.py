"""Who is told what about decisions: that one is before them, that somebody objects, the outcome (MTG-2, MTG-3)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from meetings.enums import CHAIR_ROLES, LEAD_ROLES, DecisionStatus, PositionKind
from meetings.models import Body, Decision, Position
from meetings.rules.decision_outcomes import in_words, open_until
from meetings.rules.decisions import seats_in_force, voice_of
from meetings.rules.offices import terms_in_force
from partners.enums import OrganisationRole
from partners.models import Organisation, OrganisationPerson, Person
from partners.notices.letters import in_language, tell_person
from partners.queries import partners_of_area
from portal.accounts.queries import users_with_role
from portal.mail.kinds import NoticeKind, register_kind
from portal.mail.models import Notice
from portal.mail.notices import mark_read, notify
from portal.records.enums import SECRETARIAT, Role
from portal.records.registries import has_role
from portal.records.translations import current_translations_of, shown


def _decides(user: Any) -> bool:
    return has_role(user, Role.FOCAL, Role.LEAD, Role.MEMBER, Role.CHAIR)


def _presides(user: Any) -> bool:
    return has_role(user, Role.LEAD, Role.CHAIR, *SECRETARIAT)


BEFORE_YOU, OUTCOME, OBJECTIONS = "decision_before_you", "decision_outcome", "decision_objections"
KINDS = (
    NoticeKind(
        BEFORE_YOU,
        _("Decisions before you"),
        hint=_("You are one of those who decide: nothing is adopted while you maintain an objection."),
        mandatory=True,
    ),
    NoticeKind(
        OUTCOME,
        _("Outcome of decisions"),
        hint=_("What the bodies in which you take part have decided."),
        concerns=_decides,
    ),
    NoticeKind(
        OBJECTIONS,
        _("Objections"),
        hint=_(
            "Somebody objects to a decision of a body over which you preside, or takes an objection back."
        ),
        concerns=_presides,
    ),
)


def register() -> None:
    """Called once from ``meetings.hooks``."""
    for kind in KINDS:
        register_kind(kind)


# --- Who ------------------------------------------------------------------------------------------


def focal_points(organisations: Iterable[Organisation] | Any) -> list[Person]:
    """Return the focal points of partners, also of rows merged into them, each person once."""
    keys = [organisation.pk for organisation in organisations]
    places = OrganisationPerson.objects.filter(
        Q(organisation__in=keys) | Q(organisation__merged_into__in=keys),
        role=OrganisationRole.FOCAL,
        until__isnull=True,
    ).select_related("person__user")
    return list({place.person_id: place.person for place in places}.values())


def those_who_decide(body: Body) -> list[Person]:
    """Return the people who speak for those who decide in a body: seats, or focal points of the area's partners."""
    if body.is_group:
        seats = seats_in_force(body).select_related("person__user")
        return list({seat.person_id: seat.person for seat in seats}.values())
    return focal_points(partners_of_area(body.area))


def those_who_preside(body: Body) -> list[Person]:
    """Return chairs of the group, or leads of the area, in force now."""
    roles = CHAIR_ROLES if body.is_group else LEAD_ROLES
    terms = terms_in_force().filter(body=body, role__in=roles).select_related("person__user")
    return list({term.person_id: term.person for term in terms}.values())


# --- What -----------------------------------------------------------------------------------------


def _context(decision: Decision, language: str) -> dict[str, Any]:
    known = current_translations_of([decision])
    return {
        "reference": decision.reference or "",
        "title": str(shown(decision, "title", language, known=known)),
        "body": in_language(language, lazy(lambda: str(decision.body), str)()),
    }


def _tell(
    kind: str, person: Person, template: str, decision: Decision, key: str, *, url: Any = "", **more: Any
) -> None:
    language = person.user.language if person.user else person.language
    values = {name: in_language(language, value) for name, value in more.items()}
    tell_person(
        kind,
        person,
        f"meetings/{template}",
        _context(decision, language) | values,
        key=key,
        about=decision,
        url=url or decision.get_absolute_url,
    )


def time_to_speak(decision: Decision) -> str:
    """Say until when those who decide can speak at least, or in which meeting it is decided."""
    until = open_until(decision)
    if until is None:
        return _("It is decided in a meeting: %(meeting)s.") % {"meeting": decision.meeting_reference}
    return _("It is open until at least %(day)s. It cannot be adopted before that day is over.") % {
        "day": in_words(until)
    }


def tell_those_who_decide(decision: Decision) -> None:
    """A decision is before them; told again when a deferred one is taken up again."""
    key = f"decision:{decision.pk}:open:{decision.opened_at:%Y%m%d%H%M%S}"
    for person in those_who_decide(decision.body):
        time = lazy(lambda: time_to_speak(decision), str)()
        _tell(BEFORE_YOU, person, "decision_before_you", decision, key, url=decision.desk_url, time=time)


def _told(user: Any) -> QuerySet[Notice]:
    label = Decision._meta.label_lower
    return Notice.objects.filter(user=user, kind=BEFORE_YOU, object_type=label)


def note_seen(decision: Decision, user: Any) -> None:
    """Who opens the page of a decision has read that it is before them."""
    if decision.status == DecisionStatus.OPEN:
        mark_read(_told(user).filter(object_id=decision.pk))


def seen_by(user: Any) -> QuerySet[Decision]:
    """Return open decisions of which somebody read that they are before them, since they were put forward."""
    read = _told(user).filter(
        object_id=OuterRef("pk"), read_at__isnull=False, created_at__gte=OuterRef("opened_at")
    )
    return Decision.objects.open().filter(Exists(read)).order_by()


def tell_of_position(position: Position, *, note: str = "", quietly: bool = False) -> None:
    """Those who preside, and the secretariat, learn of an objection and that it was taken back.

    The partner learns what the secretariat recorded for it; ``note``: how it took the objection back for it.
    ``quietly``: nobody else is told any more, because the same voice objected so often.
    """
    if note or (position.on_behalf and position.withdrawn_at is None):
        _tell_of_position_on_behalf(position, note)
    if position.kind != PositionKind.OBJECTION or quietly:
        return
    decision = position.decision
    template = "objection_taken_back" if position.withdrawn_at else "objection_raised"
    key = f"decision:{decision.pk}:{template}:{position.pk}"
    name = lazy(lambda: voice_of(position).name, str)()
    presiding = those_who_preside(decision.body)
    for person in presiding:
        _tell(OBJECTIONS, person, template, decision, key, url=decision.desk_url, organisation=name)
    told = {person.user_id for person in presiding}
    for user in users_with_role(*SECRETARIAT):
        if user.pk not in told:
            values = {"organisation": in_language(user.language, name)}
            notify(
                OBJECTIONS,
                user,
                f"meetings/{template}",
                _context(decision, user.language) | values,
                key=key,
                about=decision,
                url=decision.desk_url,
            )


def _tell_of_position_on_behalf(position: Position, note: str) -> None:
    kind = lazy(lambda: position.get_kind_display(), str)()
    what = lazy(lambda: _("The objection is taken back."), str)() if note else kind
    tell_on_behalf(
        position.decision,
        voice_of(position).organisation,
        what,
        note or position.text,
        key=f"position:{position.pk}:{'back' if note else 'on'}",
    )


def tell_proposed_on_behalf(decision: Decision) -> None:
    """The partner in whose name the secretariat proposed something learns of it."""
    organisation = decision.proposer and (decision.proposer.merged_into or decision.proposer)
    what = lazy(lambda: _("It is the proposer."), str)()
    moment = f"{decision.opened_at:%Y%m%d%H%M%S}"
    tell_on_behalf(decision, organisation, what, decision.title, key=f"proposed:{moment}")


def tell_on_behalf(
    decision: Decision, organisation: Organisation | None, what: Any, words: str, *, key: str
) -> None:
    """Focal points of a partner learn what the secretariat recorded for it; ``words``: in whatever language."""
    for person in focal_points([organisation] if organisation else []):
        _tell(
            BEFORE_YOU,
            person,
            "recorded_on_behalf",
            decision,
            f"decision:{decision.pk}:{key}",
            url=decision.desk_url,
            organisation=organisation.legal_name,
            what=what,
            words=words or "–",
        )


def tell_outcome(decision: Decision) -> None:
    """Those who decide and who proposed it learn what became of it."""
    people = those_who_decide(decision.body)
    if decision.proposer and (decision.is_public or not decision.body.is_group):
        people += focal_points([decision.proposer.merged_into or decision.proposer])
    if decision.proposed_by:
        people.append(decision.proposed_by)
    moment = decision.withdrawn_at or decision.announced_at or decision.updated_at
    key = f"decision:{decision.pk}:{decision.status}:{moment:%Y%m%d%H%M%S}"
    for person in {person.pk: person for person in people}.values():
        _tell(
            OUTCOME,
            person,
            "decision_outcome",
            decision,
            key,
            outcome=lazy(decision.get_status_display, str)(),
        )
