"""How the matrix is written: roles, answers, and rows that come again and again."""

from dataclasses import dataclass, field
from typing import Any

ROLES = {
    "V": "Visitor",
    "D": "Visitor with a draft",
    "A": "Applicant",
    "P": "Partner (viewer, focal point, lead, member, chair)",
    "O": "Officer",
    "H": "Head",
    "E": "Editor",
    "X": "Administrator",
    "U": "Auditor",
    "S": "Superuser without a role",
}
STATUS = {
    "read": {200},
    "done": {302},
    "sign-in": {302},
    "refused": {403},
    "none": {404},
    "gone": {410},
    "moved": {301, 302},
    "soon": {202},
    "no-post": {405},
    "closed": {409},
    "checked": {422},
}
NO_POST = "all no-post"


def answers(text: str) -> dict[str, str]:
    """Return the answer per role; ValueError when a role has two, none, or an unknown one."""
    found: dict[str, str] = {}
    for part in text.split(","):
        who, answer = part.split()
        roles = {"all": "".join(ROLES), "rest": "".join(r for r in ROLES if r not in found)}.get(who, who)
        for role in roles:
            if role in found or role not in ROLES or (answer not in STATUS and answer != "-"):
                raise ValueError(f"Not readable: {text}")
            found[role] = answer
    if set(found) != set(ROLES):
        raise ValueError(f"Not every role has an answer: {text}")
    return found


@dataclass(frozen=True)
class Row:
    """An address, in words, and who gets what there. ``of`` names the record (``World.record``)."""

    name: str
    what: str
    of: str = ""
    other: str = ""
    own: str = ""
    absent: str = ""
    data: dict[str, Any] = field(default_factory=dict)

    def cases(self) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
        """Return the answers to GET and POST for each of own, other, absent that is declared."""
        found = {}
        for which in ("own", "other", "absent"):
            text = getattr(self, which)
            if text:
                get, _bar, post = text.partition(" | ")
                found[which] = (answers(get), answers(post or NO_POST))
        return found

    @property
    def key(self) -> str:
        return f"{self.name} ({self.of})" if self.of else self.name


# --- Answers that many addresses share ------------------------------------------------------------

EVERYBODY = "all read"
NOWHERE = "all none"
NOWHERE_BOTH = "all none | all none"
# The desk: without an account one is asked to sign in, whether there is such a letter or not.
NOT_YOURS = "VD sign-in, rest none"
NOT_YOURS_BOTH = "VD sign-in, rest none | VD sign-in, rest none"
SECRETARIAT_READS = "VD sign-in, OHU read, rest none"
# The admin: who has no staff role is led to its door, which refuses; staff without sight find nothing.
DOOR = "VDAP sign-in"
RECORDS_READ = f"{DOOR}, OHU read, rest none"
RECORDS_ABSENT = f"{DOOR}, rest none"
RECORDS_ABSENT_BOTH = f"{DOOR}, rest none | {DOOR}, rest none"
STAFF_READ = f"{DOOR}, XU read, rest none"
MAILS_READ = f"{DOOR}, OHXU read, rest none"


def verb_of(roles: str, *, sees: str = "OHU") -> str:
    """A verb that ``roles`` may use; those who only see the record are refused, the others find nothing."""
    refused = "".join(role for role in sees if role not in roles)
    parts = [DOOR, f"{roles} read" if roles else "", f"{refused} refused" if refused else "", "rest none"]
    get = ", ".join(part for part in parts if part)
    return f"{get} | {get.replace('read', 'done')}"


def closed_verb_of(roles: str, *, sees: str = "OHU") -> str:
    """The same verb on a record in a state where nobody can use it: 409 for those who otherwise might."""
    return (
        verb_of(roles, sees=sees)
        .replace(f"{roles} read", f"{roles} closed")
        .replace(f"{roles} done", f"{roles} closed")
    )


def letter_verb(name: str, what: str, of: str, roles: str = "OH", own: str = "", **data: Any) -> Row:
    return Row(f"letters:{name}", what, of, verb_of(roles), own, RECORDS_ABSENT_BOTH, data=data)
