"""Kinds of documents: titles, names and who may read."""

from portal.publishing.documents import DocumentKind
from portal.publishing.models import PdfJob, Publication
from portal.records.decisions import ALLOWED


def kind(**values: object) -> DocumentKind:
    return DocumentKind("letter", "a.html", dict, **({"title": "Letter", "filename": "letter.pdf"} | values))


def test_titles_and_names_are_texts_or_functions():
    assert kind().title_of("record", "en") == "Letter"
    assert kind(title=lambda record, language: f"{record} {language}").title_of("record", "fr") == "record fr"
    assert kind(filename=lambda record, language: f"{record}.pdf").filename_of("record", "en") == "record.pdf"


def test_document_is_closed_unless_public_or_allowed():
    assert not kind().can_read(None, None)
    assert kind(public=True).can_read(None, None)
    assert kind(may_read=lambda user, record: ALLOWED).can_read(None, None)
    assert not kind(public=lambda record: record == "open").can_read(None, "closed")
    assert kind(public=lambda record: record == "open").can_read(None, "open")


def test_rows_say_what_they_are():
    values = {"kind": "letter", "version": "1", "language": "en"}
    assert str(Publication(sha256="abcdef" * 10, **values)) == "letter 1 en abcdefabcdef"
    assert str(PdfJob(object_type="a.b", object_id=7, **values)) == "letter a.b 7 1 en"
