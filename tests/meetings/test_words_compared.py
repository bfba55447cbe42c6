"""Words that differ, as they are shown, and clauses translated beside the clause in force (GDL-2)."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.html import escape, strip_tags

from meetings.actions.decisions import announce
from meetings.enums import AmendmentKind, DecisionStatus
from meetings.forms.amendments import AmendmentForm, TranslationForm
from meetings.texts.amended import clause_called
from meetings.texts.differences import word_differences
from tests.factories import officer
from tests.meetings.amendments import NEW_WORDS, before_group, draft, sent
from tests.meetings.offices import chair

pytestmark = pytest.mark.django_db


def drawn(old: str, new: str) -> str:
    return render_to_string("meetings/_differences.html", {"pieces": word_differences(old, new)})


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("It meets by telephone.", "It meets online.", "</del> <ins>"),
        ("It meets.", "They meet.", "</del> <ins>"),
        ("It meets.", "It meets, by day.", "It meets<ins>"),
        ("It meets by day.", "It meets.", "</del>."),
    ],
)
def test_words_that_went_and_words_that_came_are_not_read_as_one(old: str, new: str, shown: str) -> None:
    assert shown in drawn(old, new)


@pytest.mark.rule("GDL-2")
@pytest.mark.parametrize("path", ["/en/guidelines/guidelines/compare/", "amendment"])
def test_changed_words_stand_apart_on_public_pages(path: str, client: Client) -> None:
    amendment = before_group(text_en="Wholly other words: the group meets twice.")
    announce(amendment.decision, by=chair(), outcome=DecisionStatus.ADOPTED)
    url = path if path.startswith("/") else f"/en/guidelines/amendments/{amendment.slug}/"
    page = client.get(url).content.decode()
    assert "</del> <ins>" in page and "</del><ins>" not in page
    assert "end of removed text] [new:" in strip_tags(page)


# --- Translating ------------------------------------------------------------------------------------


def beside(form: TranslationForm, name: str) -> str:
    return strip_tags(form.fields[name].help_text)


@pytest.mark.rule("GDL-2")
def test_who_translates_a_clause_reads_how_it_reads_now_in_that_language() -> None:
    amendment = sent(text_en="Guests <b>and</b> observers may attend.")
    clause = clause_called(amendment.base, amendment.clause_number)
    client = Client()
    client.force_login(amendment.created_by)
    page = client.get(f"{amendment.desk_url}translate/").content.decode()
    for words in (clause.text_fr, clause.text_es):
        assert escape(words) in page
    assert "Guests <b>and</b>" not in page and "Guests &lt;b&gt;and&lt;/b&gt;" in page
    client.force_login(officer())
    page = client.get(f"/admin/amendments/translate/{amendment.pk}/").content.decode()
    for words in (clause.text_fr, clause.text_es):
        assert escape(words) in page
    assert "Guests <b>and</b>" not in page


def test_a_new_clause_has_none_in_force_beside_it() -> None:
    amendment = draft(kind=AmendmentKind.ADD, new_number="4(a)(ix)")
    form = TranslationForm(amendment=amendment)
    assert NEW_WORDS in beside(form, "text_fr") and "In force now" not in beside(form, "text_fr")


def test_the_draft_shows_the_clause_beside_its_translations() -> None:
    amendment = draft()
    clause = clause_called(amendment.base, amendment.clause_number)
    form = AmendmentForm(amendment=amendment, with_heading=False)
    assert clause.text_es in strip_tags(form.fields["text_es"].help_text)
    assert not form.fields["text_en"].help_text
