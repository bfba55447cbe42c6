"""Guards of amendments: what must be there to send one, to put it before the group, to adopt it (GDL-1, GDL-2)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.enums import AmendmentKind, ProposalStatus
from meetings.models import Amendment, Clause
from meetings.rules.proposals import UNDER_WAY, speaks_for_proposer
from meetings.texts.amended import (
    FIELDS,
    LANGUAGES,
    NUMBER,
    can_follow,
    clause_called,
    current_version,
    missing_languages,
    parts_of,
    present_words,
    shown_number,
    text_in,
    unchanged_languages,
    without_original,
)
from partners.rules.common import is_secretariat
from portal.records.decisions import ALLOWED, Answer, Problem, Refused
from portal.records.wording import language_in_a_sentence

MOST_CHARACTERS = 5000
HEADING_CHARACTERS = 200


def moved_on(amendment: Amendment) -> bool:
    """Whether a newer version than the one that the amendment stands on is in force."""
    return current_version(amendment.document).pk != amendment.base_id


def base_problems(amendment: Amendment) -> list[Problem]:
    """The amendment stands on the version in force, and the clause is in it."""
    if moved_on(amendment):
        return [
            Problem(
                "base",
                _(
                    "The text has changed since: version %(new)s is in force, this was written for version %(old)s. "
                    "Carry it over to the version in force first."
                )
                % {"new": current_version(amendment.document).label, "old": amendment.base.label},
            )
        ]
    if clause_called(amendment.base, amendment.clause_number) is None:
        return [Problem("clause_number", _("This clause is not in the text."))]
    return []


def _number_problems(amendment: Amendment) -> list[Problem]:
    number = amendment.new_number
    if not number:
        return [Problem("new_number", _("Give the new clause a number."))]
    if not NUMBER.match(number):
        return [Problem("new_number", _("Write the number as in the text, for example 3(g) or 4(a)(vii)."))]
    if not can_follow(number, amendment.clause_number):
        words = _("A clause of this number cannot stand after %(clause)s.")
        return [Problem("new_number", words % {"clause": shown_number(amendment.clause_number)})]
    if clause_called(amendment.base, number):
        return [Problem("new_number", _("There is a clause of this number already."))]
    return []


def length_problems(values: dict[str, Any]) -> list[Problem]:
    """Texts that are too long for a clause, by field."""
    problems = []
    for name, value in values.items():
        most = HEADING_CHARACTERS if name.startswith("heading") else MOST_CHARACTERS
        if len(value or "") > most:
            problems.append(Problem(name, _("Use no more than %(count)s characters.") % {"count": most}))
    return problems


def sending_problems(amendment: Amendment) -> list[Problem]:
    """Return everything that is missing before an amendment can be sent (the reason apart)."""
    problems = base_problems(amendment)
    language = amendment.language
    heading, text = (text_in(amendment, field, language) for field in FIELDS)
    if amendment.kind == AmendmentKind.REMOVE:
        if parts_of(amendment.base.clauses.all(), amendment.clause_number):
            problems.append(
                Problem("clause_number", _("Other clauses depend on this one: it cannot be removed alone."))
            )
        return problems
    if amendment.kind == AmendmentKind.ADD:
        problems += _number_problems(amendment)
    problems += [
        Problem(name, _("The original has nothing here: write it there too, or leave this empty."))
        for name in without_original(amendment)
    ]
    present = present_words(amendment)
    if present is not None and all(
        text_in(present, field, language) == text_in(amendment, field, language) for field in FIELDS
    ):
        problems.append(Problem("text", _("Nothing differs from the text in force.")))
    elif not text and not (present is not None and heading and not text_in(present, "text", language)):
        problems.append(Problem("text", _("Write the text that you propose.")))
    return problems


def adoption_problems(amendment: Amendment) -> list[Problem]:
    """Return why an amendment cannot be adopted yet: languages that are missing, a text that has moved on (GDL-2)."""
    problems = base_problems(amendment)
    missing = missing_languages(amendment)
    if missing:
        names = ", ".join(language_in_a_sentence(code) for code in missing)
        problems.append(
            Problem(
                "translations",
                _("A new version is made in all languages. Still to be translated: %(languages)s.")
                % {"languages": names},
            )
        )
    return problems


def unchanged_words(amendment: Amendment, present: Clause | None) -> str:
    """Say in which languages the words in force are proposed although the original changes; "" in none.

    A slip of one language alone is mended so; more often a translation was forgotten.
    """
    names = ", ".join(language_in_a_sentence(code) for code in unchanged_languages(amendment, present))
    if not names:
        return ""
    return _(
        "The original changes, but these languages keep the words in force: %(languages)s. Check the translations."
    ) % {"languages": names}


def can_translate_amendment(user: Any, amendment: Amendment) -> Answer:
    """The secretariat and the proposer; once it is before the group only what is not there yet."""
    if amendment.kind == AmendmentKind.REMOVE:
        return Refused(gettext_lazy("A clause that is removed has no words to translate."))
    if amendment.status not in UNDER_WAY:
        return Refused(gettext_lazy("The texts of this amendment can no longer be changed."))
    if not (is_secretariat(user) or speaks_for_proposer(user, amendment)):
        return Refused(gettext_lazy("Translations are written by the secretariat and by the proposer."))
    if not languages_to_translate(amendment):
        return Refused(
            gettext_lazy("It is before the group in all languages: its text can no longer be changed.")
        )
    return ALLOWED


def languages_to_translate(amendment: Amendment) -> list[str]:
    """Return the languages whose words can be written; before the group those that are not complete yet."""
    if amendment.status == ProposalStatus.BEFORE_GROUP:
        return missing_languages(amendment)
    return [code for code in LANGUAGES if code != amendment.language]


def standing_words_problems(amendment: Amendment, words: dict[str, str]) -> list[Problem]:
    """Return which of the words that the group has before it would be changed; empty ones can be filled."""
    if amendment.status != ProposalStatus.BEFORE_GROUP:
        return []
    open_languages = languages_to_translate(amendment)
    problems = []
    for name, text in words.items():
        field, _line, code = name.rpartition("_")
        present = text_in(amendment, field, code)
        if text != present and (present or code not in open_languages):
            problems.append(
                Problem(name, _("The group has this text before it: it can no longer be changed."))
            )
    return problems


def clause_untouched(amendment: Amendment) -> bool:
    """Whether the clause reads the same in the version in force as in the one the amendment was written for."""
    was = clause_called(amendment.base, amendment.clause_number)
    now = clause_called(current_version(amendment.document), amendment.clause_number)
    if was is None or now is None:
        return False
    return all(
        text_in(was, field, code) == text_in(now, field, code) for field in FIELDS for code in LANGUAGES
    )


def can_take_over(user: Any, amendment: Amendment) -> Answer:
    """Take an amendment over to the version in force: the proposer and the secretariat, while nobody has decided."""
    if not (is_secretariat(user) or speaks_for_proposer(user, amendment)):
        return Refused(gettext_lazy("Only the proposer and the secretariat can do this."))
    if amendment.status not in UNDER_WAY | {ProposalStatus.DRAFT} or not moved_on(amendment):
        return Refused(gettext_lazy("It is already based on the version in force."))
    if not clause_untouched(amendment):
        return Refused(
            gettext_lazy("The clause itself has changed. Withdraw the amendment and propose it anew.")
        )
    return ALLOWED
