"""What was said and held for a partner since two rows were merged is not lost when they are taken apart (AREA-6)."""

import pytest

from meetings.actions.decisions import announce
from meetings.actions.positions import take_back_objection, take_position
from meetings.actions.terms import end_term
from meetings.models import Term
from meetings.rules.decisions import standing_objections
from partners.actions.merges import merge_organisation, undo_merge
from partners.models import Organisation
from portal.accounts.models import User
from portal.records.clock import today
from portal.records.decisions import Refusal
from tests.factories import OrganisationFactory, head, officer, partner
from tests.meetings.decisions import opened, speaker
from tests.meetings.offices import body_of, lead, term

pytestmark = pytest.mark.django_db


def merged() -> tuple[User, Organisation, Organisation]:
    """A focal point, the partner of the area that was merged, and the row into which it was."""
    user, merging = speaker()
    into = OrganisationFactory()
    merge_organisation(merging, into=into, reason="The same", by=officer())
    return User.objects.get(pk=user.pk), Organisation.objects.get(pk=merging.pk), into


@pytest.mark.rule("MTG-2")
def test_rows_are_not_taken_apart_while_an_objection_stands_in_the_name_of_both():
    user, row, _into = merged()
    leader = lead()
    decision = opened(body_of("asgm"), by=leader)
    objection = take_position(decision, by=user, kind="objection", text="No")
    with pytest.raises(Refusal, match=decision.reference):
        undo_merge(row, reason="Two after all", by=officer())
    assert standing_objections(decision) == [objection]
    with pytest.raises(Refusal):
        announce(decision, by=leader, outcome="adopted")
    take_back_objection(objection, by=User.objects.get(pk=user.pk))
    undo_merge(row, reason="Two after all", by=officer())


@pytest.mark.rule("MTG-2")
def test_an_objection_from_before_the_merge_stands_on_when_it_is_undone():
    user, row = speaker()
    decision = opened(body_of("asgm"), by=lead())
    objection = take_position(decision, by=user, kind="objection", text="No")
    merge_organisation(row, into=OrganisationFactory(), reason="The same", by=officer())
    assert standing_objections(decision) == [objection]
    undo_merge(row, reason="Two after all", by=officer())
    assert standing_objections(decision) == [objection]


@pytest.mark.rule("AREA-6")
def test_rows_are_not_taken_apart_while_an_office_is_held_for_a_row_that_is_no_partner_by_itself():
    _user, row, into = merged()
    held = term(body_of("asgm"), "lead", organisation=into)
    Term.objects.filter(pk=held.pk).update(created_at=row.merges.get().at)
    with pytest.raises(Refusal, match="office"):
        undo_merge(row, reason="Two after all", by=officer())
    held.refresh_from_db()
    end_term(held, by=head(), ended_on=today(), reason="other", note="Two partners after all")
    undo_merge(row, reason="Two after all", by=officer())


@pytest.mark.rule("AREA-6")
def test_what_each_row_can_hold_by_itself_does_not_keep_them_together():
    row, into = partner(), partner()
    merge_organisation(row, into=into, reason="The same", by=officer())
    held = term(body_of("asgm"), "lead", organisation=into)
    Term.objects.filter(pk=held.pk).update(created_at=row.merges.get().at)
    undo_merge(row, reason="Two after all", by=officer())
