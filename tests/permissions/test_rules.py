"""The rules behind the screens, as pure functions, against the rights table."""

import itertools

import pytest

from meetings.rules.decision_moves import DECISION_TRANSITIONS
from meetings.rules.proposals import PROPOSAL_TRANSITIONS
from meetings.rules.seats import SEAT_TRANSITIONS
from partners.enums import LetterStatus
from partners.models import Letter
from partners.rules.letter_moves import LETTER_TRANSITIONS
from partners.rules.letters import can_see_letter, visible_letters
from partnership_areas.enums import AreaStatus
from partnership_areas.rules import AREA_TRANSITIONS
from portal.accounts.models import User
from portal.accounts.visitors import Visitor
from portal.records.clock import now
from portal.records.transitions import TransitionTable
from tests.permissions.notation import ROLES
from tests.permissions.rights import (
    AREA_RIGHTS,
    DECISION_RIGHTS,
    LETTER_RIGHTS,
    PROPOSAL_RIGHTS,
    SEAT_RIGHTS,
)
from tests.permissions.world import PEOPLE, World

pytestmark = pytest.mark.django_db
LETTERS = ("letter draft", "letter on behalf", "letter sent", "letter held", "letter review", "letter asked")
DECIDED = ("letter confirmed", "letter withdrawn")
ROLE_NAMES = {"O": "officer", "H": "head", "own": "applicant"}


def somebody(world: World, name: str) -> User | Visitor:
    """Return the person as a request would have them: a fresh user, or a visitor."""
    if name in world.users:
        return User.objects.get(pk=world.users[name].pk)
    return Visitor((str(world.records["letter draft"].uuid),) if "draft" in name else ())


@pytest.mark.parametrize("own", [False, True], ids=["other", "own"])
@pytest.mark.parametrize("status", LetterStatus.values)
def test_list_of_letters_and_rule_of_a_letter_agree(world: World, status: str, own: bool) -> None:
    """What ``visible_letters`` finds is exactly what ``can_see_letter`` allows, whoever asks, whatever the letter."""
    letters = [world.records[name] for name in (*LETTERS, *DECIDED)]
    for letter, name in itertools.product(letters, PEOPLE):
        values = columns_of(letter, status, world.users["head"])
        if own:
            values["applicant"] = world.users.get(name)
        Letter.objects.filter(pk=letter.pk).update(**values)
        seen = visible_letters(somebody(world, name)).filter(pk=letter.pk).exists()
        rule = can_see_letter(somebody(world, name), Letter.objects.get(pk=letter.pk))
        assert seen is bool(rule), (name, status, letter)


def columns_of(letter: Letter, status: str, head: User) -> dict[str, object]:
    """Return a status with the columns that the database's constraints tie to it."""
    sent, decided = status != "draft", status in ("confirmed", "declined")
    return {
        "status": status,
        "identity_key": f"key {letter.pk}",
        "reference": f"LOI-2099-{letter.pk:04}" if sent else None,
        "submitted_at": now() if sent else None,
        "decided_at": now() if decided else None,
        "decided_by": head if decided else None,
        "decision_reason": "Not within the goal." if status == "declined" else "",
        "withdrawn_at": now() if status == "withdrawn" else None,
    }


def allowed(verb: str, letter: Letter, name: str, *, own: bool) -> bool:
    """Return what the rights table says."""
    states, who, condition = LETTER_RIGHTS[verb]
    if letter.status not in states.split():
        return False
    if condition == "held" and not letter.held_at or "not held" in condition and letter.held_at:
        return False
    role = PEOPLE[name]
    if "own" in who:
        if own and role == "D":
            return verb == "discard"  # nobody sends without an account, so nothing can follow either
        if own:
            return role != "V"
        theirs = letter.on_behalf or letter.status != "draft"
        return role in "OH" and theirs
    return role in who.split() and not (own and "never own" in condition)


@pytest.mark.rule("LOI-5")
@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("own", [False, True], ids=["other", "own"])
def test_verbs_of_a_letter_follow_the_rights_table(world: World, name: str, own: bool) -> None:
    user = somebody(world, name)
    for record, status in itertools.product(LETTERS, LetterStatus.values):
        if own and (name == "visitor" or (name == "visitor with a draft" and record != "letter draft")):
            continue
        letter = Letter.objects.get(pk=world.records[record].pk)
        letter.status = status
        if own:
            letter.applicant, letter.on_behalf = world.users.get(name), False
        elif name == "visitor with a draft":
            letter.applicant = world.users["applicant"]  # claimed by an account: the session is not enough
        got = {transition.verb for transition in LETTER_TRANSITIONS.available(user, letter)}
        expected = {verb for verb in LETTER_RIGHTS if allowed(verb, letter, name, own=own)}
        assert got == expected, (record, status)


@pytest.mark.parametrize(
    ("moves", "rights"),
    [
        (LETTER_TRANSITIONS, LETTER_RIGHTS),
        (AREA_TRANSITIONS, AREA_RIGHTS),
        (DECISION_TRANSITIONS, DECISION_RIGHTS),
        (PROPOSAL_TRANSITIONS, PROPOSAL_RIGHTS),
        (SEAT_TRANSITIONS, SEAT_RIGHTS),
    ],
    ids=["letter", "area", "decision", "proposal", "seat"],
)
def test_every_verb_stands_in_the_rights_table(moves: TransitionTable, rights: dict[str, tuple]) -> None:
    assert {move.verb: set(map(str, move.sources)) for move in moves} == {
        verb: set(states.split()) for verb, (states, *_who) in rights.items()
    }


def test_the_roles_of_a_letters_verbs_stand_in_the_rights_table() -> None:
    for transition in LETTER_TRANSITIONS:
        _states, who, _condition = LETTER_RIGHTS[transition.verb]
        roles = (
            {"applicant", "officer", "head"} if "own" in who else {ROLE_NAMES[role] for role in who.split()}
        )
        assert {str(role) for role in transition.roles} == roles, transition.verb


@pytest.mark.parametrize("name", PEOPLE)
def test_verbs_of_an_area_follow_the_rights_table(world: World, name: str) -> None:
    user, area = somebody(world, name), world.records["area"]
    for status in AreaStatus.values:
        area.status = status
        got = {transition.verb for transition in AREA_TRANSITIONS.available(user, area)}
        may = {
            v for v, (states, who) in AREA_RIGHTS.items() if status in states.split() and PEOPLE[name] in who
        }
        assert got == may, status


def test_the_matrix_knows_every_role() -> None:
    assert set(PEOPLE.values()) == set(ROLES)


@pytest.mark.rule("LOI-5")
def test_nobody_decides_on_a_letter_that_they_sent_on_behalf(world: World) -> None:
    letter = world.records["letter review"]
    letter.sent_by, letter.applicant, letter.on_behalf = world.users["head"], None, True
    got = {transition.verb for transition in LETTER_TRANSITIONS.available(world.users["head"], letter)}
    assert got == {"ask", "join", "withdraw"}
