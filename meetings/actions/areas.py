"""What can be done with an area through its bodies: texts kept by its leads, messages, changes of its status."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.actions.area_proposals import take_over
from meetings.actions.terms import end_with_the_area, lock_with_the_group
from meetings.models import AreaChange, AreaMessage, Body, Decision
from meetings.notices.areas import recipients_of, tell_area
from meetings.notices.proposals import tell_of_established
from meetings.rules.area_proposals import adopted_for, differences_from
from meetings.rules.areas import (
    acts_on_behalf_of_leads,
    can_change_status,
    can_keep_area,
    can_write_to_area,
    closing_problems,
    origin_problems,
    too_many_messages,
)
from partnership_areas.actions import close_area, establish_area
from partnership_areas.enums import AreaStatus
from partnership_areas.models import Area
from portal.records.clock import today
from portal.records.decisions import Problem, Refusal, StaleRecord, refuse_if, require
from portal.records.text import clean_text
from portal.records.work import Work, unit_of_work

KEPT_BY_LEADS = tuple(
    f"{name}_{code}" for name in ("issue", "strategy") for code, _label in settings.LANGUAGES
)
MOST_CHARACTERS = 6000  # of one text
SUBJECT, TEXT = 150, 10_000
NOT_AS_ADOPTED = gettext_lazy(
    "Name or objective are not those that the group adopted. Correct them, or confirm the difference."
)


# --- Texts ------------------------------------------------------------------------------------------


def save_area_texts(area: Area, texts: Mapping[str, str], *, by: Any, seen: int) -> Area:
    """Save issue and strategy of an area in the three languages; leads, the secretariat on behalf (AREA-5).

    ``texts``: columns of ``KEPT_BY_LEADS``. ``seen`` is the area's version that the page was drawn with: somebody
    else's save in between raises StaleRecord. Saving what is there already is no change. Raises Forbidden, Refusal.
    """
    with unit_of_work() as work:
        area = work.lock(area)
        require(can_keep_area(by, area))
        cleaned = {column: clean_text(texts[column] or "").strip() for column in texts}
        unknown = set(cleaned) - set(KEPT_BY_LEADS)
        if unknown:
            raise KeyError(*sorted(unknown))
        refuse_if(
            [
                Problem(column, _("Use no more than %(count)s characters.") % {"count": MOST_CHARACTERS})
                for column, text in cleaned.items()
                if len(text) > MOST_CHARACTERS
            ]
        )
        if area.version != seen:
            raise StaleRecord
        changed = [column for column, text in cleaned.items() if text != (getattr(area, column) or "")]
        for column in changed:
            setattr(area, column, cleaned[column])
        if changed:
            work.save(area, *changed)
            work.audit("area.texts", area, by=by, on_behalf=acts_on_behalf_of_leads(by, area), fields=changed)
    return area


# --- Messages ---------------------------------------------------------------------------------------


def send_area_message(
    area: Area, *, by: Any, subject: str, text: str, language: str, key: uuid.UUID | None = None
) -> AreaMessage:
    """Write to the focal points of an area's partners and to its leads; kept in the area's archive (INFO-5).

    The same ``key`` sends one message only. Raises Forbidden, Refusal: empty or too long, too many in a day, nobody
    to write to.
    """
    key = key or uuid.uuid4()
    with unit_of_work() as work:
        area = work.lock(area)
        sent = AreaMessage.objects.filter(uuid=key).first()
        if sent is not None and sent.sent_by_id == by.pk and sent.area_id == area.pk:
            return sent
        require(can_write_to_area(by, area))
        subject = " ".join(clean_text(subject).split())
        text = clean_text(text).strip()
        people = recipients_of(area, but=by)
        problems = _message_problems(subject, text, language)
        if sent is not None:
            problems.append(Problem("", _("Write the message anew.")))
        if not people:
            problems.append(Problem("", _("Nobody in this area can be written to yet.")))
        answer = too_many_messages(area)
        if not answer:
            problems.append(Problem("", answer.reason))
        refuse_if(problems)
        message = AreaMessage.objects.create(
            uuid=key,
            area=area,
            subject=subject,
            text=text,
            language=language,
            sent_by=by,
            on_behalf=acts_on_behalf_of_leads(by, area),
            recipients=len(people),
        )
        tell_area(message, people)
        work.audit(
            "area.message",
            area,
            by=by,
            on_behalf=message.on_behalf,
            data={"message": message.pk, "recipients": len(people)},
        )
    return message


def _message_problems(subject: str, text: str, language: str) -> list[Problem]:
    problems = []
    for field, value, most in (("subject", subject, SUBJECT), ("text", text, TEXT)):
        if not value:
            words = _("Write a subject.") if field == "subject" else _("Write the message.")
            problems.append(Problem(field, words))
        elif len(value) > most:
            problems.append(Problem(field, _("Use no more than %(count)s characters.") % {"count": most}))
    if language not in dict(settings.LANGUAGES):
        problems.append(Problem("language", _("Choose a language.")))
    return problems


# --- Status (AREA-1) --------------------------------------------------------------------------------


def establish(
    area: Area,
    *,
    by: Any,
    on: datetime.date | None,
    decision: Decision | None = None,
    source: str = "",
    differs: bool = False,
) -> Area:
    """Establish an area with the decision of the Advisory Group behind it (AREA-1, AREA-2).

    For a day before the group first decided in the portal a source is enough. A decision changes an area once.
    Of a proposal that the group adopted it takes objective, issue and ties where none are set; ``differs`` confirms
    that name or objective are not the adopted ones. Who proposed and supported it is told. Raises Forbidden,
    WrongState, or Refusal with all problems at once.
    """
    with unit_of_work() as work:
        area = work.lock(area)
        require(can_change_status(by, area))
        source = " ".join(clean_text(source).split())
        problems = origin_problems(area, decision, source, on, status=AreaStatus.ESTABLISHED)
        proposal = adopted_for(area)
        if proposal is not None:
            take_over(proposal, by)
            area = work.lock(area)
            if differences_from(area, proposal) and not differs:
                problems.append(Problem("differs", NOT_AS_ADOPTED))
        area = _together(problems, lambda: establish_area(area, by=by, on=on))
        _note(work, area, AreaStatus.ESTABLISHED, area.established_on, decision, source, by)
        if proposal is not None:
            tell_of_established(proposal, area)
    return area


def close(
    area: Area,
    *,
    by: Any,
    on: datetime.date | None,
    reason: str,
    decision: Decision | None = None,
    source: str = "",
) -> Area:
    """Close an area with the decision or source behind it (AREA-1).

    Terms of office in it, and seats in the group for it, end with that day; who presides from such a seat presides
    no more. Those that would begin later are taken out, those that are over keep their end. Raises Forbidden,
    WrongState, or Refusal with all problems at once, also when something still went on after that day.
    """
    with unit_of_work() as work:
        body = lock_with_the_group(Body.objects.get(area=area), work)
        area = work.lock(area)
        require(can_change_status(by, area))
        source = " ".join(clean_text(source).split())
        problems = origin_problems(area, decision, source, on, status=AreaStatus.CLOSED)
        problems += closing_problems(area, on)
        area = _together(problems, lambda: close_area(area, by=by, on=on, reason=reason))
        day = area.closed_on or today()
        end_with_the_area(body, day, by)
        _note(work, area, AreaStatus.CLOSED, day, decision, source, by)
    return area


def enter_past_change(
    area: Area,
    *,
    by: Any,
    status: str,
    on: datetime.date | None,
    decision: Decision | None = None,
    source: str = "",
) -> AreaChange:
    """Record how an area's status changed in the past, from its source; its status of today stays (AREA-1).

    The day of its establishment is taken over where it was not known. Raises Forbidden, Refusal.
    """
    with unit_of_work() as work:
        area = work.lock(area)
        require(can_change_status(by, area))
        source = " ".join(clean_text(source).split())
        problems = origin_problems(area, decision, source, on, status=status, past=True)
        if status not in AreaStatus.values:
            problems.append(Problem("status", _("Choose one of the list.")))
        elif on and AreaChange.objects.filter(area=area, status=status, on=on).exists():
            problems.append(Problem("on", _("This change is recorded already.")))
        established = status == AreaStatus.ESTABLISHED and area.status == AreaStatus.ESTABLISHED
        refuse_if(problems)
        if established and area.established_on is None:
            area.established_on = on
            work.save(area, "established_on")
        return _note(work, area, status, on, decision, source, by, verb="area.past_change")


def _together(problems: list[Problem], run: Any) -> Area:
    """Run the deed of the lower app and refuse with its problems and ours at once; nothing is done then."""
    try:
        done = run()
    except Refusal as refusal:
        if type(refusal) is not Refusal:
            raise
        raise Refusal([*refusal.problems, *problems]) from refusal
    refuse_if(problems)
    return done


def _note(
    work: Work,
    area: Area,
    status: str,
    on: datetime.date | None,
    decision: Decision | None,
    source: str,
    by: Any,
    *,
    verb: str = "area.change",
) -> AreaChange:
    change = AreaChange.objects.create(
        area=area, status=status, on=on, decision=decision, source=source, entered_by=by
    )
    data = {"change": change.pk, "status": str(status), "on": str(on), "decision": change.decision_id}
    work.audit(verb, area, by=by, data=data)
    return change
