"""French and Spanish as they are printed: spaces that do not break, and each language's own quotation marks."""

import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
NO_BREAK = "\u00a0\u202f"
MARKS = re.compile(r"[;:?!»](?=\s|$)")


def texts(language: str) -> Iterator[tuple[str, str]]:
    """Yield where a text stands, and the text without its HTML tags."""
    catalogue = polib.pofile(str(ROOT / f"portal/locale/{language}/LC_MESSAGES/django.po"))
    for entry in catalogue:
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            yield entry.msgid, re.sub(r"<[^>]*>", "", text)
    for path in (*ROOT.glob(f"*/mail/*/{language}.txt"), *ROOT.glob(f"portal/*/mail/*/{language}.txt")):
        yield str(path.relative_to(ROOT)), path.read_text().removeprefix("Subject:")


def breaks(text: str) -> list[str]:
    """Return the places in a French text where a mark could begin a line, or has no space at all."""
    alone = [
        text[max(0, mark.start() - 20) : mark.end()]
        for mark in MARKS.finditer(text)
        if mark.start() and text[mark.start() - 1] == " "
    ]
    return alone + re.findall(rf"«[^{NO_BREAK}].{{0,20}}|.{{0,20}}[^{NO_BREAK}]»", text)


def test_the_rule_finds_what_it_is_for():
    assert breaks("Voici : « texte »") and breaks("«texte»") and breaks("Quoi ?")
    assert not breaks("Voici\u00a0: «\u00a0texte\u00a0» à 10:30")


def test_french_marks_do_not_begin_a_line():
    assert [(place, found) for place, text in texts("fr") if (found := breaks(text))] == []


@pytest.mark.parametrize("language", ["fr", "es"])
def test_no_straight_apostrophe_and_no_english_quotation_marks(language):
    assert [place for place, text in texts(language) if re.search("['“”]", text)] == []


def test_spanish_questions_are_opened():
    assert [place for place, text in texts("es") if text.count("?") != text.count("¿")] == []


def test_templates_leave_the_colon_after_a_value_to_the_language():
    """Within a text to translate it is the translator's; elsewhere it is ``{% translate ":" context … %}``."""
    told = re.compile(r"{% blocktranslate.*?endblocktranslate %}|{#.*?#}", re.DOTALL)
    colon = re.compile(r"(\}\}|endif %\}|</(?:strong|span|b|bdi|a)>):(?= |<|$)")
    found = []
    for path in ROOT.glob("**/templates/**/*.html"):
        if not {"node_modules", ".venv", "var"} & set(path.relative_to(ROOT).parts):
            text = told.sub("", path.read_text())
            found += [(path.name, text[max(0, hit.start() - 30) : hit.end()]) for hit in colon.finditer(text)]
    assert found == []
