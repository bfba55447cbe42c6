"""Which words of a decision can still be translated anew (MTG-3, GDL-1)."""

from meetings.enums import DecisionStatus
from meetings.models import Decision
from meetings.rules.decisions import is_brought_by_others
from portal.records.translations import shown, translations_of

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
