"""What waits for who proposed an amendment that cannot be adopted as it stands (GDL-2)."""

import pytest

from meetings.actions.amendments import send_amendment, take_over, translate_amendment
from meetings.actions.decisions import announce
from meetings.enums import DecisionStatus
from meetings.models import Amendment
from meetings.panels.proposals import proposals_waiting
from portal.accounts.models import User
from tests.meetings.amendments import before_group, draft
from tests.meetings.offices import chair, person_with_account

pytestmark = pytest.mark.django_db


def waiting(user: User) -> list[str]:
    return [str(item.text) for item in proposals_waiting(user)]


def translated(amendment: Amendment, by: User) -> Amendment:
    return translate_amendment(amendment, {"text_fr": "Des invités.", "text_es": "Invitados."}, by=by)


@pytest.mark.rule("GDL-2")
def test_a_proposer_is_told_that_words_are_missing_until_they_are_there() -> None:
    user, stranger = person_with_account(), person_with_account()
    amendment = send_amendment(draft(user), by=user)
    (text,) = waiting(user)
    assert amendment.reference in text and "French, Spanish" in text
    assert not waiting(stranger)
    translated(amendment, user)
    assert not waiting(user)


@pytest.mark.rule("GDL-2")
def test_a_proposer_is_told_that_the_text_has_moved_on_until_it_is_carried_over() -> None:
    user = person_with_account()
    amendment = translated(send_amendment(draft(user), by=user), user)
    assert not waiting(user)
    other = before_group(number="4(a)(ii)")
    announce(other.decision, by=chair(), outcome=DecisionStatus.ADOPTED)
    (text,) = waiting(user)
    assert text.startswith(f"{amendment.reference} is to be carried over to the version in force")
    amendment.refresh_from_db()
    take_over(amendment, by=user)
    assert not waiting(user)


def test_who_presides_is_told_of_their_own_drafts_too() -> None:
    presiding = chair()
    amendment = draft(presiding)
    assert [item.url for item in proposals_waiting(presiding)] == [amendment.desk_url]


@pytest.mark.parametrize("who", [person_with_account, chair])
def test_the_desk_asks_as_often_for_three_amendments_as_for_one(assert_query_parity, client, who) -> None:
    user = who()
    client.force_login(user)

    def another(number: str) -> None:
        send_amendment(draft(user, number=number), by=user)

    another("4(a)(iv)")
    assert_query_parity(lambda: client.get("/desk/"), lambda: [another("4(a)(i)"), another("4(a)(ii)")])
