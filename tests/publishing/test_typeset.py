"""What a typeset document is: tagged, in its language, closed to network and files, always the same."""

import http.server
import io
import subprocess
import threading

import pikepdf
import pytest

from portal.publishing import typeset as typeset_module
from portal.publishing.fingerprint import static_source, template_hash
from portal.publishing.typeset import CannotTypeset, typeset, write_pdf

HEAD = '<!doctype html><html lang="en"><head><title>t</title>'


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def structure(pdf: pikepdf.Pdf) -> list[str]:
    """Return the types of all structure elements, in reading order."""
    types: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                types.append(str(node.S))
            walk(node.get("/K"))

    walk(pdf.Root.StructTreeRoot)
    return types


def text_of(content: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()


def test_demonstration_is_said_on_every_page_of_a_document(letter_kind, settings):
    for said in (True, False):
        settings.DEMONSTRATION = said
        _title, content = typeset(letter_kind(), None, "en", "1")
        pages = text_of(content).split("\f")[:-1]
        assert len(pages) == 2
        assert ["Demonstration site:" in page for page in pages] == [said, said]


@pytest.mark.parametrize(("language", "month"), [("en", "November"), ("fr", "novembre"), ("es", "noviembre")])
def test_document_is_tagged_and_says_what_it_is(letter_kind, language, month):
    title, content = typeset(letter_kind(), None, language, "1")
    with opened(content) as pdf:
        assert pdf.Root.Lang == language
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo.Title) == title == "Letter of intent: Demonstration Ministry"
        assert str(pdf.docinfo.Author) == "Global Mercury Partnership"
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        assert len(pdf.pages) == 2
        with pdf.open_outline() as outline:
            assert outline.root[0].title == title
            assert [item.title for item in outline.root[0].children][0] == "How we will contribute"
        tags = structure(pdf)
        assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/Figure", "/Link"} <= set(tags)
        assert tags.index("/H1") < tags.index("/H2")
    assert month in text_of(content)


def test_names_in_every_script_can_be_read_back_and_have_fonts(letter_kind):
    text = text_of(typeset(letter_kind(), None, "en", "1")[1])
    for name in ("Ministère", "示范环境保护部", "Žilina", "José Ñandú Ærøskøbing 王小明"):
        assert name in text
    assert "البيئة" in text
    assert "GMP/TEST/2026/7" in text
    assert "Page 2 of 2" in text
    assert "Received, not yet confirmed" in text
    with opened(typeset(letter_kind(), None, "en", "1")[1]) as pdf:
        fonts = {
            str(o.BaseFont) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/BaseFont" in o
        }
        assert any("Naskh" in font for font in fonts)
        assert any("Fallback" in font or "CJK" in font for font in fonts)


def test_same_version_gives_the_same_bytes(letter_kind):
    kind = letter_kind()
    assert typeset(kind, None, "fr", "1") == typeset(kind, None, "fr", "1")
    assert typeset(kind, None, "fr", "1") != typeset(kind, None, "fr", "2")


@pytest.fixture
def listener():
    """A web server on this machine that notes every request."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.asked = asked
    yield server
    server.shutdown()
    server.server_close()


def test_no_request_is_made_and_no_file_read_whatever_the_text_says(listener, tmp_path):
    secret = tmp_path / "secret.css"
    secret.write_text("body::after { content: 'leaked' }")
    here = f"http://127.0.0.1:{listener.server_address[1]}"
    hostile = f"""{HEAD}
      <link rel="stylesheet" href="{here}/a.css"><link rel="stylesheet" href="file://{secret}">
      <link rel="attachment" href="file:///etc/passwd"><link rel="attachment" href="{here}/b">
      <style>@import url({here}/c.css); @import url(file://{secret}); body {{ background: url({here}/d.png) }}
        @font-face {{ font-family: x; src: url({here}/e.woff) }} p {{ font-family: x }}</style></head>
      <body><h1>t</h1><p>text</p><img src="{here}/f.png" alt="f"><img src="file:///etc/passwd" alt="p">
      <img src="portal-static:../../settings.py" alt="s"><img src="portal-static:%2e%2e/settings.png" alt="s">
      <img src="portal-static:/etc/passwd.png" alt="s"><img src="portal-static:none.png" alt="s">
      <a rel="attachment" href="file:///etc/passwd">a</a><object data="{here}/g"></object>
      <svg xmlns="http://www.w3.org/2000/svg"><image href="{here}/h.png"/><use href="{here}/i.svg#a"/></svg>
      <img src="data:image/svg+xml,&lt;svg xmlns='http://www.w3.org/2000/svg'&gt;&lt;image
        href='{here}/j'/&gt;&lt;/svg&gt;" alt="j">
      </body></html>"""
    content = write_pdf(hostile)
    assert listener.asked == []
    with opened(content) as pdf:
        assert not pdf.attachments
        assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
    everything = text_of(content)
    assert "text" in everything
    assert "leaked" not in everything
    assert "root:" not in everything


def test_document_without_possible_layout_fails_for_good():
    nested = "<table><tr><td>" * 400 + "deep" + "</td></tr></table>" * 400
    with pytest.raises(CannotTypeset):
        write_pdf(f"{HEAD}</head><body>{nested}</body></html>")


def test_memory_that_runs_out_fails_for_good(letter_kind, monkeypatch):
    def greedy(*args):
        raise MemoryError

    with pytest.raises(CannotTypeset):
        typeset(letter_kind(context=greedy), None, "en", "1")


def test_what_people_wrote_is_escaped(letter_kind):
    hostile = {
        "opening": "<script>alert(1)</script><img src=x>",
        "names": [],
        "statements": [],
        "signatory": "a",
    }
    kind = letter_kind(context=lambda *args: hostile)
    _title, html = typeset_module.render_html(kind, None, "en", "1")
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_fingerprint_covers_template_parents_includes_and_static_files(settings, tmp_path):
    whole = template_hash("tests/letter.html")
    assert whole == template_hash("tests/letter.html")
    assert whole != template_hash("publishing/pdf/base.html")
    (tmp_path / "one.html").write_text('{% extends "publishing/pdf/base.html" %}')
    settings.TEMPLATES[0]["DIRS"].append(tmp_path)
    settings.TEMPLATES = list(settings.TEMPLATES)
    first = template_hash("one.html")
    changed = static_source("publishing/pdf/un.css") + b"/* changed */"
    static = tmp_path / "static"
    (static / "publishing" / "pdf").mkdir(parents=True)
    (static / "publishing" / "pdf" / "un.css").write_bytes(changed)
    settings.STATICFILES_DIRS = [static, *settings.STATICFILES_DIRS]
    assert template_hash("one.html") != first
    with pytest.raises(LookupError):
        static_source("nothing.css")
