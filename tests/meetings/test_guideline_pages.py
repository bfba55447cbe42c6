"""Pages of guiding texts and amendments: public, on the desk, in the admin (GDL-1, GDL-2)."""

import json

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from meetings.actions.amendments import send_amendment
from meetings.actions.decisions import announce
from meetings.actions.proposals import examine, withdraw
from meetings.documents.guidelines import typeset_missing
from meetings.enums import AmendmentKind, DecisionStatus, ProposalStatus
from meetings.models import Amendment, Clause, GuidingDocument
from meetings.panels.proposals import proposals_waiting, proposals_with_secretariat
from meetings.texts.amended import current_version
from meetings.texts.differences import word_differences
from meetings.texts.guiding import DATA, load
from portal.publishing.models import PdfJob
from tests.factories import focal_point, head, officer
from tests.meetings.amendments import NEW_WORDS, before_group, draft, guidelines, sent
from tests.meetings.browsing import signed_in
from tests.meetings.offices import chair, member, person_with_account

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def text_of(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return answer.content.decode()


# --- The texts --------------------------------------------------------------------------------------


@pytest.mark.rule("GDL-2")
def test_every_clause_is_there_in_every_language() -> None:
    entries = json.loads(DATA.read_text(encoding="utf-8"))["documents"]
    assert [entry["code"] for entry in entries] == ["framework", "guidelines", "annex-2"]
    for entry in entries:
        for clause in entry["versions"][0]["clauses"]:
            for part in ("heading", "text"):
                assert set(clause[part]) in (set(), set(LANGUAGES)), clause["number"]
    assert Clause.objects.count() == sum(len(entry["versions"][0]["clauses"]) for entry in entries)
    numbers = (
        GuidingDocument.objects.get(code="annex-2").versions.get().clauses.values_list("number", flat=True)
    )
    assert list(numbers) == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]


def test_loading_again_changes_nothing() -> None:
    Clause.objects.filter(number="3(a)").update(text_en="Corrected.")
    before = Clause.objects.count()
    load("default")
    assert Clause.objects.count() == before
    assert Clause.objects.get(number="3(a)").text_en == "Corrected."


@pytest.mark.rule("GDL-2")
@pytest.mark.parametrize("language", LANGUAGES)
def test_versions_are_public_in_three_languages(language: str, client: Client) -> None:
    index = text_of(client, f"/{language}/guidelines/")
    for document in GuidingDocument.objects.all():
        version = current_version(document)
        url = f"/{language}/guidelines/{document.code}/{version.label}/"
        assert url in index
        page = text_of(client, url)
        for clause in version.clauses.all():
            heading = getattr(clause, f"heading_{language}")
            assert not heading or heading in page
        assert len(page.encode()) < 100_000
    assert client.get(f"/{language}/guidelines/guidelines/").url.endswith("/guidelines/guidelines/2020-06/")


def test_what_is_not_there_is_not_found(client: Client) -> None:
    for path in ("nothing/", "guidelines/1999-01/", "nothing/compare/", "amendments/amd-1999-0001/"):
        assert client.get(f"/en/guidelines/{path}").status_code == 404


@pytest.mark.rule("GDL-2")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_comparison_shows_exactly_the_changed_clause(language: str, client: Client) -> None:
    amendment = before_group()
    announce(amendment.decision, by=chair(), outcome=DecisionStatus.ADOPTED)
    amendment.refresh_from_db()
    page = text_of(client, f"/{language}/guidelines/guidelines/compare/")
    assert page.count('<section class="differences"') == 1
    assert "4(a)(iv)" in page and "<ins>" in page
    page = text_of(client, f"/{language}/guidelines/guidelines/{amendment.result.label}/")
    assert page.count("guiding-text__clause--changed") == 1
    same = text_of(client, f"/{language}/guidelines/guidelines/compare/?from=2020-06&to=2020-06")
    assert "<ins>" not in same and '<section class="differences"' not in same


def test_the_comparison_survives_senseless_labels(client: Client) -> None:
    assert client.get("/en/guidelines/guidelines/compare/?from=nothing&to=<b>").status_code == 200


def test_words_are_compared_as_wholes() -> None:
    pieces = word_differences("Observers may attend.", "Guests may attend, by day.")
    assert [(one.state, one.text) for one in pieces] == [
        ("gone", "Observers"),
        ("new", "Guests"),
        ("same", " may attend"),
        ("new", ", by day"),
        ("same", "."),
    ]


def test_every_version_is_typeset_once() -> None:
    assert typeset_missing() == 3
    assert typeset_missing() == 0
    assert PdfJob.objects.filter(kind="guiding_text").count() == 9


# --- The public history -----------------------------------------------------------------------------


@pytest.mark.rule("GDL-1")
def test_an_amendment_is_public_from_the_moment_it_is_before_the_group(client: Client) -> None:
    hidden, public = sent(), before_group(number="4(a)(ii)")
    page = text_of(client, "/en/guidelines/amendments/")
    assert public.reference in page and hidden.reference not in page
    text_of(client, f"/en/guidelines/amendments/{hidden.slug}/", 404)
    page = text_of(client, f"/en/guidelines/amendments/{public.slug}/")
    for words in ("Demonstration reason.", "Demonstration opinion.", "<ins>", str(public.proposer)):
        assert words in page
    assert public.created_by.email not in page and public.proposed_by.family_name not in page
    withdraw(public, by=public.created_by)
    assert "Withdrawn by its proposer" in text_of(client, f"/en/guidelines/amendments/{public.slug}/")


def test_the_public_history_asks_the_same_for_one_and_for_three(assert_query_parity, client: Client) -> None:
    before_group()
    for path in ("amendments/", ""):
        url = f"/en/guidelines/{path}"
        assert_query_parity(
            lambda url=url: client.get(url),
            lambda: [before_group(number=number) for number in ("4(a)(i)", "4(a)(ii)")],
        )


# --- The desk ---------------------------------------------------------------------------------------


def new_url() -> str:
    return reverse("meetings_desk:amendment_new")


@pytest.mark.rule("GDL-1")
def test_a_focal_point_writes_and_sends_an_amendment() -> None:
    user = person_with_account()
    client = signed_in(user)
    assert 'value="guidelines:3(d)" selected' in text_of(
        client, f"{new_url()}?document=guidelines&clause=3(d)"
    )
    answer = client.post(new_url(), {"clause": "guidelines:3(d)", "kind": "change", "language": "fr"})
    amendment = Amendment.objects.get()
    assert answer.url == reverse("meetings_desk:amendment_edit", args=[amendment.uuid])
    page = text_of(client, answer.url)
    assert "Les membres choisissent" in page
    answer = client.post(answer.url, {"version": 0, "text_fr": "Deux coprésidences.", "reason": "Motif."})
    assert answer.status_code == 302
    send = reverse("meetings_desk:amendment_verb", args=[amendment.uuid, "send"])
    assert send in text_of(client, amendment.desk_url)
    assert client.get(send).status_code == 200
    amendment.refresh_from_db()
    assert amendment.status == ProposalStatus.DRAFT
    assert client.post(send).status_code == 302
    amendment.refresh_from_db()
    assert (amendment.status, amendment.text_fr) == (ProposalStatus.PROPOSED, "Deux coprésidences.")


def test_who_cannot_propose_is_told_so() -> None:
    organisation = person_with_account().person.places.get().organisation
    for user in (focal_point(organisation, role="viewer"), officer()):
        client = signed_in(user)
        assert client.get(new_url()).status_code == 403
        assert client.post(new_url(), {}).status_code == 403
        assert client.get(reverse("meetings_desk:amendments")).status_code == 200
    assert not Amendment.objects.exists()


def test_what_is_missing_in_the_first_form_is_said() -> None:
    answer = signed_in(person_with_account()).post(new_url(), {"clause": "guidelines:99"})
    assert answer.status_code == 422
    assert not Amendment.objects.exists()


def edit_url(amendment: Amendment) -> str:
    return reverse("meetings_desk:amendment_edit", args=[amendment.uuid])


def test_the_draft_is_saved_while_one_types() -> None:
    amendment = draft()
    client = signed_in(amendment.created_by)
    data = {"version": amendment.version, "text_en": "Half a sent", "reason": ""}
    answer = client.post(edit_url(amendment), data, headers={"X-Autosave": "1"})
    assert answer.json()["version"] == amendment.version + 1
    amendment.refresh_from_db()
    assert amendment.text_en == "Half a sent"


def test_two_people_at_one_draft_see_both_texts() -> None:
    amendment = draft()
    client = signed_in(amendment.created_by)
    seen = amendment.version
    colleague = signed_in(focal_point(amendment.proposer))
    words = {"version": seen, "text_en": "Words of the colleague.", "reason": "Same."}
    assert colleague.post(edit_url(amendment), words).status_code == 302
    mine = words | {"text_en": "Words of mine."}
    answer = client.post(edit_url(amendment), mine, headers={"X-Autosave": "1"})
    assert answer.status_code == 409
    page = text_of(client, answer.json()["conflict_url"], 409)
    assert "Words of the colleague." in page and "Words of mine." in page
    answer = client.post(edit_url(amendment), mine)
    assert answer.status_code == 409
    amendment.refresh_from_db()
    assert amendment.text_en == "Words of the colleague."
    settled = mine | {"version": amendment.version, "keep-text_en": "yours"}
    assert client.post(edit_url(amendment), settled).status_code == 302
    amendment.refresh_from_db()
    assert amendment.text_en == "Words of mine."


def test_a_refused_sending_says_everything_that_is_missing() -> None:
    amendment = draft(reason="", text_en="Observers may attend.")
    client = signed_in(amendment.created_by)
    answer = client.post(reverse("meetings_desk:amendment_verb", args=[amendment.uuid, "send"]))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Nothing differs" in page and "Say why" in page


def test_verbs_that_are_not_possible_are_not_asked_for() -> None:
    amendment = sent()
    client = signed_in(amendment.created_by)

    def ask(name: str) -> int:
        return client.get(reverse("meetings_desk:amendment_verb", args=[amendment.uuid, name])).status_code

    assert ask("withdraw") == 200
    assert ask("put-before-group") == 403
    assert ask("take-over") == 403
    assert (ask("discard"), ask("send"), ask("nonsense")) == (302, 302, 404)
    assert client.get(edit_url(amendment)).status_code == 302


@pytest.mark.rule("GDL-1")
def test_the_proposer_puts_an_examined_amendment_before_the_group() -> None:
    member()  # nothing is put before nobody
    amendment = examine(sent(), by=officer(), opinion="We advise against it.", language="en")
    client = signed_in(amendment.created_by)
    url = reverse("meetings_desk:amendment_verb", args=[amendment.uuid, "put-before-group"])
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 302
    amendment.refresh_from_db()
    assert amendment.status == ProposalStatus.BEFORE_GROUP


def test_the_list_on_the_desk_asks_the_same_for_one_and_for_three(assert_query_parity) -> None:
    user = person_with_account()
    draft(user)
    client = signed_in(user)
    assert_query_parity(
        lambda: client.get(reverse("meetings_desk:amendments")),
        lambda: [sent(user, number=number) for number in ("4(a)(i)", "4(a)(ii)")],
    )


# --- The admin --------------------------------------------------------------------------------------


@pytest.mark.rule("GDL-1")
def test_the_secretariat_examines_translates_and_puts_before_the_group() -> None:
    member()  # nothing is put before nobody
    amendment = sent()
    client = signed_in(officer())
    page = text_of(client, reverse("amendments:inspect", args=[amendment.pk]))
    assert "Demonstration reason." in page and "<ins>" in page
    examine_url = reverse("amendments:examine", args=[amendment.pk])
    assert client.post(examine_url, {"opinion": "", "language": "en"}).status_code == 422
    assert client.post(examine_url, {"opinion": "It fits.", "language": "en"}).status_code == 302
    translate = reverse("amendments:translate", args=[amendment.pk])
    assert NEW_WORDS in text_of(client, translate)
    words = {"text_fr": "Texte.", "text_es": "Texto."}
    assert client.post(translate, words).status_code == 302
    url = reverse("amendments:put_before_group", args=[amendment.pk])
    assert client.post(url, {"meeting_reference": "PAG-13"}).status_code == 302
    amendment.refresh_from_db()
    assert amendment.decision.reference.startswith("PAG-13/D")
    assert (amendment.opinion, amendment.text_fr) == ("It fits.", "Texte.")
    announce(amendment.decision, by=chair(), outcome=DecisionStatus.ADOPTED)
    text_of(client, reverse("amendments:inspect", args=[amendment.pk]))


def test_drafts_are_not_in_the_admin() -> None:
    amendment = draft()
    client = signed_in(head())
    assert client.get(reverse("amendments:inspect", args=[amendment.pk])).status_code == 404
    assert client.get(reverse("amendments:examine", args=[amendment.pk])).status_code == 404


def test_the_list_of_the_admin_asks_the_same_for_one_and_for_three(assert_query_parity) -> None:
    sent()
    client = signed_in(officer())
    assert_query_parity(
        lambda: client.get(reverse("amendments:index")),
        lambda: [sent(number=number) for number in ("4(a)(i)", "4(a)(ii)")],
        at_most=40,
    )


def test_what_waits_is_said_to_whom_it_waits_for() -> None:
    user, presiding, secretariat = person_with_account(), chair(), officer()
    amendment = draft(user)
    assert [item.url for item in proposals_waiting(user)] == [amendment.desk_url]
    amendment = send_amendment(amendment, by=user)
    assert not list(proposals_waiting(presiding))
    assert [item.due is not None for item in proposals_with_secretariat(secretariat)] == [True]
    examine(amendment, by=secretariat, opinion="It fits.", language="en")
    assert [item.url for item in proposals_waiting(presiding)] == [amendment.desk_url]


@pytest.mark.parametrize("kind", [AmendmentKind.ADD, AmendmentKind.REMOVE])
def test_pages_of_added_and_removed_clauses(kind: str, client: Client) -> None:
    amendment = before_group(number="6(a)(vii)", kind=kind, new_number="6(a)(ix)")
    announce(amendment.decision, by=chair(), outcome=DecisionStatus.ADOPTED)
    for language in LANGUAGES:
        text_of(client, f"/{language}/guidelines/amendments/{amendment.slug}/")
        page = text_of(client, f"/{language}/guidelines/guidelines/compare/")
        assert page.count('<section class="differences"') == 1
    assert guidelines().versions.count() == 2


def test_the_page_of_a_partner_leads_to_amendments() -> None:
    user = person_with_account()
    organisation = user.person.places.get().organisation
    url = reverse("partners_desk:organisation", args=[organisation.slug])
    assert reverse("meetings_desk:amendments") in text_of(signed_in(user), url)
    viewer = focal_point(organisation, role="viewer")
    assert reverse("meetings_desk:amendments") not in text_of(signed_in(viewer), url)


def test_search_engines_find_the_versions_in_force(client: Client) -> None:
    amendment = before_group()
    announce(amendment.decision, by=chair(), outcome=DecisionStatus.ADOPTED)
    amendment.refresh_from_db()
    page = text_of(client, "/sitemap.xml")
    for language in LANGUAGES:
        assert f"/{language}/guidelines/guidelines/{amendment.result.label}/" in page
        assert f"/{language}/guidelines/framework/2020-06/" in page


def test_the_proposer_translates_on_the_desk_until_the_group_has_it() -> None:
    amendment = sent(
        number="4(a)", text_en="Of the group.", heading_en="Of the Advisory Group and its guests"
    )
    client = signed_in(amendment.created_by)
    url = reverse("meetings_desk:amendment_translate", args=[amendment.uuid])
    assert "Of the Advisory Group and its guests" in text_of(client, url)
    words = {
        "heading_fr": "Du Groupe",
        "heading_es": "Del Grupo",
        "text_fr": "Du Groupe.",
        "text_es": "Del Grupo.",
    }
    assert client.post(url, words | {"text_fr": "x" * 6000}).status_code == 422
    assert client.post(url, words).status_code == 302
    amendment.refresh_from_db()
    assert (amendment.heading_fr, amendment.text_es) == ("Du Groupe", "Del Grupo.")
    Amendment.objects.filter(pk=amendment.pk).update(status=ProposalStatus.BEFORE_GROUP)
    assert client.get(url).status_code == 403
    Amendment.objects.filter(pk=amendment.pk).update(text_es="")
    assert set(client.get(url).context["form"].fields) == {"heading_es", "text_es"}
    assert client.post(url, {"heading_es": "Otro", "text_es": "Del Grupo."}).status_code == 422
    assert client.post(url, {"heading_es": "Del Grupo", "text_es": "Del Grupo."}).status_code == 302


def test_a_version_is_a_pdf_as_soon_as_it_is_made(client: Client) -> None:
    url = "/en/guidelines/guidelines/2020-06.pdf"
    page = "/en/guidelines/guidelines/2020-06/"
    assert client.get(url).status_code == 404
    assert url not in client.get(page).content.decode()
    typeset_missing()
    assert client.get(url).status_code == 202
    assert url in client.get(page).content.decode()


def test_a_text_that_is_too_long_is_not_lost() -> None:
    amendment = draft(kind=AmendmentKind.ADD, number="4(a)", new_number="4(a)(vii)")
    client = signed_in(amendment.created_by)
    data = {
        "version": amendment.version,
        "text_en": "x" * 6000,
        "reason": "Kept.",
        "new_number": "4(a)(viii)",
    }
    answer = client.post(edit_url(amendment), data)
    assert answer.status_code == 422
    assert "x" * 6000 in answer.content.decode()
    amendment.refresh_from_db()
    assert (amendment.reason, amendment.new_number, amendment.text_en) == ("Kept.", "4(a)(viii)", NEW_WORDS)


def test_who_is_not_signed_in_is_asked_to(client: Client) -> None:
    amendment = draft()
    assert client.get(edit_url(amendment)).status_code == 302
    assert client.post(edit_url(amendment), {}, headers={"X-Autosave": "1"}).status_code == 401
