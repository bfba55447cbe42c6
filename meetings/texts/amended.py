"""The text that an amendment would make: exactly one clause differs from the version it stands on (GDL-2)."""

import datetime
import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from meetings.enums import AmendmentKind
from meetings.models import Amendment, Clause, GuidingDocument, TextVersion

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
FIELDS = ("heading", "text")
NUMBER = re.compile(r"^[A-Za-z0-9]{1,9}(\([a-z]{1,5}\)){0,3}$")


def text_in(record: Any, field: str, language: str) -> str:
    """Return what a column in one language holds, without falling back on another language."""
    return getattr(record, f"{field}_{language}") or ""


def current_version(document: GuidingDocument) -> TextVersion:
    """Return the version in force: the last one that was made."""
    return document.versions.order_by("-dated", "-pk").first()


def level_of(number: str) -> int:
    """Return how deep a number stands: ``3`` is 1, ``3(d)`` is 2, ``3(f)(ii)`` is 3."""
    return number.count("(") + 1


def can_follow(number: str, after: str) -> bool:
    """Whether a clause can come after another: a part of it, or the next one on its level or on one above.

    ``3(c)(iv)``, ``3(d)`` and ``4`` can follow ``3(c)(iii)``; ``9(z)`` cannot, its own ``9`` is elsewhere.
    """
    within, parent = number.rpartition("(")[0], after
    while parent and parent != within:
        parent = parent.rpartition("(")[0]
    return parent == within


def clause_called(version: TextVersion, number: str) -> Clause | None:
    return version.clauses.filter(number=number).first()


def parts_of(clauses: Iterable[Clause], number: str) -> list[Clause]:
    """Return the clauses that stand under one ("3(f)" → "3(f)(i)", …)."""
    return [clause for clause in clauses if clause.number.startswith(f"{number}(")]


def copy_of(clause: Clause) -> Clause:
    """Return an unsaved clause with the same number, place and words."""
    words = {f"{field}_{code}": text_in(clause, field, code) for field in FIELDS for code in LANGUAGES}
    return Clause(number=clause.number, level=clause.level, order=clause.order, **words)


def proposed_in(amendment: Amendment, field: str, language: str) -> str:
    """Return what is proposed in a language; what is empty in the original is proposed in none (GDL-2)."""
    return text_in(amendment, field, language) if text_in(amendment, field, amendment.language) else ""


def words_of(amendment: Amendment) -> dict[str, str]:
    """Return the proposed words as columns of a clause."""
    return {f"{field}_{code}": proposed_in(amendment, field, code) for field in FIELDS for code in LANGUAGES}


def without_original(amendment: Amendment) -> list[str]:
    """Return the columns in which something is written that the original does not have."""
    return [
        f"{field}_{code}"
        for field in FIELDS
        for code in LANGUAGES
        if text_in(amendment, field, code) and not text_in(amendment, field, amendment.language)
    ]


def unchanged_languages(amendment: Amendment, present: Clause | None) -> list[str]:
    """Return the languages whose words are those in force, although the amendment changes them in the original.

    ``present``: what :func:`present_words` returned.
    """
    if present is None or amendment.kind != AmendmentKind.CHANGE:
        return []
    language = amendment.language
    changed = [
        field for field in FIELDS if text_in(present, field, language) != text_in(amendment, field, language)
    ]
    return [
        code
        for code in LANGUAGES
        if code != language
        and any(
            (words := proposed_in(amendment, field, code)) and words == text_in(present, field, code)
            for field in changed
        )
    ]


def amended_clauses(amendment: Amendment) -> list[Clause]:
    """Return the clauses of the version that adoption makes, unsaved, in order.

    Raises LookupError when the clause is not in the version that the amendment stands on.
    """
    clauses = [copy_of(clause) for clause in amendment.base.clauses.order_by("order")]
    numbers = [clause.number for clause in clauses]
    if amendment.clause_number not in numbers:
        raise LookupError(amendment.clause_number)
    place = numbers.index(amendment.clause_number)
    if amendment.kind == AmendmentKind.REMOVE:
        del clauses[place]
    elif amendment.kind == AmendmentKind.CHANGE:
        for name, value in words_of(amendment).items():
            setattr(clauses[place], name, value)
    else:
        new = Clause(number=amendment.new_number, level=level_of(amendment.new_number), **words_of(amendment))
        place += 1
        while place < len(clauses) and clauses[place].level > new.level:
            place += 1
        clauses.insert(place, new)
    for order, clause in enumerate(clauses, start=1):
        clause.order = order
    return clauses


def present_words(amendment: Amendment) -> Clause | None:
    """Return the clause as it reads in the version that the amendment stands on; None for an added one."""
    if amendment.kind == AmendmentKind.ADD:
        return None
    return clause_called(amendment.base, amendment.clause_number)


def missing_languages(amendment: Amendment) -> list[str]:
    """Return the languages in which the proposed words are not complete yet; adoption needs all (GDL-2)."""
    if amendment.kind == AmendmentKind.REMOVE:
        return []
    needed = [field for field in FIELDS if text_in(amendment, field, amendment.language)]
    return [code for code in LANGUAGES if any(not text_in(amendment, field, code) for field in needed)]


def complete_languages(amendment: Amendment) -> list[str]:
    missing = missing_languages(amendment)
    return [code for code in LANGUAGES if code not in missing or code == amendment.language]


def free_label(document: GuidingDocument, dated: datetime.date) -> str:
    """Return the label of a version made on a day: ``2026-03``, a second one that month ``2026-03-2``."""
    month = f"{dated:%Y-%m}"
    taken = set(document.versions.filter(label__startswith=month).values_list("label", flat=True))
    number, label = 1, month
    while label in taken:
        number += 1
        label = f"{month}-{number}"
    return label


def subject(amendment: Amendment) -> str:
    """Say in the active language which clause of which text is amended."""
    number = amendment.new_number if amendment.kind == AmendmentKind.ADD else amendment.clause_number
    names = {"document": str(amendment.document.title), "clause": shown_number(number)}
    if amendment.kind == AmendmentKind.ADD:
        return _("%(document)s: a new clause %(clause)s") % names
    if amendment.kind == AmendmentKind.REMOVE:
        return _("%(document)s: clause %(clause)s is removed") % names
    return _("%(document)s: amendment of clause %(clause)s") % names


def shown_number(number: str) -> str:
    """Return a clause's number as it is shown; what stands before the first clause is called by a word."""
    return _("Preamble") if number == "preamble" else number


def wording(amendment: Amendment, language: str) -> tuple[str, str]:
    """Return title and text of the decision that an amendment asks for, in one language."""
    with translation.override(language):
        title = subject(amendment)
        intro = _("The clause is removed.")
        if amendment.kind == AmendmentKind.CHANGE:
            intro = _("The clause is changed and reads:")
        elif amendment.kind == AmendmentKind.ADD:
            intro = _("A clause is added, which reads:")
        parts = [intro]
        for field in FIELDS:
            words = proposed_in(amendment, field, language) or text_in(amendment, field, amendment.language)
            if words and amendment.kind != AmendmentKind.REMOVE:
                parts.append(words)
    return title, "\n\n".join(parts)


def anchor_of(number: str) -> str:
    """Return the fragment at which a clause stands on its version's page: ``3(f)(ii)`` → ``c-3-f-ii``."""
    return "c-" + slugify(number.replace("(", "-").replace(")", ""))
