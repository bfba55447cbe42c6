"""Kinds of documents that can be typeset: apps register theirs in ``AppConfig.ready()``.

registries.documents["letter"] = DocumentKind(
    kind="letter", template="partners/pdf/letter.html", context=letter_context,
    title=lambda letter, language: …, filename=lambda letter, language: …, public=True)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.records import registries
from portal.records.decisions import ALLOWED, Answer, Refused
from portal.records.registries import Registry


@dataclass(frozen=True)
class DocumentKind:
    """How a record becomes a PDF.

    ``template`` extends ``publishing/pdf/base.html``. ``context`` (record, language, version) → dict is called
    in the worker with the language active; what it returns must depend on the frozen version only, so that the
    same version always gives the same file. ``title`` and ``filename`` are texts or functions (record,
    language) → text. ``public`` is a bool or a function (record) → bool. ``may_read`` (user, record) →
    Allowed | Refused answers for documents that are not public. ``url`` (record, language) → address of the file,
    for the page that waits for it.
    """

    kind: str
    template: str
    context: Callable[[Any, str, str], dict[str, Any]]
    title: str | Callable[[Any, str], str]
    filename: str | Callable[[Any, str], str]
    public: bool | Callable[[Any], bool] = False
    may_read: Callable[[Any, Any], Answer] | None = None
    url: Callable[[Any, str], str] | None = None

    def title_of(self, record: Any, language: str) -> str:
        return str(self.title(record, language) if callable(self.title) else self.title)

    def filename_of(self, record: Any, language: str) -> str:
        return str(self.filename(record, language) if callable(self.filename) else self.filename)

    def is_public(self, record: Any) -> bool:
        return bool(self.public(record) if callable(self.public) else self.public)

    def can_read(self, user: Any, record: Any) -> Answer:
        """Say whether ``user`` may read this document of ``record``."""
        if self.is_public(record):
            return ALLOWED
        return self.may_read(user, record) if self.may_read else Refused("")


finished = Registry()  # (job) called in the transaction that finishes or fails a PDF job for good


def kind_of(name: str) -> DocumentKind:
    """Return a registered kind; KeyError names an unknown one."""
    return registries.documents[name]
