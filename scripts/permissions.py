"""Write docs/permissions.md: who may do what, from the permission matrix and the tables of transitions.

``python -m scripts.permissions`` writes it, ``--check`` only says whether it is up to date.
"""

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/permissions.md"
WORDS = {
    "read": "reads",
    "soon": "reads",
    "done": "does",
    "checked": "does",
    "moved": "goes on",
    "refused": "refused",
    "none": "–",
    "gone": "“gone”",
    "sign-in": "–",
    "closed": "closed",
    "no-post": "",
    "-": "",
}
CONDITIONS = {
    "never own": "; never on a letter of their own",
    "held": "; a held letter",
    "not held": "; not while it is held",
}
DECISION_WORDS = {
    "own": "who wrote or proposed it",
    "voice": "those who decide",
    "presides": "chair or area lead",
    "O": "officer",
    "H": "head",
}
HEAD = """# Who may do what

Made by `python -m scripts.permissions` from the table that the suite proves (`tests/permissions/matrix.py`) and
from the tables of transitions. Do not edit it by hand: `make check` says when it is not up to date.

The roles: {roles}. Area leads, members and chairs of the Advisory Group are people of partners with a term of office:
what it adds stands under *own*, and by name in the tables of verbs. A right ends with the term, appointment or
membership that gave it, at the next request.

**reads**: sees the page · **does**: can send the form · **refused**: is told so, with the reason ·
**–**: nothing is there (404), or one is asked to sign in · **own**: only on records of one's own, never on others'.
"""


def letters_page() -> list[str]:
    """Return the verbs of letters and areas: in which states, and whose they are."""
    from meetings.enums import DecisionStatus
    from meetings.rules.decision_moves import DECISION_TRANSITIONS
    from partners.enums import LetterStatus
    from partners.rules.letter_moves import LETTER_TRANSITIONS
    from partnership_areas.enums import AreaStatus
    from partnership_areas.rules import AREA_TRANSITIONS
    from tests.permissions.rights import AREA_RIGHTS, DECISION_RIGHTS, LETTER_RIGHTS

    lines = ["## Verbs of a letter of intent", ""]
    lines += ["| verb | possible while | who | leads to | reason |", "|---|---|---|---|---|"]
    for transition in LETTER_TRANSITIONS:
        _states, who, condition = LETTER_RIGHTS[transition.verb]
        own = "applicant, on an own letter; officer and head on behalf"
        people = own if "own" in who else ", ".join(_role(letter) for letter in who.split())
        for name in filter(None, condition.split(", ")):
            people += CONDITIONS[name]
        lines.append(_verb_line(transition, LetterStatus, people))
    lines += ["", "## Verbs of a partnership area", ""]
    lines += ["| verb | possible while | who | leads to | reason |", "|---|---|---|---|---|"]
    for transition in AREA_TRANSITIONS:
        people = ", ".join(_role(letter) for letter in AREA_RIGHTS[transition.verb][1].split())
        lines.append(_verb_line(transition, AreaStatus, people))
    lines += ["", "## Verbs of a decision", ""]
    lines += ["| verb | possible while | who | leads to | reason |", "|---|---|---|---|---|"]
    for transition in DECISION_TRANSITIONS:
        people = DECISION_RIGHTS[transition.verb][1]
        for word, meaning in DECISION_WORDS.items():
            people = re.sub(rf"\b{word}\b", meaning, people)
        line = _verb_line(transition, DecisionStatus, people)
        lines.append(line.replace("no other state", "the outcome") if transition.verb == "announce" else line)
    return lines


def _role(letter: str) -> str:
    from tests.permissions.notation import ROLES

    return ROLES[letter].lower()


def _verb_line(transition: object, statuses: type, people: str) -> str:
    states = ", ".join(str(label) for code, label in statuses.choices if code in transition.sources)
    target = statuses(transition.target).label if transition.target else "no other state"
    reason = "needed" if transition.needs_reason else ""
    return f"| {transition.staff_label} | {states} | {people} | {target} | {reason} |"


def cell(cases: dict[str, tuple[dict[str, str], dict[str, str]]], role: str) -> str:
    """Return what a role gets at an address, in a word or two."""

    def said(which: str) -> str:
        get, post = cases[which]
        words = [WORDS[get[role]], WORDS[post[role]]]
        return "does" if "does" in words else next((word for word in words if word), "")

    other = said("other") if "other" in cases else ""
    own = said("own") if "own" in cases else ""
    if not own or own == other:
        return other
    return f"own: {own}" if other in ("–", "") else f"{other}; own: {own}"


def addresses_page() -> list[str]:
    """Return every address with what each role gets there."""
    from tests.permissions.addresses import our_addresses
    from tests.permissions.matrix import MATRIX
    from tests.permissions.notation import ROLES

    patterns = {address.name: address.pattern for address in our_addresses()}
    lines = ["## Addresses", ""]
    lines.append("| | address | " + " | ".join(ROLES) + " |")
    lines.append("|---|---|" + "---|" * len(ROLES))
    for row in MATRIX:
        cases = row.cases()
        pattern = patterns[row.name].replace("/en/", "/{lang}/", 1)
        cells = " | ".join(cell(cases, role) for role in ROLES)
        lines.append(f"| {row.what} | `{pattern}` | {cells} |")
    return lines


def page() -> str:
    """Return the whole text."""
    from tests.permissions.notation import ROLES

    roles = " · ".join(f"**{letter}** {name[0].lower()}{name[1:]}" for letter, name in ROLES.items())
    return "\n".join([HEAD.format(roles=roles), *letters_page(), "", *addresses_page(), ""])


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django
    from django.utils.translation import override

    django.setup()
    with override("en"):
        text = page()
    if "--check" in sys.argv:
        if not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != text:
            print("docs/permissions.md is not up to date: python -m scripts.permissions")
            return 1
        return 0
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
