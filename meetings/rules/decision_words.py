"""Which words of a decision can still be translated anew (MTG-3, GDL-1)."""

from django.conf import settings
from django.utils.translation import gettext as _

from meetings.enums import DecisionStatus
from meetings.models import Decision
from meetings.rules.decisions import is_brought_by_others
from portal.records.translations import is_current, shown, translations_of
from portal.records.wording import language_in_a_sentence

# What those who decide have before them; a note on the outcome and the follow-up come later.
BEFORE_THEM = ("title", "text")


def settled_words(decision: Decision, language: str) -> frozenset[str]:
    """Return the fields whose translation into ``language`` stands, for everybody.

    Words of an amendment or a new area come from the proposal. Before those who decide, also deferred, a translation
    that is there stands as the original does: nobody decides on other words than were read. Empty ones can be filled,
    those older than the original mended; a draft is its writer's, and after the outcome the secretariat corrects.
    """
    if is_brought_by_others(decision.kind, decision.about_type):
        return frozenset(BEFORE_THEM)
    if decision.status not in (DecisionStatus.OPEN, DecisionStatus.DEFERRED):
        return frozenset()
    known = translations_of([decision])
    words = ((name, shown(decision, name, language, known=known)) for name in BEFORE_THEM)
    return frozenset(name for name, word in words if word.is_translation and not word.is_stale)


def outdated_languages(decision: Decision) -> list[str]:
    """Return the languages in which title or text were translated from other words than those that stand now.

    Such a translation is not frozen with the outcome: the register shows the original, until it is made anew.
    """
    rows = [row for row in translations_of([decision]).values() if row.field in BEFORE_THEM]
    old = {row.language for row in rows if not is_current(decision, row)}
    return [code for code, _name in settings.LANGUAGES if code in old]


def outdated_words(decision: Decision) -> str:
    """Say which translations are older than the original, and what becomes of them; "" when none is."""
    names = ", ".join(language_in_a_sentence(code) for code in outdated_languages(decision))
    if not names:
        return ""
    return _(
        "Translations older than the original: %(languages)s. Until they are renewed, the register shows the "
        "original in their place."
    ) % {"languages": names}
