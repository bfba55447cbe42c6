"""Customs of French and Spanish that Django does not know."""

import datetime

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format

from portal.records.wording import labelled, language_in_a_sentence

FIRST, SECOND = datetime.date(2026, 10, 1), datetime.date(2026, 10, 2)


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("fr", "1er octobre 2026", "2 octobre 2026"),
        ("en", "1 October 2026", "2 October 2026"),
        ("es", "1 de octubre de 2026", "2 de octubre de 2026"),
    ],
)
def test_first_of_a_month_has_its_ordinal_in_french_alone(language, first, second):
    with translation.override(language):
        assert date_format(FIRST, "DATE_FORMAT") == first
        assert date_format(SECOND, "DATE_FORMAT") == second
        assert Template("{{ day|date }}").render(Context({"day": FIRST})) == first


def test_numbers_of_a_date_stay_numbers():
    with translation.override("fr"):
        assert date_format(FIRST, "Y-m-d") == "2026-10-01"
        assert date_format(FIRST, "d/m/Y") == "01/10/2026"


@pytest.mark.parametrize(("language", "name"), [("en", "Spanish"), ("fr", "espagnol"), ("es", "español")])
def test_language_within_a_sentence_has_a_capital_in_english_alone(language, name):
    with translation.override(language):
        assert language_in_a_sentence("es") == name
        assert language_in_a_sentence("qq") == "qq"


@pytest.mark.parametrize(
    ("language", "text"), [("en", "Lead: Ann"), ("fr", "Lead\u00a0: Ann"), ("es", "Lead: Ann")]
)
def test_colon_after_a_label_has_a_space_in_french(language, text):
    with translation.override(language):
        assert labelled("Lead", "Ann") == text
