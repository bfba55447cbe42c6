"""Two people at a partner's profile at the same moment: exact counts, on SQLite and PostgreSQL."""

import datetime

import pytest

from partners.actions.identity import agree_identity_change, ask_identity_change, refuse_identity_change
from partners.actions.profile import confirm_profile, join_area, save_part
from partners.actions.rounds import open_round, write_round_mails
from partners.models import AreaParticipation, ConfirmationRound, FormerIdentity, RoundEntry
from partners.profiles import profile_row
from partnership_areas.models import Area
from portal.mail.models import OutboundEmail
from portal.records.audit import broken_lines
from portal.records.clock import today
from portal.records.decisions import StaleRecord
from portal.records.models import AuditLine
from tests.factories import focal_point, head, officer, partner
from tests.partners.test_letter_races import at_once, refusals

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_two_save_the_same_part_at_once_and_one_is_shown_both_texts() -> None:
    organisation = partner()
    users = [focal_point(organisation), focal_point(organisation)]
    results = at_once(
        *(
            lambda by=by: save_part(organisation, "about", {"description": f"By {by.pk}."}, by=by, seen=0)
            for by in users
        )
    )
    assert [type(result) for result in refusals(results)] == [StaleRecord]
    assert profile_row(organisation).part_version("about") == 1
    assert AuditLine.objects.filter(verb="organisation.profile").count() == 1


@pytest.mark.rule("AREA-6")
def test_two_join_the_same_area_at_once_and_it_is_joined_once() -> None:
    organisation = partner(areas=())
    users, asgm = [focal_point(organisation), focal_point(organisation)], Area.objects.get(code="asgm")
    results = at_once(*(lambda by=by: join_area(organisation, asgm, by=by) for by in users))
    assert len(refusals(results)) == 1
    assert AreaParticipation.objects.running().filter(organisation=organisation).count() == 1


def test_agreed_and_refused_at_once_is_one_decision() -> None:
    organisation = partner()
    wanted = {
        "legal_name": "Demonstration Water Centre",
        "acronym": "",
        "kind": "ngo",
        "country": organisation.country,
        "is_global": False,
        "reason": "Decided in May.",
    }
    request = ask_identity_change(organisation, wanted, by=focal_point(organisation))
    first, second = head(), officer()
    results = at_once(
        lambda: agree_identity_change(request, by=first),
        lambda: refuse_identity_change(request, by=second, reason="No."),
    )
    assert len(refusals(results)) == 1
    request.refresh_from_db()
    assert FormerIdentity.objects.count() == int(request.status == "agreed")
    decided = OutboundEmail.objects.filter(
        template__in=["partners/identity_agreed", "partners/identity_refused"]
    )
    assert decided.count() == 1
    assert list(broken_lines()) == []


def test_two_officers_open_a_round_at_once_and_one_is_open() -> None:
    partner()
    users = [officer(), officer()]
    due = today() + datetime.timedelta(days=30)
    results = at_once(*(lambda by=by: open_round(by=by, due_on=due) for by in users))
    assert len(refusals(results)) == 1
    assert (ConfirmationRound.objects.count(), RoundEntry.objects.count()) == (1, 1)


def test_two_workers_write_each_mail_once_and_two_people_confirm_once() -> None:
    organisation = partner()
    users = [focal_point(organisation), focal_point(organisation)]
    open_round(by=officer(), due_on=today() + datetime.timedelta(days=30))
    at_once(write_round_mails, write_round_mails)
    assert OutboundEmail.objects.filter(template="partners/still_right").count() == 2
    at_once(*(lambda by=by: confirm_profile(organisation, by=by) for by in users))
    assert AuditLine.objects.filter(verb="organisation.confirm_profile").count() == 1
