"""Texts of mails: filled in, in their language, never run."""

import pytest
from django.utils.translation import gettext_lazy

from portal.mail.texts import MailTextError, all_texts, load_text, write_mail


def test_text_is_filled_in_with_subject_parts_and_footer(received, values):
    mail = write_mail(received, "en", values | {"note": "It is safe."})
    assert mail.subject == "Letter LOI-2026-0007 received"
    assert mail.text.startswith("Dear Anna,\n\nThank you. It is safe.\n\n- First point\n")
    assert "http://localhost:8000/desk/letters/7/\n" in mail.text
    assert mail.text.rstrip().endswith("http://localhost:8000/desk/")
    assert '<html lang="en">' in mail.html
    assert '<p class="button"><a href="http://localhost:8000/desk/letters/7/">' in mail.html
    assert "<li>First point</li><li>Second point</li>" in mail.html
    assert "<table" not in mail.html


def test_language_without_text_falls_back_to_english(received, values):
    assert write_mail(received, "fr", values).subject == "Lettre LOI-2026-0007 reçue"
    assert write_mail(received, "fr-CA", values).language == "fr"
    assert write_mail(received, "es", values).language == "en"


def test_lazy_values_are_written_in_the_language_of_the_mail(received, values):
    mail = write_mail(received, "fr", values | {"note": gettext_lazy("Monday")})
    assert "Thank you. lundi" in mail.text


def test_placeholder_without_value_is_named(received, values):
    values.pop("name")
    values.pop("url")
    with pytest.raises(MailTextError, match="name, url"):
        write_mail(received, "en", values)


@pytest.mark.parametrize(
    "name", ["humanize/none", "nothing/received", "../settings", "received", "humanize/a/b"]
)
def test_text_that_does_not_exist_is_an_error(received, values, name):
    with pytest.raises(MailTextError):
        write_mail(name, "en", values)


@pytest.mark.parametrize("text", ["Hello\n\nBody", "Subject: a\nBody", "Subject: a\n\n", "Subject: a"])
def test_text_that_is_not_written_as_it_should_be_is_an_error(write_text, text):
    with pytest.raises(MailTextError):
        load_text(write_text("bad", "en", text), "en")


def test_what_people_wrote_is_escaped_and_never_run(received, values):
    hostile = "<script>alert(1)</script> {name} {{ settings.SECRET_KEY }} {% now %} {0.__class__}"
    mail = write_mail(received, "en", values | {"note": hostile})
    assert hostile in mail.text
    assert "<script>" not in mail.html
    assert "&lt;script&gt;" in mail.html
    assert "{{ settings.SECRET_KEY }}" in mail.html


def test_subject_is_one_line_whatever_is_put_in(received, values):
    mail = write_mail(received, "en", values | {"reference": "A\r\nBcc: all@example.org\r\n\r\nX\0\u202e"})
    assert mail.subject == "Letter A Bcc: all@example.org X received"
    assert len(write_mail(received, "en", values | {"reference": "x" * 5000}).subject) == 400


def test_only_addresses_of_the_portal_become_buttons(received, values):
    foreign = "https://evil.example/\nhttp://localhost:8000.evil.example/\nhttp://localhost:8000/a b"
    html = write_mail(received, "en", values | {"note": foreign, "url": "https://evil.example/"}).html
    assert 'class="button"' not in html
    assert "https://evil.example/<br>" in html


def test_address_on_the_line_after_a_sentence_becomes_a_button_too(received, values):
    html = write_mail(received, "en", values | {"note": "Read it here:\nhttp://localhost:8000"}).html
    assert "Thank you. Read it here:</p>" in html
    assert html.count('class="button"') == 2


def test_every_text_of_the_portal_exists_in_three_languages_with_the_same_placeholders():
    load_text.cache_clear()
    for template in all_texts():
        texts = [load_text(template, language) for language in ("en", "fr", "es")]
        assert [text.language for text in texts] == ["en", "fr", "es"], template
        assert len({text.placeholders for text in texts}) == 1, template
