"""What pages ask about guiding texts and amendments."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from meetings.enums import AmendmentKind
from meetings.models import Amendment, Clause, GuidingDocument, TextVersion
from meetings.models.proposals import IN_PUBLIC
from meetings.rules.amendments import unchanged_words
from meetings.texts.amended import anchor_of, present_words, proposed_in, shown_number, text_in
from meetings.texts.differences import ClauseDifference, Piece, clause_differences, word_differences


def documents_with_versions() -> list[GuidingDocument]:
    """Return the guiding texts with their versions, the one in force first (``document.all_versions``)."""
    versions = TextVersion.objects.select_related("decision").order_by("-dated", "-pk")
    return list(
        GuidingDocument.objects.prefetch_related(Prefetch("versions", versions, to_attr="all_versions"))
    )


def versions_in_force() -> list[tuple[str, str]]:
    """Return (code of the text, label) of each version in force."""
    newest = TextVersion.objects.order_by("document__order", "-dated", "-pk")
    found: dict[str, str] = {}
    for code, label in newest.values_list("document__code", "label"):
        found.setdefault(code, label)
    return list(found.items())


def find_version(code: str, label: str) -> TextVersion | None:
    """Return a version by the words of its address; ``current`` is the one in force."""
    found = TextVersion.objects.filter(document__code=code).select_related("document", "decision")
    if label == "current":
        return found.order_by("-dated", "-pk").first()
    return found.filter(label=label).first()


def versions_of(document: GuidingDocument) -> list[TextVersion]:
    """Return all versions, the one in force first."""
    return list(document.versions.select_related("decision").order_by("-dated", "-pk"))


def public_amendments() -> QuerySet[Amendment]:
    """Amendments that are or were before the group, withdrawn ones too, the newest first: the history (GDL-1)."""
    return (
        Amendment.objects.filter(IN_PUBLIC)
        .select_related("document", "base", "proposer__merged_into", "decision", "result__document")
        .order_by("-pk")
    )


@dataclass(frozen=True)
class ClauseLine:
    """A clause as a page shows it."""

    clause: Clause
    number: str
    anchor: str
    changed: bool = False

    @property
    def tag(self) -> str:
        """Deeper clauses have deeper headings; those without a heading have none."""
        return f"h{min(self.clause.level + 1, 4)}"


def clause_lines(version: TextVersion, changed: set[str] | None = None) -> list[ClauseLine]:
    """Return the clauses of a version in order; ``changed``: numbers that differ from the version before."""
    return [
        ClauseLine(
            clause, shown_number(clause.number), anchor_of(clause.number), clause.number in (changed or set())
        )
        for clause in version.clauses.order_by("order")
    ]


def differences_between(old: TextVersion, new: TextVersion) -> list[ClauseDifference]:
    """Return the clauses that differ between two versions, in the active language."""
    return clause_differences(old.clauses.order_by("order"), new.clauses.order_by("order"))


@dataclass(frozen=True)
class ProposedWords:
    """What an amendment proposes, in one language, against the clause as it reads.

    ``warning``: what those who write, examine and decide should look at; no public page shows it.
    """

    language: str
    is_original: bool
    heading: list[Piece]
    text: list[Piece]
    missing: bool = False
    warning: str = ""


def proposed_words(amendment: Amendment, language: str) -> ProposedWords:
    """Return the proposed words in ``language``; not translated yet, they stand in the original."""
    removed = amendment.kind == AmendmentKind.REMOVE
    source: Any = present_words(amendment)
    has_words = removed or any(proposed_in(amendment, field, language) for field in ("heading", "text"))
    shown_in = language if has_words else amendment.language
    pieces = []
    for field in ("heading", "text"):
        old = text_in(source, field, shown_in) if source is not None else ""
        new = "" if removed else proposed_in(amendment, field, shown_in)
        pieces.append(word_differences(old, new))
    return ProposedWords(
        shown_in,
        shown_in == amendment.language,
        *pieces,
        missing=not has_words,
        warning=unchanged_words(amendment, source),
    )
