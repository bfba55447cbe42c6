"""What is before a body is not reworded in translation (MTG-3, GDL-1)."""

import pytest
from django.urls import reverse

from meetings.actions.decision_drafts import discard_decision, edit_draft
from meetings.actions.decisions import announce, open_decision, translate_decision
from meetings.documents.decisions import decision_title
from meetings.enums import DecisionStatus
from meetings.texts.decisions import public_text
from meetings.texts.frozen_decisions import KIND
from portal.records.decisions import Forbidden, Refusal
from portal.records.frozen import latest
from portal.records.models import TextTranslation
from portal.records.translations import shown, translations_of
from tests.factories import officer
from tests.meetings import amendments
from tests.meetings.decisions import draft, long_open, opened
from tests.meetings.offices import chair, member

pytestmark = pytest.mark.django_db
S = DecisionStatus
WORDS = {"title": "Décision", "text": "Le groupe décide."}


@pytest.mark.rule("MTG-3")
@pytest.mark.parametrize("deferred", [False, True])
def test_before_those_who_decide_only_missing_translations_are_written(deferred):
    presiding, by = chair(), officer()
    decision = opened(by=presiding)
    translate_decision(decision, "fr", {"title": WORDS["title"], "text": ""}, by=presiding)
    if deferred:
        decision = announce(decision, by=presiding, outcome=S.DEFERRED, note="Next time.")
    for words in ({"title": "Autre chose"}, {"title": ""}):
        with pytest.raises(Refusal) as refused:
            translate_decision(decision, "fr", words, by=by)
        assert [problem.field for problem in refused.value.problems] == ["title"]
    translate_decision(decision, "fr", WORDS, by=by)
    translate_decision(decision, "es", {"title": "Decisión"}, by=by)
    assert shown(decision, "text", "fr").text == WORDS["text"]
    with pytest.raises(Refusal):
        translate_decision(decision, "fr", WORDS | {"text": "Tout autre chose."}, by=by)
    if deferred:  # what came with the outcome is the secretariat's to correct
        for note in ("La prochaine fois.", "À la prochaine séance."):
            translate_decision(decision, "fr", WORDS | {"outcome_note": note}, by=by)
    else:
        translate_decision(
            announce(decision, by=presiding, outcome=S.ADOPTED), "fr", WORDS | {"title": "Corrigée"}, by=by
        )
        assert shown(decision, "title", "fr").text == "Corrigée"


def test_a_draft_is_reworded_and_a_translation_older_than_the_original_is_mended():
    user = member()
    decision = draft(by=user)
    for title in ("Décision", "La décision"):
        translate_decision(decision, "fr", {"title": title, "text": WORDS["text"]}, by=user)
    decision = edit_draft(decision, by=user, title="Another title", text=decision.text, language="en")
    decision = open_decision(decision, by=user)
    assert shown(decision, "title", "fr").is_stale
    with pytest.raises(Refusal):
        translate_decision(decision, "fr", {"text": "Autre."}, by=user)
    translate_decision(decision, "fr", {"title": "Un autre titre"}, by=user)
    with pytest.raises(Refusal):
        translate_decision(decision, "fr", {"title": "Encore un autre"}, by=user)


@pytest.mark.rule("GDL-1")
def test_words_of_an_amendment_before_the_group_come_from_the_amendment_alone():
    presiding, by = chair(), officer()
    amendment = amendments.before_group()
    decision = amendment.decision
    before = {key: row.text for key, row in translations_of([decision]).items()}
    for user in (presiding, by, amendment.created_by):
        with pytest.raises(Forbidden):
            translate_decision(decision, "fr", {"text": "Tout autre chose."}, by=user)
    decision = announce(decision, by=presiding, outcome=S.ADOPTED, note="Demonstration note")
    with pytest.raises(Refusal):
        translate_decision(decision, "fr", {"text": "Tout autre chose."}, by=by)
    assert {key: row.text for key, row in translations_of([decision]).items()} == before
    translate_decision(decision, "fr", {"outcome_note": "Note"}, by=by)
    assert shown(decision, "outcome_note", "fr").text == "Note"


def test_the_form_shows_what_stands_and_does_not_let_it_be_changed(client):
    presiding = chair()
    decision = opened(by=presiding)
    translate_decision(decision, "fr", {"title": WORDS["title"]}, by=presiding)
    client.force_login(presiding)
    address = reverse("meetings_desk:decision_translate", args=[decision.uuid, "fr"])
    assert "This translation stands" in client.get(address).content.decode()
    answer = client.post(address, {"title": "Autre chose", "text": WORDS["text"]})
    assert answer.status_code == 302
    assert shown(decision, "title", "fr").text == WORDS["title"]
    assert shown(decision, "text", "fr").text == WORDS["text"]
    client.force_login(officer())
    amendment = amendments.before_group()
    assert "/translate/" not in client.get(amendment.decision.desk_url).content.decode()


def outdated(by):
    """A decision before the group whose French was translated from other words than those that stand."""
    decision = draft(by=by)
    translate_decision(decision, "fr", {"title": "Le groupe approuve", "text": "Le groupe approuve."}, by=by)
    decision = edit_draft(
        decision, by=by, title="The group rejects", text="The group rejects.", language="en"
    )
    return long_open(open_decision(decision, by=by))


@pytest.mark.rule("MTG-3")
def test_a_translation_older_than_the_original_is_no_part_of_what_was_adopted(client):
    presiding = chair()
    decision = announce(outdated(member()), by=presiding, outcome=S.ADOPTED)
    assert latest(decision, KIND).content()["translations"] == {}
    text = public_text(decision, "fr")
    assert (text.text.text, text.text.language) == ("The group rejects.", "en")
    page = client.get(f"/fr/decisions/{decision.slug}/").content.decode()
    assert "Le groupe approuve" not in page
    assert "Original\N{NO-BREAK SPACE}: anglais" in page
    assert "Le groupe approuve" not in client.get("/fr/decisions/").content.decode()
    exported = client.get("/fr/decisions/", {"format": "csv"})
    assert "Le groupe approuve" not in exported.getvalue().decode()
    assert "Le groupe approuve" not in decision_title(decision, "fr")
    translate_decision(
        decision, "fr", {"title": "Le groupe rejette", "text": "Le groupe rejette."}, by=officer()
    )
    assert str(public_text(decision, "fr").text) == "Le groupe rejette."


@pytest.mark.rule("MTG-3")
def test_who_opens_and_who_announces_reads_which_translations_are_out_of_date(client):
    presiding, by = chair(), member()
    decision = draft(by=by)
    translate_decision(decision, "fr", WORDS, by=by)
    decision = edit_draft(decision, by=by, title="Another", text="Another text.", language="en")
    client.force_login(by)
    words = "Translations older than the original: French."
    assert words in client.get(reverse("meetings_desk:decision_open", args=[decision.uuid])).content.decode()
    decision = open_decision(decision, by=by)
    client.force_login(presiding)
    address = reverse("meetings_desk:decision_announce", args=[decision.uuid])
    assert words in client.get(address).content.decode()
    translate_decision(decision, "fr", {"title": "Autre", "text": "Un autre texte."}, by=presiding)
    assert words not in client.get(address).content.decode()


def test_a_draft_that_changes_its_language_keeps_no_translation_into_it():
    by = member()
    decision = draft(by=by)
    for language in ("fr", "es"):
        translate_decision(decision, language, WORDS, by=by)
    decision = edit_draft(decision, by=by, title="Titre", text="Tout autre chose.", language="fr")
    assert {key[2] for key in translations_of([decision])} == {"es"}
    decision = long_open(open_decision(decision, by=by))
    decision = announce(decision, by=chair(), outcome=S.ADOPTED)
    assert public_text(decision, "fr").languages == ("fr",)
    assert str(public_text(decision, "fr").text) == "Tout autre chose."


def test_a_draft_that_is_thrown_away_takes_its_translations_with_it():
    by = member()
    decision, kept = draft(by=by), draft(by=by, title="Another")
    for one in (decision, kept):
        translate_decision(one, "fr", WORDS, by=by)
    discard_decision(decision, by=by)
    assert {row.object_id for row in TextTranslation.objects.filter(object_type="meetings.decision")} == {
        kept.pk
    }
