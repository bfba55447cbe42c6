"""The yearly question "Is this still right?": opened by the secretariat, answered by partners with one click."""

import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.actions.profile import confirmed
from partners.models import (
    ConfirmationRound,
    Organisation,
    OrganisationPerson,
    OrganisationProfile,
    RoundEntry,
)
from partners.notices.profiles import ask_to_confirm
from partners.rules.organisations import is_partner_now, of_it
from partners.rules.profile import can_close_round, can_run_rounds
from portal.records.clock import now, today
from portal.records.decisions import Forbidden, Problem, WrongState, refuse_if
from portal.records.work import nudge, unit_of_work

SALT = "partners.still_right"
SHORTEST, LONGEST = 7, 120  # days that partners have to answer
LINK_DAYS = 30  # how long after the last day to answer a mailed link still works
BATCH = 50
ASKED_ALREADY = gettext_lazy("Partners were asked this year already.")


def open_round(*, by: Any, due_on: datetime.date, year: int | None = None) -> ConfirmationRound:
    """Ask every partner of today; the mails go out in batches by the worker. Raises Forbidden, Refusal.

    One round a year, one open at a time.
    """
    answer = can_run_rounds(by)
    if not answer:
        raise Forbidden(answer.reason)
    with unit_of_work() as work:
        year = year or today().year
        rounds = ConfirmationRound.objects.select_for_update()
        problems = []
        if rounds.filter(closed_at__isnull=True).exists():
            problems.append(Problem("", _("A round is open already: close it first.")))
        elif rounds.filter(year=year).exists():
            problems.append(Problem("", ASKED_ALREADY))
        days = (due_on - today()).days
        if not SHORTEST <= days <= LONGEST:
            problems.append(
                Problem(
                    "due_on",
                    _("Give partners between %(shortest)d and %(longest)d days.")
                    % {"shortest": SHORTEST, "longest": LONGEST},
                )
            )
        refuse_if(problems)
        confirmation, made = rounds.get_or_create(
            year=year, defaults={"due_on": due_on, "opened_by": by, "opened_at": now()}
        )
        if not made:  # a colleague was faster
            refuse_if([Problem("", ASKED_ALREADY)])
        partners = Organisation.objects.partners().values_list("pk", flat=True)
        RoundEntry.objects.bulk_create(
            (RoundEntry(round=confirmation, organisation_id=pk) for pk in partners), batch_size=500
        )
        work.audit("round.open", confirmation, by=by, data={"year": year, "due_on": due_on.isoformat()})
        nudge("partners.ask_to_confirm")
    return confirmation


def close_round(confirmation: ConfirmationRound, *, by: Any) -> ConfirmationRound:
    """End a round: nobody is reminded any more; who did not answer stays listed."""
    with unit_of_work() as work:
        confirmation = work.lock(confirmation)
        answer = can_close_round(by, confirmation)
        if not answer:
            raise Forbidden(answer.reason)
        if confirmation.closed_at:
            raise WrongState(_("This round is closed already."))
        confirmation.closed_at, confirmation.closed_by = now(), by
        work.save(confirmation, "closed_at", "closed_by")
        work.audit("round.close", confirmation, by=by, data={"year": confirmation.year})
    return confirmation


# --- Asking and reminding -------------------------------------------------------------------------


def reminders_due(confirmation: ConfirmationRound) -> int:
    """Return how many of the reminders have fallen due by today."""
    left = (confirmation.due_on - today()).days
    return sum(left <= days for days in settings.ROUND_REMINDER_DAYS) if left >= 0 else 0


def write_round_mails() -> int:
    """Ask whom nobody asked yet, remind who did not answer; each mail once, in transactions of a batch.

    Of several reminders that were missed only the last goes out. Returns how many partners were written to.
    """
    confirmation = ConfirmationRound.objects.filter(closed_at__isnull=True).first()
    if confirmation is None or confirmation.due_on < today():
        return 0
    due, written, last = reminders_due(confirmation), 0, 0
    to_write = Q(asked_at__isnull=True) | Q(reminders__lt=due)
    while True:
        with unit_of_work() as work:
            entries = list(
                RoundEntry.objects.select_for_update()
                .filter(to_write, round=confirmation, confirmed_at__isnull=True, pk__gt=last)
                .order_by("pk")[:BATCH]
            )
            for entry in entries:
                written += _write(entry, due, work)
        if not entries:
            return written
        last = entries[-1].pk


def _write(entry: RoundEntry, due: int, work: Any) -> int:
    first = entry.asked_at is None
    if not first and entry.reminders >= due:
        return 0
    organisation = entry.organisation.merged_into or entry.organisation
    if entry.organisation.merged_into_id or not is_partner_now(organisation):
        return 0
    places = focal_places(organisation)
    number = 0 if first else due
    for place in places:
        ask_to_confirm(entry, place, link_of(entry, place), number)
    entry.asked_at = entry.asked_at or now()
    entry.has_address, entry.reminders = bool(places), due
    work.save(entry, "asked_at", "has_address", "reminders")
    return 1


def focal_places(organisation: Organisation) -> list[OrganisationPerson]:
    """Return the focal points with an address, whom the question is sent to."""
    return list(
        OrganisationPerson.objects.filter(of_it(organisation), role="focal", until__isnull=True)
        .exclude(person__email="")
        .select_related("person__user")
        .order_by("pk")
    )


# --- The link in the mail ---------------------------------------------------------------------------


def link_of(entry: RoundEntry, place: OrganisationPerson) -> str:
    """Return the signed part of the address that lets this person answer for this partner, and nothing else."""
    return signing.dumps([entry.pk, place.pk], salt=SALT, compress=False)


def entry_of_link(token: str) -> tuple[RoundEntry, OrganisationPerson] | None:
    """Return whom a link lets answer for what; None when it is forged or its place has ended since.

    Long after the last day to answer, the round reads as closed to who holds a link, also when nobody closed it.
    """
    try:
        entry_pk, place_pk = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    entry = RoundEntry.objects.select_related("round", "organisation__country").filter(pk=entry_pk).first()
    place = (
        OrganisationPerson.objects.select_related("person__user", "organisation")
        .filter(pk=place_pk, until__isnull=True, role="focal")
        .first()
    )
    if entry is None or place is None or entry.organisation.merged_into_id:
        return None
    if entry.organisation_id not in (place.organisation_id, place.organisation.merged_into_id):
        return None
    if entry.round.closed_at is None and today() > entry.round.due_on + datetime.timedelta(days=LINK_DAYS):
        entry.round.closed_at = now()  # here only, never saved
    return (entry, place) if is_partner_now(entry.organisation) else None


def confirm_by_link(token: str) -> OrganisationProfile:
    """Answer the yearly question through the mailed link, signed in or not; a second press changes nothing.

    WrongState when the link has ended: with its round, 30 days after the last day, or with the person's place.
    """
    with unit_of_work():
        found = entry_of_link(token)
        if found is None or found[0].round.closed_at:
            raise WrongState(_("This link no longer works."))
        entry, place = found
        return confirmed(
            entry.organisation, by=place.person.user, data={"round": entry.round_id, "place": place.pk}
        )
