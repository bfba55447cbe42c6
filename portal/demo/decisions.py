"""Decisions of the demonstration in every state, taken at pretended moments through the real actions (MTG-2, MTG-3)."""

import datetime
from typing import Any

from meetings.actions.decision_drafts import draft_decision
from meetings.actions.decision_past import enter_past_decision
from meetings.actions.decisions import announce, open_decision, translate_decision, withdraw_decision
from meetings.actions.positions import take_position
from meetings.enums import DecisionKind, DecisionStatus, PositionKind, TermRole
from meetings.models import Decision
from meetings.reference import GROUP
from portal.accounts.models import User
from portal.demo import decision_texts as texts
from portal.demo.decision_texts import Wording
from portal.demo.office_data import SOURCE
from portal.demo.offices import again, body, partner, person, take_office
from portal.records.clock import now, pretending, today

DAY = datetime.timedelta(days=1)
MEETING = "PAG-16"


def propose(
    users: dict[str, User], by: str, code: str, wording: Wording, days_ago: int, **more: Any
) -> Decision:
    """Write a draft so many days ago, with its translations."""
    with pretending(now() - days_ago * DAY):
        title, text = wording.texts[wording.language]
        decision = draft_decision(
            body=body(code), title=title, text=text, language=wording.language, by=again(users[by]), **more
        )
        for language, (title, text) in wording.texts.items():
            if language != wording.language:
                translate_decision(decision, language, {"title": title, "text": text}, by=again(users[by]))
    return decision


def put(users: dict[str, User], by: str, decision: Decision, days_ago: int) -> Decision:
    with pretending(now() - days_ago * DAY):
        return open_decision(decision, by=again(users[by]))


def conclude(
    users: dict[str, User], by: str, decision: Decision, outcome: str, days_ago: int, **more: Any
) -> Decision:
    with pretending(now() - days_ago * DAY):
        return announce(decision, by=again(users[by]), outcome=outcome, **more)


def say(
    users: dict[str, User], by: str, decision: Decision, kind: str, text: str, language: str, days_ago: int
) -> None:
    with pretending(now() - days_ago * DAY):
        take_position(decision, by=again(users[by]), kind=kind, text=text, language=language)


def designate_leads(users: dict[str, User]) -> None:
    """The partners of two areas designate their leads; the head records the terms (AREA-3)."""
    for by, code, wording, days, note in (
        ("lead2", "waste-management", texts.LEADS_OF_WASTE, 400, texts.NOTE_OF_WASTE),
        ("lead", "asgm", texts.LEADS_OF_GOLD, 200, texts.NOTE_OF_GOLD),
    ):
        who, since = person(by, users), today() - days * DAY
        organisation = who.places.get(role="focal", until__isnull=True).organisation
        named = {"role": TermRole.LEAD, "person": who, "organisation": organisation, "since": since}
        decision = propose(users, by, code, wording, days + 12, kind=DecisionKind.LEADS, nominations=[named])
        decision = put(users, by, decision, days + 11)
        decision = conclude(users, "officer", decision, DecisionStatus.ADOPTED, days + 2, note=note)
        _record(users, code, TermRole.LEAD, decision, since)


def elect_chair(users: dict[str, User]) -> None:
    """The members choose who presides; the head records the term (PAG-4)."""
    who, days = person("chair", users), 150
    named = {
        "role": TermRole.CHAIR,
        "person": who,
        "organisation": partner("Réseau de démonstration pour des rivières propres"),
        "since": today() - days * DAY,
    }
    decision = propose(
        users,
        "officer",
        GROUP,
        texts.CHAIR,
        days + 20,
        kind=DecisionKind.CHAIRS,
        nominations=[named],
        meeting_reference=MEETING,
    )
    decision = put(users, "officer", decision, days + 1)
    decision = conclude(users, "head", decision, DecisionStatus.ADOPTED, days + 1, note=texts.NOTE_OF_CHAIR)
    _record(users, GROUP, TermRole.CHAIR, decision, today() - days * DAY)


def _record(users: dict[str, User], code: str, role: str, decision: Decision, since: datetime.date) -> None:
    nomination = decision.nominations.get()
    take_office(
        named=True,
        body=body(code),
        role=role,
        person=nomination.person,
        organisation=nomination.organisation,
        since=since,
        decision=decision,
        by=again(users["head"]),
    )


def load_decisions(users: dict[str, User]) -> None:
    """A decision in every state, with statements, a reservation and objections."""
    news = put(
        users, "member", propose(users, "member", GROUP, texts.NEWS, 170, meeting_reference=MEETING), 149
    )
    say(users, "lead", news, PositionKind.STATEMENT, texts.STATEMENT, "en", 149)
    say(users, "lead2", news, PositionKind.RESERVATION, texts.RESERVATION, "fr", 149)
    conclude(users, "chair", news, DecisionStatus.ADOPTED, 149, follow_up=texts.FOLLOW_UP)

    single = put(users, "chair", propose(users, "chair", GROUP, texts.INDICATORS, 100), 95)
    say(users, "member", single, PositionKind.OBJECTION, texts.OBJECTION, "en", 88)
    conclude(users, "chair", single, DecisionStatus.NO_CONSENSUS, 80)

    calendar = put(users, "lead", propose(users, "lead", GROUP, texts.CALENDAR, 70), 69)
    conclude(users, "chair", calendar, DecisionStatus.DEFERRED, 60)

    sign = put(users, "member", propose(users, "member", GROUP, texts.LOGO, 45), 44)
    with pretending(now() - 40 * DAY):
        withdraw_decision(sign, by=again(users["member"]))

    exchanges = put(users, "chair", propose(users, "chair", GROUP, texts.EXCHANGES, 8), 6)
    say(users, "lead2", exchanges, PositionKind.OBJECTION, texts.OBJECTION_OPEN, "fr", 3)

    propose(users, "chair", GROUP, texts.DRAFT, 2)
    network = partner("Demonstration Women Miners’ Network")
    named = {
        "role": TermRole.MEMBER,
        "person": person("Flora", users),
        "organisation": network,
        "area": body("asgm").area,
        "since": today() + 30 * DAY,
    }
    nominee = propose(
        users, "focal", "asgm", texts.NOMINEE, 6, kind=DecisionKind.NOMINEES, nominations=[named]
    )
    put(users, "focal", nominee, 5)


def load_old_decisions(users: dict[str, User]) -> None:
    """Decisions entered from records of the past."""
    for code, day, wording in texts.OLD:
        title, text = wording.texts[wording.language]
        enter_past_decision(
            body=body(code),
            title=title,
            text=text,
            language=wording.language,
            decided_on=datetime.date.fromisoformat(day),
            by=again(users["officer"]),
            source=SOURCE,
            kind=DecisionKind.LEADS,
        )
