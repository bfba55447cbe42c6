"""What differs between two texts, word by word, and between two versions of a guiding text, clause by clause."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from meetings.models import Clause

# A word with the blanks after it, or one mark of punctuation: what is compared is what a reader sees as one piece.
PIECES = re.compile(r"\w+|[^\w\s]|\s+")
# A clause of 5,000 characters has some 1,500 pieces; what has more is no prose, and is shown whole, old and new.
MOST_PIECES = 2500


@dataclass(frozen=True)
class Piece:
    """A run of text: ``same``, ``gone`` or ``new``."""

    state: str
    text: str


def word_differences(old: str, new: str) -> list[Piece]:
    """Return both texts as one, cut into runs that stayed, went or came."""
    before, after = PIECES.findall(old), PIECES.findall(new)
    if old != new and max(len(before), len(after)) > MOST_PIECES:
        return [Piece(state, text) for state, text in (("gone", old), ("new", new)) if text]
    pieces: list[Piece] = []
    # Pieces that are everywhere (blanks, "the") begin no match in a long text: the time stays short.
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(Piece("gone", "".join(before[i1:i2])))
        if j2 > j1:
            pieces.append(Piece("new", "".join(after[j1:j2])))
    return _joined(pieces)


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Join changes that only a blank parts, so that a rewritten phrase reads as one."""
    result: list[Piece] = []
    index = 0
    while index < len(pieces):
        if pieces[index].state == "same":
            result.append(pieces[index])
            index += 1
            continue
        gone = new = ""
        while index < len(pieces):
            piece = pieces[index]
            follows = index + 1 < len(pieces)
            if piece.state == "same" and not (piece.text.isspace() and follows):
                break
            gone += piece.text if piece.state != "new" else ""
            new += piece.text if piece.state != "gone" else ""
            index += 1
        result += [Piece(state, text) for state, text in (("gone", gone), ("new", new)) if text]
    return result


@dataclass(frozen=True)
class ClauseDifference:
    """A clause that differs: ``changed``, ``added`` or ``removed``, with what its heading and text became."""

    number: str
    state: str
    heading: list[Piece]
    text: list[Piece]


def clause_differences(old: Iterable[Clause], new: Iterable[Clause]) -> list[ClauseDifference]:
    """Return only the clauses that differ in the language that is active, in the order of the newer text.

    A clause is known by its number; one that went stands where it stood.
    """
    before, after = list(old), list(new)
    old_by_number = {clause.number: clause for clause in before}
    new_by_number = {clause.number: clause for clause in after}
    order = [clause.number for clause in after]
    for index, clause in enumerate(before):
        if clause.number not in new_by_number:
            previous = before[index - 1].number if index else None
            order.insert(order.index(previous) + 1 if previous in order else 0, clause.number)
    found = []
    for number in order:
        was, becomes = old_by_number.get(number), new_by_number.get(number)
        words = [
            (getattr(was, name, "") or "", getattr(becomes, name, "") or "") for name in ("heading", "text")
        ]
        if was is not None and becomes is not None and all(one == other for one, other in words):
            continue
        state = "added" if was is None else "removed" if becomes is None else "changed"
        found.append(ClauseDifference(number, state, *(word_differences(*pair) for pair in words)))
    return found
