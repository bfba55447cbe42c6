"""What uploads are taken, and what is said about the others."""

import io
import struct
import zipfile
import zlib

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image

from portal.files.forms import PrivateFileField
from portal.files.names import MAX_LENGTH, clean_name
from portal.files.pdf_probe import inspect_pdf
from portal.files.validation import validate_upload
from tests.files.conftest import DOCX, XLSX, pdf_bytes, upload, zip_bytes


def code_of(content: bytes, name: str = "letter.pdf", kinds: tuple[str, ...] = ("pdf",)) -> str:
    """Return the code of the refusal; the message must be there."""
    with pytest.raises(ValidationError) as refusal:
        validate_upload(upload(content, name), kinds)
    assert len(refusal.value.messages) == 1
    assert refusal.value.messages[0].endswith(".")
    return refusal.value.code


def open_action(action: Dictionary):
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = action

    return change


def test_pdf_of_one_page_is_taken_with_hash_and_clean_name():
    content = pdf_bytes()
    taken = validate_upload(upload(content, "Lettre signée.PDF"))
    assert (taken.name, taken.content_type, taken.content) == (
        "Lettre signée.pdf",
        "application/pdf",
        content,
    )
    assert taken.size == len(content)
    assert len(taken.sha256) == 64


def test_pdf_with_plain_open_destination_is_taken():
    content = pdf_bytes(open_action(Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]))))
    assert inspect_pdf(content) == "good"


def test_upload_of_just_the_limit_is_taken_and_one_byte_more_is_not(settings):
    content = pdf_bytes()
    settings.MAX_UPLOAD_BYTES = len(content)
    assert validate_upload(upload(content)).size == len(content)
    settings.MAX_UPLOAD_BYTES = len(content) - 1
    assert code_of(content) == "size"


def test_upload_with_false_length_is_counted(settings):
    settings.MAX_UPLOAD_BYTES = 1000
    lying = SimpleUploadedFile("letter.pdf", b"%PDF-" + b"x" * 2000)
    lying.size = 10
    with pytest.raises(ValidationError) as refusal:
        validate_upload(lying)
    assert refusal.value.code == "size"


def test_empty_upload_is_refused():
    assert code_of(b"") == "empty"


@pytest.mark.parametrize(
    "name", ["letter", "letter.exe", "letter.pdf.exe", "letter.docx", "letter.pdf\u202egpj.exe"]
)
def test_extension_that_was_not_asked_for_is_refused(name):
    assert code_of(pdf_bytes(), name) == "kind"


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.7\n%%EOF with nothing in it",
        b"\n%PDF-1.7 magic is not at byte 0",
        b"%PDF-" + b"\0" * 40,
        pdf_bytes()[:-60],
    ],
)
def test_what_is_no_whole_pdf_is_refused(content):
    assert code_of(content) == "damaged"


@pytest.mark.parametrize("owner_only", [True, False])
def test_encrypted_pdf_is_refused(owner_only):
    lock = pikepdf.Encryption(owner="secret", user="" if owner_only else "open")
    assert code_of(pdf_bytes(encryption=lock)) == "encrypted"


def page_action(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))


def named_script(pdf: pikepdf.Pdf) -> None:
    tree = Dictionary(Names=Array([String("a"), Dictionary(S=Name.JavaScript, JS=String("x"))]))
    pdf.Root.Names = Dictionary(JavaScript=tree)


def link_that_launches(pdf: pikepdf.Pdf) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
    link.A = Dictionary(
        S=Name.URI, URI=String("https://example.org"), Next=Dictionary(S=Name.Launch, F=String("c"))
    )
    pdf.pages[0].obj.Annots = Array([link])


def form_of_xml(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Stream(pdf, b"<xdp/>"))


@pytest.mark.parametrize(
    "change",
    [
        open_action(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))),
        open_action(Dictionary(S=Name.Launch, F=String("cmd.exe"))),
        open_action(Dictionary(S=Name.SubmitForm, F=String("https://example.org"))),
        page_action,
        named_script,
        link_that_launches,
        form_of_xml,
    ],
)
def test_scripted_pdf_is_refused(change):
    assert code_of(pdf_bytes(change)) == "active"


def attach(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.txt"] = b"hello"


def attach_to_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]))]
    )


@pytest.mark.parametrize("change", [attach, attach_to_page])
def test_pdf_with_files_in_it_is_refused(change):
    assert code_of(pdf_bytes(change)) == "embedded"


def test_pdf_without_pages_is_refused():
    pdf = pikepdf.new()
    written = io.BytesIO()
    pdf.save(written)
    assert code_of(written.getvalue()) == "empty"


def test_script_hidden_in_an_object_stream_is_found():
    content = pdf_bytes(named_script, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"JavaScript" not in content
    assert code_of(content) == "active"


def test_pdf_whose_cross_references_unpack_without_end_is_refused():
    bomb = zlib.compress(bytes(1_200_000_000), 9)
    body = b"%PDF-1.5\n"
    head = (
        b"1 0 obj\n<</Type/XRef/Size 2/W[1 2 1]/Index[0 2]/Root 2 0 R/Filter/FlateDecode/Length %d>>stream\n"
    )
    stream = head % len(bomb) + bomb + b"\nendstream\nendobj\n"
    content = body + stream + b"startxref\n%d\n%%%%EOF" % len(body)
    assert code_of(content) == "damaged"


def test_office_files_are_taken():
    kinds = ("docx", "xlsx")
    assert validate_upload(upload(zip_bytes(DOCX), "a.docx"), kinds).name == "a.docx"
    assert validate_upload(upload(zip_bytes(XLSX), "a.xlsx"), kinds).content_type.endswith(
        "spreadsheetml.sheet"
    )


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        (DOCX | {"word/vbaProject.bin": b"x"}, "active"),
        (DOCX | {"word/embeddings/a.bin": b"x"}, "active"),
        (
            DOCX | {"[Content_Types].xml": b'<Override ContentType="application/x.macroEnabled.12"/>'},
            "active",
        ),
        (DOCX | {"../evil.xml": b"x"}, "damaged"),
        (DOCX | {"/etc/passwd": b"x"}, "damaged"),
        ({"word/document.xml": b"x"}, "damaged"),
        (XLSX, "damaged"),
        (DOCX | {f"word/{number}.xml": b"" for number in range(2000)}, "bomb"),
    ],
)
def test_office_file_with_what_does_not_belong_there_is_refused(entries, code):
    assert code_of(zip_bytes(entries), "a.docx", ("docx",)) == code


def test_zip_bomb_is_refused_before_it_is_unpacked():
    content = zip_bytes(DOCX | {"word/media/a.xml": bytes(101 * 1024 * 1024)})
    assert len(content) < 200_000
    assert code_of(content, "a.docx", ("docx",)) == "bomb"


def test_zip_that_lies_about_its_sizes_is_refused():
    content = bytearray(zip_bytes(DOCX | {"word/media/a.xml": bytes(5_000_000)}))
    directory = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, directory + 24, 10)
    assert code_of(bytes(content), "a.docx", ("docx",)) == "damaged"


def test_zip_that_is_cut_off_or_locked_is_refused():
    whole = zip_bytes(DOCX, zipfile.ZIP_STORED)
    assert code_of(whole[:-10], "a.docx", ("docx",)) == "damaged"
    locked = bytearray(whole)
    for place in (locked.index(b"PK\x03\x04") + 6, locked.index(b"PK\x01\x02") + 8):
        locked[place] |= 1
    assert code_of(bytes(locked), "a.docx", ("docx",)) == "damaged"


def picture(form: str, size: tuple[int, int] = (20, 10), **save: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "teal").save(written, form, **save)
    return written.getvalue()


def test_picture_is_written_anew_without_what_was_hidden_in_it():
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    content = picture("JPEG", exif=exif) + b"<?php evil ?>"
    taken = validate_upload(upload(content, "a.jpg"), ("image",))
    assert b"secret" not in taken.content
    assert b"php" not in taken.content
    assert Image.open(io.BytesIO(taken.content)).size == (20, 10)
    assert validate_upload(upload(picture("PNG"), "a.png"), ("image",)).content_type == "image/png"


def test_picture_that_is_none_or_too_large_is_refused(monkeypatch):
    assert code_of(b"\x89PNG\r\n\x1a\nnothing", "a.png", ("image",)) == "damaged"
    assert code_of(picture("GIF"), "a.png", ("image",)) == "damaged"
    monkeypatch.setattr("portal.files.validation.MAX_PIXELS", 100)
    assert code_of(picture("PNG"), "a.png", ("image",)) == "pixels"


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\a\\letter.PDF", "letter.pdf"),
        ("a\0b\r\nSet-Cookie: x.pdf", "ab Set-Cookie x.pdf"),
        ("letter\u202efdp.exe.pdf", "letterfdp.exe.pdf"),
        ("zero\u200bwidth.pdf", "zerowidth.pdf"),
        ("..pdf", "file.pdf"),
        ("   .pdf", "file.pdf"),
        ("Cafe\u0301.pdf", "Café.pdf"),
        ("رسالة.pdf", "رسالة.pdf"),
        ('a"b;c%d.pdf', "a b c d.pdf"),
    ],
)
def test_name_is_made_harmless(name, cleaned):
    assert clean_name(name, ".pdf") == cleaned


def test_long_name_is_shortened_and_keeps_its_extension():
    cleaned = clean_name("a" * 300 + ".pdf", ".pdf")
    assert len(cleaned) == MAX_LENGTH
    assert cleaned.endswith("a.pdf")


def test_form_field_gives_what_can_be_stored_and_says_what_is_wrong():
    field = PrivateFileField(required=False)
    assert field.widget.attrs["accept"] == ".pdf"
    taken = field.clean(upload(pdf_bytes(), "x" * 300 + ".pdf"))
    assert taken.size > 0
    assert field.clean(taken) is taken
    assert field.clean(None) is None
    with pytest.raises(ValidationError):
        field.clean(upload(b"<html>"))
    with pytest.raises(ValidationError):
        PrivateFileField().clean(None)


def test_probe_says_the_same_in_this_process():
    """The words of the probe, without the process that protects the server from it."""
    assert inspect_pdf(pdf_bytes()) == "good"
    assert inspect_pdf(pdf_bytes(named_script)) == "active"
    assert inspect_pdf(pdf_bytes(attach)) == "embedded"
    assert inspect_pdf(pdf_bytes(encryption=pikepdf.Encryption(owner="a", user="b"))) == "encrypted"
    assert inspect_pdf(pdf_bytes(encryption=pikepdf.Encryption(owner="a", user=""))) == "encrypted"
    assert inspect_pdf(b"%PDF-1.7") == "damaged"
    written = io.BytesIO()
    pikepdf.new().save(written)
    assert inspect_pdf(written.getvalue()) == "empty"


def test_pdf_with_more_values_than_a_letter_holds_is_refused(monkeypatch):
    monkeypatch.setattr("portal.files.pdf_probe.MAX_VALUES", 3)
    assert inspect_pdf(pdf_bytes()) == "damaged"


def test_probe_that_does_not_answer_in_time_refuses(monkeypatch):
    monkeypatch.setattr("portal.files.validation.PROBE_SECONDS", 0.001)
    assert code_of(pdf_bytes()) == "damaged"


def test_upload_that_was_looked_through_is_not_looked_through_again():
    taken = validate_upload(upload(pdf_bytes()))
    assert validate_upload(taken) is taken
