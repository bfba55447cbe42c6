"""What is before a body is not reworded in translation (MTG-3, GDL-1)."""

import pytest
from django.urls import reverse

from meetings.actions.decision_drafts import edit_draft
from meetings.actions.decisions import announce, open_decision, translate_decision
from meetings.enums import DecisionStatus
from portal.records.decisions import Forbidden, Refusal
from portal.records.translations import shown, translations_of
from tests.factories import officer
from tests.meetings import amendments
from tests.meetings.decisions import draft, opened
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
