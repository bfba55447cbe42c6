"""Text as people type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.records.text import clean_text, count_words, normalise_name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("  \n ", 0),
        ("one two", 2),
        ("one – two", 2),
        ("(a) — 1.5 t/year!", 3),
        ("l’eau d'ici", 2),
        ("水银 污染", 2),
        ("... *** ---", 0),
        ("word " * 251, 251),
    ],
)
def test_a_word_is_a_run_that_holds_a_letter_or_digit(text, words):
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Réseau  Démonstration", "reseau demonstration"),
        ("Réseau", "RÉSEAU"),
        ("re\u0301seau", "r\xe9seau"),
        ("Clean Rivers Network, Inc.", "clean rivers network inc"),
        ("ＡＢＣ", "abc"),
        ("Straße", "STRASSE"),
    ],
)
def test_names_that_differ_only_in_form_have_one_key(one, other):
    assert normalise_name(one) == normalise_name(other)


def test_names_in_other_scripts_keep_a_key():
    assert normalise_name("وزارة البيئة")
    assert normalise_name("生态环境部") != normalise_name("环境保护部")
    assert normalise_name("★") == "★"


@given(st.text())
def test_cleaned_text_can_be_stored_and_cleaning_again_changes_nothing(text):
    cleaned = clean_text(text)
    cleaned.encode()
    assert "\x00" not in cleaned
    assert clean_text(cleaned) == cleaned


def test_clean_text_drops_what_turns_the_direction_and_keeps_lines():
    assert clean_text("a\u202eb\r\nc\rd\te\x00\ud800") == "ab\nc\nd\te"


@given(st.text(min_size=1))
def test_name_keys_do_not_change_when_taken_again(text):
    key = normalise_name(text)
    assert normalise_name(key) == key
